import { type Token, tokenize } from '../language/index.js';

/** Where a phrase was found: token indexes, [from, to). */
export interface PhraseHit {
  readonly phrase: string;
  readonly from: number;
  readonly to: number;
}

/** A lone word may be so much shorter than the phrase: `causal` is causality, `fair` is not fairness. */
const SHORTER = 3;

/**
 * Equal stems, and no more than endings apart: Porter gives `experience` and `experiments` one stem.
 */
function sameWord(a: Token, b: Token): boolean {
  if (a.word === b.word) return true;
  if (a.stem !== b.stem) return false;
  // `no` is no form of `nos`: so short a word has no ending to lose.
  if (Math.min(a.word.length, b.word.length) < 3) return false;
  const least = Math.min(a.word.length, b.word.length) - 2;
  // `optimisation` and `optimization` differ before their end.
  return (
    a.word.slice(0, least) === b.word.slice(0, least) ||
    a.word.replaceAll('s', 'z').slice(0, least) === b.word.replaceAll('s', 'z').slice(0, least)
  );
}

/** Whether the words of a phrase stand at tokens[i] and behind it, all before `to`. */
export function fitsAt(words: readonly Token[], tokens: readonly Token[], i: number, to: number): boolean {
  if (i + words.length > to) return false;
  for (let k = 0; k < words.length; k++) if (!sameWord(words[k] as Token, tokens[i + k] as Token)) return false;
  return words.length > 1 || (words[0] as Token).word.length - (tokens[i] as Token).word.length <= SHORTER;
}

const places = new WeakMap<readonly Token[], ReadonlyMap<string, readonly number[]>>();

/** Where each stem stands in a text. Remembered: some hundred sets of phrases are looked for in every letter. */
function placesOf(tokens: readonly Token[]): ReadonlyMap<string, readonly number[]> {
  const known = places.get(tokens);
  if (known !== undefined) return known;
  const found = new Map<string, number[]>();
  for (let i = 0; i < tokens.length; i++) {
    const { stem } = tokens[i] as Token;
    const list = found.get(stem);
    if (list === undefined) found.set(stem, [i]);
    else list.push(i);
  }
  places.set(tokens, found);
  return found;
}

/**
 * A set of phrases that is looked for in one pass over a text's tokens. Words are compared by stem, so the time is linear
 * in the text: no pattern of an admin can make it backtrack.
 */
export class PhraseIndex {
  private readonly byFirst = new Map<string, { phrase: string; words: readonly Token[] }[]>();

  constructor(readonly phrases: readonly string[]) {
    for (const phrase of phrases) {
      const words = tokenize(phrase);
      const first = words[0]?.stem;
      if (first === undefined) continue;
      const list = this.byFirst.get(first) ?? [];
      list.push({ phrase, words });
      this.byFirst.set(first, list);
    }
  }

  /** All hits in order of their first token; overlapping ones are all reported. */
  find(tokens: readonly Token[], from = 0, to = tokens.length): PhraseHit[] {
    const hits: PhraseHit[] = [];
    const whole = from === 0 && to === tokens.length;
    if (!whole || this.byFirst.size >= to) {
      for (let i = from; i < to; i++) this.findAt(tokens, i, to, hits);
      return hits;
    }
    // Few phrases in a long text: look up their first words instead of every word of the text.
    const stems = placesOf(tokens);
    let runs = 0;
    for (const first of this.byFirst.keys()) {
      const found = stems.get(first);
      if (found === undefined) continue;
      runs++;
      for (const i of found) this.findAt(tokens, i, to, hits);
    }
    return runs > 1 ? hits.sort((a, b) => a.from - b.from) : hits;
  }

  private findAt(tokens: readonly Token[], i: number, to: number, hits: PhraseHit[]): void {
    const token = tokens[i] as Token;
    const candidates = this.byFirst.get(token.stem);
    if (candidates === undefined) return;
    for (const { phrase, words } of candidates)
      if (fitsAt(words, tokens, i, to)) hits.push({ phrase, from: i, to: i + words.length });
  }

  /** True when any phrase stands in the tokens. */
  has(tokens: readonly Token[], from = 0, to = tokens.length): boolean {
    const whole = from === 0 && to === tokens.length;
    if (whole && this.byFirst.size < to) return this.find(tokens).length > 0;
    const hits: PhraseHit[] = [];
    for (let i = from; i < to && hits.length === 0; i++) this.findAt(tokens, i, to, hits);
    return hits.length > 0;
  }
}
