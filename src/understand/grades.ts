import type { Facts } from '../domain/index.js';
import { type Piece, placeOf } from './places.js';

const NAMED =
  /(?:\b(?:C?GPA|grade point average|cumulative average|average grade|Notendurchschnitt|Durchschnittsnote|Gesamtnote|Abschlussnote|moyenne|nota media|CPI)\b|平均绩点|绩点|均分)[^\d\n]{0,20}(\d{1,3}(?:[.,]\d{1,3})?)(?!\d)\s*(?:(?:\/|out of|von|sur|sobre|of)\s*(\d{1,3}(?:[.,]\d{1,2})?))?/iu;
const BARE = /\b(\d[.,]\d{1,3})\s*\/\s*(4(?:[.,]\d{1,2})?|5(?:[.,]0)?|10(?:[.,]0)?|20)\b/;

/** A grade point average with its scale: from what names it, else from a bare `3.9/4.0`. The first one counts. */
export function gpaIn(pieces: readonly Piece[]): Facts['gpa'] {
  for (const pattern of [NAMED, BARE]) {
    for (const piece of pieces) {
      const match = pattern.exec(piece.text);
      const value = numberOf(match?.[1]);
      if (match === null || value === null) continue;
      const quote = match[0].trim().slice(0, 120);
      const at = placeOf(piece, quote, match.index);
      return { value, scale: numberOf(match[2]), quote, ...(at === null ? {} : { at }) };
    }
  }
  return null;
}

function numberOf(part: string | undefined): number | null {
  if (part === undefined) return null;
  const value = Number(part.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}
