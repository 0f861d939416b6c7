import type { Evidence, Page } from '../domain/index.js';

/** A run of a page's text that is shown at once. */
export interface TextPart {
  readonly page: number;
  /** Offsets in the page's text, [start, end). */
  readonly start: number;
  readonly end: number;
}

/** Characters that one view holds: more would make a browser slow, and a 5 MB text is shown in parts. */
export const charsAView = 40_000;

/** Cuts a document into views of at most `most` characters, at page ends where possible. Every character is in exactly one. */
export function viewsOf(pages: readonly Page[], most = charsAView): TextPart[][] {
  const views: TextPart[][] = [];
  let current: TextPart[] = [];
  let room = most;
  const close = (): void => {
    if (current.length > 0) views.push(current);
    current = [];
    room = most;
  };
  for (const { number, text } of pages) {
    if (text.length > room && room < most) close();
    for (let start = 0; start === 0 || start < text.length; ) {
      const end = cutAt(text, start, Math.min(text.length, start + room));
      current.push({ page: number, start, end });
      room -= end - start;
      start = end;
      if (start < text.length) close();
      if (text.length === 0) break;
    }
  }
  close();
  return views.length === 0 ? [[]] : views;
}

/** Not between the halves of a surrogate pair. */
function cutAt(text: string, start: number, end: number): number {
  const code = text.charCodeAt(end - 1);
  return end < text.length && end - 1 > start && code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

/** The view in which a place lies, from 0; 0 when it lies in none. */
export function viewWith(views: readonly (readonly TextPart[])[], page: number, at: number): number {
  const index = views.findIndex((view) => view.some((part) => part.page === page && at >= part.start && at < part.end));
  return Math.max(0, index);
}

/** A piece of text with the marks that cover it (their ids), or with none. */
export interface Segment {
  readonly text: string;
  readonly marks: readonly string[];
  /** Ids of the marks that begin here: the places that links go to. */
  readonly begins: readonly string[];
}

/** A place that is marked: a piece of evidence, a hit of a search, or what a link points at. */
export interface MarkedPlace {
  /** Its id in the page. */
  readonly id: string;
  readonly span: Evidence['span'];
}

/** The part's text cut where marks begin and end, so that they may overlap. */
export function segmentsOf(text: string, part: TextPart, marks: readonly MarkedPlace[]): Segment[] {
  const inside = marks
    .map(({ id, span }) => ({ id, from: Math.max(part.start, span[0]), to: Math.min(part.end, span[1]) }))
    .filter(({ from, to }) => from < to);
  const cuts = new Set<number>([part.start, part.end]);
  for (const { from, to } of inside) cuts.add(from).add(to);
  const places = [...cuts].sort((one, other) => one - other);
  return places.slice(0, -1).map((from, index) => {
    const to = places[index + 1] ?? part.end;
    const covering = inside.filter((one) => one.from <= from && one.to >= to);
    return {
      text: text.slice(from, to),
      marks: covering.map((one) => one.id),
      begins: covering.filter((one) => one.from === from).map((one) => one.id),
    };
  });
}
