import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { Font } from './state.js';

/** What pdf.js found out about the fonts that an operator list uses, by their names in it. */
export async function loadFonts(
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

/** Keys and values of a graphics state dictionary's operator. */
export function pairs(args: unknown): [unknown, unknown][] {
  const list = Array.isArray(args) ? args[0] : null;
  return Array.isArray(list) ? list.filter((entry): entry is [unknown, unknown] => Array.isArray(entry)) : [];
}
