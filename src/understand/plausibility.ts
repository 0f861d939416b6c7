import type { Facts, Reason } from '../domain/index.js';
import { tokenize } from '../language/index.js';
import type { Ruleset } from '../rules/index.js';
import { venuesIn } from './facts.js';
import type { Passage } from './lines.js';

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
  ruleset: Ruleset,
): Reason[] {
  const found: Reason[] = [];
  const all = passages
    .filter((passage) => passage.section !== 'bibliography')
    .map((passage) => passage.text)
    .join('\n')
    .slice(0, 60_000);
  const add = (detail: string): void => void found.push({ code: 'implausible', detail });
  for (const passage of passages) {
    if (passage.section !== 'publications' && passage.section !== 'preprints') continue;
    const years = [...passage.text.matchAll(/\b(1[89]\d\d|20\d\d)\b/g)].map((match) => Number(match[1]));
    const last = years.at(-1);
    if (last === undefined) continue;
    const quote = passage.text.replace(/\s+/g, ' ').slice(0, 120);
    if (last > year + 1 && last < 2100 && !/\b(?:submit|planned|in preparation)/i.test(passage.text))
      add(`a publication of ${last} in a mail of ${year}: ${quote}`);
    for (const venue of venuesIn(passage.text, ruleset)) {
      if (venue.since !== undefined && Math.max(...years) < venue.since)
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
  const born = Number(
    /\b(?:born|geboren|née? le|nacid[oa]|date of birth|geb\.)[^\n]{0,24}?\b(19[4-9]\d|20[01]\d)\b/i.exec(all)?.[1] ??
      Number.NaN,
  );
  for (const degree of facts.degrees) {
    const age = degree.year === null ? Number.NaN : degree.year - born;
    if (degree.finished && age < (degree.level === 'doctorate' ? 19 : 16))
      add(`a ${degree.level} at the age of ${age}: ${degree.quote.slice(0, 80)}`);
    if (degree.level === 'doctorate' && degree.year !== null && degree.year > year + 8)
      add(`a doctorate of ${degree.year} in a mail of ${year}`);
  }
  for (const match of all.matchAll(
    /\b(\d{2,4})\s+(?:first[- ]author(?:ed)?\s+|peer-reviewed\s+|full\s+)?(?:papers|publications|articles)\b[^.\n]{0,80}/gi,
  )) {
    if (Number(match[1]) >= 20 && venuesIn(match[0], ruleset).some((venue) => venue.leading))
      add(`more papers than anybody has there: ${match[0].slice(0, 100)}`);
  }
  const boast = ruleset.stances.impossible.find(tokenize(all))[0];
  if (boast !== undefined) {
    const words = around(all, boast.phrase);
    if (/\b(?:I|my|won|winner|awarded|medal|prize|proved|solved|twice)\b/i.test(words))
      add(`a claim that can hardly be true: ${words}`);
  }
  const leading = facts.publications.filter((publication) => publication.tier === 'leading').length;
  if (leading > MOST_LEADING_WITHOUT_DOCTORATE && !facts.degrees.some((degree) => degree.level === 'doctorate')) {
    add(`${leading} papers at leading venues without a doctorate begun`);
  }
  return found.slice(0, 5);
}

function around(text: string, phrase: string): string {
  const at = text.toLowerCase().indexOf(phrase.toLowerCase());
  return at < 0
    ? phrase
    : text
        .slice(Math.max(0, at - 50), at + phrase.length + 40)
        .replace(/\s+/g, ' ')
        .trim();
}
