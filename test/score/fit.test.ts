import { describe, expect, it } from 'vitest';
import type { Judgement, ReadDocument } from '../../src/domain/index.js';
import { topicalFit } from '../../src/score/fit.js';
import { topicScore } from '../../src/score/weigh.js';
import { judge, makeApplication, makeCv, type Sections, transcript } from '../support/applications.js';
import { makeDocument, unreadable } from '../support/messages.js';
import { defaultRuleset } from '../support/rules.js';

const PAPER = 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.';
const ROBUST = 'A. Example and B. Sample. Certified adversarial robustness of neural networks. ICML 2024.';
const as = (tag: string, sections: Sections, documents: readonly ReadDocument[] = []): Judgement =>
  judge(makeApplication([makeCv(sections), ...documents], { subject: `[${tag}] Application` }));
const fitOf = (tag: string, sections: Sections): number => as(tag, sections).scorecard.fit;
const codes = (judgement: Judgement): string[] => judgement.scorecard.adjustments.map((one) => one.code);

describe('the fit with a position', () => {
  it('for phd-ot follows transport first and robustness after it', () => {
    expect(fitOf('apply-phd-ot', { Publications: PAPER })).toBeGreaterThan(
      fitOf('apply-phd-ot', { Publications: ROBUST }),
    );
    expect(fitOf('apply-phd-ot', { Publications: ROBUST })).toBeGreaterThan(fitOf('apply-phd-ot', {}));
  });

  it.each(['apply-phd-tml', 'apply-visitor'])(
    'for %s follows robustness and unlearning, with transport worth little by itself',
    (tag) => {
      const unlearning = 'A. Example and B. Sample. Machine unlearning of classifiers by influence. ICML 2024.';
      expect(fitOf(tag, { Publications: ROBUST })).toBeGreaterThan(fitOf(tag, { Publications: PAPER }));
      expect(fitOf(tag, { Publications: unlearning })).toBeGreaterThan(fitOf(tag, { Publications: PAPER }));
      expect(as(tag, { Publications: PAPER }).band).not.toBe('strong');
      expect(as(tag, { Publications: PAPER }).band).not.toBe('possible');
    },
  );

  it('is strong for a first-author paper at a leading venue on the topic', () => {
    expect(as('apply-phd-ot', { Publications: PAPER }).band).toBe('strong');
    expect(as('apply-phd-tml', { Publications: ROBUST }).band).toBe('strong');
  });

  it('is off-topic for a good person of another field', () => {
    const judgement = as('apply-phd-ot', {
      Publications: 'A. Example and B. Sample. Soil erosion in mountain valleys. Nature Geoscience 2024.',
      'Research experience':
        'Research assistant: I mapped valleys with drones and wrote the software for it in Python.',
    });
    expect(judgement.band).toBe('off-topic');
  });

  it('is the best one where the position is open', () => {
    const open = judge(
      makeApplication([makeCv({ Publications: PAPER })], {
        subject: 'Hello',
        text: 'My CV is attached.',
        to: ['jobs@example.edu'],
      }),
      { ownAddresses: [] },
    );
    const known = judge(makeApplication([makeCv({ Publications: PAPER })]));
    if (open.position === null) expect(open.scorecard.fit).toBe(known.scorecard.fit);
    else expect(open.position).toBe('phd-ot');
  });

  it('is 0 for questions and other mail, whatever they talk about', () => {
    const text =
      'Is the PhD position in optimal transport still open? My thesis was on Sinkhorn iterations for entropic optimal transport between measures. Could you tell me whether it is funded?';
    const judgement = judge(makeApplication([], { subject: 'Question', text }));
    expect(judgement.kind).toBe('inquiry');
    expect(judgement.scorecard).toMatchObject({ fit: 0, evidence: [] });
    expect(Object.values(judgement.scorecard.topics).every((points) => points === 0)).toBe(true);
  });
});

describe('formal requirements', () => {
  it('phd-ot without a master and without research is capped', () => {
    const words: Sections = {
      Education: 'B.Sc. in Mathematics, University of Exampleton, 2019 - 2022',
      Thesis: '',
      Skills: 'Optimal transport',
    };
    const courses = as('apply-phd-ot', {
      ...words,
      Coursework: 'Optimal transport\nWasserstein gradient flows\nSinkhorn algorithms\nMonge-Kantorovich theory',
    });
    expect(courses.scorecard.fit).toBeLessThanOrEqual(30);
    expect(courses.band === 'weak' || courses.band === 'off-topic').toBe(true);
  });

  it('phd-ot with research instead of a master is not capped', () => {
    const judgement = as('apply-phd-ot', {
      Education: 'B.Sc. in Mathematics, University of Exampleton, 2019 - 2022',
      Publications: PAPER,
    });
    expect(codes(judgement)).not.toContain('no-master-no-research');
    expect(judgement.band).toBe('strong');
  });

  it('a postdoc without a doctorate in sight is capped, with its reason', () => {
    const judgement = as('apply-postdoc', { Publications: ROBUST });
    const cap = defaultRuleset.positions.find((position) => position.id === 'postdoc')?.requires[0]?.cap ?? Number.NaN;
    expect(judgement.scorecard.fit).toBeLessThanOrEqual(cap);
    expect(codes(judgement)).toContain('no-doctorate-in-sight');
    expect(judgement.band).toBe('weak');
  });

  it.each([
    'Ph.D. in Computer Science, University of Exampleton, 2020 - 2024',
    'Ph.D. in Computer Science, University of Exampleton, 2022 - 2026 (expected)',
    'Ph.D. candidate in Computer Science, University of Exampleton, since 2022',
  ])('a postdoc with %s is not', (line) => {
    const judgement = as('apply-postdoc', { Education: line, Publications: ROBUST });
    expect(codes(judgement)).not.toContain('no-doctorate-in-sight');
    expect(judgement.band).toBe('strong');
  });

  it('are not held against a CV that nobody could read', () => {
    const letter =
      'I apply for the postdoctoral position. In my thesis I proved certified adversarial robustness of neural networks. My CV is attached.';
    const judgement = judge(
      makeApplication([unreadable('CV_Ada.pdf', 'corrupt')], { subject: '[apply-postdoc]', text: letter }),
    );
    expect(judgement.scorecard.fit).toBeGreaterThan(0);
    expect(codes(judgement)).not.toContain('no-doctorate-in-sight');
  });
});

