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
 * A set of phrases that is looked for in one pass over a text's tokens. Words are compared by stem, so the time is linear
 * in the text: no pattern of an admin can make it backtrack.
 */
export class PhraseIndex {
  private readonly byFirst = new Map<string, { phrase: string; stems: string[]; word: string | null }[]>();

  constructor(readonly phrases: readonly string[]) {
    for (const phrase of phrases) {
      const words = tokenize(phrase);
      const stems = words.map((token) => token.stem);
      const first = stems[0];
      if (first === undefined) continue;
      const list = this.byFirst.get(first) ?? [];
      list.push({ phrase, stems, word: words.length === 1 ? (words[0]?.word ?? null) : null });
      this.byFirst.set(first, list);
    }
  }

  /** All hits in order of their first token; overlapping ones are all reported. */
  find(tokens: readonly Token[], from = 0, to = tokens.length): PhraseHit[] {
    const hits: PhraseHit[] = [];
    for (let i = from; i < to; i++) {
      for (const { phrase, stems, word } of this.byFirst.get((tokens[i] as Token).stem) ?? []) {
        if (i + stems.length > to) continue;
        if (word !== null && word.length - (tokens[i] as Token).word.length > SHORTER) continue;
        let same = true;
        for (let k = 1; k < stems.length; k++) {
          if ((tokens[i + k] as Token).stem !== stems[k]) {
            same = false;
            break;
          }
        }
        if (same) hits.push({ phrase, from: i, to: i + stems.length });
      }
    }
    return hits;
  }

  /** True when any phrase stands in the tokens. */
  has(tokens: readonly Token[], from = 0, to = tokens.length): boolean {
    return this.find(tokens, from, to).length > 0;
  }
}
