import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import { type Colour, parseColour } from '../text/css.js';
import { textOfGlyphName } from './glyph-names.js';
import type { Drawing, Glyph, Paint } from './glyphs.js';
import {
  type Box,
  everywhere,
  identity,
  intersect,
  type Matrix,
  mapBox,
  multiply,
  numbers,
  toMatrix,
} from './matrix.js';

/** What pdf.js tells of a font, as far as it is used here. */
interface Font {
  readonly vertical?: boolean;
  readonly isType3Font?: boolean;
  readonly fontMatrix?: ArrayLike<number>;
  readonly bbox?: ArrayLike<number>;
  readonly defaultVMetrics?: ArrayLike<number>;
  /** Names of glyphs by character code, where the document was opened with names. */
  readonly differences?: ArrayLike<string | null | undefined>;
}

/** A glyph in an operator list. */
interface ListedGlyph {
  readonly unicode?: string;
  readonly width?: number;
  readonly isSpace?: boolean;
  readonly vmetric?: ArrayLike<number> | null;
  readonly originalCharCode?: number;
}

/** The graphics and text state (ISO 32000-1 §8.4 and §9.3). */
interface State {
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
const maxGlyphs = 200_000;
const maxPaints = 20_000;
/** Paints with one of these leave parts of their box free. */
const fills = new Set<number>([
  OPS.fill,
  OPS.eoFill,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
]);
const images = new Set<number>([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageXObjectRepeat,
  OPS.paintInlineImageXObjectGroup,
]);

/** Which layers are shown. */
interface Layers {
  isVisible(group: unknown): boolean;
}

/**
 * Plays a page's operator list without drawing: every glyph with its place, size, colour and what may hide it. One pass
 * costs what pdf.js' own text extraction costs, and tells what that leaves out.
 */
export async function interpret(page: PDFPageProxy, layers: Layers): Promise<Drawing> {
  const viewport = page.getViewport({ scale: 1 });
  const list = await page.getOperatorList();
  const fonts = await loadFonts(page, list);
  const player = new Player(toMatrix(viewport.transform), fonts, layers);
  player.play(list.fnArray, list.argsArray);
  return {
    glyphs: player.glyphs,
    paints: player.paints,
    width: viewport.width,
    height: viewport.height,
    cut: player.cut,
    unnamed: player.unnamed,
  };
}

async function loadFonts(
  page: PDFPageProxy,
  list: { fnArray: readonly number[]; argsArray: readonly unknown[] },
): Promise<Map<string, Font>> {
  const names = new Set<string>();
  list.fnArray.forEach((fn, index) => {
    const args = list.argsArray[index];
    if (fn === OPS.setFont && Array.isArray(args) && typeof args[0] === 'string') names.add(args[0]);
    if (fn === OPS.setGState)
      for (const [key, value] of pairs(args)) if (key === 'Font' && Array.isArray(value)) names.add(String(value[0]));
  });
  const fonts = new Map<string, Font>();
  await Promise.all(
    [...names].map(
      (name) =>
        new Promise<void>((resolve) => {
          page.commonObjs.get(name, (font: Font | null) => {
            if (font !== null) fonts.set(name, font);
            resolve();
          });
        }),
    ),
  );
  return fonts;
}

function pairs(args: unknown): [unknown, unknown][] {
  const list = Array.isArray(args) ? args[0] : null;
  return Array.isArray(list) ? list.filter((entry): entry is [unknown, unknown] => Array.isArray(entry)) : [];
}

class Player {
  readonly glyphs: Glyph[] = [];
  readonly paints: Paint[] = [];
  cut = false;
  unnamed = 0;
  private state: State;
  private readonly saved: State[] = [];
  /** One entry for each open marked content: whether it is a layer that is switched off. */
  private readonly marks: boolean[] = [];
  private layersOff = 0;
  private pendingClip = false;

  constructor(
    private readonly base: Matrix,
    private readonly fonts: ReadonlyMap<string, Font>,
    private readonly layers: Layers,
  ) {
    this.state = this.fresh(base);
  }

