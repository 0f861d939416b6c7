import { describe, expect, it } from 'vitest';
import { bandOf } from '../../src/decide/index.js';
import type { EarlierApplication, Judgement, ReadDocument } from '../../src/domain/index.js';
import type { RuleFile } from '../../src/rules/index.js';
import { judge, makeApplication, makeCv, type Sections, transcript } from '../support/applications.js';
import { type MailSketch, makeMessage, unreadable } from '../support/messages.js';
import { changed, defaultRuleset, mustCompile } from '../support/rules.js';

const PAPER: Sections = {
  Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.',
};
const { labels } = defaultRuleset.policy;
const question: MailSketch = {
  subject: 'PhD position',
  text: 'Is the PhD position still open? Could you tell me whether it is fully funded?',
};
const under = (files: readonly RuleFile[], sections: Sections, sketch: MailSketch = {}): Judgement =>
  judge(makeApplication([makeCv(sections)], sketch), {}, mustCompile(files));

describe('bandOf', () => {
  it('follows the thresholds, which belong to the better band', () => {
    const { policy } = defaultRuleset;
    const { strong, possible, weak } = policy.bands;
    expect(
      [100, strong, strong - 0.1, possible, possible - 0.1, weak, weak - 0.1, 0].map((fit) => bandOf(fit, policy)),
    ).toEqual(['strong', 'strong', 'possible', 'possible', 'weak', 'weak', 'off-topic', 'off-topic']);
  });

  it('and these are rules', () => {
    const files = changed('policy.yaml', (text) =>
      text.replace(/\{ strong:[^}]*\}/, '{ strong: 99.9, possible: 99.8, weak: 99.7 }'),
    );
    expect(under(files, { 'Research experience': 'I implemented the Sinkhorn algorithm.' }).band).toBe('off-topic');
  });
});

describe('labels', () => {
  it('are the band, and what a person should know', () => {
    expect(judge(makeApplication([makeCv(PAPER)])).decision.labels).toEqual([labels.strong, labels.incomplete]);
    expect(judge(makeApplication([makeCv()], { subject: '[apply-visitor]' })).decision.labels).toEqual([
      labels['off-topic'],
    ]);
    expect(
      judge(makeApplication([unreadable('CV_Ada.pdf', 'corrupt')], { subject: '[apply-visitor]' })).decision.labels,
    ).toEqual([labels.unread]);
    expect(judge(makeApplication([makeCv(PAPER, { findings: ['macro'] })])).decision.labels).toContain(labels.flagged);
    expect(judge(makeMessage(question)).decision.labels).toEqual([labels.inquiry]);
    expect(judge(makeMessage({ headers: [['Auto-Submitted', 'auto-replied']] })).decision.labels).toEqual([]);
  });

  it('are only ones of the policy file', () => {
    const ours = new Set<unknown>(Object.values(labels));
    for (const sections of [PAPER, {}, { Skills: 'Optimal transport' }]) {
      for (const label of judge(makeApplication([makeCv(sections)])).decision.labels)
        expect(ours.has(label)).toBe(true);
    }
  });
});

