/** How much of a long text is looked at. */
const sampleSize = 20_000;
const word = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu;

/**
 * Share of the text that looks like language, 0-1. Letters, digits and ordinary punctuation count for it; replacement
 * characters, private-use glyphs, and "words" of impossible shape count against it. Says nothing about the fit.
 */
export function qualityOf(text: string): number {
  // Leaders (`Contents . . . . . 3`) are neither text nor noise.
  const sample = text.slice(0, sampleSize).replace(/([.·…_-])(?:[ \t]?\1){3,}/g, ' ');
  const visible = sample.replace(/\s+/g, '');
  if (visible.length === 0) return 0;
  const broken = count(visible, /[\uFFFD\uE000-\uF8FF\u0080-\u009F]/g);
  const letters = count(visible, /[\p{L}\p{M}\p{N}]/gu);
  const odd = count(visible, /[^\p{L}\p{M}\p{N}\p{P}\p{Sc}\p{Sm}\uE000-\uF8FF\uFFFD]/gu);
  const characters = Math.max(0, 1 - (4 * broken + odd) / visible.length);
  const density = Math.min(1, letters / visible.length / 0.6);
  return round(characters * density * wordShare(sample));
}

/** Share of the letters that stand in words of a plausible shape. */
function wordShare(text: string): number {
  let good = 0;
  let all = 0;
  for (const [match] of text.matchAll(word)) {
    const weight = Math.min(match.length, 20);
    all += weight;
    if (plausible(match)) good += weight;
  }
  return all === 0 ? 0.5 : good / all;
}

function plausible(found: string): boolean {
  if (/[^\p{Script=Latin}\p{M}'’-]/u.test(found)) return true;
  const plain = found.normalize('NFD').replace(/[\p{M}'’-]/gu, '');
  if (plain.length <= 3) return true;
  if (plain.length > 40) return false;
  if (plain === plain.toUpperCase()) return plain.length <= 6 || /[AEIOUY]/.test(plain);
  const vowels = count(plain, /[aeiouyæøœı]/gi);
  if (vowels === 0 || vowels / plain.length > 0.85) return plain.length <= 4;
  if (/[bcdfghjklmnpqrstvwxz]{7,}/i.test(plain)) return false;
  // CamelCase names are fine; a change of case in most places is a broken encoding.
  return count(plain, /[a-z][A-Z]/g) <= plain.length / 4;
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
