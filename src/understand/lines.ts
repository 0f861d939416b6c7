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

// Bullets, numbers (`2.1`, `IV.`) and rules around a heading; a roman numeral is one only before a dot, bracket or space.
const DECORATION =
  /^(?:[\s\d.#*•·▪‣–—◦|>_=~\-:§()[\]【「〔]|[IVX]{1,5}(?=[.)]))*(?:[IVX]{1,4}\s+(?=\p{Lu}))?(?=\p{L})|[\s:.*_#|=~\-–—：】」〕]+$/gu;

/** A heading's words: decoration, numbering and letter-spacing removed, folded. */
export function headingKey(text: string): string {
  let words = text
    .trim()
    .replace(DECORATION, '')
    .replace(/\\(?:section|subsection)\*?\{([^}]*)\}/, '$1');
  if (/^(?:\p{Lu} ){3,}\p{Lu}$/u.test(words)) words = words.replace(/ /g, '');
  // Small caps that a font fakes are read as `E DUCATION`, `T ECHNICAL S KILLS`.
  words = words.replace(/(^|\s)(\p{Lu}) (?=\p{Lu}{2,}(?:\s|$))/gu, '$1$2');
  return fold(words).replace(/\s+/g, ' ').trim();
}

/** The section of a heading's words; a plural more or less makes no difference. */
function nameOf(key: string, names: ReadonlyMap<string, SectionKind>): SectionKind | undefined {
  const plain = names.get(key) ?? names.get(`${key}s`) ?? (key.endsWith('s') ? names.get(key.slice(0, -1)) : undefined);
  if (plain !== undefined) return plain;
  const bare = key.replace(MODIFIERS, '').replace(AFTERWARDS, '');
  return bare === key || bare === '' ? undefined : nameOf(bare, names);
}

/** Words behind a heading's own: `Dissertation in brief`, `Teaching at Imperial College`, `Publications to date`. */
const AFTERWARDS =
  /\s+(?:in (?:brief|short|detail|a nutshell|one paragraph)|so far|to date|overview|in progress|at [\p{L} ]{2,30}|since \d{4}|im uberblick|en bref|en breve|in sintesi)$/u;

/**
 * A heading in words of its own (`READING AND SEMINARS`, `Produção bibliográfica`, `Vertiefungen im Studium`): what begins
 * or ends with a word that only headings of one section have.
 */
function byWord(key: string): SectionKind | undefined {
  const words = key.split(/[\s&/,+()-]+/).filter((word) => word !== '');
  if (words.length < 2 || words.length > 5 || /\d|[.:;]/.test(key)) return undefined;
  const ends = [words[0], words.at(-1)];
  return WORDS.find(([, own]) => ends.some((word) => own.has(word ?? '')))?.[0];
}

const WORDS: readonly (readonly [SectionKind, ReadonlySet<string>])[] = (
  [
    ['thesis', 'theses dissertations abschlussarbeiten'],
    [
      'publications',
      'publications publikationen veroffentlichungen publicaciones publicacoes pubblicazioni bibliografica papers revues articles',
    ],
    ['preprints', 'preprints manuscripts manuskripte'],
    [
      'courses',
      'courses coursework seminars seminare readings reading modules lectures vertiefungen lehrveranstaltungen cursos disciplinas corsi electives certifications moocs',
    ],
    ['teaching', 'teaching lehre enseignement docencia ensino didattica supervision betreuung encadrement tutoring'],
    [
      'awards',
      'awards prizes honours honors scholarships auszeichnungen stipendien preise bourses becas bolsas borse premios premi',
    ],
    ['service', 'talks presentations posters vortrage exposes outreach reviewing volunteering ehrenamt ponencias'],
    ['skills', 'skills kenntnisse competences competencias competenze'],
    ['references', 'referees references referenzen'],
  ] as const
).map(([kind, own]) => [kind, new Set(own.split(' '))] as const);

/** Words before a heading's own: `Peer-reviewed papers`, `Hobby projects`, `My recent work`. */
const MODIFIERS =
  /^(?:selected|peer-reviewed|refereed|relevant|recent|academic|hobby|personal|current|other|further|additional|my|key|main|notable|full|list of|some|previous|professional|scientific|university|graduate|wissenschaftliche|ausgewahlte|akademische)\s+/;

/** What a line is as a heading. `rest` is the text after an inline heading (`Skills: Python`). */
export interface Heading {
  readonly kind: SectionKind;
  readonly rest: string | null;
  /** True when the section goes on after the rest of this line. */
  readonly opens: boolean;
}

const headings = new WeakMap<ReadonlyMap<string, SectionKind>, Map<string, Heading | null>>();
const MOST_HEADINGS = 2_000;

/**
 * The section that a line opens, or null. A heading is short and, apart from decoration, just a known name. The last lines
 * are remembered: what a document is, and what stands in it, is asked of the same lines.
 */
export function headingOf(text: string, names: ReadonlyMap<string, SectionKind>): Heading | null {
  if (text.length > 400) return findHeading(text, names);
  const known = headings.get(names) ?? new Map<string, Heading | null>();
  headings.set(names, known);
  let heading = known.get(text);
  if (heading === undefined) {
    heading = findHeading(text, names);
    if (known.size >= MOST_HEADINGS) known.clear();
    known.set(text, heading);
  }
  return heading;
}

function findHeading(text: string, names: ReadonlyMap<string, SectionKind>): Heading | null {
  const trimmed = text.trim();
  if (trimmed.length < 2 || trimmed.length > 160) return null;
  if (trimmed.length <= 64) {
    const key = headingKey(trimmed);
    const kind = nameOf(key, names) ?? nameOf(key.replace(/[(（].*$/, '').trim(), names);
    if (kind !== undefined) return { kind, rest: null, opens: true };
    // `Education and Awards`, `Publications & Preprints`, `教育背景 Education`
    const parts = key.split(/\s*(?:\band\b|\bund\b|\bet\b|\by\b|[&/|,+])\s*/).filter((part) => part !== '');
    if (parts.length > 1 && parts.length <= 3 && !/[.;]/.test(key)) {
      const kinds = parts.map((part) => nameOf(part, names));
      if (kinds[0] !== undefined && kinds.every((found) => found !== undefined))
        return { kind: kinds[0], rest: null, opens: true };
    }
    const own = trimmed.length <= 48 && /^[\p{Lu}#*=\s]/u.test(trimmed) ? byWord(key) : undefined;
    if (own !== undefined) return { kind: own, rest: null, opens: true };
    const bilingual = key.split(/(?<=\p{Script=Han})\s+(?=[a-z])|(?<=[a-z])\s+(?=\p{Script=Han})/u);
    if (bilingual.length === 2) {
      const found = names.get(bilingual[0] ?? '') ?? names.get(bilingual[1] ?? '');
      if (found !== undefined) return { kind: found, rest: null, opens: true };
    }
  }
  // `Employment    2022-  Research engineer`: a column of headings beside the text
  const column = /^\|?\s{0,4}(\p{L}[\p{L}&/' ]{2,30}?)(?:\s{3,}|\t+|\s*\|\s*)(?=[^\s|])\|?\s*(\S.*)$/u.exec(text);
  const beside = column === null ? undefined : nameOf(headingKey(column[1] ?? ''), names);
  if (beside !== undefined) return { kind: beside, rest: column?.[2] ?? null, opens: true };
  const inline =
    /^\s*[*•#\-–]*\s*(\p{L}[\p{L}&/' ]{2,36}?)\**\s*[:：]\s*(\S.*)$/u.exec(text) ??
    /^\s*[【「〔](\p{L}{2,12})[】」〕]\s*(\S.*)$/u.exec(text);
  const kind = inline === null ? undefined : nameOf(headingKey(inline[1] ?? ''), names);
  return kind === undefined ? null : { kind, rest: inline?.[2] ?? null, opens: false };
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
  const close = (): void => {
    if (open === null) return;
    const text = (pageText.get(open.page) ?? '').slice(open.start, open.end);
    if (text.trim() !== '') {
      const { page, start, end, section, sectionTitle } = open;
      passages.push({ document: document.name, page, start, end, text, tokens: tokenize(text), section, sectionTitle });
    }
    open = null;
  };
  for (const line of linesOf(document)) {
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
      (current.page !== line.page || BULLET.test(line.text) || (structured && endsItem(current, line, section)));
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

/** Whether a new item begins with this line, by the layout of the section it stands in. */
function endsItem(current: OpenPassage, line: Line, section: SectionKind | null): boolean {
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
  return last.length < 60 || /[.;。]\s*$/.test(last) || YEARS.test(line.text.slice(0, 24));
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}
