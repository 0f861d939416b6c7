import { textOfGlyphName } from './glyph-names.js';
import type { Glyph } from './glyphs.js';
import { type Matrix, multiply, numbers, toMatrix } from './matrix.js';
import type { Font, ListedGlyph, State } from './state.js';

/** How a font's units become page units. */
export interface TypeScale {
  readonly vertical: boolean;
  /** Size of one of the font's units: a thousandth, but fonts in CFF and Type 3 have their own. */
  readonly unit: number;
  /** Height of the type in units of the font size. */
  readonly height: number;
}

export function typeScale(font: Font, fontSize: number): TypeScale {
  const matrix = font.fontMatrix === undefined ? null : toMatrix(font.fontMatrix);
  return {
    vertical: font.vertical === true,
    unit: matrix === null ? 0.001 : matrix[0] || 0.001,
    height: font.isType3Font === true && matrix !== null ? type3Height(font, matrix, fontSize) : 1,
  };
}

/** Type 3 fonts have a scale of their own: their box tells (ISO 32000-1 §9.6.5). */
function type3Height(font: Font, fontMatrix: Matrix, fontSize: number): number {
  const box = numbers(font.bbox);
  const height = Math.abs(((box[3] ?? 0) - (box[1] ?? 0)) * fontMatrix[3]);
  if (height > 0.2 && height < 4) return height;
  if (height > 0 && Math.abs(fontSize) <= 1.5) return height;
  return Math.abs(fontMatrix[3]) >= 0.01 ? 10 * Math.min(1, Math.abs(fontMatrix[3])) : 1;
}

/** How far a glyph moves the pen, in units of text space; downwards for vertical writing. */
export function glyphLength(glyph: ListedGlyph, font: Font, scale: TypeScale, fontSize: number): number {
  const metric = glyph.vmetric ?? font.defaultVMetrics;
  const units = scale.vertical ? (metric?.[0] ?? -1000) : (glyph.width ?? 0);
  return units * scale.unit * fontSize;
}

/**
 * What a glyph stands for, and whether that is known. pdf.js gives a control or private character where it does not know a
 * glyph's name; the name itself may tell.
 */
export function glyphText(glyph: ListedGlyph, font: Font): { text: string; known: boolean } {
  const text = glyph.unicode ?? '';
  if (!/^[\p{Cc}\uE000-\uF8FF]$/u.test(text)) return { text, known: true };
  const name = font.differences?.[glyph.originalCharCode ?? -1];
  const named = typeof name === 'string' ? textOfGlyphName(name) : null;
  return { text: named ?? text, known: named !== null };
}

/** Where and how a glyph would be drawn. */
export function placeGlyph(
  state: State,
  text: string,
  scale: TypeScale,
  length: number,
): Omit<Glyph, 'painted' | 'layerOff'> {
  const map = multiply(state.ctm, state.textMatrix);
  const down = Math.hypot(map[2], map[3]);
  const direction = state.fontSize * state.scale < 0 ? -1 : 1;
  const angle = Math.round((Math.atan2(map[1] * direction, map[0] * direction) * 180) / Math.PI);
  const outlined = state.mode % 4 === 1;
  return {
    text,
    x: map[4] + map[2] * state.rise,
    y: map[5] + map[3] * state.rise,
    width: scale.vertical ? Math.abs(length) * down : Math.abs(length * state.scale) * Math.hypot(map[0], map[1]),
    size: Math.abs(state.fontSize) * down * scale.height,
    angle: angle === -180 ? 180 : angle,
    vertical: scale.vertical,
    colour: outlined ? state.stroke : state.fill,
    alpha: state.alpha,
    inkless: state.mode === 3 || state.mode === 7,
    clip: state.clip,
  };
}
