import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessageReader, type MessageReader } from '../../src/documents/index.js';
import { startingAt, tiffPages } from '../../src/documents/ocr/tiff.js';
import { built, mailOf, sample, textOf } from './support.js';

let reader: MessageReader;

beforeAll(async () => {
  await built();
  reader = createMessageReader({ threads: 1, ocr: true });
}, 120_000);
afterAll(() => reader.close());

const read = async (filename: string, content: Buffer) => {
  const { documents } = await reader.read(await mailOf({ attachments: [{ filename, content }] }));
  const [document] = documents;
  if (document === undefined) throw new Error('no document');
  return document;
};

describe('OCR', () => {
  it.each(['page.png', 'scan.pdf', 'scan.jpg', 'scan.tif'])('reads %s, and marks it', async (name) => {
    const document = await read(name, sample(name));
    expect(document).toMatchObject({ status: 'ok', ocr: true, reason: null });
    expect(textOf(document)).toMatch(/Curriculum vitae/);
    expect(textOf(document)).toMatch(/University of Exampleton/);
    await expect(`${textOf(document)}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('reads the pages of a fax one by one, to the limit', async () => {
    const document = await read('fax.tif', sample('fax.tif'));
    expect(document).toMatchObject({ status: 'ok', ocr: true, reason: null });
    expect(document.pages.map(({ text }) => text.split('\n')[0])).toEqual([
      'Curriculum vitae',
      'Transcript of records',
    ]);
    const sheets = tiffPages(sample('fax.tif'));
    expect(sheets.map(({ width }) => width)).toEqual([874, 620]);
    expect(tiffPages(startingAt(sample('fax.tif'), sheets[1] ?? never())).length).toBe(1);
  });

  it('leaves alone what has text', async () => {
    expect(await read('layer.pdf', sample('layer.pdf'))).toMatchObject({ status: 'ok', ocr: false });
  });

  it('says that there is nothing to read in a picture without letters', async () => {
    const document = await read('photo.png', blank());
    expect(document).toMatchObject({ status: 'no-text', ocr: true, pages: [] });
  });

  it('that is switched off leaves a reason', async () => {
    const plain = createMessageReader({ threads: 1, ocr: false });
    try {
      const { documents } = await plain.read(
        await mailOf({ attachments: [{ filename: 'page.png', content: sample('page.png') }] }),
      );
      expect(documents[0]).toMatchObject({ status: 'no-text', ocr: false });
      expect(documents[0]?.reason).toMatch(/OCR/);
    } finally {
      await plain.close();
    }
  });
});

function never(): never {
  throw new Error('no page');
}

/** A white PNG of 60 by 60 pixels. */
function blank(): Buffer {
  return Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAADwAAAA8CAAAAAAfl4auAAAAJElEQVR42u3LMQEAAAwCIPuX1hA7Bz/pQWRZlmVZlmVZluWPecY1AsO//CpZAAAAAElFTkSuQmCC',
    'base64',
  );
}
