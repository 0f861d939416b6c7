import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Action, PlannedAction } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import { createAct } from '../../workers/act.js';
import type { Reconsider } from '../../workers/interfaces.js';
import { watchDrafts } from '../../workers/watch-drafts.js';
import { freshAccount, judgeMessage } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { asPlanned, labelPlan, replyPlan, sampleLocation, sampleRead } from '../store/samples.js';
import { FakeWorld } from './fake-world.js';
import { type Fate, Life } from './mortal.js';
import { quiet } from './setting.js';

/** A message with a label and a reply; one person may write several. */
export interface MessageCase {
  readonly person: number;
  readonly position: 'phd-ot' | 'visitor';
  readonly kind: 'draft' | 'acknowledge';
}

/** `action` and `message` count over the scene's, beginning again at its end; actions are label and reply by turns. */
export type Step =
  | {
      readonly do: 'work';
      readonly action: number;
      readonly fate: Fate | null;
      readonly rival: Fate | null | undefined;
    }
  /** A worker stops in the middle, its claim runs out, another one does the work, and then the first one goes on. */
  | { readonly do: 'haunt'; readonly action: number; readonly call: number | string }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'recover' | 'wake' | 'pause' | 'resume' | 'look' }
  /** A person about a message's reply, in the program. */
  | { readonly do: 'decide'; readonly message: number; readonly says: 'go' | 'draft' | 'drop' | 'sent' }
  /** A reviewer about the person's application: looked at again, its answers are dropped or drafts at most. */
  | { readonly do: 'verdict'; readonly message: number; readonly most: 'nothing' | 'draft' | 'as-planned' }
  /** A person in the mail program: answers a message, or does something with a draft that lies there. */
  | { readonly do: 'answer'; readonly message: number }
  | { readonly do: 'handle-draft'; readonly draft: number; readonly what: 'send' | 'delete' };

/**
 * What happens to the next mails that are handed over. `lost-answer`: the server takes the mail and falls silent; `broken`:
 * it takes it and the sender throws.
 */
export const smtpAnswers = ['accept', 'refuse', 'reject', 'lost-answer', 'lost-mail', 'broken'] as const;
export type Smtp = (typeof smtpAnswers)[number];

const mailIdOf = (key: string): string => `<${key.replaceAll('/', '.')}@example.org>`;

