import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedAction } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import { createAct } from '../../workers/act.js';
import { freshAccount, judgeMessage } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { asPlanned, labelPlan, replyPlan, sampleLocation, sampleRead } from '../store/samples.js';
import { runs } from '../support/runs.js';
import { FakeWorld } from './fake-world.js';
import { type Fate, Life } from './mortal.js';
import { quiet, withTestStore } from './setting.js';

/** A message with a label and a reply; persons 0 and 1 may write several. */
interface MessageCase {
  readonly person: number;
  readonly position: 'phd-ot' | 'visitor';
  readonly kind: 'draft' | 'acknowledge';
}

type Step =
  | {
      readonly do: 'work';
      readonly action: number;
      readonly fate: Fate | null;
      readonly rival: Fate | null | undefined;
    }
  /** A worker stops in the middle, its claim runs out, another one does the work, and then the first one goes on. */
  | { readonly do: 'haunt'; readonly action: number; readonly call: number }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'recover' }
  | { readonly do: 'wake' };

/**
 * What happens to the next mails that are handed over. `lost-answer`: the server takes the mail and falls silent; `broken`:
 * it takes it and the sender throws.
 */
const smtpAnswers = ['accept', 'refuse', 'lost-answer', 'lost-mail', 'broken'] as const;
type Smtp = (typeof smtpAnswers)[number];

const fate: fc.Arbitrary<Fate | null> = fc.option(
  fc.record({ call: fc.nat(15), kind: fc.constantFrom<Fate['kind']>('before', 'after', 'stall') }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('work' as const),
      action: fc.nat(7),
      fate,
      rival: fc.option(fate, { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('haunt' as const), action: fc.nat(7), call: fc.nat(15) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 30, 61, 400) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'recover' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'wake' as const }) },
);
const messages: fc.Arbitrary<MessageCase[]> = fc.array(
  fc.record({
    person: fc.nat(1),
    position: fc.constantFrom('phd-ot' as const, 'visitor' as const),
    kind: fc.constantFrom('draft' as const, 'acknowledge' as const),
  }),
  { minLength: 1, maxLength: 4 },
);
const smtp = fc.array(fc.constantFrom(...smtpAnswers), { maxLength: 8 });

describe('the ledger under random crashes, retries, doubled jobs and two workers', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  it('lets no effect happen twice and forgets none', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(messages, smtp, fc.array(step, { maxLength: 14 }), async (cases, answers, steps) => {
        const scene = await stage(store, clock, cases, answers);
        for (const each of steps) await scene.play(each);
        await scene.finish();
        await scene.check();
      }),
      {
        numRuns: runs(40),
        examples: [
          // Held up between being allowed to write a draft and writing it, for longer than its claim.
          [
            [{ person: 0, position: 'phd-ot', kind: 'draft' }],
            [],
            [
              { do: 'work', action: 3, fate: { call: 8, kind: 'stall' }, rival: undefined },
              { do: 'haunt', action: 3, call: 0 },
            ],
          ],
          // At every call in turn.
          ...(['draft', 'acknowledge'] as const).map((kind): [MessageCase[], Smtp[], Step[]] => [
            Array.from({ length: 18 }, (_, person) => ({ person, position: 'phd-ot', kind })),
            [],
            Array.from({ length: 18 }, (_, call) => ({ do: 'haunt', action: 2 * call + 1, call })),
          ]),
        ],
      },
    );
  });
});

