import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openQueues } from '../../src/queue/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { backendNames, canRun, startBackend, type TestBackend, type TestPlace } from './backends.js';
import { available, freePort, startRedis } from './servers.js';
import { queueSuite } from './suites/queue.js';

const logger = pino({ level: 'silent' });

describe.each(backendNames)('queues on %s', (name) => {
  describe.runIf(canRun(name))('everything', () => {
    let backend: TestBackend;
    let place: TestPlace;
    let store: Store;

    beforeAll(async () => {
      backend = await startBackend(name);
      place = await backend.place();
      store = await openStore({ ...place.store, logger });
    });

    afterAll(async () => {
      await store.close();
      await place.remove();
      await backend.stop();
    });

    queueSuite(() => ({
      store,
      open: (prefix = 'triage') => openQueues({ ...place.queue(store), prefix, logger }),
    }));
  });
});

describe('a queue that is away', () => {
  it('is said with a code', async () => {
    const port = await freePort();
    const away = { code: 'queue-unreachable', errorClass: 'retryable' };
    await expect(openQueues({ redisUrl: `redis://127.0.0.1:${port}`, logger })).rejects.toMatchObject(away);
    const database = { url: `postgres://triage@127.0.0.1:${port}/none`, embedded: false };
    await expect(openQueues({ database, logger })).rejects.toMatchObject(away);
  });

  it.runIf(available().redis)('is found again when Redis comes back empty', async () => {
    const first = await startRedis();
    const queues = await openQueues({ redisUrl: first.url, logger });
    const seen: unknown[] = [];
    await queues.work('intake', async (payload) => seen.push(payload), { concurrency: 1 });
    await queues.signal('intake', [{ id: '1', attempts: 0 }]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 5000 });
    await first.stop();
    await expect(queues.signal('intake', [{ id: '2', attempts: 0 }])).rejects.toThrow();
    const second = await startRedis(first.port);
    await vi.waitFor(() => queues.signal('intake', [{ id: '3', attempts: 0 }]), { timeout: 20_000, interval: 200 });
    await vi.waitFor(() => expect(seen).toHaveLength(2), { timeout: 20_000 });
    expect(await queues.close(5000)).toBe(true);
    await second.stop();
  });
});
