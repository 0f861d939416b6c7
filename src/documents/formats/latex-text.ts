import type { HiddenText } from '../../domain/index.js';
import { LatexCursor } from './latex-cursor.js';
import { accents, definitions, headings, letters, silent } from './latex-words.js';

/** What a LaTeX source says. */
export interface LatexText {
  readonly text: string;
  readonly links: readonly string[];
  /** Text set in white, and what only takes up room. */
  readonly hidden: readonly Omit<HiddenText, 'page'>[];
}

const deepest = 200;

/** Strips commands from LaTeX by reading it once from beginning to end; no macro is ever expanded. */
export function latexText(source: string): LatexText {
  const walker = new Walker(withoutComments(source));
  walker.run(0);
  return { text: walker.out.join(''), links: walker.links, hidden: walker.hidden };
}

/** Comments, and environments that print nothing of themselves or that hold foreign code. */
function withoutComments(source: string): string {
  const plain = source.replace(/(^|[^\\])%.*(?:\n[ \t]*)?/gm, '$1');
  const body = plain.indexOf('\\begin{document}');
  const end = plain.lastIndexOf('\\end{document}');
  return (body < 0 ? plain : preamble(plain.slice(0, body)) + plain.slice(body, end < body ? undefined : end)).replace(
    /\\begin\{(comment|filecontents\*?|tikzpicture)\}[\s\S]*?\\end\{\1\}/g,
    ' ',
  );
}

/** Of a preamble only what is printed later: name, title, contact. */
function preamble(source: string): string {
  const kept =
    source.match(
      /\\(name|firstname|familyname|lastname|title|author|email|homepage|phone|address|social|quote|photo)\b[^\n]*/g,
    ) ?? [];
  return kept
    .filter((line) => !line.startsWith('\\photo'))
    .map((line) => `${line}\n`)
    .join('');
}

class Walker extends LatexCursor {
  readonly out: string[] = [];
  readonly links: string[] = [];
  readonly hidden: Omit<HiddenText, 'page'>[] = [];
  /** Where white text began in what was put out, or null. */
  private pale: number | null = null;
  private math = false;

  run(depth: number): void {
    // A colour holds to the end of its group.
    const outer = this.pale;
    this.pale = outer === null ? null : this.out.length;
    this.walk(depth);
    this.endPale();
    this.pale = outer;
  }

  private walk(depth: number): void {
    const { source } = this;
    while (this.at < source.length) {
      const character = source[this.at] ?? '';
      this.at += 1;
      if (character === '}') {
        if (depth > 0) return;
      } else if (character === '{') {
        if (depth < deepest) this.run(depth + 1);
      } else if (character === '\\') this.command(depth);
      else if (character === '$') this.dollar();
      else if (character === '~') this.out.push(' ');
      else if (character === '&') this.out.push('  ');
      else if (this.math && (character === '^' || character === '_')) this.out.push('');
      else this.plain(character);
    }
  }

  private plain(character: string): void {
    const { source } = this;
    const rest = source.slice(this.at - 1, this.at + 2);
    if (rest.startsWith('---')) this.replace('—', 3);
    else if (rest.startsWith('--')) this.replace('–', 2);
    else if (rest.startsWith('``')) this.replace('“', 2);
    else if (rest.startsWith("''")) this.replace('”', 2);
    else if (character !== ' ' || !/\s$/.test(this.out.at(-1) ?? ' ')) this.out.push(character);
  }

  private replace(text: string, length: number): void {
    this.out.push(text);
    this.at += length - 1;
  }

  private dollar(): void {
    if (this.source[this.at] === '$') this.at += 1;
    this.math = !this.math;
  }

