import type { HiddenText } from '../../domain/index.js';

/** An sRGB colour, each channel 0-255. */
export type Colour = readonly [number, number, number];

const named: Readonly<Record<string, Colour>> = {
  white: [255, 255, 255],
  snow: [255, 250, 250],
  ivory: [255, 255, 240],
  ghostwhite: [248, 248, 255],
  whitesmoke: [245, 245, 245],
  black: [0, 0, 0],
  red: [255, 0, 0],
  green: [0, 128, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  navy: [0, 0, 128],
  gray: [128, 128, 128],
  grey: [128, 128, 128],
  silver: [192, 192, 192],
};

/** Declarations of a style attribute or a rule, names in lower case; the last of a name wins. */
export function declarations(style: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of style.slice(0, 10_000).split(';')) {
    const colon = part.indexOf(':');
    if (colon <= 0) continue;
    const value = part.slice(colon + 1).replace(/!\s*important/i, '');
    found.set(part.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return found;
}

/** A colour as CSS or HTML writes it, `transparent` where it shows nothing, null where it can't be told. */
export function parseColour(value: string): Colour | 'transparent' | null {
  const text = value.trim().toLowerCase();
  if (text === 'transparent') return 'transparent';
  const name = named[text];
  if (name !== undefined) return name;
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/.exec(text)?.[1];
  if (hex !== undefined) {
    const full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
    const number = Number.parseInt(full, 16);
    return [number >> 16, (number >> 8) & 255, number & 255];
  }
  const rgb = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+%?))?\s*\)$/.exec(text);
  if (rgb === null) return null;
  if (rgb[4] !== undefined && Number.parseFloat(rgb[4]) <= 0.05) return 'transparent';
  return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
}

/**
 * True when text of one colour on the other can't be read. WCAG 2's contrast ratio (relative luminance, 1-21); 1.25 is far
 * below what any designer calls light grey on white (silver on white has 1.8).
 */
export function alike(text: Colour, background: Colour): boolean {
  const [light, dark] = [luminance(text), luminance(background)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05) < 1.25 && distance(text, background) < 60;
}

function luminance(colour: Colour): number {
  const [r, g, b] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

function distance(a: Colour, b: Colour): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** What a CSS length is in pixels, or null for one that depends on its surroundings. */
export function pixels(value: string): number | null {
  const match = /^(-?[\d.]+)(px|pt|em|rem|in|cm|mm|%|vw|vh)?$/.exec(value.trim());
  if (match === null) return null;
  const scale =
    { px: 1, pt: 4 / 3, em: 16, rem: 16, in: 96, cm: 38, mm: 3.8, '%': 0.16, vw: 10, vh: 10 }[match[2] ?? 'px'] ?? 1;
  return Number(match[1]) * scale;
}

/** Why these declarations hide an element altogether, or null. Colour is judged apart, because it is inherited. */
export function hiddenBy(style: ReadonlyMap<string, string>): HiddenText['cause'] | null {
  const size = pixels(style.get('font-size') ?? style.get('font')?.match(/[\d.]+(px|pt|em)/)?.[0] ?? '');
  if (size !== null && size < 2.7) return 'tiny';
  if (style.get('display') === 'none') return 'style';
  if (/^(hidden|collapse)$/.test(style.get('visibility') ?? '')) return 'style';
  if (Number.parseFloat(style.get('opacity') ?? '1') <= 0.05) return 'style';
  if (/^rect\(\s*0|^rect\(\s*1px[, ]+1px/.test(style.get('clip') ?? '')) return 'clipped';
  if (/^inset\((50|100)%/.test(style.get('clip-path') ?? '')) return 'clipped';
  if (style.get('mso-hide') === 'all') return 'style';
  if (offPage(style)) return 'off-page';
  if (/hidden|clip/.test(style.get('overflow') ?? '') && flat(style)) return 'clipped';
  return null;
}

function flat(style: ReadonlyMap<string, string>): boolean {
  return ['height', 'max-height', 'width', 'max-width'].some((name) => {
    const size = pixels(style.get(name) ?? '');
    return size !== null && size <= 1;
  });
}

function offPage(style: ReadonlyMap<string, string>): boolean {
  const far = (name: string) => Math.abs(Math.min(0, pixels(style.get(name) ?? '') ?? 0)) >= 500;
  if (far('text-indent') || far('margin-left') || far('margin-top')) return true;
  return /absolute|fixed|relative/.test(style.get('position') ?? '') && (far('left') || far('top') || far('right'));
}
