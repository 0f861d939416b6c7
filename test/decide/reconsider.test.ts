import { describe, expect, it } from 'vitest';
import { delayMinutesFor, planActions, reconsider, withLater } from '../../src/decide/index.js';
import type { ActionPayload, Meanwhile } from '../../src/domain/index.js';
import type { OpenPosition, Ruleset } from '../../src/rules/index.js';
import { judge, makeApplication, makeCv, transcript } from '../support/applications.js';
import { defaultRuleset } from '../support/rules.js';

type Reply = Extract<ActionPayload, { kind: 'draft' | 'acknowledge' }>;
const payload = (more: Partial<Reply> = {}): Reply => ({
  kind: 'acknowledge',
  template: 'receipt-missing.de',
  to: 'ada@example.com',
  position: 'phd-ot',
  asks: ['transcript', 'thesis'],
  ...more,
});
const nothing: Meanwhile = { later: [], missing: [], verdicts: [] };
const later = judge(makeApplication([transcript]));
const rulesWith = (change: (position: OpenPosition) => OpenPosition): Ruleset => ({
  ...defaultRuleset,
  positions: defaultRuleset.positions.map((one) => (one.id === 'phd-ot' ? change(one) : one)),
});
const acknowledging = (more: Partial<OpenPosition['acknowledge']>): Ruleset =>
  rulesWith((one) => ({ ...one, acknowledge: { ...one.acknowledge, ...more } }));

