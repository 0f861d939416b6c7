import {
  type BulkJobOptions,
  createPostgresBackend,
  type JobType,
  Queue,
  type QueueOptions,
  runMigrations,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import { retryable } from '../domain/index.js';

/** Where the queues live: Redis when it is given, else the store's database. */
export interface QueuePlace {
  readonly redisUrl?: string;
  readonly database?: { readonly url: string; readonly embedded: boolean };
}

export interface Job {
  readonly id?: string | undefined;
  readonly data: unknown;
}

export interface NewJob {
  readonly name: string;
  readonly data: { readonly id: string };
  readonly opts: BulkJobOptions;
}

/** What we use of BullMQ's Queue; its own type differs from backend to backend. */
export interface AnyQueue {
  addBulk(jobs: NewJob[]): Promise<unknown>;
  getJobCounts(...states: JobType[]): Promise<Record<string, number>>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** What we use of BullMQ's Worker. */
export interface AnyWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job | undefined, error: Error) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}

/** One of the two kinds of place, ready to make queues and workers. */
export interface Backend {
  queue(name: string): AnyQueue;
  worker(name: string, processor: (job: Job) => Promise<unknown>, options: { concurrency: number }): AnyWorker;
  close(): Promise<void>;
}

/**
 * A job that died with its worker is free for another after about this time, in milliseconds. Shorter than BullMQ's half
 * minute: whoever loses a lock because its process was busy does no harm, since the store gives the work to one only.
 */
const patience = { lockDuration: 10_000, stalledInterval: 5_000 };
/** How long an idle worker waits for a signal before it looks again, in seconds. */
const drainSeconds = 5;
/** LISTEN/NOTIFY doesn't reach clients through pglite-socket, so there a worker has to look often. */
const embeddedDrainSeconds = 0.2;

/** Redis through ioredis. It must run with maxmemory-policy noeviction; BullMQ warns when it does not. */
export async function redisBackend(url: string, prefix: string, logger: Logger): Promise<Backend> {
  // Producers should fail soon, because the sweeper repeats what they could not say; workers should wait for ever.
  const producer = new Redis(url, { maxRetriesPerRequest: 1, lazyConnect: true });
  const consumer = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  for (const redis of [producer, consumer]) {
    redis.on('error', (error) => logger.warn({ reason: error.message }, 'the connection to Redis broke'));
  }
  try {
    await producer.connect();
    await consumer.connect();
  } catch (error) {
    producer.disconnect();
    consumer.disconnect();
    throw retryable(
      'queue-unreachable',
      `Redis does not answer: ${error instanceof Error ? error.message : String(error)}`,
      'Check that Redis runs and that REDIS_URL names its host, port and password; or leave REDIS_URL out.',
      error,
    );
  }
  return {
    queue: (name) => new Queue(name, { connection: producer, prefix }),
    worker: (name, processor, { concurrency }) =>
      new Worker(name, processor, {
        connection: consumer,
        prefix,
        concurrency,
        ...patience,
        drainDelay: drainSeconds,
      }),
    close: async () => {
      producer.disconnect();
      consumer.disconnect();
    },
  };
}

/**
 * BullMQ's PostgreSQL backend. On a server its tables have a schema of their own; on the embedded store they must be in
 * `public`, because the one session that all clients share there has one search_path.
 */
export async function postgresBackend(
  database: { readonly url: string; readonly embedded: boolean },
  prefix: string,
): Promise<Backend> {
  const schema = database.embedded ? 'public' : `${prefix}_queue`;
  const connection = { connectionString: database.url, schema, max: 3, keepAlive: true, Client: PatientClient };
  const options: QueueOptions<typeof connection> = { connection };
  const drainDelay = database.embedded ? embeddedDrainSeconds : drainSeconds;
  await migrate(database.url, schema);
  return {
    queue: (name) => new Queue(name, options, createPostgresBackend),
    worker: (name, processor, { concurrency }) => {
      const workerOptions: WorkerOptions<typeof connection> = { ...options, concurrency, ...patience, drainDelay };
      return new Worker(name, processor, workerOptions, createPostgresBackend);
    },
    close: async () => {},
  };
}

/**
 * A pool listens to the errors of idle connections only: one that breaks while it is in use and no query runs would end
 * the process. The next query on it says what is wrong.
 */
class PatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => {});
  }
}

async function migrate(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await runMigrations(client, schema);
  } catch (error) {
    throw retryable(
      'queue-unreachable',
      `the queue's tables could not be prepared: ${error instanceof Error ? error.message : String(error)}`,
      'Check that PostgreSQL runs and that the database user may create schemas and tables.',
      error,
    );
  } finally {
    await client.end();
  }
}
