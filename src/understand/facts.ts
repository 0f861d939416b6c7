import type { Document, Facts } from '../domain/index.js';
import type { ReadingRules } from '../rules/index.js';
import type { Moment } from './degree-state.js';
import { degreesOf } from './degrees.js';
import { gpaIn } from './grades.js';
import type { Passage } from './lines.js';
import { linksIn, targetsOf } from './links.js';
import { publicationOf } from './publications.js';
import { looksPublished } from './published.js';

/** Fewer words than this are no entry of a list of publications. */
const FEWEST_WORDS = 6;

/** All facts of an application's own documents, each with where it stands. */
export function factsOf(
  passages: readonly Passage[],
  documents: readonly Document[],
  letter: readonly Passage[],
  name: string | null,
  now: Moment,
  ruleset: ReadingRules,
): Facts {
  const own = new Set(
    documents
      .filter((document) => document.type === 'cv' || document.type === 'cover-letter')
      .map((document) => document.name),
  );
  const inCv = passages.filter((passage) => own.has(passage.document));
  const publications = inCv
    .filter(
      (passage) =>
        (passage.section === 'publications' || passage.section === 'preprints') &&
        passage.tokens.length >= FEWEST_WORDS &&
        looksPublished(passage),
    )
    .map((passage) => publicationOf(passage, name, ruleset));
  const education = passages.filter((passage) => own.has(passage.document) || passage.document === 'body');
  const marks = documents
    .filter((document) => document.type === 'transcript')
    .flatMap(({ name: document, pages }) =>
      pages.map(({ number, text }) => ({ document, page: number, start: 0, text })),
    );
  return {
    degrees: degreesOf([...education, ...letter], now),
    gpa: gpaIn(inCv) ?? gpaIn(marks),
    links: linksIn([...inCv, ...letter], documents.filter((document) => own.has(document.name)).flatMap(targetsOf)),
    publications,
    venues: [...new Set(publications.flatMap(({ venue }) => (venue === null ? [] : [venue])))],
  };
}
