import { alike, type Colour } from '../text/css.js';
import type { Drawing, Glyph, HiddenCause, Paint } from './glyphs.js';
import { holds } from './matrix.js';

const white: Colour = [255, 255, 255];
/** Type smaller than this, in points, is not read by anyone. */
const tiniest = 2;

/** Judges what of a page its reader sees. */
export class Visibility {
  private readonly covers: readonly { paint: Paint; index: number }[];
  private readonly images: readonly Paint[];
  /** Whether anything on the page, paper included, has a colour like this one. */
  private readonly risky = new Map<string, boolean>();

  /** @param trustLayer true where text without ink is known to lie over pictures that the drawing leaves out */
  constructor(
    private readonly drawing: Drawing,
    private readonly trustLayer = false,
  ) {
    this.covers = drawing.paints
      .map((paint, index) => ({ paint, index }))
      .filter(({ paint }) => paint.kind === 'rectangle' && paint.opaque);
    this.images = drawing.paints.filter((paint) => paint.kind === 'image');
  }

  /** Why the glyph can't be seen, or null. */
  causeOf(glyph: Glyph): HiddenCause | null {
    const { x, y } = middle(glyph);
    if (glyph.inkless)
      return this.trustLayer || this.images.some((image) => holds(image.box, x, y, glyph.size)) ? null : 'render-mode';
    if (glyph.layerOff) return 'covered';
    if (!holds([0, 0, this.drawing.width, this.drawing.height], x, y, glyph.size / 2)) return 'off-page';
    if (!holds(glyph.clip, x, y, Math.max(1, glyph.size * 0.6))) return 'clipped';
    if (glyph.size < tiniest) return 'tiny';
    if (glyph.alpha < 0.05) return 'colour';
    if (glyph.colour !== null && this.isRisky(glyph.colour) && this.blends(glyph, glyph.colour, x, y)) return 'colour';
    if (this.covered(glyph, x, y)) return 'covered';
    return null;
  }

  /** True when the colour is that of everything that may lie under the glyph. */
  private blends(glyph: Glyph, colour: Colour, x: number, y: number): boolean {
    for (let index = Math.min(glyph.painted, this.drawing.paints.length) - 1; index >= 0; index -= 1) {
      const paint = this.drawing.paints[index];
      if (paint === undefined || !holds(paint.box, x, y, paint.kind === 'rectangle' ? 0 : 1)) continue;
      if (paint.colour === null || !alike(colour, paint.colour)) return false;
      // A shape's box is larger than the shape, and a translucent one shows what is under it: go on looking.
      if (paint.kind === 'rectangle' && paint.opaque) return true;
    }
    return alike(colour, white);
  }

  private isRisky(colour: Colour): boolean {
    const key = colour.join();
    const known = this.risky.get(key);
    if (known !== undefined) return known;
    const risky =
      alike(colour, white) || this.drawing.paints.some((paint) => paint.colour !== null && alike(colour, paint.colour));
    this.risky.set(key, risky);
    return risky;
  }

  /** True when an opaque rectangle was painted over the glyph later. */
  private covered(glyph: Glyph, x: number, y: number): boolean {
    for (let at = this.covers.length - 1; at >= 0; at -= 1) {
      const cover = this.covers[at];
      if (cover === undefined || cover.index < glyph.painted) return false;
      if (holds(cover.paint.box, x, y) && spans(cover.paint, glyph)) return true;
    }
    return false;
  }
}

function spans(paint: Paint, glyph: Glyph): boolean {
  const height = paint.box[3] - paint.box[1];
  const width = paint.box[2] - paint.box[0];
  return Math.max(height, width) > glyph.size && Math.min(height, width) > glyph.size * 0.6;
}

/** The middle of what is drawn of a glyph: about a third of its height above the baseline. */
function middle(glyph: Glyph): { x: number; y: number } {
  const turn = (glyph.angle * Math.PI) / 180;
  const along = glyph.vertical ? 0 : glyph.width / 2;
  const up = glyph.vertical ? -glyph.width / 2 : glyph.size * 0.3;
  return {
    x: glyph.x + along * Math.cos(turn) + up * Math.sin(turn),
    y: glyph.y + along * Math.sin(turn) - up * Math.cos(turn),
  };
}
