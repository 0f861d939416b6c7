import type { Facts, Reason } from '../domain/index.js';
import type { ReadingRules, Venue } from '../rules/index.js';
import type { Passage } from './lines.js';
import { venuesIn } from './venues.js';

/** So many papers of one's own: `I published 31 first-author papers at NeurIPS`. */
const CROWD =
  /\b(?:I|we|my|author of|published|co-?authored|wrote|have)\b[^.\n]{0,30}?\b(\d{2,4})\s+(?:first[- ]author(?:ed)?\s+|peer-reviewed\s+|full\s+)?(?:papers|publications|articles)\b(?![^.\n]{0,20}\bread\b)[^.\n]{0,80}/gi;
/** A list of stations has no pronoun; so many papers are nobody's. */
const HOST =
  /\b([2-9]\d{2}|\d{4})\s+(?:first[- ]author(?:ed)?|peer-reviewed|full|NeurIPS|ICML|ICLR)\s+(?:papers|publications|articles)\b[^.\n]{0,80}/gi;
/** Somebody else's papers. */
const READ = /\b(?:read|reading|review\w*|survey\w*|stud(?:y|ied)|cite[sd]?|summar\w+|presented|discuss\w*)\b/i;
/** Words by which a boast is one's own. */
const CLAIMED =
  /\b(?:I|we)\b[^.]{0,40}\b(?:won|received|proved|solved|hold|got|was awarded|were awarded)\b|\b(?:won|awarded|proved|solved)\b|^\s*(?:winner|recipient) of/i;

/** More full papers at leading venues than this, without a doctorate even begun, is no CV of this world. */
const MOST_LEADING_WITHOUT_DOCTORATE = 15;

/**
 * Claims that can't be true: a paper in the past tense at a venue that has not taken place or did not yet exist, a grade
 * above its scale, a crowd of leading papers before any doctorate.
 * @param year the year of the mail
 */
export function implausibleClaims(
  facts: Facts,
  passages: readonly Passage[],
  year: number,
  ruleset: ReadingRules,
): Reason[] {
  const found: Reason[] = [];
  const add = (detail: string): void => void found.push({ code: 'implausible', detail });
  for (const passage of passages) {
    if (passage.section !== 'publications' && passage.section !== 'preprints') continue;
    const flat = passage.text.replace(/\s+/g, ' ');
    const quote = flat.slice(0, 120);
    for (const { venue, held } of heldAt(flat, ruleset)) {
      if (held > year + 1) add(`${venue.id} ${held} in a mail of ${year}: ${quote}`);
      if (venue.since !== undefined && held < venue.since)
        add(`${venue.id} did not exist before ${venue.since}: ${quote}`);
    }
  }
  if (
    facts.gpa !== null &&
    facts.gpa.scale !== null &&
    facts.gpa.value > facts.gpa.scale * 1.001 &&
    facts.gpa.scale > 1
  ) {
    // On the German scale 1 is best, and `5` is a mark, not a maximum.
    if (facts.gpa.scale === 4 || facts.gpa.scale === 10 || facts.gpa.scale === 100 || facts.gpa.scale === 20) {
      if (facts.gpa.value > facts.gpa.scale * 1.12) add(`a grade above its scale: ${facts.gpa.quote}`);
    }
  }
  for (const degree of facts.degrees) {
    // Of the writer, where the degree stands; papers tell when other people were born.
    const born = bornIn(passages, degree.at?.document);
    const age = degree.year === null ? Number.NaN : degree.year - born;
    if (degree.finished && age < (degree.level === 'doctorate' ? 19 : 16))
      add(`a ${degree.level} at the age of ${age}: ${degree.quote.slice(0, 80)}`);
    if (degree.level === 'doctorate' && degree.year !== null && degree.year > year + 8)
      add(`a doctorate of ${degree.year} in a mail of ${year}`);
  }
  for (const passage of passages) {
    const own =
      passage.document === 'body' ||
      passage.section === null ||
      ['personal', 'publications', 'awards', 'research'].includes(passage.section);
    if (!own) continue;
    for (const match of [...passage.text.matchAll(CROWD), ...passage.text.matchAll(HOST)]) {
      if (Number(match[1]) >= 20 && !READ.test(match[0]) && venuesIn(match[0], ruleset).some((venue) => venue.leading))
        add(`more papers than anybody has there: ${match[0].slice(0, 100)}`);
    }
    for (const boast of ruleset.stances.impossible.find(passage.tokens)) {
      const from = passage.tokens[Math.max(0, boast.from - 6)]?.start ?? 0;
      const words = passage.text.slice(from, passage.tokens[boast.to - 1]?.end).replace(/\s+/g, ' ');
      // `2024  Fields Medal` in a list of stations, or under awards.
      const before = passage.text.slice(0, passage.tokens[boast.from]?.start).split('\n').at(-1) ?? '';
      const awarded =
        (passage.section === 'awards' && boast.from < 3) || /^[\s|*•·–—-]*(?:19|20)\d{2}[\s:|.,–—-]*$/.test(before);
      if (awarded || CLAIMED.test(words)) add(`a claim that can hardly be true: ${words}`);
    }
  }
  const leading = facts.publications.filter((publication) => publication.tier === 'leading').length;
  if (leading > MOST_LEADING_WITHOUT_DOCTORATE && !facts.degrees.some((degree) => degree.level === 'doctorate')) {
    add(`${leading} papers at leading venues without a doctorate begun`);
  }
  return found.slice(0, 5);
}

/** Venues with the year that stands beside them: `NeurIPS 2024`, `ICML'22`; page numbers and titles have none beside. */
function heldAt(text: string, ruleset: ReadingRules): { venue: Venue; held: number }[] {
  return venuesIn(text, ruleset).flatMap((venue) =>
    venue.any.flatMap((name) => {
      const at = text.indexOf(name);
      if (at < 0) return [];
      const year = /^[\s,'’(]{0,3}((?:19|20)\d{2}|['’]\d{2})\b/.exec(text.slice(at + name.length))?.[1];
      if (year === undefined) return [];
      return [{ venue, held: year.length === 4 ? Number(year) : 2000 + Number(year.slice(-2)) }];
    }),
  );
}

/** The year of birth that a document names; NaN where it names none. */
function bornIn(passages: readonly Passage[], document: string | undefined): number {
  for (const passage of passages) {
    const year = passage.document === document ? BORN.exec(passage.text)?.[1] : undefined;
    if (year !== undefined) return Number(year);
  }
  return Number.NaN;
}

const BORN = /\b(?:born|geboren|née? le|nacid[oa]|date of birth|geb\.)[^\n]{0,24}?\b(19[4-9]\d|20[01]\d)\b/i;
