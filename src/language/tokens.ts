import { stem } from './natural.js';

/** A word of a text with its place; natural's tokenisers give none, and evidence needs it. */
export interface Token {
  /** Lower case, accents folded. */
  readonly word: string;
  readonly stem: string;
  /** Offsets in the text, [start, end). */
  readonly start: number;
  readonly end: number;
  /** As written, for rules that ask for the case. */
  readonly raw: string;
}

// A Han, kana or hangul character is a token of its own: these scripts write no spaces, and a phrase is then a run of tokens.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{L}\p{N}]\p{M}*(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}\p{M}])*(?:\+\+|#)?/gu;

/** Lower case without accents (`Schrödinger` → `schrodinger`, `ß` → `ss`). */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l');
}

/** The words of a text in order. Hyphens separate, so `bi-level` is two tokens and `bilevel` one. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    const raw = match[0];
    const word = fold(raw);
    tokens.push({ word, stem: stem(word), start: match.index, end: match.index + raw.length, raw });
  }
  return tokens;
}

/** The stems of a phrase, as the matcher compares them. */
export function phraseStems(phrase: string): string[] {
  return tokenize(phrase).map((token) => token.stem);
}

const ABBREVIATIONS =
  /\b(?:e\.g|i\.e|etc|et al|Dr|Prof|Mr|Ms|Mrs|vs|cf|Fig|No|Vol|pp|St|approx|resp|bzw|z\.B|Nr|Univ|Dept|M\.Sc|B\.Sc|Ph\.D|M\.S|B\.S)\.$/i;

/**
 * Sentences of a text as offsets. A line break ends a sentence only where the next line starts a new item or the line
 * was short, because letters are wrapped at 72 columns.
 */
export function sentences(text: string): { start: number; end: number }[] {
  const result: { start: number; end: number }[] = [];
  let start = 0;
  const push = (end: number): void => {
    if (text.slice(start, end).trim() !== '') result.push({ start, end });
    start = end;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '。' || char === '！' || char === '？') push(i + 1);
    else if ((char === '.' || char === '!' || char === '?') && /[\s"')\]]/.test(text[i + 1] ?? ' ')) {
      if (char === '.' && ABBREVIATIONS.test(text.slice(Math.max(start, i - 12), i + 1))) continue;
      if (char === '.' && /(?:^|\s)\p{Lu}\.$/u.test(text.slice(Math.max(start, i - 3), i + 1))) continue; // an initial
      if (char === '.' && /^\s*\d{1,3}\.$/.test(text.slice(start, i + 1))) continue; // an item's number
      let end = i + 1;
      while (/["')\]”’»]/.test(text[end] ?? ' ')) end++;
      push(end);
    } else if (char === '\n' && /^\s*(?:\n|$|[-*•·▪‣–◦]\s|\d{1,2}[.)]\s|\[\d+\])/.test(text.slice(i + 1, i + 12)))
      push(i + 1);
  }
  push(text.length);
  return result;
}