describe('what the rules ask for', () => {
  it('phd-ot answers only where there is a fit', () => {
    expect(judge(makeApplication([makeCv(PAPER)])).decision).toMatchObject({
      acknowledge: 'send',
      template: 'receipt-missing',
    });
    const poor = judge(makeApplication([makeCv()]));
    expect(poor.decision).toMatchObject({ acknowledge: 'no', reason: 'no-fit' });
    expect(poor.decision.template).toBeUndefined();
  });

  it('phd-ot does not answer while the CV is unread, because the fit is not known', () => {
    expect(judge(makeApplication([unreadable('CV_Ada.pdf', 'encrypted')])).decision).toMatchObject({
      acknowledge: 'no',
      reason: 'cv-unread',
    });
  });

  it.each(['apply-phd-tml', 'apply-postdoc', 'apply-visitor'])('%s sends a receipt to everybody', (tag) => {
    expect(judge(makeApplication([makeCv()], { subject: `[${tag}]` })).decision.acknowledge).toBe('send');
  });

  it('the template says what is missing only where something is', () => {
    expect(judge(makeApplication([makeCv()], { subject: '[apply-visitor]' })).decision.template).toBe('receipt');
    expect(judge(makeApplication([makeCv()], { subject: '[apply-phd-tml]' })).decision.template).toBe(
      'receipt-missing',
    );
  });

  it('a question gets a draft, or what the policy file says', () => {
    expect(judge(makeMessage(question)).decision).toMatchObject({ acknowledge: 'draft', template: 'inquiry' });
    for (const [mode, most] of [
      ['never', 'no'],
      ['send', 'send'],
    ] as const) {
      const ruleset = mustCompile(changed('policy.yaml', (text) => text.replace('inquiry: draft', `inquiry: ${mode}`)));
      expect(judge(makeMessage(question), {}, ruleset).decision.acknowledge).toBe(most);
    }
  });

  it('a position may never be answered, always be a draft, or only when it is complete', () => {
    const mode = (name: string): RuleFile[] =>
      changed('positions/visitor.yaml', (text) => text.replace('mode: send', `mode: ${name}`));
    const visit = { subject: '[apply-visitor]' };
    expect(under(mode('never'), {}, visit).decision).toMatchObject({ acknowledge: 'no', reason: 'position-policy' });
    expect(under(mode('draft'), {}, visit).decision.acknowledge).toBe('draft');
    const complete = changed('positions/phd-trustworthy-ml.yaml', (text) => text.replace('on: always', 'on: complete'));
    expect(under(complete, {}, { subject: '[apply-phd-tml]' }).decision).toMatchObject({
      acknowledge: 'no',
      reason: 'incomplete',
    });
  });

  it.each(['hidden-text', 'macro', 'executable'])('a flagged application (%s) waits for a person', (finding) => {
    const cv = makeCv(
      PAPER,
      finding === 'hidden-text'
        ? { hidden: [{ page: 1, cause: 'colour', text: 'optimal transport everywhere' }] }
        : { findings: [finding] },
    );
    expect(judge(makeApplication([cv])).decision).toMatchObject({ acknowledge: 'draft', reason: finding });
  });

  it('other mail is never answered, with the code of what it is', () => {
    const bounce = judge(
      makeMessage({ returnPath: '<>', from: 'MAILER-DAEMON@example.com', subject: 'Undelivered Mail' }),
    );
    expect(bounce.decision).toMatchObject({ acknowledge: 'no', labels: [] });
    expect(bounce.decision.reason).toBe(bounce.kindReason);
  });

  it('neither rules nor policy lift the guard', () => {
    const files = changed('policy.yaml', (text) => text.replace('inquiry: draft', 'inquiry: send')).map((file) =>
      file.path === 'detection/guard.yaml'
        ? { ...file, text: 'version: 1\nrefusedLocalParts: []\nprecedence: []\nsuppress: []\nrobotHeaders: []\n' }
        : file,
    );
    const ruleset = mustCompile(files);
    const held: MailSketch[] = [
      { returnPath: '<>' },
      { headers: [['Auto-Submitted', 'auto-generated']] },
      { headers: [['List-Id', '<x>']] },
      { headers: [['X-Failed-Recipients', 'x@example.com']] },
      { to: ['ben@example.com'] },
      { replyTo: ['x@example.net'] },
    ];
    for (const sketch of held)
      expect(judge(makeApplication([makeCv(PAPER)], sketch), {}, ruleset).decision.acknowledge).toBe('no');
  });
});

describe('an application that later mail completes', () => {
  const files = changed('positions/phd-trustworthy-ml.yaml', (text) => text.replace('on: always', 'on: complete'));
  const ruleset = mustCompile(files);
  const sketch: MailSketch = { subject: '[apply-phd-tml] Application' };
  const first = judge(makeApplication([makeCv(PAPER)], sketch), {}, ruleset);
  const earlier: EarlierApplication = {
    position: first.position,
    applicant: first.applicant,
    documents: first.documents,
    answered: [],
  };
  const second = (documents: ReadDocument[], known = earlier): Judgement =>
    judge(makeApplication(documents, { ...sketch, messageId: '<2@example.com>' }), { earlier: known }, ruleset);

  it('is answered by then, and not before', () => {
    expect(first.decision).toMatchObject({ acknowledge: 'no', reason: 'incomplete' });
    expect(second([transcript]).decision).toMatchObject({ acknowledge: 'send', reason: 'complete' });
  });

  it('and not again, when it was complete already', () => {
    const documents = [...earlier.documents, ...second([transcript]).documents];
    const complete = { ...earlier, documents, answered: [first.position] };
    expect(second([transcript], complete).decision).toMatchObject({ acknowledge: 'no', reason: 'follow-up' });
  });

  it('nor where the position answers in any case: the first mail was answered', () => {
    const always = judge(
      makeApplication([transcript], { ...sketch, messageId: '<2@example.com>' }),
      { earlier: { ...earlier, answered: [first.position] } },
      defaultRuleset,
    );
    expect(always.decision).toMatchObject({ acknowledge: 'no', reason: 'follow-up' });
  });
});
