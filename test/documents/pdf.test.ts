import { describe, expect, it } from 'vitest';
import { pageOf, streamOf } from './minimal-pdf.js';
import { readOnly, sample, textOf } from './support.js';

describe('a PDF', () => {
  it('gives columns one after the other, with the title before and the page number after them', async () => {
    const text = textOf(await readOnly(sample('twocolumn.pdf'), 'paper.pdf'));
    const order = [
      'Efficient flows',
      '1 First column',
      'longer version',
      '2 Second part',
      'Acknowledgements go to',
      'colleagues in Besançon',
      'Topology',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text.endsWith('\n1')).toBe(true);
  });

  it('joins words broken at the line’s end, opens ligatures and composes accents', async () => {
    const text = textOf(await readOnly(sample('twocolumn.pdf'), 'paper.pdf'));
    for (const word of [
      'sufficiently efficient',
      'classification',
      'differentiable',
      'Müller-Čižková',
      'Jiří',
      'García',
      'Besançon',
      'Århus',
    ]) {
      expect(text).toContain(word);
    }
    expect(text).toContain('Monge-Kantorovich');
    expect(text).toContain('self-intersecting');
    expect(text).not.toMatch(/[\uFB00-\uFB06]/);
    expect(text).not.toMatch(/ef-\n|dif-\n|propor-/);
  });

  it('gives a table row by row', async () => {
    const text = textOf(await readOnly(sample('table.pdf'), 'transcript.pdf'));
    expect(text).toContain('Functional analysis  9  1.0\nMeasure theory  6  1.3\nStochastic processes  9  1.7');
  });

  it('gives a sidebar before the main column, white letters on its dark ground included, and dates beside their lines', async () => {
    const document = await readOnly(sample('sidebar.pdf'), 'cv.pdf');
    const text = textOf(document);
    expect(text.indexOf('German (B1)')).toBeLessThan(text.indexOf('EDUCATION'));
    expect(text).toContain('SKILLS\nPython, JAX\nC++, Rust');
    expect(text).toContain('MSc Statistics, Exampleton  2022–2024\nThesis on sliced');
    expect(document.hidden).toEqual([]);
    expect(document.links).toEqual(['https://nia.example.org/']);
  });

  it('keeps hidden text apart, with the reason why it can’t be seen', async () => {
    const document = await readOnly(sample('hidden.pdf'), 'cv.pdf');
    expect(textOf(document)).toBe(
      'Everyone can read this sentence.\n\nWhite letters on a black box are read.\nGrey letters are read as well.',
    );
    expect(Object.fromEntries(document.hidden.map(({ cause, text }) => [cause, text]))).toEqual({
      colour: 'whiteonwhite keywords',
      tiny: 'tinyprint keywords',
      'render-mode': 'inkless keywords',
      'off-page': 'offpage keywords',
      clipped: 'clipped keywords',
      covered: 'covered keywords',
    });
    expect(document.findings).toContain('hidden-text');
  });

  it('reads the text layer over a scanned page', async () => {
    const document = await readOnly(sample('layer.pdf'), 'scan.pdf');
    expect(textOf(document)).toBe('The text layer of a scanned page is read.');
    expect(document.hidden).toEqual([]);
  });

  it('says that a picture without a layer has no text', async () => {
    const document = await readOnly(sample('scan.pdf'), 'scan.pdf');
    expect(document).toMatchObject({ status: 'no-text', format: 'pdf', pages: [], quality: null });
    expect(document.reason).toMatch(/pictures/);
  });

  it('says that it is encrypted', async () => {
    expect(await readOnly(sample('encrypted.pdf'), 'cv.pdf')).toMatchObject({ status: 'encrypted', pages: [] });
  });

  it('says that it is corrupt when it is cut off before anything can be read', async () => {
    const document = await readOnly(sample('table.pdf').subarray(0, 900), 'cv.pdf');
    expect(document).toMatchObject({ status: 'corrupt', format: 'pdf', pages: [] });
    expect(document.reason).not.toBeNull();
  });

  it('whose fonts do not say what their characters mean is garbled, not poor', async () => {
    // Every code stands for a private character, as in PDFs whose fonts were made unreadable.
    const map = '1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <00> <FF> <E100> endbfrange';
    const content = `BT /G 10 Tf 20 300 Td ${'(optimal transport and machine unlearning) Tj 0 -14 Td '.repeat(20)} ET`;
    const bytes = pageOf(content, false, '/Font << /G 6 0 R >>', [
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>',
      streamOf(map),
    ]);
    const document = await readOnly(bytes, 'cv.pdf');
    expect(document).toMatchObject({ status: 'no-text', pages: [] });
    expect(document.reason).toMatch(/garbled/);
  });

  it('does not lose what is highlighted, and loses what is painted over', async () => {
    const page = (paint: string) =>
      pageOf(
        `BT /F 12 Tf 20 300 Td (the words in question are these ones) Tj ET ${paint} 10 290 300 30 re f`,
        false,
        '/ExtGState << /M << /BM /Multiply >> /A << /ca 0.3 >> >>',
      );
    expect(textOf(await readOnly(page('/M gs 1 1 0 rg'), 'cv.pdf'))).toMatch(/the words/);
    expect(textOf(await readOnly(page('/A gs 1 1 0 rg'), 'cv.pdf'))).toMatch(/the words/);
    const covered = await readOnly(page('1 1 0 rg'), 'cv.pdf');
    expect(covered.hidden.map(({ cause }) => cause)).toEqual(['covered']);
  });

  it('takes metadata for no text', async () => {
    const text = textOf(await readOnly(sample('sidebar.pdf'), 'cv.pdf'));
    expect(text).not.toMatch(/Chromium|Skia|Producer/);
  });
});
