import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/documents/index.js';
import type { ReadDocument } from '../../src/domain/index.js';
import { outlooksWinmail, sample, textOf } from './support.js';

/** What was read of each producer's file, to be looked at as a diff when it changes (`npx vitest run -u`). */
const files = [
  'twocolumn.pdf',
  'hidden.pdf',
  'layer.pdf',
  'sidebar.pdf',
  'table.pdf',
  'cv.docx',
  'cv.odt',
  'cv.rtf',
  'cv.doc',
  'libreoffice.html',
  'pandoc.docx',
  'pandoc.odt',
  'pandoc.rtf',
  'pandoc.md',
  'pandoc.tex',
  'pandoc.txt',
];
const containers = ['bundle.zip', 'forward.eml'];

describe('the text of', () => {
  it.each(files)('%s is as it was looked at', async (name) => {
    const [document, ...others] = await read(sample(name), name);
    expect(others).toEqual([]);
    await expect(shown(document)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it.each(containers)('what %s holds is as it was looked at', async (name) => {
    const documents = await read(sample(name), name);
    const text = documents.map((document) => `== ${document.name} (${document.format})\n${shown(document)}`).join('\n');
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

/**
 * Outlook's own winmail.dat files. They are read where the package node-tnef has them and shown by sizes and hashes,
 * because they are strangers' mails.
 */
describe('what Outlook packs into winmail.dat', () => {
  const summary = (documents: readonly ReadDocument[]): string =>
    documents
      .map(({ name, status, format, bytes, sha256, pages, links }) => {
        const [page] = pages;
        const text = page === undefined ? '' : `, ${page.text.length} characters, ${links.length} links`;
        return `${name}: ${status}, ${format}, ${bytes} bytes, sha256 ${sha256}${text}\n`;
      })
      .join('');

  it.each(['attachments.dat', 'panic.dat', 'badchecksum.dat'])('is as it was looked at (%s)', async (name) => {
    const documents = await read(outlooksWinmail(name), 'winmail.dat');
    await expect(summary(documents)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('is read as text where it is text', async () => {
    const documents = await read(outlooksWinmail(), 'winmail.dat');
    const page = documents.find(({ name }) => name === 'winmail.dat/bookmark.htm');
    expect(page?.pages[0]?.text.split('\n')[0]).toBe('Bookmarks');
  });
});

function read(bytes: Buffer, name: string): Promise<readonly ReadDocument[]> {
  return readDocument(bytes, { name, contentType: '' });
}

function shown(document: ReadDocument | undefined): string {
  if (document === undefined) return 'nothing\n';
  const links = document.links.map((link) => `link: ${link}`);
  const hidden = document.hidden.map((entry) => `hidden (${entry.cause}): ${entry.text}`);
  const head = [`status: ${document.status}`, `quality: ${document.quality}`, ...links, ...hidden];
  return [...head, '', textOf(document), ''].join('\n');
}
