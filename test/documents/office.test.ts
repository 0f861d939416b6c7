import { describe, expect, it } from 'vitest';
import { readOnly, rezipped, sample, textOf } from './support.js';

const visible = [
  'Zoë Müller-Čížková',
  'zoe@example.org',
  'Education',
  'MSc Mathematics, Łódź',
  'BSc Mathematics, Århus',
  'Python, Julia',
  'český jazyk, 中文',
  'Last visible line.',
];

describe.each(['docx', 'odt', 'rtf', 'doc'])('a CV saved as %s', (format) => {
  it('is read with its accents, line by line', async () => {
    const document = await readOnly(sample(`cv.${format}`), `cv.${format}`);
    expect(document).toMatchObject({ status: 'ok', format, reason: null });
    const text = textOf(document);
    const places = visible.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text.split('\n')).toContain('Education');
  });

  it('gives the rows of its table as lines', async () => {
    const text = textOf(await readOnly(sample(`cv.${format}`), `cv.${format}`));
    expect(text).toMatch(/2022[–-]2024 {2}MSc Mathematics, Łódź {2}4\.9\/5\n/);
  });
});

describe.each(['docx', 'odt', 'rtf', 'doc'])('hidden text in %s', (format) => {
  it('is kept apart', async () => {
    const document = await readOnly(sample(`cv.${format}`), `cv.${format}`);
    expect(textOf(document)).not.toMatch(/nobody sees/);
    expect(document.hidden.map(({ cause, text }) => [cause, text])).toEqual([
      ['colour', 'white keywords nobody sees'],
      ['tiny', 'tiny keywords nobody sees'],
    ]);
    expect(document.findings).toContain('hidden-text');
    if (format !== 'doc') expect(document.links).toContain('https://zoe.example.org/');
  });
});

describe('a Word 97 document', () => {
  /** cv.doc with another name for one of its streams; the directory's names are UTF-16. */
  const renamed = (from: string, to: string): Buffer => {
    const bytes = Buffer.from(sample('cv.doc'));
    const at = bytes.indexOf(Buffer.from(from, 'utf16le'));
    expect(at).toBeGreaterThan(0);
    bytes.set(Buffer.from(to.padEnd(from.length, '\0'), 'utf16le'), at);
    return bytes;
  };

  it('shows white letters on a dark cell, and still hides tiny ones', async () => {
    const document = await readOnly(sample('dark.doc'), 'dark.doc');
    expect(textOf(document)).toContain('Zoë Example in white on a dark cell  beside it');
    expect(document.hidden.map(({ cause, text }) => [cause, text])).toEqual([['tiny', 'tiny keywords nobody sees']]);
  });

  it('with macros is read without them, and flagged', async () => {
    const document = await readOnly(renamed('CompObj', 'Macros'), 'cv.doc');
    expect(document).toMatchObject({ status: 'ok', format: 'doc' });
    expect(document.findings).toContain('macro');
    expect(document.reason).toMatch(/macros/);
  });

  it('that is a workbook is named and not opened', async () => {
    const document = await readOnly(renamed('WordDocument', 'Workbook'), 'cv.doc');
    expect(document).toMatchObject({ status: 'unsupported', pages: [] });
    expect(document.reason).toMatch(/Excel/);
  });
});

