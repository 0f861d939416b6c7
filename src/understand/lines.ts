import type { Document, ReadDocument } from '../domain/index.js';
import { fold, type Token, tokenize } from '../language/index.js';
import type { SectionKind } from '../rules/index.js';

/** A line of a page with its place. */
export interface Line {
  readonly page: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines of all pages in order, empty ones included (they separate). */
export function linesOf(document: Pick<ReadDocument, 'pages'>): Line[] {
  const lines: Line[] = [];
  for (const page of document.pages) {
    let start = 0;
    for (const text of page.text.split('\n')) {
      lines.push({ page: page.number, start, end: start + text.length, text });
      start += text.length + 1;
    }
  }
  return lines;
}

const DECORATION = /^[\s\d.#*•·▪‣–—◦|>_=~\-:§IVX()[\]]*(?=\p{L})|[\s:.*_#|=~\-–—]+$/gu;

/** A heading's words: decoration, numbering and letter-spacing removed, folded. */
export function headingKey(text: string): string {
  let words = text
    .trim()
    .replace(DECORATION, '')
    .replace(/\\(?:section|subsection)\*?\{([^}]*)\}/, '$1');
  if (/^(?:\p{Lu} ){3,}\p{Lu}$/u.test(words)) words = words.replace(/ /g, '');
  return fold(words).replace(/\s+/g, ' ').trim();
}

/** What a line is as a heading. `rest` is the text after an inline heading (`Skills: Python`). */
export interface Heading {
  readonly kind: SectionKind;
  readonly rest: string | null;
}

/** The section that a line opens, or null. A heading is short and, apart from decoration, just a known name. */
export function headingOf(text: string, names: ReadonlyMap<string, SectionKind>): Heading | null {
  const trimmed = text.trim();
  if (trimmed.length < 2 || trimmed.length > 160) return null;
  if (trimmed.length <= 64) {
    const key = headingKey(trimmed);
    const kind = names.get(key) ?? names.get(key.replace(/[(（].*$/, '').trim());
    if (kind !== undefined) return { kind, rest: null };
    // `Education and Awards`, `Publications & Preprints`, `教育背景 Education`
    const parts = key.split(/\s*(?:\band\b|\bund\b|\bet\b|\by\b|[&/|,+])\s*/).filter((part) => part !== '');
    if (parts.length > 1 && parts.length <= 3 && !/[.;]/.test(key)) {
      const kinds = parts.map((part) => names.get(part));
      if (kinds[0] !== undefined && kinds.every((found) => found !== undefined)) return { kind: kinds[0], rest: null };
    }
    const bilingual = key.split(/(?<=\p{Script=Han})\s+(?=[a-z])|(?<=[a-z])\s+(?=\p{Script=Han})/u);
    if (bilingual.length === 2) {
      const found = names.get(bilingual[0] ?? '') ?? names.get(bilingual[1] ?? '');
      if (found !== undefined) return { kind: found, rest: null };
    }
  }
  const inline = /^\s*[*•#\-–]*\s*(\p{L}[\p{L}&/' ]{2,36}?)\**\s*[:：]\s*(\S.*)$/u.exec(text);
  const kind = inline === null ? undefined : names.get(headingKey(inline[1] ?? ''));
  return kind === undefined ? null : { kind, rest: inline?.[2] ?? null };
}

/**
 * One item of a document: an entry of a list, a paragraph, a publication. Evidence is weighed item by item.
 */
export interface Passage {
  readonly document: string;
  readonly page: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly section: SectionKind | null;
  /** The heading as written, or null. */
  readonly sectionTitle: string | null;
}

const BULLET = /^\s*(?:[-*•·▪‣◦○●►➢✓–—§]\s+|\[\d{1,3}\]|\(\d{1,2}\)|\d{1,2}[.)]\s|\[[A-Z]{1,2}\d+\]|\\item\b)/;
const YEARS = /(?:^|\s|\()(?:(?:0?[1-9]|1[0-2])[./]\s?)?(?:19|20)\d{2}\b/;
const CONTINUES = /^\s*[\p{Ll}(]/u;

/**
 * A document cut into passages under their sections. Blank lines, bullets and numbers begin a passage; in lists of
 * publications a line that closes with a full stop or a year ends one; pages end one.
 */
export function passagesOf(document: Document, names: ReadonlyMap<string, SectionKind>): Passage[] {
  const passages: Passage[] = [];
  const structured = document.type !== 'cover-letter' && document.name !== 'body';
  let section: SectionKind | null = null;
  let sectionTitle: string | null = null;
  let open: { page: number; start: number; end: number; parts: string[] } | null = null;
  const pageText = new Map(document.pages.map((page) => [page.number, page.text]));
  const close = (): void => {
    if (open === null) return;
    const text = (pageText.get(open.page) ?? '').slice(open.start, open.end);
    if (text.trim() !== '') {
      const { page, start, end } = open;
      passages.push({ document: document.name, page, start, end, text, tokens: tokenize(text), section, sectionTitle });
    }
    open = null;
  };
  for (const line of linesOf(document)) {
    if (line.text.trim() === '') {
      close();
      continue;
    }
    const heading = headingOf(line.text, names);
    if (heading !== null && (structured || heading.rest === null)) {
      close();
      if (heading.rest === null) {
        section = heading.kind;
        sectionTitle = line.text.trim().slice(0, 60);
        continue;
      }
      // An inline heading holds for its own item only: `Courses: …` inside an entry of Education.
      const outer: [SectionKind | null, string | null] = [section, sectionTitle];
      section = heading.kind;
      open = { page: line.page, start: line.start, end: line.end, parts: [line.text] };
      close();
      section = outer[0];
      sectionTitle = outer[1];
      continue;
    }
    const current: { page: number; start: number; end: number; parts: string[] } | null = open;
    const last = current?.parts.at(-1) ?? '';
    const ends =
      current !== null &&
      (current.page !== line.page ||
        BULLET.test(line.text) ||
        (structured &&
          !CONTINUES.test(line.text) &&
          (section === 'publications' || section === 'preprints'
            ? /(?:[.。]|\b(?:19|20)\d{2}\)?|https?:\S+|\])\s*$/.test(last) && last.length > 20
            : last.length < 60 || /[.;。]\s*$/.test(last) || YEARS.test(line.text.slice(0, 24)))));
    if (ends) close();
    if (open === null) open = { page: line.page, start: line.start, end: line.end, parts: [line.text] };
    else {
      open.end = line.end;
      open.parts.push(line.text);
    }
  }
  close();
  return passages;
}
