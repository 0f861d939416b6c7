import { combiningFor } from '../text/normalise.js';
import type { Glyph } from './glyphs.js';

/** A run of words on one baseline without a wide gap, in coordinates turned so that it reads from left to right. */
export interface Segment {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Baseline, downwards. */
  readonly base: number;
  readonly size: number;
  /** Place in the order of drawing. */
  readonly order: number;
}

/** A glyph in turned coordinates. */
interface Placed {
  text: string;
  readonly u: number;
  readonly end: number;
  readonly v: number;
  readonly size: number;
  readonly blank: boolean;
}

/** Gap between glyphs, in parts of the type size, from which on it is a space between words. */
const wordGap = 0.12;
/** Gap from which on a run ends: a column, a table's cell, or a date at the margin begins. */
const runGap = 1.2;
/** How far, in parts of the type size, a glyph may lie off the baseline and still belong to the run. */
const offBaseline = 0.12;

/** Runs of words of glyphs with one direction, in the order of drawing. */
export function toSegments(glyphs: readonly Glyph[], angle: number): Segment[] {
  const turn = (angle * Math.PI) / 180;
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const segments: Segment[] = [];
  let run: Placed[] = [];
  const end = () => {
    const segment = toSegment(run, segments.length);
    if (segment !== null) segments.push(segment);
    run = [];
  };
  const seen = new Doubles();
  for (const glyph of glyphs) {
    const u = glyph.x * cos + glyph.y * sin;
    const v = glyph.y * cos - glyph.x * sin;
    const text = plainText(glyph.text);
    if (text === '') continue;
    const placed = { text, u, end: u + glyph.width, v, size: glyph.size, blank: text.trim() === '' };
    if (!placed.blank && seen.has(placed)) continue;
    const last = run.at(-1);
    // An accent stands above the line; what comes after it goes on from the letter before.
    const letter = last !== undefined && isAccent(last) ? run.at(-2) : undefined;
    if (last !== undefined && !follows(last, placed) && !(letter !== undefined && follows(letter, placed))) end();
    run.push(placed);
  }
  end();
  return segments;
}

/** Whether a glyph goes on where the last one ended. */
function follows(last: Placed, next: Placed): boolean {
  const size = Math.max(last.size, next.size, 0.1);
  if (isAccent(last) !== isAccent(next) && Math.abs(next.v - last.v) < 0.7 * size && overlapOf(last, next) > 0.5)
    return true;
  if (Math.abs(next.v - last.v) > offBaseline * size) return false;
  const gap = next.u - last.end;
  return gap < runGap * size && gap > -0.5 * size - Math.max(0, last.end - last.u);
}

/** Characters that show nothing or stand for nothing are left out; a symbol font's bullets become bullets, old-style figures and small capitals ordinary ones. */
function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/[\uF0B7\uF0A7\uF076\uF0D8\uF0FC]/g, '•')
    .replace(/[\uF730-\uF739\uF761-\uF77A]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xf700));
}

/** Glyphs drawn twice in one place, to look bold or to throw a shadow, are read once. */
class Doubles {
  private readonly places = new Map<string, { u: number; v: number }>();

  has(placed: Placed): boolean {
    const key = `${placed.text}|${Math.round(placed.u / Math.max(1, placed.size))}|${Math.round(placed.v / Math.max(1, placed.size))}`;
    const before = this.places.get(key);
    this.places.set(key, placed);
    const near = Math.min(0.12 * placed.size, 0.3 * (placed.end - placed.u));
    return before !== undefined && Math.abs(before.u - placed.u) <= near && Math.abs(before.v - placed.v) <= near;
  }
}

function toSegment(run: readonly Placed[], order: number): Segment | null {
  const inked = run.filter((glyph) => !glyph.blank);
  const first = inked[0];
  if (first === undefined) return null;
  const base = (inked.find((glyph) => !isAccent(glyph)) ?? first).v;
  return {
    text: joinGlyphs(run),
    left: Math.min(...inked.map((glyph) => glyph.u)),
    right: Math.max(...inked.map((glyph) => glyph.end)),
    base,
    size: Math.max(...inked.map((glyph) => glyph.size)),
    order,
  };
}

function joinGlyphs(run: readonly Placed[]): string {
  const threshold = wordGap + tracking(run);
  const out: string[] = [];
  let last: Placed | null = null;
  for (const glyph of run) {
    if (glyph.blank) {
      if (last !== null && glyph.end - glyph.u > 0.02 * glyph.size) out.push(' ');
      continue;
    }
    if (last !== null && compose(out, last, glyph)) continue;
    if (last !== null && glyph.u - last.end > threshold * Math.max(glyph.size, last.size)) out.push(' ');
    out.push(glyph.text);
    last = glyph;
  }
  return out.join('').replace(/ {2,}/g, ' ').trim();
}

/** Letters spaced out evenly (E D U C A T I O N) have no spaces between them: what all gaps have in common is no gap. */
function tracking(run: readonly Placed[]): number {
  const gaps: number[] = [];
  for (let index = 1; index < run.length; index += 1) {
    const [before, glyph] = [run[index - 1], run[index]];
    if (before === undefined || glyph === undefined || !/\p{L}$/u.test(before.text) || !/^\p{L}/u.test(glyph.text))
      continue;
    gaps.push((glyph.u - before.end) / Math.max(glyph.size, 0.1));
  }
  if (gaps.length < 3) return 0;
  gaps.sort((a, b) => a - b);
  const low = gaps[Math.floor(gaps.length / 4)] ?? 0;
  return low > 0.06 ? low : 0;
}

/**
 * An accent drawn as a glyph of its own over, or just before or after, its letter (TeX's OT1 fonts): they become one
 * letter. True when the glyph was used up.
 */
function compose(out: string[], last: Placed, glyph: Placed): boolean {
  if (overlapOf(last, glyph) < 0.5) return false;
  const before = combiningFor(last.text);
  if (before !== null && /^\p{L}$/u.test(glyph.text))
    return replaceLast(out, undotted(glyph.text) + before, last, glyph);
  const after = combiningFor(glyph.text);
  if (after !== null && /^\p{L}$/u.test(last.text)) return replaceLast(out, undotted(last.text) + after, last, glyph);
  return false;
}

/** How much of the narrower of two glyphs lies over the other, 0-1. */
function overlapOf(a: Placed, b: Placed): number {
  const narrow = Math.min(a.end - a.u, b.end - b.u);
  return narrow <= 0 ? 0 : (Math.min(a.end, b.end) - Math.max(a.u, b.u)) / narrow;
}

function isAccent(glyph: Placed): boolean {
  return combiningFor(glyph.text) !== null;
}

function replaceLast(out: string[], text: string, last: Placed, glyph: Placed): boolean {
  out.pop();
  const composed = text.normalize('NFC');
  out.push(composed);
  last.text = composed;
  // The pen goes on after the wider of the two.
  if (glyph.end > last.end) Object.assign(last, { end: glyph.end });
  return true;
}

/** An i or j that lost its dot for an accent. */
function undotted(letter: string): string {
  return letter === 'ı' ? 'i' : letter === 'ȷ' ? 'j' : letter;
}