async function stage(store: Store, clock: MovingClock, cases: readonly MessageCase[], answers: readonly Smtp[]) {
  const account = freshAccount();
  await store.settings.activate(account, new Date(0), 'test');
  const world = new FakeWorld();
  const queue = [...answers];
  /** Mails that left, whether or not we were told. */
  const left: string[] = [];
  world.afterData = async ({ messageId, to }) => {
    const answer = queue.shift() ?? 'accept';
    if (answer === 'refuse') return { outcome: 'refused', retry: true, response: '451 later' };
    if (answer === 'lost-mail') return { outcome: 'uncertain', detail: 'the connection broke' };
    left.push(`${messageId} ${to}`);
    if (answer === 'broken') throw new Error('socket hang up');
    if (answer === 'lost-answer') return { outcome: 'uncertain', detail: 'the connection broke' };
    return { outcome: 'accepted', response: '250 ok' };
  };
  const ids: string[] = [];
  const persons: string[] = [];
  for (const [uid, { person, position, kind }] of cases.entries()) {
    const to = `p${person}-${account}@example.com`;
    const place = sampleLocation(account, uid);
    world.put(place, randomUUID());
    const plans = (id: string): PlannedAction[] => [labelPlan(id), replyPlan(id, { to, position, kind })];
    const read = sampleRead(`${account}-${uid}`);
    const { actionIds } = await judgeMessage(store, account, uid, { read, actions: plans });
    ids.push(...actionIds);
    persons.push(`${to} ${position}`, `${to} ${position}`);
  }

  const asleep: (() => void)[] = [];
  const running: Promise<unknown>[] = [];
  const wake = async (): Promise<void> => {
    for (const resolve of asleep.splice(0)) resolve();
    await Promise.allSettled(running.splice(0));
  };
  const mailIdOf = (key: string): string => `<${key.replaceAll('/', '.')}@example.org>`;
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
    const life = new Life(itsFate, sleep);
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
      reconsider: asPlanned,
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

  return {
    async play(each: Step): Promise<void> {
      if (each.do === 'wait') clock.advance(each.seconds);
      else if (each.do === 'recover') await store.recovery.recoverExpired();
      else if (each.do === 'wake') await wake();
      else if (each.do === 'haunt') {
        const id = ids[each.action % ids.length] ?? '';
        await work(id, { call: each.call, kind: 'stall' });
        clock.advance(store.claimSeconds + 1);
        await store.recovery.recoverExpired();
        await work(id, null);
        await wake();
      } else {
        const id = ids[each.action % ids.length] ?? '';
        await Promise.all([work(id, each.fate), each.rival === undefined ? null : work(id, each.rival)]);
      }
    },

    /** From here on nothing fails: what is left is done as the sweeper would have it. */
    async finish(): Promise<void> {
      await wake();
      for (let round = 0; round < 12; round += 1) {
        clock.advance(3600);
        await store.recovery.recoverExpired();
        const due = (await store.recovery.unfinished()).actions.filter((action) => ids.includes(action.id));
        for (const { id } of due) await work(id, null);
      }
    },

    async check(): Promise<void> {
      const rows = await Promise.all(ids.map((id) => store.ledger.get(id)));
      const mails = left.map((line) => line.split(' ')[0]);
      expect(new Set(mails).size, 'a mail left twice').toBe(mails.length);
      const answered = new Map<string, number>();
      for (const [index, row] of rows.entries()) {
        if (row === null || row.kind === 'label') {
          expect(row?.state, 'a label was forgotten').toBe('done');
          continue;
        }
        const effects =
          mails.filter((mail) => mail === mailIdOf(row.key)).length +
          world.drafts.filter((draft) => draft.messageId === mailIdOf(row.key)).length;
        const person = persons[index] ?? '';
        answered.set(person, (answered.get(person) ?? 0) + effects);
        expect(['done', 'skipped', 'uncertain'], 'an action was forgotten').toContain(row.state);
        if (row.state === 'done') expect(effects, 'done without an effect').toBe(1);
        if (row.state === 'skipped') {
          expect(row.reason).toBe('answered-before');
          expect(effects, 'skipped with an effect').toBe(0);
        }
      }
      for (const [person, count] of answered)
        expect(count, `${person} was answered ${count} times`).toBeLessThanOrEqual(1);
      for (let uid = 0; uid < cases.length; uid += 1) {
        expect(world.labelsOn(sampleLocation(account, uid))).toEqual(['triage-strong']);
      }
    },
  };
}
