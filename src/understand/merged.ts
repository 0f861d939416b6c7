import type { Document, DocumentType, Page, ReadDocument } from '../domain/index.js';
import type { ReadingRules } from '../rules/index.js';
import { best, contentScores, entitles, guessType, opensCvSection } from './document-type.js';
import { linesOf } from './lines.js';
import { headsMarks, isMarkRow } from './mark-rows.js';
import { declaresThesis, headsAbstract, isNumberedHeading } from './title-page.js';

/**
 * The document with its type; a merged PDF (several pages of one type, then several of another) becomes one document a
 * part, named `all.pdf#p1-2`.
 */
export function typeDocument(document: ReadDocument, ruleset: ReadingRules): Document[] {
  const whole = guessType(document, ruleset);
  const pages = document.pages.length === 1 ? ruledPages(document.pages) : document.pages;
  if (document.status === 'ok' && pages.length >= 2 && pages.length <= 60) {
    const parts = splitByType({ ...document, pages }, ruleset);
    if (parts.length > 1) return parts;
  }
  return [{ ...document, type: whole.type }];
}

/** A rule across a text file: what stands below it may be another document. */
const RULE = /^[ \t]*[-=_*~]{20,}[ \t]*$/m;

function ruledPages(pages: readonly Page[]): readonly Page[] {
  const text = pages[0]?.text ?? '';
  const parts = text.split(RULE).filter((part) => part.trim() !== '');
  return parts.length < 2 || parts.length > 20
    ? pages
    : parts.map((part, index) => ({ number: index + 1, text: part }));
}

const SPLITTABLE: readonly DocumentType[] = ['cv', 'transcript', 'cover-letter', 'thesis', 'references'];

function splitByType(document: ReadDocument, ruleset: ReadingRules): Document[] {
  // Only a page that opens a document of another kind (a title of its own) begins a part; the rest continue it.
  const parts: { type: DocumentType; pages: Page[] }[] = [];
  for (const page of document.pages) {
    const guess = best(contentScores([page], ruleset));
    const current = parts.at(-1);
    const opens =
      guess.points >= 8 &&
      guess.lead >= 3.5 &&
      SPLITTABLE.includes(guess.type) &&
      // A CV's page need not say what it is: its sections do.
      ((guess.type === 'cv' && current?.type === 'cover-letter') || opensWith(page, guess.type, ruleset));
    if (current === undefined) parts.push({ type: guess.type, pages: [page] });
    else if (current.type === 'paper' && current.pages.some(opensPaper) && opensPaper(page))
      parts.push({ type: 'paper', pages: [page] });
    else if (opens && guess.type !== current.type && (!isWork(current.type) || guess.type === 'transcript')) {
      parts.push({ type: guess.type, pages: [page] });
    } else current.pages.push(page);
  }
  if (parts.length < 2 || parts[0]?.type === 'other') return [];
  return parts.map((part) => {
    const first = part.pages[0]?.number ?? 1;
    const last = part.pages.at(-1)?.number ?? first;
    const range = first === last ? `p${first}` : `p${first}-${last}`;
    const hidden = document.hidden.filter((text) => text.page >= first && text.page <= last);
    const links = linksOn(document, first, last);
    return { ...document, name: `${document.name}#${range}`, type: part.type, pages: part.pages, hidden, ...links };
  });
}

/** The links of some pages; all where their pages are not known. */
function linksOn(document: ReadDocument, first: number, last: number): Pick<ReadDocument, 'links' | 'linkPages'> {
  const { links, linkPages } = document;
  if (linkPages === undefined) return { links };
  const kept = links.flatMap((link, index) => {
    const page = linkPages[index] ?? 0;
    return page >= first && page <= last ? [{ link, page }] : [];
  });
  return { links: kept.map(({ link }) => link), linkPages: kept.map(({ page }) => page) };
}

/** So many lines hold title, authors and affiliations above an abstract. */
const TITLE_LINES = 12;

/** Whether a page begins with a title and an abstract: of papers that were put into one file each has one. */
function opensPaper(page: Page): boolean {
  const lines = linesOf({ pages: [page] }).filter((line) => line.text.trim() !== '');
  const at = lines.slice(0, TITLE_LINES).findIndex((line) => headsAbstract(line.text));
  const [title] = lines;
  // The same abstract in another language has no title of its own.
  return at >= 2 && title !== undefined && !isNumberedHeading(title.text);
}

/** A work goes on to its end: a letter or a CV behind it is its appendix. A table of marks is not. */
const isWork = (type: DocumentType): boolean => type === 'thesis' || type === 'paper';

function opensWith(page: Page, type: DocumentType, ruleset: ReadingRules): boolean {
  const lines = linesOf({ pages: [page] }).filter((line) => line.text.trim() !== '');
  const head = lines.slice(0, 8);
  if (type === 'thesis' && declaresThesis(lines, isMarkRow, (text) => opensCvSection(text, ruleset))) return true;
  if (type === 'transcript' && head.some((line) => headsMarks(line.text))) return true;
  return entitles(head, type, ruleset);
}
