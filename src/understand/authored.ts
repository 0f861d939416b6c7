import type { Document } from '../domain/index.js';
import type { SectionKind } from '../rules/index.js';
import type { Passage } from './lines.js';
import { authorPlace } from './publications.js';

/** Sections whose items are what their heading says, also where the applicant stands among names. */
const KEEP: ReadonlySet<SectionKind> = new Set([
  'publications',
  'preprints',
  'bibliography',
  'references',
  'service',
  'teaching',
]);

/** `V. Example, R. Sample`, `Example, V.`: names as lists of authors have them, near the beginning of an item. */
const LIST =
  /^[^\p{L}]{0,24}(?:\p{L}{0,12}[^\p{L}]{1,6})?(?:(?:\p{Lu}\p{Ll}?\.[ -]?){1,3}\p{Lu}[\p{L}'’-]+|\p{Lu}[\p{L}'’-]+,? (?:\p{Lu}\.[ -]?){1,3})/u;
const YEAR = /\b(?:19[89]|20[0-4])\d\b/;
/** A title has so many words between names and place. */
const LEAST_WORDS = 8;

/**
 * Items of a CV that show by themselves that they are publications: names as of authors, the applicant's among them, a year
 * and a title. Who writes `Things printed` above them, or nothing, has published as well.
 */
export function withAuthored(
  passages: readonly Passage[],
  documents: readonly Document[],
  name: string | null,
): readonly Passage[] {
  if (name === null) return passages;
  const cvs = new Set(documents.filter((one) => one.type === 'cv').map((one) => one.name));
  return passages.map((passage) =>
    cvs.has(passage.document) && isAuthored(passage, name) ? { ...passage, section: 'publications' } : passage,
  );
}

function isAuthored(passage: Passage, name: string): boolean {
  if (passage.section !== null && KEEP.has(passage.section)) return false;
  if (passage.tokens.length < LEAST_WORDS || passage.text.length > 800) return false;
  if (!YEAR.test(passage.text) || !LIST.test(passage.text.slice(0, 120))) return false;
  return ['first', 'other'].includes(authorPlace(passage.text.slice(0, 240), name));
}
