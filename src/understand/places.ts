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
  const pattern = new RegExp(parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('\\s+'), 'g');
  pattern.lastIndex = from;
  const match = pattern.exec(piece.text);
  return match === null || match.index >= to ? null : placeAt(piece, match.index, match.index + match[0].length);
}
