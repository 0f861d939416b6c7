import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readOnly, textOf } from './support.js';

const read = async (text: string, name: string) => textOf(await readOnly(Buffer.from(text), name));

describe('plain text', () => {
  it.each([
    ['windows-1252', 'Héloïse Kéréon, née à Besançon, a étudié les mathématiques appliquées à l’université'],
    ['koi8-r', 'Ярослава Веденеева окончила магистратуру по прикладной математике в Москве в прошлом году'],
    ['gb18030', '我对最优传输和机器学习感兴趣，希望申请博士研究生。我的硕士论文研究了瓦瑟斯坦距离。'],
    ['shift_jis', '私は最適輸送の研究に興味があり、博士課程に応募したいと思います。修士論文を添付します。'],
    ['utf-16le', '\uFEFFZoë Müller'],
  ])('in %s without a declaration is read', async (charset, text) => {
    const document = await readOnly(iconv.encode(text, charset), 'cv.txt');
    expect(textOf(document)).toBe(text.replace('\uFEFF', ''));
    expect(document).toMatchObject({ status: 'ok', format: 'text' });
  });

  it('loses what can’t be seen and keeps its lines', async () => {
    expect(await read('a\u200Bb\u00ADc\r\nd\u00A0e\u0001\n\n\n\nf', 'x.txt')).toBe('abc\nd e\n\nf');
  });

  it('of zero bytes is corrupt and says so', async () => {
    expect(await readOnly(Buffer.alloc(0), 'cv.pdf')).toMatchObject({
      status: 'corrupt',
      reason: 'empty (0 bytes)',
      bytes: 0,
    });
  });
});

describe('Markdown', () => {
  it('loses its marks and keeps its lines', async () => {
    const source =
      '# Zoë Example\n\n- **Python**, `C++`\n- [paper](https://example.org/p)\n\n| Course | Grade |\n|---|---|\n| Analysis | 1.0 |\n\n<!-- hidden keywords -->\nsnake_case stays';
    const document = await readOnly(Buffer.from(source), 'cv.md');
    expect(textOf(document)).toBe(
      'Zoë Example\n\n- Python, C++\n- paper\n\nCourse  Grade\n\nAnalysis  1.0\n\nsnake_case stays',
    );
    expect(document.links).toEqual(['https://example.org/p']);
    expect(document.hidden.map((entry) => entry.text)).toEqual(['hidden keywords']);
  });
});

describe('HTML', () => {
  it('is what a browser shows', async () => {
    const html = `<html><head><title>no</title><style>.a{display:none}</style><script>no()</script></head><body><h1>Zoë</h1><p>one<br>two</p>
      <ul><li>first</li><li>second</li></ul><table><tr><td>2020</td><td>BSc</td></tr></table><a href="https://example.org">home</a></body></html>`;
    const document = await readOnly(Buffer.from(html), 'cv.html');
    expect(textOf(document).split(/\n+/)).toEqual(['Zoë', 'one', 'two', '• first', '• second', '2020  BSc', 'home']);
    expect(document.links).toEqual(['https://example.org']);
  });

  it.each([
    ['style', 'display:none'],
    ['style', 'visibility: hidden'],
    ['style', 'opacity:0'],
    ['tiny', 'font-size:0'],
    ['tiny', 'font-size:1px'],
    ['colour', 'color:#fff'],
    ['colour', 'color: rgb(254, 254, 254)'],
    ['colour', 'color:transparent'],
    ['off-page', 'position:absolute;left:-9999px'],
    ['off-page', 'text-indent:-9999px'],
    ['clipped', 'overflow:hidden;height:0'],
  ])('hides by %s: %s', async (cause, style) => {
    const document = await readOnly(
      Buffer.from(`<html><body><p>seen</p><div style="${style}">not <b>seen</b></div></body></html>`),
      'cv.html',
    );
    expect(textOf(document)).toBe('seen');
    expect(document.hidden).toEqual([{ page: 1, cause, text: 'not seen' }]);
  });

  it('shows white letters on a dark ground, and hides them by a class', async () => {
    const html =
      '<html><style>.x{color:white}</style><body><div style="background:#123"><p class="x">on dark</p></div><p class="x">on white</p></body></html>';
    const document = await readOnly(Buffer.from(html), 'cv.html');
    expect(textOf(document)).toBe('on dark');
    expect(document.hidden.map((entry) => entry.text)).toEqual(['on white']);
  });

  it('nested twenty thousand deep is read', async () => {
    const html = `<html><body>${'<div>'.repeat(20_000)}deep${'</div>'.repeat(20_000)}</body></html>`;
    expect(textOf(await readOnly(Buffer.from(html), 'cv.html'))).toBe('deep');
  });
});

describe('LaTeX source', () => {
  it('loses what is white or only takes up room, and says so', async () => {
    const source = String.raw`\documentclass{a}\begin{document}A {\color{white} one {two} three} B \textcolor{white}{four} C \phantom{five} D {\color[rgb]{1,1,1} six \color{black} seen}\end{document}`;
    const document = await readOnly(Buffer.from(source), 'cv.tex');
    expect(textOf(document).split(/\s+/)).toEqual(['A', 'B', 'C', 'D', 'seen']);
    expect(document.hidden.map(({ cause, text }) => `${cause} ${text}`)).toEqual([
      'colour two',
      'colour one three',
      'colour four',
      'style five',
      'colour six',
    ]);
  });

  it('is the text that it would print, section titles on their own lines', async () => {
    const source = String.raw`\documentclass[11pt]{moderncv}
\usepackage[utf8]{inputenc} % no comment
\name{Zo\"e}{M\"uller-\v{C}\'i\v zkov\'a}
\email{zoe@example.org}
\newcommand{\no}[1]{never printed #1}
\begin{document}
\section{Education}
\cventry{2022--2024}{MSc Mathematics}{\L\'od\'z}{}{}{}
\begin{itemize}
\item Thesis on \emph{transport maps}, see \href{https://example.org/t}{here}
\item 100\% \textbf{bold} ~ $W_2$ and \textcolor{white}{hidden keywords}
\end{itemize}
\begin{tabular}{lr} Analysis & 1.0 \\ Topology & 1.3 \end{tabular}
\end{document}
ignored`;
    const document = await readOnly(Buffer.from(source), 'cv.tex');
    const text = textOf(document);
    for (const words of [
      'Zoë',
      'Müller-Čížková',
      'zoe@example.org',
      '\nEducation\n',
      '2022–2024  MSc Mathematics  Łódź',
      '• Thesis on transport maps',
      'see here',
      '100% bold',
      'Analysis  1.0',
      'W2',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toMatch(/never printed|ignored|moderncv|inputenc|comment|hidden|\\|lr/);
    expect(document.links).toEqual(['https://example.org/t']);
    expect(document.hidden).toEqual([{ page: 1, cause: 'colour', text: 'hidden keywords' }]);
  });
});
