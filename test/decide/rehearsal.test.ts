import { describe, expect, it } from 'vitest';
import { type RehearsalLimits, rehearse } from '../../src/decide/index.js';

type Message = Parameters<typeof rehearse>[0][number];
type Reply = Message['replies'][number];

const limits: RehearsalLimits = {
  windowDays: 7,
  caps: { domain: { max: 2, hours: 1 }, account: { max: 3, hours: 1 }, overall: { max: 100, hours: 24 } },
};
const start = Date.parse('2025-11-03T09:00:00Z');
const DAY = 24 * 60;
let next = 0;

const reply = (more: Partial<Reply> = {}): Reply => ({
  actionId: String(++next),
  kind: 'acknowledge',
  state: 'skipped',
  reason: 'shadow',
  effect: null,
  person: `p${next}@example.com`,
  domain: `d${next}.example.com`,
  position: 'phd-ot',
  template: 'receipt',
  ...more,
});
const message = (minutes: number, replies: readonly Reply[], more: Partial<Message> = {}): Message => ({
  messageId: String(++next),
  account: 'lab',
  at: new Date(start + minutes * 60_000).toISOString(),
  position: 'phd-ot',
  lane: 'strong',
  labels: ['Triage-Strong'],
  decision: { acknowledge: 'send', reason: 'fit' },
  replies,
  ...more,
});
const only = (messages: readonly Message[]) => {
  const groups = rehearse(messages, limits);
  expect(groups).toHaveLength(1);
  return groups[0] as (typeof groups)[number];
};

describe('rehearse', () => {
  it('counts by position and lane, with labels, templates and the newest examples', () => {
    const groups = rehearse(
      [
        message(0, [reply()]),
        message(9, [reply({ kind: 'draft' })], { decision: { acknowledge: 'draft', reason: 'not-authenticated' } }),
        message(1, [], { lane: 'weak', labels: ['Triage-Weak'], decision: { acknowledge: 'no', reason: 'no-fit' } }),
        message(2, [], { position: null, lane: 'other', labels: [], decision: { acknowledge: 'no', reason: 'spam' } }),
      ],
      limits,
    );
    const [strong, weak, other] = groups;
    expect(groups).toHaveLength(3);
    expect(strong).toMatchObject({ messages: 2, answers: { sent: 1, drafted: 1, held: 0, none: 0 } });
    expect({ ...strong?.labels }).toEqual({ 'Triage-Strong': 2 });
    expect({ ...strong?.reasons.drafted }).toEqual({ 'not-authenticated': 1 });
    expect({ ...strong?.templates }).toEqual({ receipt: 2 });
    expect(strong?.examples[0]).toBe(String(Math.max(...(strong?.examples ?? []).map(Number))));
    expect({ ...weak?.reasons.none }).toEqual({ 'no-fit': 1 });
    expect(other).toMatchObject({ position: null, answers: { none: 1 } });
  });

  it('answers a person about a position once in the window, whatever came first in the list', () => {
    const same = { person: 'ada@example.com', domain: 'example.com' };
    const group = only([
      message(8 * DAY, [reply(same)]),
      message(3 * DAY, [reply(same)]),
      message(0, [reply(same)]),
      message(3 * DAY, [reply({ ...same, position: 'postdoc' })]),
    ]);
    expect(group.answers).toEqual({ sent: 3, drafted: 0, held: 0, none: 1 });
    expect({ ...group.reasons.none }).toEqual({ 'answered-before': 1 });
  });

  it('counts a real answer as one that was given', () => {
    const same = { person: 'ada@example.com' };
    const group = only([
      message(0, [reply({ ...same, state: 'done', reason: null, effect: 'send' })]),
      message(60, [reply(same)]),
    ]);
    expect(group.answers).toEqual({ sent: 1, drafted: 0, held: 0, none: 1 });
  });

  it('trips the caps of the ledger, and only for what would be sent', () => {
    const domain = { domain: 'uni.example.edu' };
    const group = only([
      message(0, [reply(domain)]),
      message(1, [reply({ ...domain, kind: 'draft' })]),
      message(2, [reply(domain)]),
      message(3, [reply(domain)]),
      message(4, [reply()]),
      message(5, [reply()]),
      message(70, [reply(domain)]),
    ]);
    expect(group.answers).toEqual({ sent: 4, drafted: 1, held: 2, none: 0 });
    expect({ ...group.reasons.held }).toEqual({ 'cap-domain': 1, 'cap-account': 1 });
  });

  it.each([
    ['done', null, 'draft', 'drafted'],
    ['done', null, 'send', 'sent'],
    ['held', 'paused', null, 'held'],
    ['uncertain', 'no-answer', 'send', 'held'],
    ['planned', null, null, 'held'],
    ['skipped', 'before-activation', null, 'none'],
  ] as const)('says what became of an action that is %s (%s, %s): %s', (state, reason, effect, outcome) => {
    expect(only([message(0, [reply({ state, reason, effect })])]).answers[outcome]).toBe(1);
  });

  it('lets sends wait for their delay and for the end of quiet hours, and caps what leaves then', () => {
    const morning = Date.parse('2025-11-04T07:00:00Z');
    const waiting: RehearsalLimits = {
      ...limits,
      delayMinutes: (position) => (position === 'phd-ot' ? 30 : 0),
      // Quiet from 18:00 to 07:00.
      quietUntil: (at) =>
        at.getTime() >= Date.parse('2025-11-03T18:00:00Z') && at.getTime() < morning ? new Date(morning) : null,
    };
    const hour = (n: number) => (n - 9) * 60;
    const [group] = rehearse(
      [
        message(hour(10), [reply()]),
        // Planned before the quiet, due in it: with the two of the night they leave at once in the morning, one too many.
        message(hour(17.75), [reply()]),
        message(hour(20), [reply()]),
        message(hour(23), [reply()]),
        message(hour(24), [reply()]),
      ],
      waiting,
    );
    expect(group?.answers).toEqual({ sent: 4, drafted: 0, held: 1, none: 0 });
    expect(group?.waited).toEqual({ delay: 1, 'quiet-hours': 3 });
    expect({ ...group?.reasons.held }).toEqual({ 'cap-account': 1 });
  });

  it('a draft waits for nothing', () => {
    const waiting = { ...limits, delayMinutes: () => 30, quietUntil: () => new Date(start + 1e9) };
    expect(rehearse([message(0, [reply({ kind: 'draft' })])], waiting)[0]?.waited).toEqual({
      delay: 0,
      'quiet-hours': 0,
    });
  });
});
