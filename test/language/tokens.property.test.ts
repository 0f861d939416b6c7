import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, fold, sentences, similarity, stem, tokenize } from '../../src/language/index.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const numRuns = runs(1000);

describe('for any text', () => {
  it('tokens are slices of it, in order, without overlap', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let end = 0;
        for (const token of tokenize(text)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          expect(text.slice(token.start, token.end)).toBe(token.raw);
          expect(token.word).toBe(fold(token.raw));
          expect(token.stem).toBe(stem(token.word));
          end = token.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns },
    );
  });

  it('every letter and digit belongs to a token', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = tokenize(text);
        for (const match of text.matchAll(/[\p{L}\p{N}]/gu)) {
          expect(tokens.some((token) => token.start <= match.index && match.index < token.end)).toBe(true);
        }
      }),
      { numRuns },
    );
  });

  it('a part that is cut at spaces has the tokens that it has inside the whole', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const whole = tokenize(`${one} ${other}`).map((token) => token.raw);
        expect(whole).toEqual([...tokenize(one), ...tokenize(other)].map((token) => token.raw));
      }),
      { numRuns: runs(300) },
    );
  });

  it('folding twice is folding once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { numRuns },
    );
  });

  it('sentences cover all that is not space, in order, without overlap', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let end = 0;
        for (const sentence of sentences(text)) {
          expect(sentence.start).toBeGreaterThanOrEqual(end);
          expect(sentence.end).toBeGreaterThan(sentence.start);
          expect(text.slice(end, sentence.start).trim()).toBe('');
          expect(text.slice(sentence.start, sentence.end).trim()).not.toBe('');
          end = sentence.end;
        }
        expect(text.slice(end).trim()).toBe('');
      }),
      { numRuns },
    );
  });

  it('similarity runs from 0 to 1 and is 1 for equal texts; distance is symmetric and 0 only for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (one, other) => {
        expect(similarity(one, other)).toBeGreaterThanOrEqual(0);
        expect(similarity(one, other)).toBeLessThanOrEqual(1);
        expect(editDistance(one, other)).toBe(editDistance(other, one));
        expect(editDistance(one, other) === 0).toBe(one === other);
      }),
      { numRuns: runs(300) },
    );
  });
});
