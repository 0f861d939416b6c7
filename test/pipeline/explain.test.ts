import { describe, expect, it } from 'vitest';
import { bandOf } from '../../src/decide/index.js';
import type { Judgement } from '../../src/domain/index.js';
import { type Explanation, explain } from '../../src/pipeline/index.js';
import { adjustFit, topicalFit } from '../../src/score/index.js';
import { judge, judgeCv, makeApplication, makeCv, type Sections } from '../support/applications.js';
import { makeMessage } from '../support/messages.js';
import { defaultRuleset } from '../support/rules.js';

const of = (judgement: Judgement): Explanation => explain(judgement, defaultRuleset);
const project: Sections = {
  'Research experience': 'Research assistant: I implemented a solver for optimal transport between measures.',
};
const paper: Sections = {
  Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.',
};
const robust: Sections = {
  Publications: 'A. Example and B. Sample. Certified adversarial robustness of deep networks. NeurIPS 2024.',
};
const positionOf = (id: string | null) => {
  const position = defaultRuleset.positions.find((one) => one.id === id);
  if (position === undefined) throw new Error(`no position ${id}`);
  return position;
};

describe('explain', () => {
  it('shows what nearly matched, and why not', () => {
    const { misses } = of(
      judgeCv({
        ...project,
        'Work experience': 'I planned the optimal transport of goods by trucks for a supply chain.',
      }),
    );
    expect(misses).toContainEqual(expect.objectContaining({ topic: 'optimal-transport', points: 0 }));
    for (const miss of misses) expect(miss.note).not.toBeNull();
  });

  it('shows what was negated, quoted or stuffed', () => {
    const letter =
      'I studied mathematics and would like to apply for the PhD position. My CV is attached. I have no experience with machine unlearning of models. I read your paper on Wasserstein gradient flows.';
    const notes = of(judgeCv({}, letter)).misses.map((miss) => [miss.topic, miss.stance]);
    expect(notes).toContainEqual(['unlearning', 'negated']);
    expect(notes).toContainEqual(['optimal-transport', 'quoted']);
  });

  it('names the topics of the position of which nothing was found', () => {
    const { silent } = of(judgeCv(project));
    expect(silent).toContain('unlearning');
    expect(silent).not.toContain('optimal-transport');
    const wanted = positionOf('phd-ot').topics.map((topic) => topic.id);
    for (const topic of silent) expect(wanted).toContain(topic);
  });

  it.each([
    ['nothing', {}],
    ['a wish', { 'Research interests': 'Optimal transport' }],
    ['a project', project],
  ] as [string, Sections][])('says what would have changed the band of %s, and is right', (_, sections) => {
    const judgement = judgeCv(sections);
    const { better } = of(judgement);
    expect(better).not.toBeNull();
    const position = positionOf(judgement.position);
    for (const { topic, now, needed } of better?.levers ?? []) {
      expect(now).toBe(judgement.scorecard.topics[topic]);
      expect(needed).toBeGreaterThan(now);
      const { topics, signals } = judgement.scorecard;
      if (signals === undefined) throw new Error('no signals');
      const raised = topicalFit({ ...topics, [topic]: needed }, position, defaultRuleset.policy);
      const { fit } = adjustFit(raised, position, signals, judgement.flags, defaultRuleset.policy);
      expect(bandOf(fit, defaultRuleset.policy)).toBe(better?.band);
    }
    expect(better?.levers.map((lever) => lever.topic)).toContain('optimal-transport');
    expect(better?.from).toBe(
      defaultRuleset.policy.bands[better?.band === 'off-topic' ? 'weak' : (better?.band ?? 'weak')],
    );
  });

  it('says that a requirement holds the band, and what it would be without it', () => {
    const judgement = judge(
      makeApplication([makeCv(robust)], {
        subject: '[apply-postdoc] Application',
        text: 'I apply, my CV is attached.',
      }),
    );
    expect([judgement.position, judgement.band]).toEqual(['postdoc', 'weak']);
    const { better, held } = of(judgement);
    expect(better?.levers).toEqual([]);
    expect(held).toEqual([
      {
        reason: judgement.scorecard.adjustments.find(({ code }) => code === 'no-doctorate-in-sight'),
        without: { fit: expect.any(Number), band: expect.stringMatching(/possible|strong/) },
      },
    ]);
    expect(held[0]?.without?.fit).toBeGreaterThan(judgement.scorecard.fit);
  });

  it('says that an impossible claim holds the band, and that no topic would help', () => {
    const judgement = judgeCv({ ...paper, Education: 'M.Sc. in Mathematics, 2023. GPA: 9.9/4.0' });
    expect(judgement.scorecard.fit).toBe(0);
    const { better, held } = of(judgement);
    expect(better?.levers).toEqual([]);
    expect(held).toEqual([{ reason: expect.objectContaining({ code: 'implausible' }), without: null }]);
  });

  it('finds nothing that holds a band which only wants for topics, and takes judgements without signals', () => {
    const judgement = judgeCv(project);
    expect(of(judgement).held).toEqual([]);
    const { signals: _, ...older } = judgement.scorecard;
    expect(of({ ...judgement, scorecard: older }).better?.levers.length).toBeGreaterThan(0);
  });

  it('has nothing better than the best band', () => {
    const judgement = judgeCv(paper);
    expect(judgement.band).toBe('strong');
    expect(of(judgement).better).toBeNull();
  });

  it('has no threshold where there is no position, and nothing to say of other mail', () => {
    const open = judge(
      makeApplication([makeCv()], { subject: 'Hello', text: 'My CV is attached.', to: ['jobs@example.edu'] }),
      { ownAddresses: [] },
    );
    expect(of(open)).toMatchObject({ better: null, topical: 0, silent: [] });
    expect(of(judge(makeMessage({ headers: [['Auto-Submitted', 'auto-replied']] })))).toMatchObject({
      misses: [],
      silent: [],
      better: null,
    });
  });

  it('gives the fit by topics alone, to which adjustments are added', () => {
    const judgement = judgeCv(paper);
    const { topical } = of(judgement);
    expect(topical).toBeGreaterThan(0);
    expect(topical).toBeLessThanOrEqual(judgement.scorecard.fit + 0.1);
  });
});
