import { beforeEach, describe, expect, it } from 'vitest';
import { quietUntil, reconsider } from '../../src/decide/index.js';
import type { Judgement, PlannedAction } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import { freshAccount, judgeMessage } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { replyPlan, sampleDocument, sampleJudgement, sampleMail, sampleRead } from '../store/samples.js';
import { defaultRuleset } from '../support/rules.js';
import { setting, withTestStore } from './setting.js';

/** Answers that wait: for a person, for the end of quiet hours, for what else may come. Real store, moved clock. */
describe('an answer that waits', () => {
  let store: Store;
  let clock: MovingClock;
  let account: string;
  let to: string;
  let uid = 0;
  let world: ReturnType<typeof setting>;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });
  beforeEach(async () => {
    account = freshAccount();
    to = `${account}@example.com`;
    await store.settings.activate(account, new Date(0), 'test');
    world = setting(store, account);
    world.knobs.reconsider = (payload, meanwhile) => reconsider(payload, meanwhile, defaultRuleset);
  });

  /** A mail of the applicant; returns its reply's id. */
  async function mail(
    more: { judgement?: Partial<Judgement>; plan?: Parameters<typeof replyPlan>[1]; from?: string } = {},
  ): Promise<{ id: string; reply: string; applicationId: string }> {
    uid += 1;
    const email = more.from ?? to;
    const judgement = sampleJudgement({
      applicant: { name: null, email, confidence: 1 },
      missing: [],
      decision: { ...sampleJudgement().decision, acknowledge: 'send' },
      ...more.judgement,
    });
    const read = sampleRead(`${account}-${uid}`, {
      mail: sampleMail(`${account}-${uid}`, { from: [{ name: null, email }] }),
    });
    const actions = (id: string): PlannedAction[] => [replyPlan(id, { to: email, ...more.plan })];
    const saved = await judgeMessage(store, account, uid, { read, judgement, actions });
    return { id: saved.id, reply: saved.actionIds[0] ?? '', applicationId: saved.applicationId ?? '' };
  }
  /** What other rules, or a person's word, make of a mail that was judged before. */
  async function judgeAgain(messageId: string, more: Partial<Judgement>): Promise<void> {
    const packed = JSON.stringify({ ...sampleJudgement({ missing: [], ...more }), documents: [] });
    const behalf = { id: null, hash: 'rules-2', mark: 'rules-2', labels: false, actor: 'ada' };
    const reason = { code: 'judged', detail: '' };
    await store.rescore.save(behalf, [{ messageId, packed, reason, correction: null }], []);
  }
  const act = (id: string): Promise<unknown> => world.act({ id });
  const stateOf = async (id: string) => store.ledger.get(id);
  const asking = { missing: ['transcript'] };

  describe('for the delay', () => {
    it('leaves when it is over, and says before when that will be', async () => {
      const { id, reply } = await mail({ plan: { delaySeconds: 600 } });
      expect(await act(reply)).toBe('nothing');
      const shown = await store.read.show(id);
      expect(shown?.actions[0]).toMatchObject({ state: 'planned' });
      expect(Date.parse(shown?.actions[0]?.dueAt ?? '') - clock.now().getTime()).toBe(600_000);
      expect(shown?.events.find((event) => event.actionId === reply)).toMatchObject({
        code: 'planned',
        reason: 'delayed',
      });
      const row = (await store.read.rankedQueue({ limit: 1000 })).find((one) => one.messageId === id);
      expect(Date.parse(row?.answer?.dueAt ?? '')).toBe(clock.now().getTime() + 600_000);
      clock.advance(599);
      expect(await act(reply)).toBe('nothing');
      clock.advance(2);
      expect(await act(reply)).toBe('done');
      expect(world.world.delivered).toHaveLength(1);
    });

    it('can be stopped by a person, and let go at once', async () => {
      const first = await mail({ plan: { delaySeconds: 600 } });
      expect(await store.ledger.decide(first.reply, 'drop', 'grace')).toBe(true);
      clock.advance(601);
      expect(await act(first.reply)).toBe('nothing');
      expect(await stateOf(first.reply)).toMatchObject({ state: 'skipped', reason: 'dropped' });
      const second = await mail({ from: `other-${to}`, plan: { delaySeconds: 600 } });
      expect(await store.ledger.decide(second.reply, 'go', 'grace')).toBe(true);
      expect(await act(second.reply)).toBe('done');
      expect(world.world.delivered.map((sent) => sent.to)).toEqual([`other-${to}`]);
    });

    it('a person who stops it too late is told so', async () => {
      const { reply } = await mail();
      await act(reply);
      expect(await store.ledger.decide(reply, 'drop', 'grace')).toBe(false);
    });
  });

  describe('for the end of quiet hours', () => {
    const hours = [
      {
        from: '20:00',
        to: '07:00',
        timeZone: 'Europe/Berlin',
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const,
      },
    ];
    beforeEach(() => {
      world.knobs.quietUntil = (at) =>
        quietUntil(
          at,
          hours.map((one) => ({ ...one, days: [...one.days] })),
        );
    });
    /** To the next 21:00 in Berlin, in winter. */
    const toNight = (): void => {
      const at = clock.now();
      const night = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1, 20);
      clock.advance((night - at.getTime()) / 1000);
    };

    it("is held to their end by the store's clock, and then leaves", async () => {
      toNight();
      const { reply } = await mail();
      expect(await act(reply)).toBe('held');
      const held = await stateOf(reply);
      expect(held).toMatchObject({ state: 'held', reason: 'quiet-hours' });
      clock.advance(9 * 3600);
      expect(await act(reply)).toBe('nothing');
      clock.advance(3600 + 1);
      expect(await act(reply)).toBe('done');
    });

    it('drafts and labels know no quiet hours', async () => {
      toNight();
      const { reply } = await mail({ plan: { kind: 'draft' } });
      expect(await act(reply)).toBe('done');
      expect(world.world.drafts).toHaveLength(1);
    });

    it('hours that begin while the server makes ready keep the mail back', async () => {
      toNight();
      clock.advance(-3600 - 5);
      const { reply } = await mail();
      world.world.troubles.send = [() => clock.advance(10)];
      expect(await act(reply)).toBe('held');
      expect(world.world.delivered).toHaveLength(0);
      clock.advance(2);
      expect(await act(reply)).toBe('held');
      expect(await stateOf(reply)).toMatchObject({ reason: 'quiet-hours', attempts: 0 });
      clock.advance(11 * 3600);
      expect(await act(reply)).toBe('done');
    });
  });

  describe('for what else may come', () => {
    it('is dropped after a decline, and stands when that is withdrawn', async () => {
      const first = await mail({ plan: { delaySeconds: 60 } });
      const verdict = { applicationId: first.applicationId, reviewer: 'grace', value: 'decline', note: null };
      await store.verdicts.give(verdict);
      clock.advance(61);
      expect(await act(first.reply)).toBe('skipped');
      expect(await stateOf(first.reply)).toMatchObject({ state: 'skipped', reason: 'declined' });
      const second = await mail({ from: `other-${to}`, plan: { delaySeconds: 60 } });
      const id = await store.verdicts.give({ ...verdict, applicationId: second.applicationId });
      await store.verdicts.withdraw(id, 'grace');
      clock.advance(61);
      expect(await act(second.reply)).toBe('done');
    });

    it('is dropped when the position is closed', async () => {
      const { reply } = await mail({ plan: { delaySeconds: 60 } });
      const closed = { ...defaultRuleset, positions: defaultRuleset.positions.map((one) => ({ ...one, open: false })) };
      world.knobs.reconsider = (payload, meanwhile) => reconsider(payload, meanwhile, closed);
      clock.advance(61);
      expect(await act(reply)).toBe('skipped');
      expect(await stateOf(reply)).toMatchObject({ reason: 'position-closed' });
    });

    it.each([
      ['counts as a newsletter now', { kind: 'other', position: null }, 'no', 'newsletter'],
      ['does not fit any more', {}, 'no', 'no-fit'],
      ['is about another position', { position: 'visitor' }, 'send', 'fit'],
    ] as const)('is dropped when the mail, judged again, %s', async (_, more, acknowledge, reason) => {
      const { id, reply } = await mail({ plan: { delaySeconds: 60 } });
      await judgeAgain(id, { ...more, decision: { labels: [], acknowledge, reason, detail: 'by other rules' } });
      clock.advance(61);
      expect(await act(reply)).toBe('skipped');
      expect(await stateOf(reply)).toMatchObject({ state: 'skipped', reason: 'judged-otherwise' });
      expect(world.world.delivered).toEqual([]);
    });

    it('becomes a draft when the mail, judged again, is one that a person should see', async () => {
      const { id, reply } = await mail({ plan: { delaySeconds: 60 } });
      await judgeAgain(id, { decision: { ...sampleJudgement().decision, acknowledge: 'draft' } });
      clock.advance(61);
      expect(await act(reply)).toBe('done');
      expect([world.world.delivered.length, world.world.drafts.length]).toEqual([0, 1]);
    });

    it('is dropped by a correction also when it failed and would be tried again', async () => {
      const { id, reply } = await mail();
      world.world.afterData = async () => ({ outcome: 'refused', retry: true, response: '451 later' });
      expect(await act(reply)).toBe('later');
      expect(await stateOf(reply)).toMatchObject({ state: 'failed' });
      await store.corrections.give({ messageId: id, kind: 'other', position: null, note: null, actor: 'ada' });
      expect(await stateOf(reply)).toMatchObject({ state: 'skipped', reason: 'corrected' });
      clock.advance(86_400);
      expect(await act(reply)).toBe('nothing');
    });

    it('asks no more for what a later mail has brought', async () => {
      const first = await mail({ judgement: asking, plan: { delaySeconds: 60, asks: ['transcript'] } });
      const brought = {
        ...sampleDocument({ name: 'transcript.pdf', sha256: 'b'.repeat(64) }),
        type: 'transcript' as const,
      };
      const second = await mail({ judgement: { documents: [brought], missing: [] } });
      expect(second.applicationId).toBe(first.applicationId);
      clock.advance(61);
      expect(await act(first.reply)).toBe('done');
      expect(world.knobs.composed.at(-1)).toMatchObject({ payload: { template: 'receipt' }, asks: [] });
      expect(world.knobs.composed.at(-1)?.meanwhile.later[0]?.documents.map((one) => one.type)).toEqual(['transcript']);
    });
  });

  describe('an application is asked for documents once', () => {
    const ask = { judgement: asking, plan: { asks: ['transcript'] } };

    it.each(['acknowledge', 'draft'] as const)('after %s, also when the window is long over', async (kind) => {
      const first = await mail({ ...ask, plan: { ...ask.plan, kind } });
      expect(await act(first.reply)).toBe('done');
      clock.advance(30 * 86_400);
      const again = await mail(ask);
      expect(await act(again.reply)).toBe('skipped');
      expect(await stateOf(again.reply)).toMatchObject({ state: 'skipped', reason: 'asked-before' });
      expect(world.world.delivered.length + world.world.drafts.length).toBe(1);
    });

    it('a plain receipt may still follow, and an ask may follow a plain receipt', async () => {
      await act((await mail(ask)).reply);
      clock.advance(8 * 86_400);
      expect(await act((await mail()).reply)).toBe('done');
      const other = { from: `other-${to}` };
      await act((await mail(other)).reply);
      clock.advance(8 * 86_400);
      expect(await act((await mail({ ...ask, ...other })).reply)).toBe('done');
    });

    it('also from another address of the same person', async () => {
      await act((await mail(ask)).reply);
      const from = `second-${to}`;
      const second = await mail({ ...ask, from });
      const [one, two] = [await store.people.find(to), await store.people.find(from)];
      await store.people.merge(two ?? '', one ?? '', 'grace');
      clock.advance(8 * 86_400);
      expect(await act(second.reply)).toBe('skipped');
      expect(await stateOf(second.reply)).toMatchObject({ reason: 'asked-before' });
    });

    it('an ask that never left does not count', async () => {
      const first = await mail({ ...ask, plan: { ...ask.plan, delaySeconds: 60 } });
      await store.ledger.decide(first.reply, 'drop', 'grace');
      expect(await act((await mail(ask)).reply)).toBe('done');
    });

    it('one that may have left does', async () => {
      const first = await mail(ask);
      world.world.afterData = async () => ({ outcome: 'uncertain', detail: 'the connection broke' });
      expect(await act(first.reply)).toBe('uncertain');
      clock.advance(30 * 86_400);
      world.world.afterData = async () => ({ outcome: 'accepted', response: '250 ok' });
      const again = await mail(ask);
      expect(await act(again.reply)).toBe('skipped');
      expect(await stateOf(again.reply)).toMatchObject({
        reason: expect.stringMatching(/asked-before|answered-before/),
      });
    });
  });
});
