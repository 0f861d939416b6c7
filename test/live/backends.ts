import { rm } from 'node:fs/promises';
import type { QueuePlace } from '../../src/queue/index.js';
import type { Store, StoreOptions } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { available, startPostgres, startRedis, type TestPostgres, type TestServer } from './servers.js';

/** The three sizes of an installation; every suite about store and queue runs on each. */
export const backendNames = ['embedded', 'postgres', 'postgres+redis'] as const;
export type BackendName = (typeof backendNames)[number];

/** Where one test's store and queue are. */
export interface TestPlace {
  readonly store: Pick<StoreOptions, 'databaseUrl' | 'dataDir'>;
  /** Where the queues go, given the open store. */
  queue(store: Pick<Store, 'database'>): QueuePlace;
  remove(): Promise<void>;
}

/** A backend that is running. */
export interface TestBackend {
  /** An empty place. */
  place(): Promise<TestPlace>;
  stop(): Promise<void>;
}

/** Whether this machine can run the backend. */
export function canRun(name: BackendName): boolean {
  const servers = available();
  if (name === 'embedded') return true;
  return servers.postgres && (name === 'postgres' || servers.redis);
}

export async function startBackend(name: BackendName): Promise<TestBackend> {
  if (name === 'embedded') return { place: embeddedPlace, stop: async () => {} };
  const postgres = await startPostgres();
  const redis = name === 'postgres+redis' ? await startRedis() : null;
  return {
    place: () => serverPlace(postgres, redis),
    stop: async () => {
      await redis?.stop();
      await postgres.stop();
    },
  };
}

async function embeddedPlace(): Promise<TestPlace> {
  const dataDir = await freshDataDir();
  return {
    store: { dataDir },
    queue: (store) => ({ database: store.database }),
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

async function serverPlace(postgres: TestPostgres, redis: TestServer | null): Promise<TestPlace> {
  const databaseUrl = await postgres.newDatabase();
  const redisUrl = redis === null ? null : `${redis.url}/0`;
  return {
    store: { databaseUrl },
    queue: (store) => (redisUrl === null ? { database: store.database } : { redisUrl }),
    remove: async () => {},
  };
}
