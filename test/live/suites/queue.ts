import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { permanent, retryable } from '../../../src/domain/index.js';
import { type Processor, type Queues, sweep } from '../../../src/queue/index.js';
import type { Store } from '../../../src/store/index.js';
import { begin, freshAccount, judgeMessage, record } from '../../store/helpers.js';
import { labelPlan } from '../../store/samples.js';

export interface QueueUnderTest {
  readonly store: Store;
  /** Opens the queues of one more process, on the same place unless a prefix says otherwise. */
  open(prefix?: string): Promise<Queues>;
}

let prefixes = 0;
const freshPrefix = (): string => {
  prefixes += 1;
  return `q${prefixes}`;
};
/** Ids that no other test uses: on the embedded store all prefixes share one set of tables. */
let ids = 1000;
const freshIds = (count: number): string[] =>
  Array.from({ length: count }, () => {
    ids += 1;
    return String(ids);
  });
const work = (list: readonly string[], attempts = 0) => list.map((id) => ({ id, attempts }));
const idOf = (payload: unknown): string => (payload as { id: string }).id;
const untilDone = { timeout: 20_000, interval: 20 };

/** What must hold of the queues on every backend. */
export function queueSuite(under: () => QueueUnderTest): void {
  describe('queue', () => {
    const opened: Queues[] = [];
    const open = async (prefix: string): Promise<Queues> => {
      const queues = await under().open(prefix);
      opened.push(queues);
      return queues;
    };
    afterEach(async () => {
      for (const queues of opened.splice(0)) await queues.close(1000);
    });
    const collect = (mine: readonly string[]): { seen: string[]; processor: Processor } => {
      const seen: string[] = [];
      const known = new Set(mine);
      return {
        seen,
        processor: async (payload) => {
          if (known.has(idOf(payload))) seen.push(idOf(payload));
        },
      };
    };

    it('brings every signal to one of two processes, with nothing but an id in it', async () => {
      const prefix = freshPrefix();
      const [one, two] = [await open(prefix), await open(prefix)];
      const mine = freshIds(100);
      const seen: unknown[] = [];
      const processor: Processor = async (payload) => {
        seen.push(payload);
      };
      await one.work('intake', processor, { concurrency: 5 });
      await two.work('intake', processor, { concurrency: 5 });
      await one.signal('intake', work(mine));
      await vi.waitFor(() => expect(seen).toHaveLength(100), untilDone);
      expect(new Set(seen.map((payload) => JSON.stringify(payload)))).toEqual(
        new Set(mine.map((id) => JSON.stringify({ id }))),
      );
      expect(await one.depth('act')).toBe(0);
    });

    it('does not double a signal that stands, and takes it again when it is done', async () => {
      const queues = await open(freshPrefix());
      const mine = freshIds(3);
      for (let again = 0; again < 4; again += 1) await queues.signal('intake', work(mine));
      const { seen, processor } = collect(mine);
      await queues.work('intake', processor, { concurrency: 2 });
      await vi.waitFor(async () => expect(await queues.depth('intake')).toBe(0), untilDone);
      expect(seen.sort()).toEqual(mine);
      await queues.signal('intake', work(mine));
      await vi.waitFor(() => expect(seen).toHaveLength(6), untilDone);
    });

    it('wakes an idle worker soon', async () => {
      const queues = await open(freshPrefix());
      const mine = freshIds(3);
      const { seen, processor } = collect(mine);
      await queues.work('act', processor, { concurrency: 1 });
      for (const [index, id] of mine.entries()) {
        // Long enough for the worker to be asleep: that is what this is about.
        await delay(700);
        await queues.signal('act', work([id]));
        await vi.waitFor(() => expect(seen).toHaveLength(index + 1), { timeout: 1500, interval: 10 });
      }
    });

    it('tries again what may pass, later and later, and never what will not', async () => {
      const queues = await open(freshPrefix());
      const [passing, hopeless, uncoded] = freshIds(3) as [string, string, string];
      const tries = new Map<string, number[]>();
      await queues.work(
        'intake',
        async (payload) => {
          const times = tries.get(idOf(payload)) ?? [];
          tries.set(idOf(payload), [...times, Date.now()]);
          if (idOf(payload) === passing && times.length < 2) throw retryable('away', 'the store is away', 'wait');
          if (idOf(payload) === hopeless) throw permanent('bad', 'it is bad', 'nothing');
          if (idOf(payload) === uncoded && times.length < 1) throw new Error('who knows');
        },
        { concurrency: 3 },
      );
      await queues.signal('intake', work([passing, hopeless, uncoded]));
      await vi.waitFor(() => expect(tries.get(passing)).toHaveLength(3), untilDone);
      await vi.waitFor(async () => expect(await queues.depth('intake')).toBe(0), untilDone);
      expect(tries.get(hopeless)).toHaveLength(1);
      expect(tries.get(uncoded)).toHaveLength(2);
      const [first = 0, second = 0, third = 0] = tries.get(passing) ?? [];
      expect(second - first).toBeGreaterThan(450);
      expect(third - second).toBeGreaterThan(950);
    });

    it('keeps a delayed signal until its time', async () => {
      const queues = await open(freshPrefix());
      const mine = freshIds(1);
      const { seen, processor } = collect(mine);
      await queues.work('act', processor, { concurrency: 1 });
      const start = Date.now();
      await queues.signal('act', work(mine), { delaySeconds: 1.5 });
      await vi.waitFor(() => expect(seen).toHaveLength(1), untilDone);
      expect(Date.now() - start).toBeGreaterThan(1400);
    });

    it('lets what has just come pass old mail', async () => {
      const queues = await open(freshPrefix());
      const [old, fresh] = [freshIds(5), freshIds(5)];
      await queues.signal('intake', work(old), { behind: true });
      await queues.signal('intake', work(fresh));
      const { seen, processor } = collect([...old, ...fresh]);
      await queues.work('intake', processor, { concurrency: 1 });
      await vi.waitFor(() => expect(seen).toHaveLength(10), untilDone);
      expect(seen).toEqual([...fresh, ...old]);
    });

    it('ends in time: waits for work that ends, and gives up on work that does not', async () => {
      const queues = await open(freshPrefix());
      const [slow, hung] = freshIds(2) as [string, string];
      let ended = false;
      const started: string[] = [];
      const processor: Processor = async (payload) => {
        started.push(idOf(payload));
        if (idOf(payload) === hung) await new Promise(() => {});
        await delay(300);
        ended = true;
      };
      const patient = await queues.work('intake', processor, { concurrency: 1 });
      await queues.signal('intake', work([slow]));
      await vi.waitFor(() => expect(started).toEqual([slow]), untilDone);
      expect(await patient.close(5000)).toBe(true);
      expect(ended).toBe(true);
      const impatient = await queues.work('intake', processor, { concurrency: 1 });
      await queues.signal('intake', work([hung]));
      await vi.waitFor(() => expect(started).toEqual([slow, hung]), untilDone);
      const before = Date.now();
      expect(await impatient.close(400)).toBe(false);
      expect(Date.now() - before).toBeLessThan(1500);
    });

    it('loses nothing when the queue is lost: the sweeper says again what the store knows', async () => {
      const { store } = under();
      const account = freshAccount();
      const waiting = await record(store, account, 1);
      const left = await record(store, account, 2);
      await begin(store, left);
      const judged = await judgeMessage(store, account, 3, { actions: (id) => [labelPlan(id)] });
      await store.recovery.expireAllClaims();
      const queues = await open(freshPrefix());
      const [messages, actions] = [collect([waiting, left, judged.id]), collect(judged.actionIds)];
      await sweep(store, queues);
      await sweep(store, queues);
      await queues.work('intake', messages.processor, { concurrency: 2 });
      await queues.work('act', actions.processor, { concurrency: 2 });
      await vi.waitFor(() => expect([messages.seen.length, actions.seen.length]).toEqual([2, 1]), untilDone);
      expect(messages.seen.sort()).toEqual([waiting, left].sort());
    });
  });
}