  private command(depth: number): void {
    const match = /^[a-zA-Z@]+\*?|^[\s\S]/.exec(this.source.slice(this.at, this.at + 60));
    const written = match?.[0] ?? '';
    this.at += written.length;
    const name = written.replace(/\*$/, '');
    const accent = this.math && name === '^' ? undefined : accents[name];
    const letter = letters[name];
    if (name === '\\') this.lineBreak();
    else if (accent !== undefined) this.accent(accent);
    else if (/^[%$&#_{}]$/.test(name)) this.out.push(name);
    else if (/^[ ,;\n]$/.test(name)) this.out.push(' ');
    else if (/^[:!/-]$/.test(name)) return;
    else if (/^[()[\]]$/.test(name)) this.math = name === '(' || name === '[';
    else if (letter !== undefined) {
      this.skipSpace();
      this.out.push(letter);
    } else this.word(name, depth);
  }

  private word(name: string, depth: number): void {
    if (name === 'item') this.item();
    else if (name === 'hfill') this.out.push('  ');
    else if (/^(par|newline|newpage|clearpage|linebreak)$/.test(name)) this.out.push('\n');
    else if (definitions.has(name)) this.skipDefinition();
    else if (name === 'begin' || name === 'end') this.environment();
    else if (name === 'href') this.link(depth);
    else if (name === 'url') this.url();
    else if (name === 'textcolor') this.coloured(depth);
    else if (name === 'color') this.colour();
    else if (/^[hv]?phantom$/.test(name)) this.unseen('style', depth);
    else if (/^hyper(target|link)$/.test(name)) this.anchored(depth);
    else if (silent.has(name)) this.skipArguments();
    else if (headings.has(name)) this.heading(depth);
    else {
      this.skipOptions();
      this.arguments(depth);
    }
  }

  /** A command that is not known prints its arguments, one after the other (`\cventry{2024}{MSc}{…}`). */
  private arguments(depth: number): void {
    let count = 0;
    while (this.source[this.at] === '{' && count < 10) {
      if (count > 0) this.out.push('  ');
      this.group(depth);
      count += 1;
      this.skipBetween();
    }
    if (count === 0) this.out.push(' ');
    if (count > 2) this.out.push('\n');
  }

  private group(depth: number): void {
    this.at += 1;
    if (depth < deepest) this.run(depth + 1);
    else this.skipGroup();
  }

  private heading(depth: number): void {
    this.skipOptions();
    this.out.push('\n\n');
    this.arguments(depth);
    this.out.push('\n');
  }

  private item(): void {
    this.out.push('\n• ');
    const label = /^\s*\[([^\]\n]{0,200})\]/.exec(this.source.slice(this.at, this.at + 220));
    if (label !== null) {
      this.at += label[0].length;
      this.out.push(`${label[1]} `);
    }
    // The item's words may begin on the next line of the source.
    const space = /^[ \t]*\n?[ \t]*(?=\S)/.exec(this.source.slice(this.at, this.at + 80));
    if (space !== null) this.at += space[0].length;
  }

  private lineBreak(): void {
    this.out.push('\n');
    const space = /^\*?\s*\[[^\]\n]{0,40}\]/.exec(this.source.slice(this.at, this.at + 60));
    if (space !== null) this.at += space[0].length;
  }

  private accent(mark: string): void {
    const match = /^\s*(?:\{\s*(\\?[a-zA-Z])\s*\}|(\\?[a-zA-Z]))/.exec(this.source.slice(this.at, this.at + 12));
    if (match === null) return;
    this.at += match[0].length;
    const letter = (match[1] ?? match[2] ?? '').replace('\\', '');
    this.out.push((letter + mark).normalize('NFC'));
  }

  private environment(): void {
    const match = /^\s*\{([^}\n]{0,60})\}/.exec(this.source.slice(this.at, this.at + 80));
    if (match === null) return;
    this.at += match[0].length;
    this.out.push('\n');
    const name = match[1] ?? '';
    if (/^(equation|align|gather|multline|eqnarray|displaymath)\*?$/.test(name)) this.math = !this.math;
    // Column specifications, widths and positions print nothing.
    if (
      /^(tabular|tabularx|tabulary|longtable|array|minipage|multicols|wrapfigure|thebibliography|adjustbox|paracol|rSection)\*?$/.test(
        name,
      )
    ) {
      if (name === 'rSection') return;
      this.skipArguments();
    } else this.skipOptions();
  }

  private link(depth: number): void {
    this.skipOptions();
    const target = this.raw();
    if (/^(https?|mailto):/i.test(target)) this.links.push(target);
    this.skipBetween();
    if (this.source[this.at] === '{') this.group(depth);
  }

  private url(): void {
    const target = this.raw();
    if (/^https?:/i.test(target)) this.links.push(target);
    this.out.push(target);
  }

  private coloured(depth: number): void {
    if (this.isWhite()) this.unseen('colour', depth);
    else if (this.source[this.at] === '{') this.group(depth);
  }

  /** `\color{white}`: all that follows in its group, until another colour. */
  private colour(): void {
    const white = this.isWhite();
    this.endPale();
    this.pale = white ? this.out.length : null;
  }

  private isWhite(): boolean {
    this.skipOptions();
    return /^(white|1|1,1,1|255,255,255|ffffff)$/.test(this.raw().replace(/\s/g, '').toLowerCase());
  }

  private endPale(): void {
    if (this.pale !== null) this.hide('colour', this.pale);
    this.pale = null;
  }

  /** An argument that takes up room and is not seen. */
  private unseen(cause: HiddenText['cause'], depth: number): void {
    if (this.source[this.at] !== '{') return;
    const start = this.out.length;
    this.group(depth);
    this.hide(cause, start);
  }

  private hide(cause: HiddenText['cause'], start: number): void {
    const text = this.out.splice(start).join('');
    if (text.trim() !== '') this.hidden.push({ cause, text });
  }

  /** `\hypertarget{name}{text}`, as pandoc sets it around headings: only the text is printed. */
  private anchored(depth: number): void {
    this.raw();
    this.skipBetween();
    if (this.source[this.at] === '{') this.group(depth);
  }
}
