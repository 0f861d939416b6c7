import type { HiddenText } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import { onePage, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { decodeText } from '../text/charset.js';
import { normalise } from '../text/normalise.js';
import { latexText } from './latex-text.js';

/** Pieces of hidden text that are reported. */
const mostHidden = 200;

/** LaTeX source: the text that it would print, with section titles on lines of their own. */
export function readLatex(bytes: Uint8Array, limits: ReaderLimits): Reading {
  const source = decodeText(bytes.subarray(0, limits.characters * 4), null).text.slice(0, limits.characters);
  const { text, links, hidden: unseen } = latexText(source);
  const hidden: HiddenText[] = unseen
    .slice(0, mostHidden)
    .map(({ cause, text }) => ({ page: 1, cause, text: normalise(text).slice(0, 5000) }));
  return reading('latex', {
    pages: onePage(normalise(text.replace(/ {3,}/g, '  '))),
    links,
    hidden: hidden.filter((entry) => entry.text !== ''),
  });
}
