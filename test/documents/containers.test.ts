import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { defaultLimits, readDocument } from '../../src/documents/index.js';
import { mailOf, sample, zipOf } from './support.js';
import { tnefOf } from './tnef.js';

const read = (bytes: Buffer, name: string, limits = defaultLimits) =>
  readDocument(bytes, { name, contentType: '' }, limits);
const summary = (documents: Awaited<ReturnType<typeof read>>) =>
  documents.map(({ name, status }) => `${name}: ${status}`);

describe('a ZIP archive', () => {
  it('gives its files with their way, without litter', async () => {
    const bytes = await zipOf({
      'cv.pdf': sample('sidebar.pdf'),
      'papers/one.txt': 'A paper',
      '__MACOSX/._cv.pdf': 'x',
      '.DS_Store': 'x',
      'Thumbs.db': 'x',
    });
    expect(summary(await read(bytes, 'papers.zip'))).toEqual([
      'papers.zip/cv.pdf: ok',
      'papers.zip/papers/one.txt: ok',
    ]);
  });

  it('is read to the nesting limit', async () => {
    let bytes = await zipOf({ 'cv.txt': 'deep' });
    for (let depth = 0; depth < 4; depth += 1) bytes = await zipOf({ 'a.zip': bytes });
    const documents = await read(bytes, 'a.zip');
    expect(summary(documents)).toEqual(['a.zip/a.zip/a.zip/a.zip/a.zip: too-large']);
    expect(documents[0]?.reason).toMatch(/deep/);
  });

  it('has a bomb and a file beside it: one is refused, the other read', async () => {
    const bytes = await zipOf({ 'bomb.txt': Buffer.alloc(30_000_000), 'cv.txt': 'A small CV' });
    expect(bytes.length).toBeLessThan(100_000);
    expect(summary(await read(bytes, 'a.zip'))).toEqual(['a.zip/bomb.txt: too-large', 'a.zip/cv.txt: ok']);
  });

  it('that lies about an entry’s size is not believed', async () => {
    const bytes = lyingZip('bomb.txt', Buffer.alloc(30_000_000), 100);
    const [document] = await read(bytes, 'a.zip');
    expect(document).toMatchObject({ name: 'a.zip/bomb.txt', status: 'too-large' });
  });

  it('with too many files is read to the limit', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.txt`, `file ${index}`]));
    const documents = await read(await zipOf(files), 'a.zip');
    expect(documents.filter((document) => document.status === 'ok')).toHaveLength(200);
    expect(documents.find((document) => document.name === 'a.zip')).toMatchObject({
      status: 'too-large',
      format: 'zip',
    });
  });

  it('of archives of archives stops at the number of files of a message', async () => {
    const inner = await zipOf(
      Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index}.txt`, `file ${index}`])),
    );
    const outer = await zipOf(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index}.zip`, inner])));
    const documents = await read(outer, 'a.zip');
    expect(documents.length).toBeLessThan(1200);
    expect(documents.some((document) => document.status === 'too-large')).toBe(true);
  });

  it('that is encrypted says so for each file, and one that is damaged for itself', async () => {
    const encrypted = await zipOf({ 'cv.txt': 'secret' });
    // Bit 0 of the general purpose flags, in the local header and in the central directory.
    const central = encrypted.indexOf(Buffer.from('504b0102', 'hex'));
    encrypted.writeUInt16LE(encrypted.readUInt16LE(6) | 1, 6);
    encrypted.writeUInt16LE(encrypted.readUInt16LE(central + 8) | 1, central + 8);
    expect(summary(await read(encrypted, 'a.zip'))).toEqual(['a.zip/cv.txt: encrypted']);
    const whole = await zipOf({ 'cv.txt': 'x'.repeat(1000) });
    expect(summary(await read(whole.subarray(0, whole.length - 30), 'a.zip'))).toEqual(['a.zip: corrupt']);
    expect(summary(await read(await zipOf({}), 'a.zip'))).toEqual(['a.zip: no-text']);
  });

  it('keeps entries’ names inside', async () => {
    const documents = await read(
      await zipOf({ 'cv.txt': 'x' }).then((bytes) =>
        Buffer.from(bytes.toString('latin1').replaceAll('cv.txt', '../x.t'), 'latin1'),
      ),
      'a.zip',
    );
    expect(documents.map((document) => document.name).join()).not.toContain('..');
  });
});

describe('a forwarded mail', () => {
  it('gives its attachments with their way', async () => {
    const inner = await mailOf({
      from: 'ada@example.com',
      attachments: [{ filename: 'cv.pdf', content: sample('table.pdf') }],
    });
    expect(summary(await read(inner, 'fwd.eml'))).toEqual(['fwd.eml/cv.pdf: ok']);
  });
});

describe('a winmail.dat file', () => {
  it('gives its attachments under their long names', async () => {
    const bytes = tnefOf([
      { title: 'CVZOEM~1.PDF', longName: 'CV Zoë Müller.pdf', content: sample('table.pdf') },
      { title: 'notes.txt', longName: null, content: Buffer.from('Some notes') },
    ]);
    const documents = await read(bytes, 'winmail.dat');
    expect(summary(documents)).toEqual(['winmail.dat/CV Zoë Müller.pdf: ok', 'winmail.dat/notes.txt: ok']);
  });

  it('that is cut off gives what came before', async () => {
    const bytes = tnefOf([
      { title: 'notes.txt', longName: null, content: Buffer.from('Some notes') },
      { title: 'b.txt', longName: null, content: Buffer.from('x'.repeat(500)) },
    ]);
    expect(summary(await read(bytes.subarray(0, bytes.length - 100), 'winmail.dat'))).toEqual([
      'winmail.dat: corrupt',
      'winmail.dat/notes.txt: ok',
    ]);
  });
});

describe('files that are not opened', () => {
  it.each([
    [`MZ${'\0'.repeat(100)}`, 'cv.pdf', 'unsafe', 'executable'],
    ['\x7fELF\x02\x01', 'cv', 'unsafe', 'executable'],
    ['#!/bin/sh\nrm -rf x', 'readme.txt', 'unsafe', 'executable'],
    ['var x = 1;', 'cv.js', 'unsafe', 'executable'],
    ['x', 'cv.pdf.vbs', 'unsafe', 'executable'],
    ['Rar!\x1a\x07\x01\x00xxxxxxxx', 'cv.rar', 'unsupported', 'unknown'],
    ['7z\xbc\xaf\x27\x1c\x00\x04xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'cv.7z', 'unsupported', 'unknown'],
    ['\x01\x02\x03\x00\x00\x04\x05\x06\x07\x08', 'cv.bin', 'unsupported', 'unknown'],
  ])('%j as %s', async (content, name, status, format) => {
    const [document] = await read(Buffer.from(content, 'latin1'), name);
    expect(document).toMatchObject({ status, format, pages: [] });
    expect(document?.reason).not.toBeNull();
  });
});

describe('files that are two things at once', () => {
  const pdf = sample('table.pdf');
  it.each([
    ['a PDF with an archive behind it', Buffer.concat([pdf, sample('bundle.zip')]), 'cv.pdf', 'pdf', 'ok'],
    [
      'an archive that begins as a PDF',
      Buffer.concat([Buffer.from('%PDF-1.4\n'), sample('bundle.zip')]),
      'cv.zip',
      'pdf',
      'corrupt',
    ],
    [
      'a page of HTML that goes on as a PDF',
      Buffer.concat([Buffer.from('<html><body>words'), pdf]),
      'cv.html',
      'pdf',
      'ok',
    ],
    [
      'a program with a PDF in it',
      Buffer.concat([Buffer.from('MZ'), Buffer.alloc(99), pdf]),
      'cv.pdf',
      'executable',
      'unsafe',
    ],
    ['a GIF with a PDF in it', Buffer.concat([Buffer.from('GIF89a=1;/*'), pdf]), 'cv.gif', 'pdf', 'ok'],
    ['a Word document called PDF', sample('cv.docx'), 'cv.pdf', 'docx', 'ok'],
  ])('%s', async (_, bytes, name, format, status) => {
    const [document, ...others] = await read(bytes, name);
    expect(others).toEqual([]);
    expect(document).toMatchObject({ format, status });
    if (status !== 'ok') expect(document?.reason).toMatch(/\S/);
  });
});

/** An archive whose only entry says that it is `claimed` bytes long. */
function lyingZip(name: string, content: Buffer, claimed: number): Buffer {
  const packed = deflateRawSync(content);
  const head = (signature: number, extra: number) => {
    const bytes = Buffer.alloc(30 + extra);
    bytes.writeUInt32LE(signature, 0);
    return bytes;
  };
  const local = head(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(name.length, 26);
  const central = head(0x02014b50, 16);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(claimed, 24);
  central.writeUInt16LE(name.length, 28);
  const before = Buffer.concat([local, Buffer.from(name), packed]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(before.length, 16);
  return Buffer.concat([before, central, Buffer.from(name), end]);
}
