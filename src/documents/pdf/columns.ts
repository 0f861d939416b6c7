import type { Segment } from './segments.js';

/** Segments that are read together, in reading order. */
export type Block = readonly Segment[];

/** Columns are at least this many lines high. */
const fewestLines = 3;
/** A gutter is at least this wide, in parts of the type size. */
const gutterWidth = 0.6;
const deepest = 12;

/**
 * Splits a page into blocks in reading order: looks for the tallest gutter that no segment crosses, reads what is above it,
 * then the left side, the right side, and what is below (a recursive X-Y cut). A gutter between the cells of a table is
 * no border between columns: see `areColumns`.
 */
export function toBlocks(segments: readonly Segment[], depth = 0): Block[] {
  if (segments.length < 2 * fewestLines || depth >= deepest) return segments.length === 0 ? [] : [segments];
  const band = bestBand(segments);
  if (band === null) return [segments];
  const inside = new Set([...band.left, ...band.right]);
  const rest = segments.filter((segment) => !inside.has(segment));
  const above = rest.filter((segment) => segment.base < band.middle);
  const below = rest.filter((segment) => segment.base >= band.middle);
  return [above, band.left, band.right, below].flatMap((part) => toBlocks(part, depth + 1));
}

interface Band {
  readonly left: readonly Segment[];
  readonly right: readonly Segment[];
  /** A height inside the band, to tell what is above and what below. */
  readonly middle: number;
}

function bestBand(segments: readonly Segment[]): Band | null {
  const sorted = [...segments].sort((a, b) => a.base - b.base);
  let best: Band | null = null;
  let bestWeight = 0;
  for (const x of candidates(sorted)) {
    for (const band of bandsAt(sorted, x)) {
      const weight = band.left.length + band.right.length;
      if (weight <= bestWeight || !areColumns(band)) continue;
      best = band;
      bestWeight = weight;
    }
  }
  return best;
}

/** Places where a gutter may be: beside segments' left edges, those first that many have in common. */
function candidates(sorted: readonly Segment[]): number[] {
  const edges = new Map<number, number>();
  for (const segment of sorted) {
    const place = Math.round(segment.left);
    edges.set(place, (edges.get(place) ?? 0) + 1);
  }
  return [...edges]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 60)
    .map(([place]) => place - 1);
}

/** The stretches of the page that no segment crosses at `x`, with what lies on either side. */
function bandsAt(sorted: readonly Segment[], x: number): Band[] {
  const bands: Band[] = [];
  let left: Segment[] = [];
  let right: Segment[] = [];
  const end = () => {
    const band = trimmed(left, right, x);
    if (band !== null) bands.push(band);
    left = [];
    right = [];
  };
  for (const segment of sorted) {
    if (segment.left < x && segment.right > x) end();
    else if (segment.right <= x) left.push(segment);
    else right.push(segment);
  }
  end();
  return bands;
}

/** A band with its gutter checked; null where one side is empty or the sides nearly touch. */
function trimmed(left: readonly Segment[], right: readonly Segment[], x: number): Band | null {
  if (rows(left) < fewestLines || rows(right) < fewestLines) return null;
  const [top, bottom] = shared(left, right);
  const inBand = (segment: Segment) => segment.base >= top && segment.base <= bottom;
  const near = left.filter(inBand);
  const far = right.filter(inBand);
  if (rows(near) < 1 || rows(far) < 1) return null;
  const gutter = Math.min(...far.map((segment) => segment.left)) - Math.max(...near.map((segment) => segment.right));
  const size = median(sizes([...near, ...far]));
  if (gutter < gutterWidth * size || x <= 0) return null;
  const step = 4 * size;
  return {
    left: connected(left, top, bottom, step),
    right: connected(right, top, bottom, step),
    middle: (top + bottom) / 2,
  };
}

/** Without what stands apart above or below (a page number): that belongs to the page and to no column. */
function connected(side: readonly Segment[], top: number, bottom: number, step: number): Segment[] {
  const sorted = [...side].sort((a, b) => a.base - b.base);
  let [from, to] = [top, bottom];
  for (const { base } of sorted) if (base > to && base <= to + step) to = base;
  for (const { base } of sorted.reverse()) if (base < from && base >= from - step) from = base;
  return side.filter(({ base }) => base >= from && base <= to);
}

/** The heights at which both sides have text, widened by a line. */
function shared(left: readonly Segment[], right: readonly Segment[]): [number, number] {
  const top = Math.max(Math.min(...bases(left)), Math.min(...bases(right)));
  const bottom = Math.min(Math.max(...bases(left)), Math.max(...bases(right)));
  return [top, bottom];
}

/**
 * Columns are read one after the other, a table's cells row by row. Whoever drew the page mostly tells: text of columns is
 * drawn column by column, a table row by row. Where the page was drawn from top to bottom (scans, printed pages), columns
 * are told by running text on both sides.
 */
function areColumns({ left, right }: Band): boolean {
  const [top, bottom] = shared(left, right);
  if (bottom <= top) return false;
  const fewer = Math.min(rows(left), rows(right));
  const inOneGo = changes(left, right) <= 1 + fewer * 0.2;
  if (inOneGo) return !(alignment(left, right) > 0.75 && (areFigures(left) || areFigures(right)));
  return words(left) >= 4.5 && words(right) >= 4.5 && fewer >= 5 && filled(left) && filled(right);
}

/** True for dates, grades and credits: browsers draw what floats at the margin after the lines that it belongs to. */
function areFigures(side: readonly Segment[]): boolean {
  const figures = side.filter((segment) => /\d/.test(segment.text) && segment.text.split(' ').length <= 4);
  return figures.length >= 0.7 * side.length;
}

/** How often the drawing goes from one side to the other. */
function changes(left: readonly Segment[], right: readonly Segment[]): number {
  const sides = [...left.map(({ order }) => ({ order, side: 0 })), ...right.map(({ order }) => ({ order, side: 1 }))];
  sides.sort((a, b) => a.order - b.order);
  return sides.filter((entry, index) => index > 0 && entry.side !== sides[index - 1]?.side).length;
}

/** Share of the sparser side's segments that stand on a baseline of the other side. */
function alignment(left: readonly Segment[], right: readonly Segment[]): number {
  const [sparse, dense] = left.length <= right.length ? [left, right] : [right, left];
  const on = sparse.filter((segment) =>
    dense.some((other) => Math.abs(other.base - segment.base) < 0.25 * segment.size),
  );
  return on.length / Math.max(1, sparse.length);
}

function words(side: readonly Segment[]): number {
  return side.reduce((sum, segment) => sum + segment.text.split(' ').length, 0) / Math.max(1, side.length);
}

/** True when most lines go nearly across the side, as running text does. */
function filled(side: readonly Segment[]): boolean {
  const width = Math.max(...side.map((segment) => segment.right)) - Math.min(...side.map((segment) => segment.left));
  const long = side.filter((segment) => segment.right - segment.left > 0.6 * width);
  return long.length > 0.5 * side.length;
}

/** Number of different baselines. */
function rows(side: readonly Segment[]): number {
  return new Set(side.map((segment) => Math.round(segment.base / Math.max(1, segment.size * 0.5)))).size;
}

const bases = (side: readonly Segment[]) => side.map((segment) => segment.base);
const sizes = (side: readonly Segment[]) => side.map((segment) => segment.size);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