/** One account with these messages, judged and planned, and what may befall it. */
export async function stage(store: Store, clock: MovingClock, cases: readonly MessageCase[], answers: readonly Smtp[]) {
  const account = freshAccount();
  await store.settings.activate(account, new Date(0), 'test');
  const world = new FakeWorld();
  const queue = [...answers];
  /** Message-IDs of mails that left, whether or not we were told. */
  const left: string[] = [];
  world.afterData = async ({ messageId }) => {
    const answer = queue.shift() ?? 'accept';
    if (answer === 'refuse') return { outcome: 'refused', retry: true, response: '451 later' };
    if (answer === 'reject') return { outcome: 'refused', retry: false, response: '550 never' };
    if (answer === 'lost-mail') return { outcome: 'uncertain', detail: 'the connection broke' };
    left.push(messageId);
    if (answer === 'broken') throw new Error('socket hang up');
    if (answer === 'lost-answer') return { outcome: 'uncertain', detail: 'the connection broke' };
    return { outcome: 'accepted', response: '250 ok' };
  };
  const slotOf = ({ person, position }: MessageCase): string => `p${person}-${account}@example.com ${position}`;
  const messageIdOf = (uid: number): string => `<${account}-${uid}@example.com>`;
  const ids: string[] = [];
  for (const [uid, each] of cases.entries()) {
    const [to = '', position = ''] = slotOf(each).split(' ');
    const place = sampleLocation(account, uid);
    world.put(place, randomUUID());
    const plans = (id: string): PlannedAction[] => [labelPlan(id), replyPlan(id, { to, position, kind: each.kind })];
    const read = sampleRead(`${account}-${uid}`);
    const { actionIds } = await judgeMessage(store, account, uid, { read, actions: plans });
    ids.push(...actionIds);
  }
  const rowOf = async (id: string): Promise<Action> => {
    const row = await store.ledger.get(id);
    if (row === null) throw new Error(`action ${id} is not in the ledger`);
    return row;
  };
  const replyOf = (message: number): string => ids[2 * (message % cases.length) + 1] ?? '';

  let paused = false;
  const broken: string[] = [];
  const verdicts = new Map<string, 'nothing' | 'draft' | 'as-planned'>();
  const everDropped = new Set<string>();
  /** Decisions of people to write or send what had happened already: each allows once more. */
  const again = new Map<string, number>();
  /** Drafts that a person deleted before the ledger knew of them: nobody can know that they were there. */
  const unknown: string[] = [];
  const effectsOf = (messageId: string): number =>
    [...left, ...world.written].filter((id) => id === messageId).length -
    unknown.filter((id) => id === messageId).length;
  const labelled = (): number =>
    cases.reduce((sum, _, uid) => sum + world.labelsOn(sampleLocation(account, uid)).length, 0);
  const happened = (): number => left.length + world.written.length + labelled();

  const reconsider: Reconsider = (payload) => {
    const most = verdicts.get(`${payload.to} ${payload.position}`);
    if (most === 'nothing') return { outcome: 'dropped', code: 'declined', detail: 'a reviewer has declined it' };
    const stands = asPlanned(payload);
    return most === 'draft' && stands.outcome === 'stands' ? { ...stands, most } : stands;
  };

  const asleep: (() => void)[] = [];
  const running: Promise<unknown>[] = [];
  const wake = async (): Promise<void> => {
    for (const resolve of asleep.splice(0)) resolve();
    await Promise.allSettled(running.splice(0));
  };
  /** Runs one worker on one action until it ends, dies or falls asleep. */
  const work = async (id: string, itsFate: Fate | null): Promise<void> => {
    let dozes: () => void = () => {};
    const dozing = new Promise<'asleep'>((resolve) => {
      dozes = () => resolve('asleep');
    });
    const sleep = (): Promise<void> => {
      dozes();
      return new Promise((resolve) => asleep.push(resolve));
    };
    let asked: 'never' | 'in a pause' | 'in time' = 'never';
    const life = new Life(itsFate, sleep, (call, [what]) => {
      if (call === 'stillAllowed' || call === 'beginSending') asked = paused ? 'in a pause' : 'in time';
      const effect = call === 'data' || (call === 'append' && what === 'drafts');
      if (effect && asked !== 'in time') broken.push(`${call} after it was asked ${asked}`);
    });
    const act = createAct({
      clock: () => clock.now().getTime(),
      store: life.mortal(store),
      mailbox: world.as(life),
      outbox: world.as(life),
      composeReply: async ({ messageId, payload }) => ({
        messageId,
        from: account,
        to: payload.to,
        raw: Buffer.from(messageId),
      }),
      reconsider,
      replyMessageId: (_account, key) => mailIdOf(key),
      settings: () => ({ id: account, mode: 'send', labels: ['triage-strong'] }),
      signal: async () => {},
      logger: quiet,
      limits: {
        windowDays: 7,
        caps: { domain: { max: 99, hours: 1 }, account: { max: 99, hours: 1 }, overall: { max: 1e6, hours: 1 } },
        maxAttempts: 50,
      },
      backoff: { firstSeconds: 10, maxSeconds: 60 },
      random: () => 0,
    });
    const run = act({ id });
    running.push(Promise.race([run, life.death]));
    await Promise.race([run, life.death, dozing]);
  };
  /** Whoever begins in a pause changes nothing. */
  const workNow = async (id: string, fates: readonly (Fate | null)[]): Promise<void> => {
    const before = happened();
    await Promise.all(fates.map((each) => work(id, each)));
    if (paused && happened() !== before) broken.push('an effect happened in a pause');
  };
  const look = (): Promise<void> => watchDrafts({ store, mailbox: world, logger: quiet }, [account]);

  async function decide(id: string, says: 'go' | 'draft' | 'drop' | 'sent'): Promise<void> {
    const before = effectsOf(mailIdOf((await rowOf(id)).key));
    const agreed = await store.ledger.decide(id, says, 'grace');
    if (agreed && before > 0 && (says === 'go' || says === 'draft')) again.set(id, (again.get(id) ?? 0) + 1);
  }

  async function handleDraft(index: number, what: 'send' | 'delete'): Promise<void> {
    const [draft] = world.drafts.splice(index % Math.max(1, world.drafts.length), 1);
    if (draft === undefined) return;
    if (what === 'send') {
      world.sentFolder.push(draft.messageId);
      return;
    }
    const rows = await Promise.all(ids.map(rowOf));
    const known = rows.some(({ key, state }) => mailIdOf(key) === draft.messageId && state === 'done');
    if (!known) unknown.push(draft.messageId);
  }

  const each: { [K in Step['do']]: (step: Extract<Step, { do: K }>) => Promise<unknown> } = {
    wait: async ({ seconds }) => clock.advance(seconds),
    recover: () => store.recovery.recoverExpired(),
    wake,
    look,
    pause: async () => {
      await store.settings.pause({ account, actor: 'grace' });
      paused = true;
    },
    resume: async () => {
      await store.settings.resume({ account, actor: 'grace' });
      paused = false;
    },
    decide: ({ message, says }) => decide(replyOf(message), says),
    verdict: async ({ message, most }) => {
      const slot = slotOf(cases[message % cases.length] as MessageCase);
      verdicts.set(slot, most);
      if (most === 'nothing') everDropped.add(slot);
    },
    answer: async ({ message }) => world.byHand.add(messageIdOf(message % cases.length)),
    'handle-draft': ({ draft, what }) => handleDraft(draft, what),
    haunt: async ({ action, call }) => {
      const id = ids[action % ids.length] ?? '';
      await workNow(id, [{ call, kind: 'stall' }]);
      clock.advance(store.claimSeconds + 1);
      await store.recovery.recoverExpired();
      await workNow(id, [null]);
      await wake();
    },
    work: ({ action, fate, rival }) =>
      workNow(ids[action % ids.length] ?? '', rival === undefined ? [fate] : [fate, rival]),
  };

  return {
    async play(step: Step): Promise<void> {
      await (each[step.do] as (step: Step) => Promise<unknown>)(step);
      expect(broken, `after ${JSON.stringify(step)}`).toEqual([]);
    },

    /** From here on nothing fails and nobody interferes: what is left is done as the sweeper would have it. */
    async finish(): Promise<void> {
      await wake();
      await store.settings.resume({ account, actor: 'grace' });
      paused = false;
      for (let round = 0; round < 12; round += 1) {
        clock.advance(3600);
        await store.recovery.recoverExpired();
        const due = (await store.recovery.unfinished()).actions.filter((action) => ids.includes(action.id));
        for (const { id } of due) await work(id, null);
        await look();
      }
      expect(broken).toEqual([]);
    },

    async check(): Promise<void> {
      const rows = await Promise.all(ids.map(rowOf));
      const replies = rows.filter(({ kind }) => kind !== 'label');
      for (const row of rows) if (row.kind === 'label') expect(row.state, 'a label was forgotten').toBe('done');
      for (let uid = 0; uid < cases.length; uid += 1) {
        expect(world.labelsOn(sampleLocation(account, uid))).toEqual(['triage-strong']);
      }
      const answered = new Map<string, string[]>();
      for (const [message, row] of replies.entries()) {
        const slot = slotOf(cases[message] as MessageCase);
        const count = effectsOf(mailIdOf(row.key));
        if (count > 0) answered.set(slot, [...(answered.get(slot) ?? []), row.id]);
        const about = `${row.kind} ${row.id}: ${row.state} ${row.reason}`;
        expect(count, `${about} happened twice`).toBeLessThanOrEqual(1 + (again.get(row.id) ?? 0));
        expectAccounted(row, about, count, message, replies);
      }
      for (const [slot, those] of answered) expect(those, `answers to ${slot}`).toHaveLength(1);
    },
  };

  /** The reply ended, for a reason that there really was. */
  function expectAccounted(row: Action, about: string, count: number, message: number, replies: Action[]): void {
    const slot = slotOf(cases[message] as MessageCase);
    const messageId = mailIdOf(row.key);
    if (row.state === 'done') {
      if (row.reason !== 'sent-says-a-person')
        expect([...left, ...world.written], `${about} without an effect`).toContain(messageId);
      if (!world.written.includes(messageId) || left.includes(messageId)) return;
      if (world.drafts.some((draft) => draft.messageId === messageId))
        expect([null, 'drafted-instead'], about).toContain(row.reason);
      else if (world.sentFolder.includes(messageId))
        expect(['sent-by-hand', 'found-in-sent'], about).toContain(row.reason);
      else expect(row.reason, about).toBe('deleted-by-hand');
      return;
    }
    if (row.state === 'failed') {
      expect(row.reason, about).toBe('refused-by-server');
      expect(answers, about).toContain('reject');
      return;
    }
    if (row.state === 'uncertain') return;
    expect(row.state, `${about} was forgotten`).toBe('skipped');
    if (row.reason === 'answered-before') {
      const others = replies.filter(
        (other, index) => other.id !== row.id && slotOf(cases[index] as MessageCase) === slot,
      );
      const answers = ({ key, state, reason }: Action): boolean =>
        ['done', 'uncertain'].includes(state) ||
        ['answered-by-hand', 'dropped'].includes(reason ?? '') ||
        effectsOf(mailIdOf(key)) > 0;
      expect(others.some(answers), about).toBe(true);
    } else if (row.reason === 'declined') expect(everDropped.has(slot), about).toBe(true);
    else if (row.reason === 'answered-by-hand') expect(world.byHand.has(messageIdOf(message)), about).toBe(true);
    else expect(row.reason, about).toBe('dropped');
    if (row.reason !== 'dropped' && row.reason !== 'declined') expect(count, `${about} with an effect`).toBe(0);
  }
}
