import { describe, expect, it } from 'vitest';
import { explain } from '../../src/pipeline/index.js';
import { judgeCv } from '../support/applications.js';
import { defaultRuleset } from '../support/rules.js';

const inLetter = (sentence: string) =>
  judgeCv(
    {},
    `Dear Professor,\n\nI studied mathematics and would like to apply for the PhD position in your group. My CV is attached. ${sentence}\n\nBest regards\nAda Example\n`,
  );
const transport = (sentence: string): number => inLetter(sentence).scorecard.topics['optimal-transport'] ?? Number.NaN;
const KEYWORDS =
  'optimal transport, Wasserstein, Sinkhorn, Monge, Kantorovich, Brenier, Schrödinger bridge, JKO scheme, gradient flow, barycenter, adversarial robustness, adversarial training, certified robustness, distribution shift, randomized smoothing, data poisoning, backdoor attacks, jailbreaks, machine unlearning, data deletion, concept erasure';

it.each(['Optimaler Transport ist mir nicht vertraut.', 'Ich kenne optimalen Transport nicht.'])(
  'R1 negation behind the term: %s',
  (sentence) => {
    expect(transport(sentence)).toBe(0);
  },
);
it('R3 a negation in the clause before', () => {
  expect(
    transport('There is no closed form, so I implemented optimal transport by entropic regularisation.'),
  ).toBeGreaterThan(20);
});
it('R4 reading thirty papers is no lie', () => {
  const { flags } = judgeCv({ 'Research experience': 'I have read about 30 papers on transport from NeurIPS.' });
  expect(flags).toEqual([]);
});
it("R5 somebody else's work", () => {
  expect(transport('The group works on optimal transport.')).toBe(0);
});
it('22 no lever helps against a lie', () => {
  const judgement = judgeCv({
    Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2031.',
  });
  expect(explain(judgement, defaultRuleset).better?.levers ?? []).toEqual([]);
});
describe('24 keyword lists below every heading', () => {
  it.each(
    ['Publications', 'Preprints', 'Thesis', 'Abstract', 'Projects', 'Research experience'].flatMap((heading) => [
      [heading, 'with commas', KEYWORDS] as const,
      [heading, 'one a line', KEYWORDS.replace(/, /g, '\n')] as const,
      [
        heading,
        'as bullets',
        KEYWORDS.split(', ')
          .map((word) => `- ${word}`)
          .join('\n'),
      ] as const,
      [heading, 'one term repeated', `${'optimal transport '.repeat(80)}\n`.repeat(5)] as const,
    ]),
  )('%s, %s', (heading, _, text) => {
    const judgement = judgeCv({ [heading]: text });
    expect(judgement.flags.map((flag) => flag.code)).toContain('keyword-stuffing');
    expect(['weak', 'off-topic']).toContain(judgement.band);
  });
});
