import type { HiddenText } from '../../domain/index.js';
import { alike, type Colour, parseColour } from '../text/css.js';
import { normalise } from '../text/normalise.js';
import { walkXml } from './xml.js';

/** How a run of text looks, as far as it says so itself; undefined where it inherits. */
interface Look {
  vanish?: boolean;
  colour?: Colour;
  background?: Colour;
  /** Half points. */
  size?: number;
}

/** Looks of named styles. */
export type Styles = ReadonlyMap<string, Look>;

/** A part without the runs that nobody sees, and what those say. */
export interface SeenPart {
  readonly xml: string;
  readonly hidden: readonly HiddenText[];
}

const white: Colour = [255, 255, 255];
const highlights: Readonly<Record<string, Colour>> = {
  black: [0, 0, 0],
  darkBlue: [0, 0, 139],
  blue: [0, 0, 255],
  red: [255, 0, 0],
  yellow: [255, 255, 0],
  white,
};

/** Reads the looks of styles.xml (ECMA-376 Part 1, §17.7). */
export function readStyles(xml: string): Styles {
  const styles = new Map<string, Look>();
  const parents = new Map<string, string>();
  let id = '';
  let look: Look = {};
  let inLook = false;
  walkXml(xml, {
    open(name, attributes) {
      if (name === 'w:style') {
        id = attributes['w:styleId'] ?? '';
        look = {};
      } else if (name === 'w:basedOn') parents.set(id, attributes['w:val'] ?? '');
      else if (name === 'w:rPr') inLook = true;
      else if (inLook) addToLook(look, name, attributes);
    },
    close(name) {
      if (name === 'w:rPr') inLook = false;
      if (name === 'w:style') styles.set(id, look);
    },
  });
  const resolve = (style: string, depth: number): Look => {
    const parent = parents.get(style);
    const above = parent === undefined || depth > 10 ? {} : resolve(parent, depth + 1);
    return { ...above, ...styles.get(style) };
  };
  return new Map([...styles.keys()].map((style) => [style, resolve(style, 0)]));
}

function addToLook(look: Look, name: string, attributes: Readonly<Record<string, string>>): void {
  const value = attributes['w:val'] ?? '';
  if (name === 'w:vanish' || name === 'w:specVanish') look.vanish = !/^(0|false|off)$/i.test(value);
  else if (name === 'w:sz') look.size = Number.parseFloat(value);
  else if (name === 'w:color')
    setColour(look, 'colour', attributes['w:themeColor'] === 'background1' ? 'FFFFFF' : value);
  else if (name === 'w:shd') setColour(look, 'background', attributes['w:fill'] ?? '');
  else if (name === 'w:highlight' && highlights[value] !== undefined) look.background = highlights[value];
}

function setColour(look: Look, key: 'colour' | 'background', value: string): void {
  const colour = /^[0-9a-f]{6}$/i.test(value) ? parseColour(value) : null;
  if (colour !== null && colour !== 'transparent') look[key] = colour;
}

/** Cuts out runs that are marked as hidden, coloured like what they stand on, or set in tiny type. */
export function seenRuns(xml: string, styles: Styles): SeenPart {
  const cuts: [number, number][] = [];
  const hidden = new Map<HiddenText['cause'], string[]>();
  /** Backgrounds of the cells and paragraphs that stand open. */
  const grounds: (Colour | undefined)[] = [];
  let paragraph: Look = {};
  let run: { start: number; look: Look; text: string } | null = null;
  let inText = false;
  let inMark = false;

  walkXml(xml, {
    open(name, attributes, start) {
      if (name === 'w:tc' || name === 'w:p') {
        grounds.push(undefined);
        if (name === 'w:p') paragraph = {};
      } else if (name === 'w:r') run = { start, look: {}, text: '' };
      else if (name === 'w:t' || name === 'w:tab' || name === 'w:br') inText = name === 'w:t';
      else if (name === 'w:pPr') inMark = true;
      else if (name === 'w:pStyle') paragraph = { ...styles.get(attributes['w:val'] ?? '') };
      else if (run !== null && name === 'w:rStyle')
        run.look = { ...styles.get(attributes['w:val'] ?? ''), ...run.look };
      else if (run !== null) addToLook(run.look, name, attributes);
      else if (name === 'w:shd') ground(grounds, attributes['w:fill'] ?? '');
    },
    text(text) {
      if (run !== null && inText) run.text += text;
    },
    close(name, end) {
      if (name === 'w:t') inText = false;
      if (name === 'w:pPr') inMark = false;
      if (name === 'w:tc' || name === 'w:p') grounds.pop();
      if (name !== 'w:r' || run === null || inMark) return;
      const cause = hiddenCause(
        { ...paragraph, ...run.look },
        grounds.findLast((colour) => colour !== undefined) ?? white,
      );
      if (cause !== null && run.text.trim() !== '') {
        cuts.push([run.start, end]);
        hidden.set(cause, [...(hidden.get(cause) ?? []), run.text]);
      }
      run = null;
    },
  });
  return {
    xml: without(xml, cuts),
    hidden: [...hidden].map(([cause, texts]) => ({ page: 1, cause, text: normalise(texts.join('')).slice(0, 5000) })),
  };
}

function ground(grounds: (Colour | undefined)[], fill: string): void {
  const colour = /^[0-9a-f]{6}$/i.test(fill) ? parseColour(fill) : null;
  if (colour !== null && colour !== 'transparent' && grounds.length > 0) grounds[grounds.length - 1] = colour;
}

function hiddenCause(look: Look, ground: Colour): HiddenText['cause'] | null {
  if (look.vanish === true) return 'style';
  if (look.size !== undefined && look.size < 4) return 'tiny';
  if (look.colour !== undefined && alike(look.colour, look.background ?? ground)) return 'colour';
  return null;
}

function without(xml: string, cuts: readonly (readonly [number, number])[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const [start, end] of cuts) {
    if (start < at) continue;
    kept.push(xml.slice(at, start));
    at = end;
  }
  kept.push(xml.slice(at));
  return kept.join('');
}
