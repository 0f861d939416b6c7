import type { Document, ReadDocument } from '../domain/index.js';
import { type Token, tokenize } from '../language/index.js';
import type { SectionKind } from '../rules/index.js';
import { headingOf } from './headings.js';

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

interface OpenPassage {
  readonly section: SectionKind | null;
  readonly sectionTitle: string | null;
  readonly page: number;
  readonly start: number;
  end: number;
  readonly parts: string[];
}

/** A short line all in capitals. */
const SHOUTED = /^\s*[\p{Lu}’' ,&()/-]{2,26}\s*$/u;
const BULLET = /^\s*(?:[-*•·▪‣◦○●►➢✓–—§]\s+|\[\d{1,3}\]|\(\d{1,2}\)|\d{1,2}[.)]\s|\[[A-Z]{1,2}\d+\]|\\item\b)/;
const YEARS = /(?:^|\s|\()(?:(?:0?[1-9]|1[0-2])[./]\s?)?(?:19|20)\d{2}\b/;
const CONTINUES = /^\s*[\p{Ll}(]/u;

/**
 * A document cut into passages under their sections. Blank lines, bullets and numbers begin a passage; in lists of
 * publications a line that closes with a full stop or a year ends one; pages end one.
 */
export function passagesOf(document: Document, names: ReadonlyMap<string, SectionKind>): Passage[] {
  const passages: Passage[] = [];
  // A CV in the mail's text stands below a letter: its layout begins with its first heading.
  const inMail = document.name === 'body';
  const layout = inMail ? document.type === 'cv' : document.type !== 'cover-letter';
  let section: SectionKind | null = null;
  let sectionTitle: string | null = null;
  let open: OpenPassage | null = null;
  let headed = '';
  const pageText = new Map(document.pages.map((page) => [page.number, page.text]));
  const lines = linesOf(document);
  const full = fullLine(lines);
  const close = (): void => {
    if (open === null) return;
    const text = (pageText.get(open.page) ?? '').slice(open.start, open.end);
    if (text.trim() !== '') {
      const { page, start, end, section, sectionTitle } = open;
      passages.push({ document: document.name, page, start, end, text, tokens: tokenize(text), section, sectionTitle });
    }
    open = null;
  };
  for (const line of lines) {
    if (line.text.trim() === '') {
      close();
      continue;
    }
    // A narrow column breaks a heading: `PUBLICATIONS / DANS DES / CONFÉRENCES`. What goes on with it opens nothing new.
    const goesOn = headed === `${line.page}:${line.start - 1}` && layout && SHOUTED.test(line.text);
    if (goesOn) headed = `${line.page}:${line.end}`;
    const heading = goesOn ? null : headingOf(line.text, names);
    const structured = layout && (!inMail || section !== null || YEARS.test(line.text.slice(0, 24)));
    if (heading !== null && (structured || heading.rest === null)) {
      close();
      if (heading.rest === null) {
        section = heading.kind;
        sectionTitle = line.text.trim().slice(0, 60);
        if (SHOUTED.test(line.text)) headed = `${line.page}:${line.end}`;
        continue;
      }
      // An inline heading holds for its own item only: `Courses: …` inside an entry of Education.
      const title: string | null = heading.opens ? (line.text.trim().split(/\s{3,}|\t/)[0] ?? null) : sectionTitle;
      open = {
        page: line.page,
        start: line.start,
        end: line.end,
        parts: [line.text],
        section: heading.kind,
        sectionTitle: title,
      };
      if (heading.opens) {
        section = heading.kind;
        sectionTitle = title;
      }
      continue;
    }
    const current: OpenPassage | null = open;
    const ends =
      current !== null &&
      (current.page !== line.page || BULLET.test(line.text) || (structured && endsItem(current, line, section, full)));
    if (ends) close();
    if (open === null)
      open = { page: line.page, start: line.start, end: line.end, parts: [line.text], section, sectionTitle };
    else {
      open.end = line.end;
      open.parts.push(line.text);
    }
  }
  close();
  return passages;
}

const ANY_YEAR = /\b(?:19|20)\d{2}\b/;

/** A shorter line than this ends an item; in a narrow column lines are full earlier. */
const FULL = 60;
const FULL_SHARE = 0.75;
/** Fewer lines say nothing about the width of their column. */
const ENOUGH_LINES = 20;

function fullLine(lines: readonly Line[]): number {
  const lengths = lines
    .map((line) => line.text.trim().length)
    .filter((length) => length > 0)
    .sort((a, b) => a - b);
  if (lengths.length < ENOUGH_LINES) return FULL;
  return Math.min(FULL, FULL_SHARE * (lengths[Math.floor(lengths.length * 0.95)] ?? FULL));
}

/** Whether a new item begins with this line, by the layout of the section it stands in. */
function endsItem(current: OpenPassage, line: Line, section: SectionKind | null, full: number): boolean {
  const last = current.parts.at(-1) ?? '';
  if (CONTINUES.test(line.text)) return false;
  // A hanging indent goes on with the entry.
  if (indent(line.text) >= indent(current.parts[0] ?? '') + 4 && !YEARS.test(line.text.slice(0, 40))) return false;
  // Where items are marked, only a mark begins one.
  if (BULLET.test(current.parts[0] ?? ''))
    return last.length < 40 && /[.\d)]\s*$/.test(last) && !ANY_YEAR.test(line.text);
  if (section === 'publications' || section === 'preprints') {
    const whole = current.parts.join(' ');
    return (
      (ANY_YEAR.test(whole) || /\b(?:preprint|submitted|review|preparation|to appear)\b/i.test(whole)) &&
      /(?:[.。)\]]|\d{2,4}|https?:\S+)\s*$/.test(last)
    );
  }
  if (CLOSES.test(line.text) && OPENS.test(current.parts.join('\n')) && !current.parts.slice(1).some(closes))
    return false;
  return last.length < full || /[.;。]\s*$/.test(last) || YEARS.test(line.text.slice(0, 24));
}

/** A narrow column of dates breaks `2022–2025` in two: the end stands at the head of a later line. */
const OPENS = /(?:^|\n|\s)(?:(?:0?[1-9]|1[0-2])[./])?(?:19|20)\d{2}\s?[-–—](?=\s*(?:\n|$)|\s+\p{L})/u;
const CLOSES = /^\s*(?:(?:0?[1-9]|1[0-2])[./])?(?:19|20)\d{2}(?!\d|[./]\d|\s*[-–—])/u;
const closes = (text: string): boolean => CLOSES.test(text);

function indent(line: string): number {
  return line.length - line.trimStart().length;
}
