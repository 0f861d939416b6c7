import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/domain/index.js';
import { judge, makeApplication, makeCv, plainLetter } from '../support/applications.js';

const judgeAs = (name: string, research: string): Judgement => {
  const cv = makeCv({ Research: research }, {}, `${name}\nada@example.com`);
  return judge(
    makeApplication([cv], { from: `${name} <ada@example.com>`, text: plainLetter.replace('Ada Example', name) }),
  );
};

describe("a term in the applicant's own name", () => {
  it('earns nothing beside the rest of the name or an initial', () => {
    const { evidence } = judgeAs('Aurelia Nyström', 'Notes by Aurelia Nyström, and by A. Nyström, on soil.').scorecard;
    expect(evidence.filter((one) => one.topic === 'kernel-methods' && one.points > 0)).toEqual([]);
    expect(evidence).toContainEqual(
      expect.objectContaining({ topic: 'kernel-methods', note: "the applicant's own name", points: 0 }),
    );
  });

  it('earns what it earns for others where the method is meant', () => {
    const sentence = 'I wrote a library for the Nyström approximation of kernel matrices.';
    const [own, other] = ['Aurelia Nyström', 'Aurelia Berg'].map((name) => judgeAs(name, sentence).scorecard.topics);
    expect(own).toEqual(other);
    expect(own?.['kernel-methods']).toBeGreaterThan(0);
  });
});