describe('documents that are missing or unreadable', () => {
  const sections: Sections = {
    'Research experience': 'I implemented a solver for optimal transport between measures.',
    Publications: PAPER,
  };

  it('never lower the fit', () => {
    const complete = as('apply-phd-ot', sections, [transcript]).scorecard.fit;
    expect(as('apply-phd-ot', sections).scorecard.fit).toBe(complete);
    for (const status of [
      'encrypted',
      'corrupt',
      'no-text',
      'too-large',
      'timed-out',
      'unsupported',
      'unsafe',
    ] as const) {
      for (const name of ['transcript.pdf', 'thesis.pdf', 'paper.pdf', 'scan.pdf', 'CV (2).pdf']) {
        expect(as('apply-phd-ot', sections, [unreadable(name, status)]).scorecard.fit, `${name} ${status}`).toBe(
          complete,
        );
      }
    }
  });

  it('a mediocre transcript does not either', () => {
    const marks = makeDocument('transcript.pdf', (transcript.pages[0]?.text ?? '').replace(/ 1\.\d/g, ' 4.0'));
    expect(as('apply-phd-ot', sections, [marks]).scorecard.fit).toBe(as('apply-phd-ot', sections).scorecard.fit);
  });

  it('a CV that nobody could read is a lane of its own, not a low score', () => {
    const judgement = judge(makeApplication([unreadable('CV_Ada.pdf', 'encrypted')]));
    expect(judgement.decision.labels).toEqual(expect.arrayContaining(['Triage-Unread']));
    for (const label of ['Triage-Strong', 'Triage-Possible', 'Triage-Weak', 'Triage-OffTopic'])
      expect(judgement.decision.labels).not.toContain(label);
  });
});

describe('qualifications', () => {
  it('order people of like fit', () => {
    const plain = fitOf('apply-phd-ot', {
      Publications: PAPER,
      Education: 'B.Sc. in Mathematics, University of Exampleton, 2019 - 2022',
    });
    expect(fitOf('apply-phd-ot', { Publications: PAPER })).toBeGreaterThanOrEqual(plain);
  });

  it('never make a fit', () => {
    const judgement = as('apply-phd-tml', {
      Education: 'Ph.D. in History, University of Exampleton, 2020 - 2024',
      Publications: 'A. Example and B. Sample. Letters of a merchant. NeurIPS 2024.',
      Skills: 'PyTorch, CUDA, C++',
    });
    expect(judgement.band).toBe('off-topic');
  });
});

describe('topicScore', () => {
  const { policy } = defaultRuleset;
  it('is 0 for nothing and never above 100', () => {
    expect(topicScore([], policy)).toBe(0);
    const papers = Array.from({ length: 50 }, () => ({
      stance: 'first-author-paper' as const,
      points: 96,
      published: true,
    }));
    expect(topicScore(papers, policy)).toBeLessThanOrEqual(100);
  });

  it('holds each group under its cap', () => {
    const many = (stance: 'interest' | 'course' | 'project'): number =>
      topicScore(
        Array.from({ length: 50 }, () => ({ stance, points: 96, published: false })),
        policy,
      );
    expect(many('interest')).toBeLessThanOrEqual(policy.caps.learning);
    expect(many('course')).toBeLessThanOrEqual(policy.caps.learning);
    expect(many('project')).toBeLessThanOrEqual(policy.caps.unpublished);
  });

  it('does not depend on the order of the items', () => {
    const items = [
      { stance: 'course' as const, points: 20, published: false },
      { stance: 'project' as const, points: 46, published: false },
      { stance: 'paper' as const, points: 50, published: true },
      { stance: 'interest' as const, points: 13, published: false },
    ];
    expect(topicScore([...items].reverse(), policy)).toBeCloseTo(topicScore(items, policy), 9);
  });
});

describe('topicalFit', () => {
  it('never falls when a topic rises', () => {
    for (const position of defaultRuleset.positions) {
      for (const topic of position.topics) {
        let before = -1;
        for (const points of [0, 10, 30, 60, 100]) {
          const now = topicalFit(
            { 'optimal-transport': 40, robustness: 20, [topic.id]: points },
            position,
            defaultRuleset.policy,
          );
          expect(now).toBeGreaterThanOrEqual(before);
          expect(now).toBeLessThanOrEqual(100);
          before = now;
        }
      }
    }
  });
});
