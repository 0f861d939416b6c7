import type { HiddenText } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import { onePage, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { decodeText } from '../text/charset.js';
import { normalise } from '../text/normalise.js';
import { latexText } from './latex-text.js';

/** LaTeX source: the text that it would print, with section titles on lines of their own. */
export function readLatex(bytes: Uint8Array, limits: ReaderLimits): Reading {
  const source = decodeText(bytes.subarray(0, limits.characters * 4), null).text.slice(0, limits.characters);
  const { text, links, white } = latexText(source);
  const hidden: HiddenText[] = white.map((entry) => ({
    page: 1,
    cause: 'colour',
    text: normalise(entry).slice(0, 5000),
  }));
  return reading('latex', {
    pages: onePage(normalise(text.replace(/ {3,}/g, '  '))),
    links,
    hidden: hidden.filter((entry) => entry.text !== ''),
  });
}
