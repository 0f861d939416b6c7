import type { HiddenText } from '../../domain/index.js';
import type { Colour } from '../text/css.js';
import type { Box } from './matrix.js';

/** One drawn character, in page units, y downwards, the page turned as it is shown. */
export interface Glyph {
  /** What it stands for; ligatures still closed. */
  readonly text: string;
  /** Where its baseline begins. */
  readonly x: number;
  readonly y: number;
  /** How far it moves the pen, along its direction. */
  readonly width: number;
  /** Height of its font. */
  readonly size: number;
  /** Direction in whole degrees, clockwise as seen: 0 for upright text. */
  readonly angle: number;
  readonly vertical: boolean;
  /** Fill (or, where only outlined, stroke) colour; null where it is a pattern. */
  readonly colour: Colour | null;
  /** Opacity, 0-1. */
  readonly alpha: number;
  /** Text rendering mode 3 or 7: drawn without ink (ISO 32000-1 §9.3.6). */
  readonly inkless: boolean;
  readonly clip: Box;
  /** Inside a layer that is switched off. */
  readonly layerOff: boolean;
  /** Number of things painted before it: tells what lies under it and what was painted over it. */
  readonly painted: number;
}

/** Something painted that text can stand on or disappear under. */
export interface Paint {
  readonly box: Box;
  readonly kind: 'rectangle' | 'shape' | 'image';
  /** null where it can't be told (patterns, shadings, pictures). */
  readonly colour: Colour | null;
  /** True when nothing shines through. */
  readonly opaque: boolean;
}

/** A page's drawn content. */
export interface Drawing {
  readonly glyphs: readonly Glyph[];
  readonly paints: readonly Paint[];
  /** Size of what is shown of the page. */
  readonly width: number;
  readonly height: number;
  /** True when the page has more glyphs than are read. */
  readonly cut: boolean;
  /** Glyphs that pdf.js could not tell the character of. */
  readonly unnamed: number;
}

export type HiddenCause = HiddenText['cause'];
