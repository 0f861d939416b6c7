import { parentPort } from 'node:worker_threads';
import { type Answer, type Job, type Ready, runJob, transferables } from '../src/documents/threads/job.js';

/**
 * The thread that reads strangers' files. It gets jobs one at a time, answers each, and may be killed at any moment:
 * it holds nothing that would be missed. Only src/documents/threads/pool.ts starts it.
 */
parentPort?.on('message', async ({ id, job }: { id: number; job: Job }) => {
  try {
    const result = await runJob(job);
    const answer: Answer = { id, ok: true, result, used: used() };
    parentPort?.postMessage(answer, transferables(result));
  } catch (error) {
    const answer: Answer = {
      id,
      ok: false,
      message: error instanceof Error ? error.message : String(error),
      used: used(),
    };
    parentPort?.postMessage(answer);
  }
});

const ready: Ready = { ready: true };
parentPort?.postMessage(ready);

/** Bytes that this thread holds: its heap and its buffers. */
function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