describe('a Word document', () => {
  const run = (properties: string, text: string) =>
    `<w:p><w:r><w:rPr>${properties}</w:rPr><w:t>${text}</w:t></w:r></w:p>`;
  const body = (content: string) =>
    `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${content}<w:sectPr/></w:body></w:document>`;

  it('with macros is read without them, and flagged', async () => {
    const bytes = await rezipped(sample('cv.docx'), { 'word/vbaProject.bin': Buffer.from('macro') });
    const document = await readOnly(bytes, 'cv.docm');
    expect(document).toMatchObject({ status: 'ok', format: 'docx' });
    expect(document.findings).toContain('macro');
    expect(document.reason).toMatch(/macros/);
    expect(textOf(document)).toContain('Last visible line.');
  });

  it('keeps vanished runs apart, and white ones unless they stand on a dark cell', async () => {
    const cell = `<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="203040"/></w:tcPr>${run('<w:color w:val="FFFFFF"/>', 'white on dark')}</w:tc></w:tr></w:tbl>`;
    const content =
      run('<w:vanish/>', 'vanished') +
      run('<w:vanish w:val="0"/>', 'not vanished') +
      run('<w:color w:val="FEFEFE"/>', 'white on white') +
      cell;
    const document = await readOnly(
      await rezipped(sample('cv.docx'), { 'word/document.xml': body(content) }),
      'cv.docx',
    );
    expect(textOf(document)).toContain('not vanished');
    expect(textOf(document)).toContain('white on dark');
    expect(document.hidden.map(({ cause, text }) => [cause, text])).toEqual([
      ['style', 'vanished'],
      ['colour', 'white on white'],
    ]);
  });

  it('is read with its page header first and its footer last', async () => {
    const header = `<?xml version="1.0"?><w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${run('', 'Zoë at the top')}</w:hdr>`;
    const footer = header.replaceAll('w:hdr', 'w:ftr').replace('Zoë at the top', 'page foot &amp; all');
    const bytes = await rezipped(sample('cv.docx'), {
      'word/document.xml': body(run('', 'the body')),
      'word/header1.xml': header,
      'word/footer1.xml': footer,
    });
    expect(textOf(await readOnly(bytes, 'cv.docx')).split(/\n+/)).toEqual([
      'Zoë at the top',
      'the body',
      'page foot & all',
    ]);
  });

  it('that declares XML entities is not opened', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${run('', '&b;')}</w:body></w:document>`;
    const late = bomb.replace('<!DOCTYPE', `<!-- ${'x'.repeat(200_000)} --><!DOCTYPE`);
    for (const xml of [bomb, late, Buffer.from(`\uFEFF${bomb}`, 'utf16le')]) {
      const document = await readOnly(await rezipped(sample('cv.docx'), { 'word/document.xml': xml }), 'cv.docx');
      expect(document).toMatchObject({ status: 'unsafe', pages: [] });
      expect(document.reason).toMatch(/entities/);
    }
    const odt = await rezipped(sample('cv.odt'), { 'content.xml': bomb });
    expect(await readOnly(odt, 'cv.odt')).toMatchObject({ status: 'unsafe', pages: [] });
  });

  it.each(['docx', 'odt', 'doc'])('that asks for a password (%s) is encrypted', async (format) => {
    expect(await readOnly(sample(`encrypted.${format}`), `cv.${format}`)).toMatchObject({
      status: 'encrypted',
      pages: [],
    });
  });

  it('under a wrong name is read, and flagged', async () => {
    const document = await readOnly(sample('cv.docx'), 'cv.pdf');
    expect(document).toMatchObject({ status: 'ok', format: 'docx' });
    expect(document.findings).toContain('mislabelled');
  });

  it('of another Office program is named', async () => {
    const bytes = await rezipped(sample('cv.docx'), {});
    const sheet = await readOnly(
      await (async () => {
        const { default: JSZip } = await import('jszip');
        const zip = await JSZip.loadAsync(bytes);
        zip.remove('word/document.xml');
        zip.file('xl/workbook.xml', '<workbook/>');
        return zip.generateAsync({ type: 'nodebuffer' });
      })(),
      'grades.xlsx',
    );
    expect(sheet).toMatchObject({ status: 'unsupported', format: 'xlsx' });
  });
});

describe('an RTF document', () => {
  it('is read in the character sets of its fonts, and beyond them by Unicode escapes', async () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f0 caf\'e9 \f1 \'cf\'f0\'e8\'e2\'e5\'f2\f0  \u20013?\u25991? {\*\generator none}{\field{\*\fldinst HYPERLINK "https://example.org/x"}{\fldrslt link}}\par next}`;
    const document = await readOnly(Buffer.from(rtf, 'latin1'), 'cv.rtf');
    expect(textOf(document)).toBe('café Привет 中文 link\nnext');
    expect(document.links).toEqual(['https://example.org/x']);
  });

  it('that announces more data than it has is corrupt', async () => {
    expect(await readOnly(Buffer.from(String.raw`{\rtf1 \bin2000000000 x}`), 'cv.rtf')).toMatchObject({
      status: 'corrupt',
      format: 'rtf',
    });
  });
});
