import { Worker } from 'node:worker_threads';
import { threadEntry } from '../thread-entry.js';
import type { Feed, FeedAnswer, ThreadSetup } from './thread-jobs.js';

interface Options {
  /** 0-1, where the thread tells how far it is after everything was fed. */
  readonly onShare?: (share: number) => void;
  /** Aborted: the thread is ended, and the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Feeds a thread of its own, piece by piece so that no more than one is in memory, and returns what it found.
 * @throws Error in the thread's words, or the signal's reason
 */
export async function countInThread(
  setup: Exclude<ThreadSetup, { job: 'check' }>,
  pieces: AsyncIterable<readonly unknown[]>,
  { onShare, signal }: Options,
): Promise<unknown> {
  const worker = new Worker(threadEntry('rules-desk/thread.js'), { workerData: setup });
  let took: () => void = () => {};
  let stop: () => void = () => {};
  const found = new Promise<unknown>((resolve, reject) => {
    worker.on('message', (answer: FeedAnswer) => {
      if ('took' in answer) took();
      else if ('share' in answer) onShare?.(answer.share);
      else if ('result' in answer) resolve(answer.result);
      else reject(new Error(answer.failed));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a thread of the rules pages ended with ${code}`)));
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  found.catch(() => {}); // awaited below, after feeding
  try {
    for await (const items of pieces) {
      signal.throwIfAborted();
      const taken = new Promise<void>((resolve) => {
        took = resolve;
      });
      worker.postMessage({ items } satisfies Feed);
      await Promise.race([taken, found]);
    }
    worker.postMessage({ end: true } satisfies Feed);
    return await found;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
