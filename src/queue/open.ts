import { UnrecoverableError } from 'bullmq';
import type { Logger } from 'pino';
import { asTriageError, retryable } from '../domain/index.js';
import {
  type AnyQueue,
  type AnyWorker,
  type Backend,
  postgresBackend,
  type QueuePlace,
  redisBackend,
} from './backend.js';

export const queueNames = ['intake', 'act'] as const;
export type QueueName = (typeof queueNames)[number];

/** Something to do, by its id in the store. `attempts` makes a new signal differ from one that died with its worker. */
export interface Work {
  readonly id: string;
  readonly attempts: number;
}

export interface SignalOptions {
  readonly delaySeconds?: number;
  /** Old mail gives way to what has just come. */
  readonly behind?: boolean;
}

export interface QueuesOptions extends QueuePlace {
  /** Keeps installations on one Redis apart; letters, digits and `_`. Default `triage`. */
  readonly prefix?: string;
  readonly logger: Logger;
}

/** Does one piece of work. What it throws as permanent is not tried again; everything else is, after a while. */
export type Processor = (payload: unknown) => Promise<unknown>;

export interface RunningWorker {
  /**
   * Takes no more work and waits for what is under way, at most `limitMs` milliseconds.
   * @returns false when something was still running then; its claim in the store runs out by itself
   */
  close(limitMs: number): Promise<boolean>;
}

export interface Queues {
  /** Says that there is work. A signal that stands already is not doubled; one that is lost is repeated by the sweeper. */
  signal(name: QueueName, work: readonly Work[], options?: SignalOptions): Promise<void>;
  /** Starts doing the work of one queue in this process. */
  work(name: QueueName, processor: Processor, options: { concurrency: number }): Promise<RunningWorker>;
  /** How many signals wait, are delayed, or are being worked on. */
  depth(name: QueueName): Promise<number>;
  /** Closes workers that still run, then the queues. False when something did not end in time. */
  close(limitMs: number): Promise<boolean>;
}

/** Jobs that throw (the store was away, say) come back after 1, 2, 4, 8 seconds, each up to half of it earlier. */
const jobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
  // A finished job's id must be free again: the store, not the queue, knows what has been done.
  removeOnComplete: true,
  removeOnFail: true,
} as const;
const behindPriority = 10;
/** A producer doesn't wait longer for the queue, in milliseconds: the sweeper will repeat it. */
const signalLimitMs = 10_000;

/**
 * Opens the queues. The code that uses them sees no difference between the two backends.
 *
 * @throws `queue-unreachable` (retryable)
 */
export async function openQueues(options: QueuesOptions): Promise<Queues> {
  const { logger } = options;
  const backend = await backendOf(options);
  const queues = new Map<QueueName, AnyQueue>();
  const running = new Set<RunningWorker>();
  for (const name of queueNames) {
    const queue = backend.queue(name);
    queue.on('error', (error) => logger.warn({ reason: error.message, queue: name }, 'the queue had an error'));
    queues.set(name, queue);
  }
  const queueOf = (name: QueueName): AnyQueue => {
    const queue = queues.get(name);
    if (queue === undefined) throw new RangeError(`no queue ${name}`);
    return queue;
  };

  return {
    async signal(name, work, { delaySeconds = 0, behind = false } = {}) {
      if (work.length === 0) return;
      const jobs = work.map(({ id, attempts }) => ({
        name,
        data: { id },
        opts: {
          ...jobOptions,
          // BullMQ takes no `:` in ids, and none that is all digits.
          jobId: `${name}-${id}-${attempts}`,
          ...(delaySeconds > 0 ? { delay: Math.ceil(delaySeconds * 1000) } : {}),
          ...(behind ? { priority: behindPriority } : {}),
        },
      }));
      await within(queueOf(name).addBulk(jobs), signalLimitMs, () => {
        throw retryable('queue-unreachable', 'the queue does not answer', 'Check that Redis or PostgreSQL runs.');
      });
    },

    async work(name, processor, { concurrency }) {
      const worker = backend.worker(name, (job) => guarded(processor, job.data), { concurrency });
      worker.on('error', (error) => logger.warn({ reason: error.message, queue: name }, 'the worker had an error'));
      worker.on('failed', (job, error) =>
        logger.warn({ reason: error.message, queue: name, job: job?.id }, 'a job failed'),
      );
      worker.on('stalled', (job) => logger.warn({ queue: name, job }, 'a job was left by its worker'));
      await worker.waitUntilReady();
      const handle = { close: (limitMs: number) => closeWorker(worker, limitMs, () => running.delete(handle)) };
      running.add(handle);
      return handle;
    },

    async depth(name) {
      const counts = await queueOf(name).getJobCounts('waiting', 'active', 'delayed', 'prioritized');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },

    async close(limitMs) {
      const ended = await Promise.all([...running].map((worker) => worker.close(limitMs)));
      const closed = await Promise.all(
        [...queues.values()].map((queue) =>
          within(
            queue.close().then(() => true),
            limitMs,
            () => false,
          ),
        ),
      );
      await backend.close();
      return [...ended, ...closed].every(Boolean);
    },
  };
}

function backendOf({ redisUrl, database, prefix = 'triage', logger }: QueuesOptions): Promise<Backend> {
  if (!/^\w+$/.test(prefix)) throw new RangeError(`a queue prefix has letters, digits and _ only, not "${prefix}"`);
  if (redisUrl !== undefined) return redisBackend(redisUrl, prefix, logger);
  if (database !== undefined) return postgresBackend(database, prefix);
  throw new RangeError('a queue needs a Redis or a database');
}

async function guarded(processor: Processor, data: unknown): Promise<unknown> {
  try {
    return await processor(data);
  } catch (error) {
    const coded = asTriageError(error);
    if (coded.errorClass === 'permanent') throw new UnrecoverableError(`${coded.code}: ${coded.message}`);
    throw coded;
  }
}

/** BullMQ's close() waits for ever for a job that hangs. */
async function closeWorker(worker: AnyWorker, limitMs: number, done: () => void): Promise<boolean> {
  const closing = worker.close().then(() => true);
  const ended = await within(closing, limitMs, () => false);
  if (!ended) void closing.catch(() => {});
  done();
  return ended;
}

async function within<T>(work: Promise<T>, limitMs: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), limitMs);
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), limit]);
    if (first !== 'late') return first.value;
    work.catch(() => {});
    return late();
  } finally {
    clearTimeout(timer);
  }
}
