import type { Colour } from '../text/css.js';
import { type Box, everywhere, identity, intersect, type Matrix, mapBox, multiply } from './matrix.js';

/** What pdf.js tells of a font, as far as it is used here. */
export interface Font {
  readonly vertical?: boolean;
  readonly isType3Font?: boolean;
  readonly fontMatrix?: ArrayLike<number>;
  readonly bbox?: ArrayLike<number>;
  readonly defaultVMetrics?: ArrayLike<number>;
  /** Names of glyphs by character code, where the document was opened with names. */
  readonly differences?: ArrayLike<string | null | undefined>;
}

/** A glyph in an operator list. */
export interface ListedGlyph {
  readonly unicode?: string;
  readonly width?: number;
  readonly isSpace?: boolean;
  readonly vmetric?: ArrayLike<number> | null;
  readonly originalCharCode?: number;
}

/** The graphics and text state (ISO 32000-1 §8.4 and §9.3). */
export interface State {
  ctm: Matrix;
  clip: Box;
  fill: Colour | null;
  stroke: Colour | null;
  alpha: number;
  font: Font | null;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  mode: number;
  textMatrix: Matrix;
  lineMatrix: Matrix;
  /** Depth of transparency groups and soft masks: what is painted there may let things shine through. */
  groups: number;
  masked: boolean;
  /** Whether paint replaces what is under it: other blend modes (highlighters multiply) let it show. */
  normalBlend: boolean;
}

const black: Colour = [0, 0, 0];

/** The state at the beginning of a page. */
export function freshState(ctm: Matrix): State {
  return {
    ctm,
    clip: everywhere,
    fill: black,
    stroke: black,
    alpha: 1,
    font: null,
    fontSize: 0,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
    mode: 0,
    textMatrix: identity,
    lineMatrix: identity,
    groups: 0,
    masked: false,
    normalBlend: true,
  };
}

/** Narrows the clip to a box in the state's own units. */
export function clipTo(state: State, box: unknown): void {
  const mapped = mapBox(state.ctm, box);
  if (mapped !== null) state.clip = intersect(state.clip, mapped);
}

/** Begins a line of text, displaced from the start of the last one. */
export function moveLine(state: State, x: number, y: number): void {
  state.lineMatrix = multiply(state.lineMatrix, [1, 0, 0, 1, x, y]);
  state.textMatrix = state.lineMatrix;
}

/** Moves the pen. */
export function advance(state: State, x: number, y: number): void {
  if (x !== 0 || y !== 0) state.textMatrix = multiply(state.textMatrix, [1, 0, 0, 1, x, y]);
}

/** Takes a parameter of a graphics state dictionary (ISO 32000-1 §8.4.5); fonts are the caller's. */
export function setParameter(state: State, key: unknown, value: unknown): void {
  if (key === 'ca') state.alpha = number(value);
  else if (key === 'BM') state.normalBlend = value === 'source-over' || value === 'Normal';
  else if (key === 'SMask') state.masked = value !== false && value !== null;
}

/** A number from an operator's arguments; 0 for what is none. */
export function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
