import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import { loadFonts, pairs } from './fonts.js';
import type { Drawing, Glyph, Paint } from './glyphs.js';
import { identity, intersect, type Matrix, mapBox, multiply, toMatrix } from './matrix.js';
import { colourOf, imageOperators, imagePaint, pathPaint } from './paint.js';
import {
  advance,
  clipTo,
  type Font,
  freshState,
  type ListedGlyph,
  moveLine,
  number,
  type State,
  setParameter,
} from './state.js';
import { glyphLength, glyphText, placeGlyph, typeScale } from './type.js';

const maxGlyphs = 200_000;
const maxPaints = 20_000;
const deepest = 10_000;
/** Paints narrower than this, in points, are lines. */
const thinnest = 2;

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
    this.state = freshState(base);
  }

  play(fns: readonly number[], allArgs: readonly unknown[]): void {
    for (let index = 0; index < fns.length; index += 1) {
      const args = allArgs[index];
      this.step(fns[index] ?? 0, Array.isArray(args) ? args : []);
      if (this.cut) return;
    }
  }

  private step(fn: number, args: readonly unknown[]): void {
    const { state } = this;
    switch (fn) {
      case OPS.save:
        if (this.saved.length < deepest) this.saved.push({ ...state });
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
        moveLine(state, number(args[0]), number(args[1]));
        return;
      case OPS.setLeadingMoveText:
        state.leading = -number(args[1]);
        moveLine(state, number(args[0]), number(args[1]));
        return;
      case OPS.nextLine:
        moveLine(state, 0, -state.leading);
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
        this.setParameters(pairs(args));
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
        clipTo(this.state, args[1]);
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
        if (imageOperators.has(fn)) this.paint(imagePaint(state, fn));
    }
  }

  private setFont(args: readonly unknown[]): void {
    this.state.font = this.fonts.get(String(args[0])) ?? null;
    this.state.fontSize = number(args[1]);
  }

  private setParameters(parameters: readonly (readonly [unknown, unknown])[]): void {
    for (const [key, value] of parameters) {
      if (key === 'Font' && Array.isArray(value)) this.setFont(value);
      else setParameter(this.state, key, value);
    }
  }

  private beginGroup(group: unknown): void {
    const { matrix, bbox, smask } = (group ?? {}) as { matrix?: unknown; bbox?: unknown; smask?: unknown };
    this.saved.push({ ...this.state });
    if (matrix) this.state.ctm = multiply(this.state.ctm, toMatrix(matrix));
    if (bbox) clipTo(this.state, bbox);
    // Opacity outside a group holds for the group as a whole; what is drawn for a soft mask is not seen at all.
    if (smask) this.state.alpha = 0;
    this.state.groups += 1;
  }

  private beginAnnotation(args: readonly unknown[]): void {
    this.saved.length = 0;
    this.state = freshState(this.base);
    // Notes and highlights lie over the page without hiding it: their readers can take them away.
    this.state.groups = 1;
    if (args[1]) clipTo(this.state, args[1]);
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

  private path(args: readonly unknown[]): void {
    const paint = pathPaint(this.state, args);
    if (paint !== null) this.paint(paint);
    if (!this.pendingClip) return;
    this.pendingClip = false;
    const box = mapBox(this.state.ctm, args[2]);
    if (box !== null) this.state.clip = intersect(this.state.clip, box);
  }

  private paint(paint: Paint): void {
    const [left, top, right, bottom] = paint.box;
    // Rules and the dots of plots are no ground that text could stand on.
    if (right - left < thinnest || bottom - top < thinnest || this.layersOff > 0) return;
    if (this.paints.length < maxPaints) this.paints.push(paint);
  }

  private showText(list: unknown): void {
    const { state } = this;
    const { font } = state;
    if (font === null || !Array.isArray(list)) return;
    const scale = typeScale(font, state.fontSize);
    for (const entry of list) {
      if (typeof entry === 'number') {
        const shift = (-entry * state.fontSize) / 1000;
        advance(state, scale.vertical ? 0 : shift * state.scale, scale.vertical ? shift : 0);
        continue;
      }
      const glyph = entry as ListedGlyph;
      const spacing = state.charSpacing + (glyph.isSpace === true ? state.wordSpacing : 0);
      const length = glyphLength(glyph, font, scale, state.fontSize);
      const { text, known } = glyphText(glyph, font);
      if (!known) this.unnamed += 1;
      if (text !== '') this.add(placeGlyph(state, text, scale, length));
      if (scale.vertical) advance(state, 0, length - spacing);
      else advance(state, (length + spacing) * state.scale, 0);
    }
  }

  private add(placed: Omit<Glyph, 'painted' | 'layerOff'>): void {
    if (this.glyphs.length < maxGlyphs)
      this.glyphs.push({ ...placed, layerOff: this.layersOff > 0, painted: this.paints.length });
    else this.cut = true;
  }
}
