import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type Colour, parseColour } from '../text/css.js';
import type { Paint } from './glyphs.js';
import { intersect, type Matrix, mapBox, numbers } from './matrix.js';
import { number, type State } from './state.js';

/** Paints with one of these leave parts of their box free. */
const fills = new Set<number>([
  OPS.fill,
  OPS.eoFill,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
]);
export const imageOperators = new Set<number>([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageXObjectRepeat,
  OPS.paintInlineImageXObjectGroup,
]);

/** What a filled path covers, or null for one that is not filled. Paths are not followed: their boxes tell enough. */
export function pathPaint(state: State, args: readonly unknown[]): Paint | null {
  const [operator, data, extent] = args;
  const box = extent === null ? null : mapBox(state.ctm, extent);
  if (box === null || !fills.has(number(operator))) return null;
  const points = Array.isArray(data) ? numbers(data[0]) : [];
  return {
    box: intersect(box, state.clip),
    kind: isRectangle(points) && straight(state.ctm) ? 'rectangle' : 'shape',
    colour: state.alpha < 0.05 ? null : state.fill,
    opaque: state.alpha > 0.95 && state.groups === 0 && !state.masked && state.normalBlend && state.fill !== null,
  };
}

/** What a picture covers: its unit square, or anything inside the clip for pictures that are repeated. */
export function imagePaint(state: State, operator: number): Paint {
  const several = operator === OPS.paintImageXObjectRepeat || operator === OPS.paintInlineImageXObjectGroup;
  const box = several ? null : mapBox(state.ctm, [0, 0, 1, 1]);
  return { box: box === null ? state.clip : intersect(box, state.clip), kind: 'image', colour: null, opaque: false };
}

/** A colour as pdf.js hands it on, `#rrggbb` or three numbers; null for one that paints nothing. */
export function colourOf(args: readonly unknown[]): Colour | null {
  if (typeof args[0] === 'string') {
    const colour = parseColour(args[0]);
    return colour === 'transparent' ? null : colour;
  }
  const [r, g, b] = numbers(args);
  return r === undefined || g === undefined || b === undefined ? null : [r, g, b];
}

/** pdf.js writes paths as numbers: 0 moveTo, 1 lineTo, 2 curveTo, 4 (3 formerly) closePath. A rectangle has corners only. */
function isRectangle(path: readonly number[]): boolean {
  return path.length >= 12 && path.length <= 17 && path[0] === 0 && path[3] === 1 && path[6] === 1 && path[9] === 1;
}

function straight(matrix: Matrix): boolean {
  return (
    (Math.abs(matrix[1]) < 1e-6 && Math.abs(matrix[2]) < 1e-6) ||
    (Math.abs(matrix[0]) < 1e-6 && Math.abs(matrix[3]) < 1e-6)
  );
}
