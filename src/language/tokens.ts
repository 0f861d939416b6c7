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

const words = new Map<string, { readonly word: string; readonly stem: string }>();
const MOST_WORDS = 50_000;

/** A word as it is compared. Texts repeat their words, and folding costs more than all the rest of finding tokens. */
function compared(raw: string): { readonly word: string; readonly stem: string } {
  const known = words.get(raw);
  if (known !== undefined) return known;
  const word = fold(raw);
  const result = { word, stem: stem(word) };
  if (words.size >= MOST_WORDS) words.clear();
  // No language has longer words, and a stranger's file may: they are not kept.
  if (raw.length <= 60) words.set(raw, result);
  return result;
}

/** `fold` of one word of a text; remembered, because texts repeat their words. */
export function foldWord(word: string): string {
  return compared(word).word;
}

const texts = new Map<string, readonly Token[]>();
let kept = 0;
const MOST_KEPT = 400_000;

/**
 * The words of a text in order. Hyphens separate, so `bi-level` is two tokens and `bilevel` one. The last texts (400,000
 * characters) are remembered: one judgement asks for the same text several times, and so does judging it under other rules.
 */
export function tokenize(text: string): readonly Token[] {
  const known = texts.get(text);
  if (known !== undefined) return known;
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    const raw = match[0];
    const { word, stem } = compared(raw);
    tokens.push({ word, stem, start: match.index, end: match.index + raw.length, raw });
  }
  kept += text.length;
  if (kept > MOST_KEPT) {
    texts.clear();
    kept = text.length;
  }
  if (text.length <= MOST_KEPT) texts.set(text, tokens);
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
