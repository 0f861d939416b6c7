import { type Token, tokenize } from '../language/index.js';
import { fitsAt, type PhraseHit } from './phrases.js';

/**
 * Several sets of phrases that are looked for in one pass: a line of a document is asked for some hundred of them, and
 * nearly all have nothing in it. Finds for each set what a PhraseIndex of it would find.
 */
export class PhraseSets {
  private readonly byFirst = new Map<string, { set: number; phrase: string; words: readonly Token[] }[]>();

  /** @param sets each a list of phrases; named by its place in this list */
  constructor(sets: readonly (readonly string[])[]) {
    for (const [set, phrases] of sets.entries()) {
      for (const phrase of phrases) {
        const words = tokenize(phrase);
        const first = words[0]?.stem;
        if (first === undefined) continue;
        const list = this.byFirst.get(first) ?? [];
        list.push({ set, phrase, words });
        this.byFirst.set(first, list);
      }
    }
  }

  /** The hits of the sets that have any: sets in their order, hits in order of their first token. */
  find(tokens: readonly Token[]): [number, PhraseHit[]][] {
    const found = new Map<number, PhraseHit[]>();
    for (let i = 0; i < tokens.length; i++) {
      const candidates = this.byFirst.get((tokens[i] as Token).stem);
      if (candidates === undefined) continue;
      for (const { set, phrase, words } of candidates) {
        if (!fitsAt(words, tokens, i, tokens.length)) continue;
        const hit = { phrase, from: i, to: i + words.length };
        const hits = found.get(set);
        if (hits === undefined) found.set(set, [hit]);
        else hits.push(hit);
      }
    }
    return [...found].sort(([a], [b]) => a - b);
  }
}
