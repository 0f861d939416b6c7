import { Worker } from 'node:worker_threads';
import { threadEntry } from '../thread-entry.js';
import type { Again, ThreadAnswer, ThreadJob, ThreadSetup } from './job.js';

/**
 * Judges pieces of work in threads, as many at a time as there are threads; yields answers as they come.
 * @param jobs taken one by one, so that no more than the threads need is in memory
 */
export async function* judgeInThreads(
  setup: ThreadSetup,
  jobs: AsyncIterable<ThreadJob>,
  threads: number,
): AsyncGenerator<readonly Again[]> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(threadEntry('again/thread.js'), { workerData: setup }),
  );
  const idle = [...workers];
  const running = new Map<Worker, Promise<{ worker: Worker; answer: ThreadAnswer }>>();
  const next = async (): Promise<readonly Again[]> => {
    const { worker, answer } = await Promise.race(running.values());
    running.delete(worker);
    idle.push(worker);
    if ('failed' in answer) throw new Error(`a judging thread failed: ${answer.failed}`);
    return answer.done;
  };
  try {
    for await (const job of jobs) {
      if (idle.length === 0) yield await next();
      const worker = idle.pop();
      if (worker === undefined) throw new Error('a thread is idle here');
      running.set(worker, ask(worker, job));
    }
    while (running.size > 0) yield await next();
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, job: ThreadJob): Promise<{ worker: Worker; answer: ThreadAnswer }> {
  const asked = new Promise<{ worker: Worker; answer: ThreadAnswer }>((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
    };
    const onMessage = (answer: ThreadAnswer): void => {
      settle();
      resolve({ worker, answer });
    };
    const onError = (error: unknown): void => {
      settle();
      reject(error);
    };
    const onExit = (code: number): void => onError(new Error(`a judging thread ended with ${code}`));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
  });
  asked.catch(() => {}); // awaited by a race that may already have been lost
  worker.postMessage(job);
  return asked;
}
