import { describe, expect, it } from 'vitest';
import { readOnly, sample, textOf } from './support.js';

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
];

describe('the text of', () => {
  it.each(files)('%s is as it was looked at', async (name) => {
    const document = await readOnly(sample(name), name);
    const hidden = document.hidden.map((entry) => `hidden (${entry.cause}): ${entry.text}`);
    const links = document.links.map((link) => `link: ${link}`);
    const text = [
      `status: ${document.status}`,
      `quality: ${document.quality}`,
      ...links,
      ...hidden,
      '',
      textOf(document),
      '',
    ].join('\n');
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