  play(fns: readonly number[], allArgs: readonly unknown[]): void {
    for (let index = 0; index < fns.length; index += 1) {
      const args = allArgs[index];
      this.step(fns[index] ?? 0, Array.isArray(args) ? args : []);
      if (this.cut) return;
    }
  }

  private fresh(ctm: Matrix): State {
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

  private step(fn: number, args: readonly unknown[]): void {
    const { state } = this;
    switch (fn) {
      case OPS.save:
        if (this.saved.length < 10_000) this.saved.push({ ...state });
        return;
      case OPS.restore:
        this.state = this.saved.pop() ?? state;
        return;
      case OPS.transform:
        state.ctm = multiply(state.ctm, toMatrix(args));
        return;
      case OPS.beginText:
        state.textMatrix = identity;
        state.lineMatrix = identity;
        return;
      case OPS.setFont:
        this.setFont(args);
        return;
      case OPS.setCharSpacing:
        state.charSpacing = number(args[0]);
        return;
      case OPS.setWordSpacing:
        state.wordSpacing = number(args[0]);
        return;
      case OPS.setHScale:
        state.scale = number(args[0]) / 100;
        return;
      case OPS.setLeading:
        state.leading = number(args[0]);
        return;
      case OPS.setTextRise:
        state.rise = number(args[0]);
        return;
      case OPS.setTextRenderingMode:
        state.mode = number(args[0]);
        return;
      case OPS.moveText:
        this.moveLine(number(args[0]), number(args[1]));
        return;
      case OPS.setLeadingMoveText:
        state.leading = -number(args[1]);
        this.moveLine(number(args[0]), number(args[1]));
        return;
      case OPS.nextLine:
        this.moveLine(0, -state.leading);
        return;
      case OPS.setTextMatrix:
        state.textMatrix = toMatrix(args[0]);
        state.lineMatrix = state.textMatrix;
        return;
      case OPS.showText:
        this.showText(args[0]);
        return;
      default:
        this.stepGraphics(fn, args);
    }
  }

  private stepGraphics(fn: number, args: readonly unknown[]): void {
    const { state } = this;
    switch (fn) {
      case OPS.setFillRGBColor:
        state.fill = colourOf(args);
        return;
      case OPS.setStrokeRGBColor:
        state.stroke = colourOf(args);
        return;
      case OPS.setFillColorN:
      case OPS.setFillTransparent:
        state.fill = null;
        return;
      case OPS.setStrokeColorN:
      case OPS.setStrokeTransparent:
        state.stroke = null;
        return;
      case OPS.setGState:
        for (const [key, value] of pairs(args)) this.setParameter(key, value);
        return;
      case OPS.clip:
      case OPS.eoClip:
        this.pendingClip = true;
        return;
      case OPS.constructPath:
        this.path(args);
        return;
      case OPS.shadingFill:
        this.paint({ box: state.clip, kind: 'shape', colour: null, opaque: false });
        return;
      case OPS.paintFormXObjectBegin:
        this.saved.push({ ...state });
        if (args[0] !== null) state.ctm = multiply(state.ctm, toMatrix(args[0]));
        this.clipTo(args[1]);
        return;
      case OPS.paintFormXObjectEnd:
      case OPS.endGroup:
        this.state = this.saved.pop() ?? state;
        return;
      case OPS.beginGroup:
        this.beginGroup(args[0]);
        return;
      case OPS.beginAnnotation:
        this.beginAnnotation(args);
        return;
      case OPS.beginMarkedContent:
        this.mark(false);
        return;
      case OPS.beginMarkedContentProps:
        this.mark(args[0] === 'OC' && !this.layerShown(args[1]));
        return;
      case OPS.endMarkedContent:
        if (this.marks.pop() === true) this.layersOff -= 1;
        return;
      default:
        if (images.has(fn)) this.paintImage(fn, args);
    }
  }

  private setFont(args: readonly unknown[]): void {
    this.state.font = this.fonts.get(String(args[0])) ?? null;
    this.state.fontSize = number(args[1]);
  }

  private setParameter(key: unknown, value: unknown): void {
    if (key === 'ca') this.state.alpha = number(value);
    else if (key === 'Font' && Array.isArray(value)) this.setFont(value);
    else if (key === 'BM') this.state.normalBlend = value === 'source-over' || value === 'Normal';
    else if (key === 'SMask') this.state.masked = value !== false && value !== null;
  }

  private moveLine(x: number, y: number): void {
    this.state.lineMatrix = multiply(this.state.lineMatrix, [1, 0, 0, 1, x, y]);
    this.state.textMatrix = this.state.lineMatrix;
  }

  private beginGroup(group: unknown): void {
    const { matrix, bbox, smask } = (group ?? {}) as { matrix?: unknown; bbox?: unknown; smask?: unknown };
    this.saved.push({ ...this.state });
    if (matrix) this.state.ctm = multiply(this.state.ctm, toMatrix(matrix));
    if (bbox) this.clipTo(bbox);
    // Opacity outside a group holds for the group as a whole; what is drawn for a soft mask is not seen at all.
    if (smask) this.state.alpha = 0;
    this.state.groups += 1;
  }

  private beginAnnotation(args: readonly unknown[]): void {
    this.saved.length = 0;
    this.state = this.fresh(this.base);
    // Notes and highlights lie over the page without hiding it: their readers can take them away.
    this.state.groups = 1;
    if (args[1]) this.clipTo(args[1]);
    this.state.ctm = multiply(multiply(this.state.ctm, toMatrix(args[2])), toMatrix(args[3]));
    // endAnnotation takes back nothing that matters: the next annotation starts afresh.
  }

  private mark(off: boolean): void {
    this.marks.push(off);
    if (off) this.layersOff += 1;
  }

  private layerShown(group: unknown): boolean {
    try {
      return this.layers.isVisible(group);
    } catch {
      return true;
    }
  }

  private clipTo(box: unknown): void {
    const mapped = mapBox(this.state.ctm, box);
    if (mapped !== null) this.state.clip = intersect(this.state.clip, mapped);
  }

  /** Paths are not followed: their boxes tell enough of backgrounds, covers and clips. */
  private path(args: readonly unknown[]): void {
    const [operator, data, extent] = args;
    const box = extent === null ? null : mapBox(this.state.ctm, extent);
    if (box !== null && fills.has(number(operator))) {
      const points = Array.isArray(data) ? numbers(data[0]) : [];
      const rectangle = isRectangle(points) && straight(this.state.ctm);
      const opaque =
        this.state.alpha > 0.95 &&
        this.state.groups === 0 &&
        !this.state.masked &&
        this.state.normalBlend &&
        this.state.fill !== null;
      const visible = intersect(box, this.state.clip);
      this.paint({
        box: visible,
        kind: rectangle ? 'rectangle' : 'shape',
        colour: this.state.alpha < 0.05 ? null : this.state.fill,
        opaque,
      });
    }
    if (this.pendingClip) {
      // An empty clip path hides everything; pdf.js has no box for it.
      this.state.clip = box === null ? this.state.clip : intersect(this.state.clip, box);
      this.pendingClip = false;
    }
  }

  private paintImage(fn: number, args: readonly unknown[]): void {
    const unit = [0, 0, 1, 1];
    if (fn === OPS.paintImageXObjectRepeat || fn === OPS.paintInlineImageXObjectGroup) {
      this.paint({ box: this.state.clip, kind: 'image', colour: null, opaque: false });
      return;
    }
    const box = mapBox(this.state.ctm, unit);
    if (box !== null && args.length > 0)
      this.paint({ box: intersect(box, this.state.clip), kind: 'image', colour: null, opaque: false });
  }

  private paint(paint: Paint): void {
    if (
      this.paints.length < maxPaints &&
      paint.box[2] > paint.box[0] &&
      paint.box[3] > paint.box[1] &&
      this.layersOff === 0
    )
      this.paints.push(paint);
  }

  private showText(list: unknown): void {
    const { state } = this;
    const { font } = state;
    if (font === null || !Array.isArray(list)) return;
    const vertical = font.vertical === true;
    const fontMatrix = font.isType3Font === true ? toMatrix(font.fontMatrix) : null;
    // Fonts in CFF may have another scale than a thousandth.
    const unit = font.fontMatrix === undefined ? 0.001 : toMatrix(font.fontMatrix)[0] || 0.001;
    for (const entry of list) {
      if (typeof entry === 'number') {
        const shift = (-entry * state.fontSize) / 1000;
        this.advance(vertical ? 0 : shift * state.scale, vertical ? shift : 0);
        continue;
      }
      const glyph = entry as ListedGlyph;
      const spacing = state.charSpacing + (glyph.isSpace === true ? state.wordSpacing : 0);
      const metric = glyph.vmetric ?? font.defaultVMetrics;
      const units = vertical ? (metric?.[0] ?? -1000) : (glyph.width ?? 0);
      const length = units * unit * state.fontSize;
      this.addGlyph(glyph, font, fontMatrix, length, vertical);
      if (vertical) this.advance(0, length - spacing);
      else this.advance((length + spacing) * state.scale, 0);
    }
  }

  private advance(x: number, y: number): void {
    if (x !== 0 || y !== 0) this.state.textMatrix = multiply(this.state.textMatrix, [1, 0, 0, 1, x, y]);
  }

  /** pdf.js gives a control or private character where it does not know a glyph's name; the name itself may tell. */
  private textOf(glyph: ListedGlyph, font: Font): string {
    const text = glyph.unicode ?? '';
    if (!/^[\p{Cc}\uE000-\uF8FF]$/u.test(text)) return text;
    const name = font.differences?.[glyph.originalCharCode ?? -1];
    const named = typeof name === 'string' ? textOfGlyphName(name) : null;
    if (named === null) this.unnamed += 1;
    return named ?? text;
  }

  private addGlyph(glyph: ListedGlyph, font: Font, fontMatrix: Matrix | null, length: number, vertical: boolean): void {
    const text = this.textOf(glyph, font);
    if (text === '') return;
    if (this.glyphs.length >= maxGlyphs) {
      this.cut = true;
      return;
    }
    const { state } = this;
    const map = multiply(state.ctm, state.textMatrix);
    const across = Math.hypot(map[0], map[1]);
    const size = Math.abs(state.fontSize) * Math.hypot(map[2], map[3]) * typeHeight(font, fontMatrix, state.fontSize);
    const direction = state.fontSize * state.scale < 0 ? -1 : 1;
    const angle = Math.round((Math.atan2(map[1] * direction, map[0] * direction) * 180) / Math.PI);
    const outlined = state.mode % 4 === 1;
    this.glyphs.push({
      text,
      x: map[4] + map[2] * state.rise,
      y: map[5] + map[3] * state.rise,
      width: vertical ? Math.abs(length) * Math.hypot(map[2], map[3]) : Math.abs(length * state.scale) * across,
      size,
      angle: angle === -180 ? 180 : angle,
      vertical,
      colour: outlined ? state.stroke : state.fill,
      alpha: state.alpha,
      inkless: state.mode === 3 || state.mode === 7,
      clip: state.clip,
      layerOff: this.layersOff > 0,
      painted: this.paints.length,
    });
  }
}

/** Height of a font in units of its size. Type 3 fonts have their own scale: their box tells (ISO 32000-1 §9.6.5). */
function typeHeight(font: Font, fontMatrix: Matrix | null, fontSize: number): number {
  if (fontMatrix === null) return 1;
  const box = numbers(font.bbox);
  const height = Math.abs(((box[3] ?? 0) - (box[1] ?? 0)) * fontMatrix[3]);
  if (height > 0.2 && height < 4) return height;
  if (height > 0 && Math.abs(fontSize) <= 1.5) return height;
  return Math.abs(fontMatrix[3]) >= 0.01 ? 10 * Math.min(1, Math.abs(fontMatrix[3])) : 1;
}

function colourOf(args: readonly unknown[]): Colour | null {
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

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
