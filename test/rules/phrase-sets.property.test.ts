import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokenize } from '../../src/language/index.js';
import { PhraseIndex, PhraseSets } from '../../src/rules/index.js';
import { runs } from '../support/runs.js';

const word = fc.constantFrom('optimal', 'transport', 'transports', 'causal', 'causality', 'of', 'no', 'nos', '最', 'é');
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

it('sets of phrases that are looked for together find what each finds alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(phrase, { maxLength: 6 }), { maxLength: 5 }),
      fc.array(word, { maxLength: 20 }),
      (sets, words) => {
        const tokens = tokenize(words.join(' '));
        const alone = sets
          .map((phrases, at) => [at, new PhraseIndex(phrases).find(tokens)] as const)
          .filter(([, hits]) => hits.length > 0);
        expect(new PhraseSets(sets).find(tokens)).toEqual(alone);
        for (const phrases of sets) {
          const index = new PhraseIndex(phrases);
          expect(index.has(tokens)).toBe(index.find(tokens).length > 0);
          const end = Math.min(4, tokens.length);
          expect(index.has(tokens, 1, end)).toBe(index.find(tokens, 1, end).length > 0);
        }
      },
    ),
    { numRuns: runs(500) },
  );
});
