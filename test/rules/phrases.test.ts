import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize } from '../../src/language/index.js';
import { echoRuns, PhraseIndex } from '../../src/rules/index.js';
import { runs } from '../support/runs.js';

const find = (phrases: readonly string[], text: string): string[] =>
  new PhraseIndex(phrases).find(tokenize(text)).map((hit) => hit.phrase);

describe('PhraseIndex', () => {
  it('finds phrases by stems, whatever case, accents and hyphens', () => {
    expect(
      find(
        ['optimal transport', 'Schrödinger bridge', 'bi-level'],
        'OPTIMAL TRANSPORTS, schrodinger bridges; bi level',
      ),
    ).toEqual(['optimal transport', 'Schrödinger bridge', 'bi-level']);
  });

  it('finds Chinese phrases inside running text', () => {
    expect(find(['最优传输'], '我的研究方向是最优传输理论。')).toEqual(['最优传输']);
  });

  it('reports overlapping phrases all', () => {
    expect(
      find(['gradient flow', 'Wasserstein gradient flow', 'Wasserstein'], 'a Wasserstein gradient flow').sort(),
    ).toEqual(['Wasserstein', 'Wasserstein gradient flow', 'gradient flow']);
  });

  it('finds whole words only', () => {
    expect(find(['OT', 'fairness', 'causality'], 'not, other, both, robot; fair play; casual')).toEqual([]);
  });

  it('looks only where it is told', () => {
    const tokens = tokenize('optimal transport and optimal transport');
    const index = new PhraseIndex(['optimal transport']);
    expect(index.find(tokens, 1)).toHaveLength(1);
    expect(index.find(tokens, 0, 4)).toHaveLength(1);
    expect(index.find(tokens, 1, 4)).toHaveLength(0);
    expect(index.has(tokens, 0, 2)).toBe(true);
    expect(index.has(tokens, 1, 3)).toBe(false);
  });

  it('knows no phrase of nothing', () => {
    expect(find(['', ' ', '…'], 'any text … at all')).toEqual([]);
    expect(find([], 'any text')).toEqual([]);
  });

  it('takes what would be a pattern as words', () => {
    expect(find(['(a+)+$', '.*', 'C++'], 'I write C++ and a aaaa')).toEqual(expect.arrayContaining(['C++']));
    expect(find(['.*'], 'anything')).toEqual([]);
  });

  it('gets through a text that is made to be slow', () => {
    // 200 phrases that all begin alike, in a text that always nearly fits.
    const phrases = Array.from({ length: 200 }, (_, index) => `${'a '.repeat(19)}b${index}`);
    const tokens = tokenize('a '.repeat(6_000));
    expect(new PhraseIndex(phrases).find(tokens)).toEqual([]);
    expect(new PhraseIndex(['a a']).find(tokens)).toHaveLength(5_999);
  });

  it('finds exactly what comparing at every place finds', () => {
    const word = fc.constantFrom(
      'optimal',
      'transports',
      'transport',
      'gradient',
      'flow',
      'flows',
      'OT',
      '最',
      '优',
      'x',
    );
    const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.uniqueArray(phrase, { maxLength: 8 }), fc.array(word, { maxLength: 40 }), (phrases, words) => {
        const tokens = tokenize(words.join(' '));
        const expected = tokens.flatMap((_, at) =>
          phrases.filter((text) => {
            const stems = tokenize(text).map((token) => token.stem);
            return stems.every((one, index) => tokens[at + index]?.stem === one);
          }),
        );
        const found = new PhraseIndex(phrases).find(tokens);
        expect(found.map((hit) => hit.phrase).sort()).toEqual(expected.sort());
        for (const hit of found) expect(hit.to - hit.from).toBe(tokenize(hit.phrase).length);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('echoRuns', () => {
  it('are runs of five stems, however the text is set', () => {
    expect(echoRuns('We look for curious people')).toEqual(new Set(['we look for curiou peopl']));
    expect(echoRuns('WE  look\nfor curious, people!')).toEqual(echoRuns('We look for curious people'));
    expect(echoRuns('too short a text')).toEqual(new Set());
  });
});
