import { describe, expect, it } from 'vitest';
import type { Caps, Claim, Effect } from '../../../src/domain/index.js';
import type { Store } from '../../../src/store/index.js';
import { freshAccount, judgeMessage } from '../../store/helpers.js';
import { labelPlan, replyPlan, sampleJudgement } from '../../store/samples.js';
import type { StoreUnderTest } from './intake.js';

const roomy: Caps = {
  domain: { max: 1e6, hours: 1 },
  account: { max: 1e6, hours: 1 },
  overall: { max: 1e6, hours: 1 },
};
let people = 0;
/** An address that nobody else in the suite writes to. */
const freshPerson = (domain = 'example.com'): string => {
  people += 1;
  return `person-${people}@${domain}`;
};

type Claimed = Extract<Claim, { outcome: 'claimed' }>;

function claim(store: Store, id: string, effect: Effect, caps: Caps = roomy): Promise<Claim> {
  return store.ledger.claim(id, { effect, windowDays: 7, caps });
}

async function claimed(store: Store, id: string, effect: Effect): Promise<Claimed> {
  const result = await claim(store, id, effect);
  if (result.outcome !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(result)}`);
  return result;
}

/** A judged message with one planned reply; returns the reply's id. */
async function reply(
  store: Store,
  options: {
    account?: string;
    to?: string;
    position?: string | null;
    kind?: 'draft' | 'acknowledge';
    uid?: number;
  } = {},
): Promise<string> {
  const { account = freshAccount(), to = freshPerson(), uid = 1, ...plan } = options;
  const judgement = sampleJudgement({ applicant: { name: null, email: to, confidence: 1 } });
  const { actionIds } = await judgeMessage(store, account, uid, {
    judgement,
    actions: (id) => [replyPlan(id, { to, ...plan })],
  });
  return actionIds[0] ?? '';
}

async function stateOf(store: Store, id: string): Promise<string | undefined> {
  return (await store.ledger.get(id))?.state;
}

/** What must hold of the ledger on every backend. */
export function ledgerSuite(under: () => StoreUnderTest): void {
  describe('ledger', () => {
    it('gives an action to one worker at a time', async () => {
      const { store, other } = under();
      const id = await reply(store);
      const claims = await Promise.all([store, other, store, other, other].map((each) => claim(each, id, 'send')));
      expect(claims.map((each) => each.outcome).sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'claimed']);
    });

    it('says no to whoever does not hold the claim any more', async () => {
      const { store, other, clock } = under();
      const id = await reply(store);
      const first = await claimed(store, id, 'send');
      clock.advance(store.claimSeconds + 1);
      expect(await store.ledger.beginSending(id, first.token, '<x@example.org>')).toBe(false);
      await other.recovery.recoverExpired();
      const second = await claimed(other, id, 'send');
      expect(await store.ledger.stillAllowed(id, first.token)).toBe(false);
      expect(await store.ledger.finish(id, first.token, { state: 'done', reason: null })).toBe(false);
      expect(await other.ledger.beginSending(id, second.token, '<x@example.org>')).toBe(true);
      expect(await other.ledger.finish(id, second.token, { state: 'done', reason: null })).toBe(true);
      expect((await store.ledger.get(id))?.attempts).toBe(2);
    });

    it('answers a person once about a position, however many mails ask for it at the same moment', async () => {
      const { store, other } = under();
      const to = freshPerson();
      const ids = await Promise.all(
        [0, 1, 2, 3, 4, 5].map((n) =>
          reply(store, { to: n % 2 === 0 ? to : to.toUpperCase(), kind: n < 3 ? 'draft' : 'acknowledge' }),
        ),
      );
      const claims = await Promise.all(
        ids.map((id, n) => claim(n % 2 === 0 ? store : other, id, n < 3 ? 'draft' : 'send')),
      );
      expect(claims.filter((each) => each.outcome === 'claimed')).toHaveLength(1);
      expect(claims.filter((each) => each.outcome === 'busy')).toHaveLength(5);
    });

    it('takes an address with a tag for the same person, and another position for another answer', async () => {
      const { store } = under();
      const to = freshPerson();
      const first = await reply(store, { to });
      const tagged = await reply(store, { to: to.replace('@', '+jobs@') });
      const elsewhere = await reply(store, { to, position: 'visitor' });
      const nowhere = await reply(store, { to, position: null });
      const won = await claimed(store, first, 'send');
      await store.ledger.finish(first, won.token, { state: 'done', reason: null });
      expect(await claim(store, tagged, 'send')).toEqual({ outcome: 'skipped', reason: 'answered-before' });
      expect((await claim(store, elsewhere, 'send')).outcome).toBe('claimed');
      expect((await claim(store, nowhere, 'draft')).outcome).toBe('claimed');
    });

    it('lets the second answer go when the first one failed, and not when it may have left', async () => {
      const { store, clock } = under();
      for (const [state, expected] of [
        ['failed', 'claimed'],
        ['skipped', 'claimed'],
        ['held', 'claimed'],
        ['uncertain', 'skipped'],
        ['done', 'skipped'],
      ] as const) {
        const to = freshPerson();
        const first = await reply(store, { to });
        const second = await reply(store, { to });
        const won = await claimed(store, first, 'send');
        expect((await claim(store, second, 'send')).outcome).toBe('busy');
        await store.ledger.finish(first, won.token, { state, reason: 'test' });
        clock.advance(61);
        expect((await claim(store, second, 'send')).outcome, state).toBe(expected);
      }
    });

    it('wakes the second answer when the first one has ended', async () => {
      const { store } = under();
      const to = freshPerson();
      const first = await reply(store, { to });
      const second = await reply(store, { to });
      const won = await claimed(store, first, 'send');
      await claim(store, second, 'send');
      expect(await store.ledger.get(second)).toMatchObject({ state: 'planned', reason: 'another-answer-under-way' });
      await store.ledger.finish(first, won.token, { state: 'failed', reason: 'refused-by-server' });
      expect((await claim(store, second, 'send')).outcome).toBe('claimed');
    });

    it('opens the window again after its days', async () => {
      const { store, clock } = under();
      const to = freshPerson();
      const first = await reply(store, { to });
      const won = await claimed(store, first, 'send');
      await store.ledger.finish(first, won.token, { state: 'done', reason: null });
      const early = await reply(store, { to });
      clock.advance(7 * 86_400 - 10);
      expect((await claim(store, early, 'send')).outcome).toBe('skipped');
      const late = await reply(store, { to });
      clock.advance(20);
      expect((await claim(store, late, 'send')).outcome).toBe('claimed');
    });

    it('counts two applicants that are one person as one', async () => {
      const { store } = under();
      const [work, home] = [freshPerson(), freshPerson()];
      const first = await reply(store, { to: work });
      const second = await reply(store, { to: home });
      const won = await claimed(store, first, 'send');
      await store.ledger.finish(first, won.token, { state: 'done', reason: null });
      const [one, other] = await Promise.all([work, home].map((email) => applicantOf(store, email)));
      expect(await store.people.merge(one ?? '', other ?? '', 'grace')).toBe(true);
      expect((await claim(store, second, 'send')).outcome).toBe('skipped');
    });

    it('holds what would break a cap, whoever asks at the same moment', async () => {
      const { store, other, clock } = under();
      const account = freshAccount();
      const caps: Caps = { ...roomy, account: { max: 3, hours: 1 } };
      const ids = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((uid) => reply(store, { account, uid })));
      const claims = await Promise.all(ids.map((id, n) => claim(n % 2 === 0 ? store : other, id, 'send', caps)));
      expect(claims.filter((each) => each.outcome === 'claimed')).toHaveLength(3);
      expect(claims.filter((each) => each.outcome === 'held')).toHaveLength(5);
      const held = ids.find((_, n) => claims[n]?.outcome === 'held') ?? '';
      expect(await store.ledger.get(held)).toMatchObject({ state: 'held', reason: 'cap-account' });
      clock.advance(30);
      expect((await claim(store, held, 'send', caps)).outcome).toBe('busy');
      clock.advance(3600);
      expect((await claim(store, held, 'send', caps)).outcome).toBe('claimed');
    });

    it('counts by domain and over everything, and drafts not at all', async () => {
      const { store } = under();
      const domain = `${freshAccount()}.example.com`;
      const caps: Caps = { ...roomy, domain: { max: 1, hours: 24 } };
      const draft = await reply(store, { to: freshPerson(domain) });
      const first = await reply(store, { to: freshPerson(domain) });
      const second = await reply(store, { to: freshPerson(domain) });
      expect((await claim(store, draft, 'draft', caps)).outcome).toBe('claimed');
      expect((await claim(store, first, 'send', caps)).outcome).toBe('claimed');
      expect(await claim(store, second, 'send', caps)).toEqual({ outcome: 'held', reason: 'cap-domain' });
      const third = await reply(store);
      const none: Caps = { ...roomy, overall: { max: 0, hours: 1 } };
      expect(await claim(store, third, 'send', none)).toEqual({ outcome: 'held', reason: 'cap-overall' });
    });

    it('stops everything by the kill switch, also between the claim and the effect, and goes on after it', async () => {
      const { store, other } = under();
      const account = freshAccount();
      const [first, second] = [await reply(store, { account, uid: 1 }), await reply(store, { account, uid: 2 })];
      const won = await claimed(store, first, 'send');
      await other.settings.pause({ account, reason: 'holiday', actor: 'grace' });
      expect(await store.settings.paused(account)).toMatchObject({ reason: 'holiday', actor: 'grace' });
      expect(await store.ledger.beginSending(first, won.token, '<x@example.org>')).toBe(false);
      expect(await store.ledger.stillAllowed(first, won.token)).toBe(false);
      await store.ledger.finish(first, won.token, { state: 'held', reason: 'paused', retryInSeconds: 300 });
      expect(await claim(store, second, 'send')).toEqual({ outcome: 'held', reason: 'paused' });
      expect((await claim(store, await reply(store), 'send')).outcome).toBe('claimed');
      await other.settings.resume({ account, actor: 'grace' });
      expect((await claim(store, first, 'send')).outcome).toBe('claimed');
      expect((await claim(store, second, 'send')).outcome).toBe('claimed');
    });

    it('does not send what the account may no longer do, also between the claim and DATA', async () => {
      const { store, other } = under();
      const account = freshAccount();
      await store.settings.ensureAccount(account, 'draft');
      const change = { account, actor: 'grace', detail: null };
      expect(await store.settings.changeMode({ ...change, from: 'draft', to: 'send' })).toBe(true);
      expect(await other.settings.changeMode({ ...change, from: 'draft', to: 'shadow' })).toBe(false);
      const [first, second] = [await reply(store, { account, uid: 1 }), await reply(store, { account, uid: 2 })];
      const sending = await claimed(store, first, 'send');
      const drafting = await claimed(store, second, 'draft');
      await other.settings.changeMode({ ...change, from: 'send', to: 'draft' });
      expect(await store.ledger.beginSending(first, sending.token, '<x@example.org>')).toBe(false);
      expect(await store.ledger.stillAllowed(second, drafting.token)).toBe(true);
      await other.settings.changeMode({ ...change, from: 'draft', to: 'shadow' });
      expect(await store.ledger.stillAllowed(second, drafting.token)).toBe(false);
    });

    it('gives who asks before an effect the whole length of a claim again', async () => {
      const { store, other, clock } = under();
      const [draft, send] = [await reply(store), await reply(store)];
      const [drafting, sending] = [await claimed(store, draft, 'draft'), await claimed(store, send, 'send')];
      clock.advance(store.claimSeconds - 1);
      expect(await store.ledger.stillAllowed(draft, drafting.token)).toBe(true);
      expect(await store.ledger.beginSending(send, sending.token, '<x@example.org>')).toBe(true);
      clock.advance(store.claimSeconds - 1);
      await other.recovery.recoverExpired();
      expect([await stateOf(store, draft), await stateOf(store, send)]).toEqual(['running', 'running']);
      clock.advance(2);
      await other.recovery.recoverExpired();
      expect([await stateOf(store, draft), await stateOf(store, send)]).toEqual(['planned', 'uncertain']);
    });

    it('plans a send again that had not reached DATA, and calls one that had uncertain', async () => {
      const { store, other, clock } = under();
      const [before, after, draft] = [await reply(store), await reply(store), await reply(store)];
      await claimed(store, before, 'send');
      const reached = await claimed(store, after, 'send');
      await claimed(store, draft, 'draft');
      expect(await store.ledger.beginSending(after, reached.token, '<x@example.org>')).toBe(true);
      await other.recovery.recoverExpired();
      expect(await stateOf(store, after)).toBe('running');
      clock.advance(store.claimSeconds + 1);
      await other.recovery.recoverExpired();
      expect(await stateOf(store, before)).toBe('planned');
      expect(await stateOf(store, draft)).toBe('planned');
      expect(await store.ledger.get(after)).toMatchObject({ state: 'uncertain', reason: 'no-answer' });
      expect(await claim(store, after, 'send')).toEqual({ outcome: 'settled', state: 'uncertain' });
    });

    it('moves an uncertain send only by the Sent folder, a late answer, or a person', async () => {
      const { store, clock } = under();
      const uncertain = async (): Promise<{ id: string; token: string }> => {
        const id = await reply(store);
        const { token } = await claimed(store, id, 'send');
        await store.ledger.beginSending(id, token, '<x@example.org>');
        clock.advance(store.claimSeconds + 1);
        await store.recovery.recoverExpired();
        expect(await stateOf(store, id)).toBe('uncertain');
        return { id, token };
      };
      const found = await uncertain();
      clock.advance(31);
      expect((await store.recovery.unfinished()).actions.map((action) => action.id)).toContain(found.id);
      expect(await store.ledger.reconciled(found.id, true)).toBe(true);
      expect(await store.ledger.get(found.id)).toMatchObject({ state: 'done', reason: 'found-in-sent' });

      const missing = await uncertain();
      for (let look = 0; look < 12; look += 1) {
        await store.ledger.reconciled(missing.id, false);
        clock.advance(86_400 * 7);
      }
      expect(await stateOf(store, missing.id)).toBe('uncertain');
      expect((await store.recovery.unfinished()).actions.map((action) => action.id)).not.toContain(missing.id);
      expect(await store.ledger.skip(missing.id, 'any', null)).toBe(false);
      expect(await store.ledger.decide(missing.id, 'go', 'grace')).toBe(true);
      expect((await claim(store, missing.id, 'send')).outcome).toBe('claimed');

      const late = await uncertain();
      expect(await store.ledger.finish(late.id, late.token, { state: 'done', reason: null })).toBe(true);
      expect(await stateOf(store, late.id)).toBe('done');

      const dropped = await uncertain();
      expect(await store.ledger.decide(dropped.id, 'drop', 'grace')).toBe(true);
      expect(await stateOf(store, dropped.id)).toBe('skipped');
      expect((await store.events.list({ actionId: dropped.id })).at(-1)).toMatchObject({
        code: 'skipped',
        actor: 'grace',
      });
    });

    it('makes a draft of an answer when a person wants to edit it, for good', async () => {
      const { store } = under();
      const account = freshAccount();
      const { actionIds } = await judgeMessage(store, account, 1, {
        actions: (message) => [labelPlan(message), replyPlan(message, { to: freshPerson(), delaySeconds: 600 })],
      });
      const [label = '', answer = ''] = actionIds;
      expect(await store.ledger.decide(label, 'draft', 'grace')).toBe(false);
      expect(await store.ledger.decide(answer, 'draft', 'grace')).toBe(true);
      expect(await store.ledger.get(answer)).toMatchObject({
        kind: 'draft',
        state: 'planned',
        payload: { kind: 'draft', template: 'receipt' },
      });
      expect((await claim(store, answer, 'draft')).outcome).toBe('claimed');
      expect(await store.ledger.decide(answer, 'draft', 'grace')).toBe(false);
    });

    it('keeps the place of an answer that was given up as uncertain', async () => {
      const { store, clock } = under();
      const to = freshPerson();
      const first = await reply(store, { to });
      const { token } = await claimed(store, first, 'send');
      await store.ledger.finish(first, token, { state: 'uncertain', reason: 'no-answer' });
      await store.ledger.decide(first, 'drop', 'grace');
      const second = await reply(store, { to });
      clock.advance(100);
      expect(await claim(store, second, 'send')).toEqual({ outcome: 'skipped', reason: 'answered-before' });
    });

    it('waits for delayed actions and for those that failed', async () => {
      const { store, clock } = under();
      const account = freshAccount();
      const { actionIds } = await judgeMessage(store, account, 1, {
        actions: (id) => [replyPlan(id, { to: freshPerson(), delaySeconds: 600 })],
      });
      const id = actionIds[0] ?? '';
      expect((await claim(store, id, 'draft')).outcome).toBe('busy');
      clock.advance(601);
      const { token } = await claimed(store, id, 'draft');
      await store.ledger.finish(id, token, { state: 'failed', reason: 'imap-unreachable', retryInSeconds: 60 });
      expect((await claim(store, id, 'draft')).outcome).toBe('busy');
      clock.advance(61);
      const again = await claimed(store, id, 'draft');
      await store.ledger.finish(id, again.token, { state: 'failed', reason: 'refused' });
      clock.advance(1e6);
      expect(await claim(store, id, 'draft')).toEqual({ outcome: 'settled', state: 'failed' });
      expect(await store.ledger.decide(id, 'go', 'grace')).toBe(true);
      expect((await claim(store, id, 'draft')).outcome).toBe('claimed');
    });

    it('does not plan the same effect twice', async () => {
      const { store } = under();
      const account = freshAccount();
      const { id, actionIds } = await judgeMessage(store, account, 1, {
        actions: (message) => [labelPlan(message), labelPlan(message), replyPlan(message), replyPlan(message)],
      });
      expect(actionIds).toHaveLength(2);
      expect((await store.read.show(id))?.actions).toHaveLength(2);
    });

    it('writes every step into the audit record', async () => {
      const { store } = under();
      const id = await reply(store);
      const { token } = await claimed(store, id, 'send');
      await store.ledger.finish(id, token, {
        state: 'failed',
        reason: 'refused-by-server',
        detail: '550 no',
        retryInSeconds: 1,
      });
      const events = await store.events.list({ actionId: id });
      expect(events.map(({ code, from, reason }) => [code, from, reason])).toEqual([
        ['planned', null, null],
        ['running', 'planned', 'send'],
        ['failed', 'running', 'refused-by-server'],
      ]);
      expect(events.at(-1)?.detail).toBe('550 no');
    });
  });
}

async function applicantOf(store: Store, email: string): Promise<string> {
  const found = await store.people.find(email);
  if (found === null) throw new Error(`no applicant ${email}`);
  return found;
}
