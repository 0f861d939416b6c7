import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { openQueues, type QueueName, type SignalOptions, sweep, type Work } from '../../src/queue/index.js';

const logger = pino({ level: 'silent' });

describe('openQueues', () => {
  it('refuses what can only be a mistake of its caller', async () => {
    await expect(openQueues({ logger })).rejects.toThrow(/needs a Redis or a database/);
    // BullMQ puts the prefix into names where a `:` would mean something else.
    await expect(openQueues({ logger, redisUrl: 'redis://127.0.0.1:1', prefix: 'a:b' })).rejects.toThrow(/prefix/);
  });
});

describe('sweep', () => {
  it('first settles what died, then says what is unfinished, old mail last', async () => {
    const calls: unknown[] = [];
    const signal = async (name: QueueName, work: readonly Work[], options?: SignalOptions): Promise<void> => {
      calls.push([name, work.map(({ id }) => id), options?.behind ?? false]);
    };
    const recovery = {
      recoverExpired: async () => {
        calls.push('recovered');
        return 2;
      },
      unfinished: async () => ({
        messages: [
          { id: '1', attempts: 0, origin: 'backfill' as const },
          { id: '2', attempts: 1, origin: 'live' as const },
        ],
        actions: [{ id: '3', attempts: 4 }],
      }),
    };
    expect(await sweep({ recovery }, { signal })).toEqual({ recovered: 2, messages: 2, actions: 1 });
    expect(calls).toEqual(['recovered', ['intake', ['2'], false], ['intake', ['1'], true], ['act', ['3'], false]]);
  });
});
