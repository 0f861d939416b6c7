import type { HiddenText } from '../../domain/index.js';
import { normalise } from '../text/normalise.js';
import { type Block, toBlocks } from './columns.js';
import type { Drawing, Glyph, HiddenCause } from './glyphs.js';
import { blockText } from './lines.js';
import { type Segment, toSegments } from './segments.js';
import { Visibility } from './visibility.js';

/** What a page shows and what it hides. */
export interface PageText {
  readonly text: string;
  readonly hidden: readonly Omit<HiddenText, 'page'>[];
}

/** Reads a page's drawing: upright text first, in blocks; turned text after it. */
export function readPage(drawing: Drawing, options: { readonly trustLayer?: boolean } = {}): PageText {
  const visibility = new Visibility(drawing, options.trustLayer);
  const seen = new Map<number, Glyph[]>();
  const hidden = new Map<HiddenCause, Glyph[]>();
  for (const glyph of drawing.glyphs) {
    const cause = visibility.causeOf(glyph);
    if (cause === null) add(seen, glyph.vertical ? 90 : rounded(glyph.angle), glyph);
    else add(hidden, cause, glyph);
  }
  const angles = [...seen].sort((a, b) => rank(a[0]) - rank(b[0]));
  const texts = angles.flatMap(([angle, glyphs]) => inOrder(toSegments(glyphs, angle)).map(blockText));
  return {
    text: texts.filter((text) => text !== '').join('\n\n'),
    hidden: [...hidden]
      .map(([cause, glyphs]) => ({ cause, text: hiddenText(glyphs) }))
      .filter(({ text }) => /[\p{L}\p{N}]/u.test(text)),
  };
}

const pageNumber =
  /^(page|seite|página|p\.)?\s*[-–—]?\s*(\d{1,4}|[ivxlc]{1,6})(\s*(\/|of|von|de|sur)\s*\d{1,4})?\s*[-–—]?$/i;

/** Blocks in reading order. The page's number stands first or last, whatever column it stands under. */
function inOrder(segments: readonly Segment[]): Block[] {
  const rest = [...segments].sort((a, b) => a.base - b.base);
  const [first, second] = rest;
  const top =
    first !== undefined && second !== undefined && pageNumber.test(first.text) && second.base - first.base > first.size;
  if (top) rest.shift();
  const [before, last] = rest.slice(-2);
  const bottom =
    before !== undefined && last !== undefined && pageNumber.test(last.text) && last.base - before.base > last.size;
  if (bottom) rest.pop();
  return [...(top ? [[first]] : []), ...toBlocks(rest), ...(bottom ? [[last]] : [])];
}

function hiddenText(glyphs: readonly Glyph[]): string {
  const segments = [...groupBy(glyphs, (glyph) => rounded(glyph.angle))].flatMap(([angle, some]) =>
    toSegments(some, angle),
  );
  return normalise(segments.map((segment) => segment.text).join(' ')).slice(0, 5000);
}

function groupBy(glyphs: readonly Glyph[], key: (glyph: Glyph) => number): Map<number, Glyph[]> {
  const groups = new Map<number, Glyph[]>();
  for (const glyph of glyphs) add(groups, key(glyph), glyph);
  return groups;
}

function add<K>(groups: Map<K, Glyph[]>, key: K, glyph: Glyph): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [glyph]);
  else group.push(glyph);
}

/** Slightly tilted text (a skewed scan's layer) counts as straight. */
function rounded(angle: number): number {
  const straight = Math.round(angle / 90) * 90;
  return Math.abs(angle - straight) <= 3 ? (straight === -180 ? 180 : straight) : angle;
}

/** Upright first, then the quarter turns, then the rest. */
function rank(angle: number): number {
  return angle === 0 ? -1 : Math.abs(angle) % 90 === 0 ? Math.abs(angle) : 1000 + Math.abs(angle);
}
