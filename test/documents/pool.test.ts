import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../src/documents/index.js';
import { threadEntry } from '../../src/documents/threads/entry.js';
import type { Job } from '../../src/documents/threads/job.js';
import { type Killed, ThreadPool } from '../../src/documents/threads/pool.js';
import { pageOf } from './minimal-pdf.js';
import { built, sample, toPart } from './support.js';

let pool: ThreadPool;

beforeAll(built, 120_000);
afterEach(() => pool.close());

const open = (options: { threads?: number; megabytes?: number; renewAfter?: number }) => {
  pool = new ThreadPool({ entry: threadEntry(), threads: 1, megabytes: 512, renewAfter: 100, ...options });
  return pool;
};
const job = (bytes: Buffer, name = 'cv.pdf') =>
  ({ kind: 'part', part: toPart(bytes, name), limits: defaultLimits }) as const satisfies Job;
const ended = (outcome: object | Killed) => ('killed' in outcome ? outcome.killed : 'done');

/** Takes half a minute and more. */
const slow = () => Buffer.from(`<html><body>${'<div>'.repeat(400_000)}`);
/** Inflates to hundreds of megabytes outside the heap. */
const greedy = () => pageOf(Buffer.alloc(700 * 1024 * 1024, ' '), true);

describe('a pool of threads', () => {
  it('ends a job that takes too long, and does the next one', async () => {
    open({});
    const outcomes = await Promise.all([
      pool.run(job(slow(), 'cv.html'), { seconds: 1 }),
      pool.run(job(sample('table.pdf')), { seconds: 20 }),
    ]);
    expect(outcomes.map(ended)).toEqual(['timed-out', 'done']);
  });

  it('ends a job that needs too much memory, and not its neighbours', async () => {
    open({ threads: 2, megabytes: 128 });
    const outcomes = await Promise.all([
      pool.run(job(sample('table.pdf')), { seconds: 20 }),
      pool.run(job(greedy()), { seconds: 20 }),
      pool.run(job(slow(), 'cv.html'), { seconds: 3 }),
      pool.run(job(sample('sidebar.pdf')), { seconds: 20 }),
    ]);
    expect(outcomes.map(ended)).toEqual(['done', 'out-of-memory', 'timed-out', 'done']);
  }, 60_000);

  it('renews its threads, and loses no job by it', async () => {
    open({ renewAfter: 2 });
    const outcomes = await Promise.all(
      Array.from({ length: 7 }, () => pool.run(job(sample('cv.rtf'), 'cv.rtf'), { seconds: 20 })),
    );
    expect(outcomes.map(ended)).toEqual(Array.from({ length: 7 }, () => 'done'));
  });

  it('that is closed ends what waits and what runs', async () => {
    open({});
    const pending = [
      pool.run(job(slow(), 'cv.html'), { seconds: 20 }),
      pool.run(job(sample('table.pdf')), { seconds: 20 }),
    ];
    await pool.close();
    expect((await Promise.all(pending)).map(ended)).toEqual(['closed', 'closed']);
    expect(ended(await pool.run(job(sample('table.pdf')), { seconds: 20 }))).toBe('closed');
  });

  it('whose thread is missing says what to do', () => {
    expect(() => threadEntry('file:///nowhere/src/documents/threads/entry.ts')).toThrow(/thread is missing/);
  });
});
