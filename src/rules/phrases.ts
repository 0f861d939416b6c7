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
  const least = Math.min(a.word.length, b.word.length) - 2;
  // `optimisation` and `optimization` differ before their end.
  return (
    a.word.slice(0, least) === b.word.slice(0, least) ||
    a.word.replaceAll('s', 'z').slice(0, least) === b.word.replaceAll('s', 'z').slice(0, least)
  );
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
    for (let i = from; i < to; i++) {
      for (const { phrase, words } of this.byFirst.get((tokens[i] as Token).stem) ?? []) {
        if (i + words.length > to || !words.every((word, k) => sameWord(word, tokens[i + k] as Token))) continue;
        if (words.length === 1 && (words[0] as Token).word.length - (tokens[i] as Token).word.length > SHORTER)
          continue;
        hits.push({ phrase, from: i, to: i + words.length });
      }
    }
    return hits;
  }

  /** True when any phrase stands in the tokens. */
  has(tokens: readonly Token[], from = 0, to = tokens.length): boolean {
    return this.find(tokens, from, to).length > 0;
  }
}
