import { describe, expect, it } from 'vitest';
import { compileRules, labelNames } from '../../src/rules/index.js';
import { judgeCv } from '../support/applications.js';
import { defaultRuleFiles, defaultRuleset } from '../support/rules.js';

describe('the default rules', () => {
  it('compile without a problem', () => {
    expect(compileRules(defaultRuleFiles).problems).toEqual([]);
  });

  it('hold the four positions and the topics that the labs name', () => {
    const positions = defaultRuleset.positions.map((position) => position.id);
    expect(positions).toEqual(expect.arrayContaining(['phd-ot', 'phd-trustworthy-ml', 'postdoc', 'visitor']));
    const topics = defaultRuleset.topics.map((topic) => topic.id);
    expect(topics).toEqual(expect.arrayContaining(['optimal-transport', 'robustness', 'unlearning']));
    expect(topics.length).toBeGreaterThanOrEqual(8);
  });

  it('let no neighbouring topic alone make a strong fit', () => {
    const own: Readonly<Record<string, readonly string[]>> = {
      'phd-ot': ['optimal-transport', 'robustness'],
      'phd-trustworthy-ml': ['robustness', 'unlearning'],
      postdoc: ['robustness', 'unlearning'],
      visitor: ['robustness', 'unlearning'],
    };
    for (const position of defaultRuleset.positions) {
      for (const topic of position.topics) {
        if (own[position.id]?.includes(topic.id) === true) continue;
        const most = Math.min(topic.cap, 100 * topic.weight);
        expect(most, `${position.id}: ${topic.id}`).toBeLessThan(defaultRuleset.policy.bands.strong);
      }
    }
  });

  it('ask for what each position asks for', () => {
    const asked = Object.fromEntries(
      defaultRuleset.positions.map((position) => [
        position.id,
        position.documents.map((one) => `${one.type} ${one.count} ${one.when}`),
      ]),
    );
    expect(asked['phd-ot']).toEqual(['cv 1 always', 'transcript 1 always', 'thesis 1 holds-master']);
    expect(asked['phd-trustworthy-ml']).toEqual(['cv 1 always', 'transcript 1 always']);
    expect(asked.postdoc).toEqual(['cv 1 always', 'paper 3 always']);
    expect(asked.visitor).toEqual(['cv 1 always']);
  });

  it('use no more keywords than a Maildir folder keeps', () => {
    const labels = labelNames(defaultRuleset.policy);
    expect(labels.length).toBe(11);
    for (const label of labels) expect(label).toMatch(/^[A-Za-z][\w-]*$/);
  });
});

const examples = (side: 'hit' | 'miss'): [topic: string, sentence: string][] =>
  defaultRuleset.topics.flatMap((topic) =>
    topic.examples[side].map((sentence): [string, string] => [topic.id, sentence]),
  );

describe('the examples inside the rules', () => {
  it.each(['optimal-transport', 'robustness', 'unlearning'])('of %s show both sides', (id) => {
    const topic = defaultRuleset.topics.find((one) => one.id === id);
    expect(topic?.examples.hit.length).toBeGreaterThan(0);
    expect(topic?.examples.miss.length).toBeGreaterThan(0);
  });

  it.each(examples('hit'))('%s earns points: %s', (id, sentence) => {
    const { scorecard } = judgeCv({ 'Research experience': sentence });
    expect(scorecard.topics[id]).toBeGreaterThan(0);
    expect(scorecard.evidence.some((one) => one.topic === id && one.points > 0)).toBe(true);
  });

  it.each(examples('miss'))('%s earns nothing: %s', (id, sentence) => {
    const inLetter = `I would like to apply for the PhD position. I attach my CV. ${sentence}`;
    expect(judgeCv({ 'Research experience': sentence }).scorecard.topics[id]).toBe(0);
    expect(judgeCv({}, inLetter).scorecard.topics[id]).toBe(0);
  });
});
