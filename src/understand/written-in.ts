import type { Document } from '../domain/index.js';
import { type Detected, detectLanguage } from '../language/index.js';
import type { Letter } from './letter.js';

/** Where the language was found. */
export interface WrittenIn extends Detected {
  readonly source: 'letter' | 'cover-letter' | 'none';
}

/**
 * The language that the applicant writes in: of their own words in the letter, and where those are too few, of the cover
 * letter that came with it. The CV says nothing: many write it in English whatever they speak.
 */
export function writtenIn(understanding: {
  readonly letter: Letter;
  readonly documents: readonly Document[];
}): WrittenIn {
  const letter = detectLanguage(understanding.letter.text);
  if (letter.language !== null) return { ...letter, source: 'letter' };
  for (const document of understanding.documents) {
    if (document.type !== 'cover-letter' || document.status !== 'ok' || document.name === 'body') continue;
    const found = detectLanguage(document.pages.map((page) => page.text).join('\n'));
    if (found.language !== null) return { ...found, source: 'cover-letter' };
  }
  return { ...letter, source: 'none' };
}
