import { describe, expect, it } from 'vitest';
import { planActions } from '../../src/decide/index.js';
import type { AccountMode, Judgement } from '../../src/domain/index.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';

const strong = makeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' });
const send = judge(makeApplication([strong]));
const draft = judge(makeApplication([strong], { returnPath: null }));
const none = judge(makeApplication([strong], { replyTo: ['ada@example.net'] }));
const other = judge(makeApplication([], { headers: [['Auto-Submitted', 'auto-replied']] }));
const plan = (
  judgement: Judgement,
  mode: AccountMode,
  message: { id: string; fingerprint: string | null } = { id: '17', fingerprint: 'f17' },
) => planActions(judgement, message, { mode });

it('the samples are what their names say', () => {
  expect([send, draft, none, other].map((one) => one.decision.acknowledge)).toEqual(['send', 'draft', 'no', 'no']);
});

describe('planActions', () => {
  it.each([
    ['send', 'send', ['label', 'acknowledge']],
    ['send', 'draft', ['label', 'draft']],
    ['send', 'label', ['label']],
    ['send', 'shadow', ['label', 'acknowledge']],
    ['draft', 'shadow', ['label', 'draft']],
    ['draft', 'send', ['label', 'draft']],
    ['draft', 'draft', ['label', 'draft']],
    ['draft', 'label', ['label']],
    ['none', 'send', ['label']],
    ['other', 'send', []],
  ] as const)('a judgement %s in an account with mode %s: %j', (judgement, mode, kinds) => {
    const actions = plan({ send, draft, none, other }[judgement], mode);
    expect(actions.map((action) => action.kind)).toEqual(kinds);
    for (const action of actions) expect(action.payload.kind).toBe(action.kind);
  });

  it('sets the labels of the decision and answers to From', () => {
    const [label, reply] = plan(send, 'send');
    expect(label?.payload).toEqual({ kind: 'label', labels: send.decision.labels });
    expect(reply?.payload).toEqual({
      kind: 'acknowledge',
      template: send.decision.template,
      asks: ['transcript', 'thesis'],
      to: 'ada@example.com',
      position: 'phd-ot',
    });
  });

  it('gives each effect a key of its own, the same however often it is planned', () => {
    const keys = plan(send, 'send').map((action) => action.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(plan(send, 'send').map((action) => action.key)).toEqual(keys);
    for (const fingerprint of ['f18', null]) {
      const others = plan(send, 'send', { id: '18', fingerprint }).map((action) => action.key);
      expect(others.filter((key) => keys.includes(key))).toEqual([]);
    }
  });

  it('names an answer by the mail itself: after a lost store the same mail has the same answer', () => {
    const again = plan(send, 'send', { id: '99', fingerprint: 'f17' });
    expect(again.at(-1)?.key).toBe(plan(send, 'send').at(-1)?.key);
    expect(again[0]?.key).not.toBe(plan(send, 'send')[0]?.key);
  });

  it('gives draft and acknowledgement one key: switching the mode answers nobody twice', () => {
    expect(plan(send, 'draft').at(-1)?.key).toBe(plan(send, 'send').at(-1)?.key);
  });

  it('changes no judgement', () => {
    const before = structuredClone(send);
    plan(send, 'send');
    expect(send).toEqual(before);
  });

  it('answers nobody without an address', () => {
    const nobody: Judgement = { ...send, applicant: { name: 'Ada Example', email: null, confidence: 1 } };
    expect(plan(nobody, 'send').map((action) => action.kind)).toEqual(['label']);
    expect(plan({ ...send, applicant: null }, 'send').map((action) => action.kind)).toEqual(['label']);
  });
});
