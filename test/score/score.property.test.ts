import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Judgement, ReadMessage } from '../../src/domain/index.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const SENTENCES = [
  'I proved that optimal transport maps between measures are stable.',
  'I implemented the Sinkhorn algorithm in PyTorch.',
  'My thesis is on Wasserstein gradient flows.',
  'I have no experience with machine unlearning.',
  'I would like to learn adversarial robustness.',
  'Course project on certified robustness of neural networks.',
  'A. Example and B. Sample. Machine unlearning of classifiers. NeurIPS 2024.',
  'B. Sample and A. Example. Distribution shift in practice. ICML 2023.',
  'OT, Wasserstein, Sinkhorn, Monge, Kantorovich, JKO, MMD, DRO, unlearning, robustness, adversarial examples',
  'Your paper on data deletion from models is the reason why I write.',
  '我的硕士论文研究最优传输与机器遗忘。',
  'Ich habe mit optimalem Transport und robustem Lernen gearbeitet.',
];
const HEADINGS = [
  'Education',
  'Research experience',
  'Publications',
  'Skills',
  'Coursework',
  'Research interests',
  'Thesis',
  'Projects',
  '教育背景',
  'Bibliography',
];
const IRRELEVANT = [
  'I play the piano and like long walks.',
  'My driving licence was issued in Exampleton.',
  'In summer I helped my uncle with the harvest.',
  'Available from March.',
  'My flat has two rooms and a balcony.',
];

const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SENTENCES) },
  { weight: 2, arbitrary: fc.constantFrom(...HEADINGS) },
  { weight: 1, arbitrary: fc.constantFrom(...IRRELEVANT, '') },
  { weight: 1, arbitrary: anyText },
);
const page = fc.array(line, { maxLength: 14 }).map((lines) => lines.join('\n'));
const message: fc.Arbitrary<ReadMessage> = fc
  .record({
    pages: fc.array(page, { minLength: 1, maxLength: 3 }),
    letter: fc.array(line, { maxLength: 6 }).map((lines) => lines.join(' ')),
    other: fc.option(fc.array(page, { minLength: 1, maxLength: 2 })),
    name: fc.constantFrom('paper.pdf', 'thesis.pdf', 'transcript.pdf', 'all.pdf'),
    tag: fc.constantFrom('[apply-phd-ot]', '[apply-phd-tml]', '[apply-postdoc]', '[apply-visitor]', ''),
  })
  .map(({ pages, letter, other, name, tag }) =>
    makeApplication(
      [makeDocument('CV.pdf', ['Curriculum Vitae', ...pages]), ...(other === null ? [] : [makeDocument(name, other)])],
      {
        subject: `${tag} Application`,
        text: `I would like to apply for the PhD position. My CV is attached. ${letter}`,
      },
    ),
  );

const textAt = (read: ReadMessage, document: string, number: number): string | undefined =>
  document === 'body'
    ? read.mail.text
    : read.documents
        .find((one) => one.name === document.replace(/#p.*$/, ''))
        ?.pages.find((one) => one.number === number)?.text;

describe('for any application', () => {
  it('scores run from 0 to 100, and evidence stands where it says', () => {
    fc.assert(
      fc.property(message, (read) => {
        const { kind, scorecard, decision } = judge(read);
        const within = (value: number): void => {
          expect(Number.isFinite(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(100);
        };
        within(scorecard.fit);
        for (const points of Object.values(scorecard.topics)) within(points);
        expect(['send', 'draft', 'no']).toContain(decision.acknowledge);
        if (kind !== 'application') expect(scorecard.fit).toBe(0);
        for (const one of scorecard.evidence) {
          within(one.points);
          const text = textAt(read, one.document, one.page);
          const [start, end] = one.span;
          expect(end).toBeGreaterThan(start);
          expect(text?.slice(start, end)).toBe(one.term);
          expect(one.quote.replace(/\s+/g, ' ')).toContain(one.term.replace(/\s+/g, ' ').slice(0, 100));
          expect(one.quote.length).toBeLessThanOrEqual(240);
          if (one.stance === 'negated' || one.stance === 'quoted') expect(one.points).toBe(0);
        }
      }),
      { numRuns: runs(90) },
    );
  });

  it('the same message gives the same judgement', () => {
    fc.assert(
      fc.property(message, (read) => {
        const copy: ReadMessage = structuredClone(read);
        expect(judge(copy)).toEqual(judge(read));
        expect(copy).toEqual(read);
      }),
      { numRuns: runs(40) },
    );
  });

  it('another sentence about nothing changes next to nothing', () => {
    const sections = fc.uniqueArray(
      fc.constantFrom(...SENTENCES.filter((text) => !text.includes('OT, ')).slice(0, 7)),
      { minLength: 1, maxLength: 4 },
    );
    const scoreOf = (lines: readonly string[]): Judgement['scorecard'] =>
      judge(makeApplication([makeCv({ 'Research experience': lines.map((text) => `- ${text}`).join('\n') })]))
        .scorecard;
    fc.assert(
      fc.property(sections, fc.constantFrom(...IRRELEVANT), fc.nat(), (lines, idle, at) => {
        const without = scoreOf(lines);
        const withIt = scoreOf(lines.toSpliced(at % (lines.length + 1), 0, idle));
        expect(Math.abs(withIt.fit - without.fit)).toBeLessThanOrEqual(1);
        for (const [topic, points] of Object.entries(without.topics))
          expect(Math.abs((withIt.topics[topic] ?? Number.NaN) - points)).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs(60) },
    );
  });

  it('another piece of real work never lowers the fit', () => {
    const works = [
      '- I proved that optimal transport maps between measures are stable.',
      '- I implemented adversarial training of neural networks in PyTorch.',
      '- I compared machine unlearning methods for classifiers.',
      '- I wrote a library for kernel methods.',
      '- I ran causal inference on data of a hospital.',
    ];
    fc.assert(
      fc.property(
        fc.subarray(works),
        fc.constantFrom(...works),
        fc.constantFrom('[apply-phd-ot]', '[apply-phd-tml]', '[apply-visitor]'),
        (lines, more, subject) => {
          const fitOf = (list: readonly string[]): number =>
            judge(makeApplication([makeCv({ 'Research experience': list.join('\n') })], { subject })).scorecard.fit;
          expect(fitOf([...new Set([...lines, more])])).toBeGreaterThanOrEqual(fitOf(lines) - 0.1);
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