describe('a planned answer is looked at again', () => {
  it('stands when nothing has come', () => {
    expect(reconsider(payload(), nothing, defaultRuleset)).toEqual({
      outcome: 'stands',
      most: 'send',
      template: 'receipt-missing.de',
      asks: ['transcript', 'thesis'],
    });
    expect(reconsider(payload({ kind: 'draft' }), nothing, defaultRuleset)).toMatchObject({ most: 'draft' });
  });

  it.each([
    ['a decline', { ...nothing, verdicts: ['shortlist', 'decline'] }, defaultRuleset, 'declined'],
    ['a closed position', nothing, rulesWith((one) => ({ ...one, open: false })), 'position-closed'],
    ['a position that is gone', nothing, { ...defaultRuleset, positions: [] }, 'position-closed'],
    ['a position that is acknowledged no more', nothing, acknowledging({ mode: 'never' }), 'position-policy'],
  ] as const)('is dropped after %s', (_, meanwhile, ruleset, code) => {
    expect(reconsider(payload(), meanwhile, ruleset)).toMatchObject({ outcome: 'dropped', code });
  });

  it('stands after a verdict that is no decline', () => {
    for (const verdict of ['shortlist', 'hold'])
      expect(reconsider(payload(), { ...nothing, verdicts: [verdict] }, defaultRuleset).outcome).toBe('stands');
  });

  it('becomes a draft where the position has become stricter, and never more than it was', () => {
    expect(reconsider(payload(), nothing, acknowledging({ mode: 'draft' }))).toMatchObject({ most: 'draft' });
    const draft = payload({ kind: 'draft' });
    expect(reconsider(draft, nothing, acknowledging({ mode: 'send' }))).toMatchObject({ most: 'draft' });
  });

  it('asks only for what is still missing', () => {
    const meanwhile = { later: [later], missing: ['thesis'], verdicts: [] };
    expect(reconsider(payload(), meanwhile, defaultRuleset)).toMatchObject({
      template: 'receipt-missing.de',
      asks: ['thesis'],
    });
  });

  it('is a plain receipt in the same language when all has come', () => {
    const meanwhile = { later: [later], missing: [], verdicts: [] };
    expect(reconsider(payload(), meanwhile, defaultRuleset)).toMatchObject({ template: 'receipt.de', asks: [] });
  });

  it('asks as its judgement says where it was planned before answers said what they ask for', () => {
    const { asks: _, ...old } = payload();
    expect(reconsider(old, nothing, defaultRuleset)).toMatchObject({ asks: null });
    const judgement = judge(makeApplication([makeCv()]));
    expect(withLater(judgement, nothing, null).missing).toEqual(judgement.missing);
  });

  it('of a question follows the policy file', () => {
    const inquiry = payload({ template: 'inquiry.de', position: null, asks: [] });
    const never: Ruleset = {
      ...defaultRuleset,
      policy: { ...defaultRuleset.policy, acknowledge: { ...defaultRuleset.policy.acknowledge, inquiry: 'never' } },
    };
    expect(reconsider(inquiry, nothing, defaultRuleset)).toMatchObject({ outcome: 'stands', most: 'draft' });
    expect(reconsider(inquiry, nothing, never)).toMatchObject({ outcome: 'dropped', code: 'inquiry-policy' });
    const about = payload({ kind: 'draft', template: 'inquiry', asks: [] });
    expect(reconsider(about, nothing, acknowledging({ mode: 'never' }))).toMatchObject({ outcome: 'stands' });
    expect(reconsider(about, nothing, never)).toMatchObject({ outcome: 'dropped', code: 'inquiry-policy' });
    const sent = payload({ template: 'inquiry.de', asks: [] });
    expect(reconsider(sent, nothing, acknowledging({ mode: 'send' }))).toMatchObject({ most: 'draft' });
  });

  describe('by what the mail counts as now', () => {
    const decision = { labels: [], acknowledge: 'send', reason: 'fit', detail: 'fits' } as const;
    const judged = { kind: 'application', position: 'phd-ot', missing: ['transcript', 'thesis'], decision } as const;
    const now = (more: Partial<NonNullable<Meanwhile['judged']>>): Meanwhile => ({
      ...nothing,
      judged: { ...judged, ...more },
    });
    const no = (reason: string) => ({ ...decision, acknowledge: 'no', reason }) as const;
    const receipt = payload();
    const question = payload({ template: 'inquiry', asks: [] });

    it.each([
      ['the same', now({}), receipt, { outcome: 'stands', most: 'send' }],
      ['a newsletter', now({ kind: 'other', position: null, decision: no('newsletter') }), receipt, 'judged-otherwise'],
      ['no fit', now({ decision: no('no-fit') }), receipt, 'judged-otherwise'],
      ['one that the guard refuses', now({ decision: no('dmarc-fail') }), receipt, 'judged-otherwise'],
      ['about another position', now({ position: 'visitor' }), receipt, 'judged-otherwise'],
      ['about no position', now({ position: null }), receipt, 'judged-otherwise'],
      ['a question', now({ kind: 'inquiry' }), receipt, 'judged-otherwise'],
      ['an application after all', now({}), question, 'judged-otherwise'],
      ['a question as before', now({ kind: 'inquiry' }), question, { outcome: 'stands', most: 'draft' }],
      [
        'one that a person should see',
        now({ decision: { ...decision, acknowledge: 'draft' } }),
        receipt,
        { outcome: 'stands', most: 'draft' },
      ],
      ['one of several mails', now({ decision: no('follow-up') }), receipt, { outcome: 'stands', most: 'send' }],
      ['complete', now({ missing: [] }), receipt, { outcome: 'stands', template: 'receipt.de', asks: [] }],
    ] as const)('%s', (_, meanwhile, planned, expected) => {
      const end = typeof expected === 'string' ? { outcome: 'dropped', code: expected } : expected;
      expect(reconsider(planned, meanwhile, defaultRuleset)).toMatchObject(end);
    });
  });

  it('thanks for what later mails brought', () => {
    const first = judge(makeApplication([makeCv()]));
    const both = withLater(first, { later: [later], missing: ['thesis'], verdicts: [] }, ['thesis']);
    expect(both.documents.map((document) => document.type)).toEqual(expect.arrayContaining(['cv', 'transcript']));
    expect(both.missing).toEqual(['thesis']);
  });
});

describe('the delay before a send', () => {
  const judgement = judge(
    makeApplication([
      makeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' }),
    ]),
  );
  const message = { id: '1', fingerprint: 'f' };

  it('is for sends; a draft waits for a person anyway', () => {
    const delays = (mode: 'draft' | 'send'): (number | undefined)[] =>
      planActions(judgement, message, { mode }, 15).map((action) => action.delaySeconds);
    expect(delays('send')).toEqual([undefined, 900]);
    expect(delays('draft')).toEqual([undefined, undefined]);
  });

  it("is the position's own, else the policy's", () => {
    const policy = { ...defaultRuleset.policy, acknowledge: { ...defaultRuleset.policy.acknowledge, delayMinutes: 5 } };
    const ruleset = { ...acknowledging({ delayMinutes: 0 }), policy };
    expect(delayMinutesFor('phd-ot', ruleset)).toBe(0);
    expect(delayMinutesFor('visitor', ruleset)).toBe(5);
    expect(delayMinutesFor(null, ruleset)).toBe(5);
  });
});
