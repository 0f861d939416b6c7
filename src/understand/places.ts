import type { Place } from '../domain/index.js';

/** A stretch of a page's text: a passage, or a whole page. `start` is its offset in the page. */
export interface Piece {
  readonly document: string;
  readonly page: number;
  readonly start: number;
  readonly text: string;
}

/** The place of a piece's characters [from, to). */
export function placeAt(piece: Piece, from: number, to: number): Place {
  return { document: piece.document, page: piece.page, span: [piece.start + from, piece.start + to] };
}

/**
 * Where the words first stand in a piece, whatever white space is between them: what is quoted has its lines joined.
 * @param from offset in the piece's text at which to begin
 * @param to offset before which the words must begin
 */
export function placeOf(piece: Piece, words: string | null, from = 0, to = piece.text.length): Place | null {
  const parts = (words ?? '').split(/\s+/).filter((part) => part !== '');
  if (parts.length === 0) return null;
  const [first = '', ...rest] = parts;
  const { text } = piece;
  for (let at = text.indexOf(first, from); at >= 0 && at < to; at = text.indexOf(first, at + 1)) {
    const end = endOf(rest, text, at + first.length);
    if (end !== null) return placeAt(piece, at, end);
  }
  return null;
}

const SPACE = /\s/;

/** Where the words end that follow here, each after some white space; null where others do. */
function endOf(words: readonly string[], text: string, from: number): number | null {
  let end = from;
  for (const word of words) {
    const before = end;
    while (end < text.length && SPACE.test(text[end] as string)) end++;
    if (end === before || !text.startsWith(word, end)) return null;
    end += word.length;
  }
  return end;
}
