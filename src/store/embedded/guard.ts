import { mkdir, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { retryable } from '../../domain/index.js';

/** Whoever holds the guard for longer has died with it: what it guards takes milliseconds. */
const staleMs = 10_000;
const waitMs = 20_000;
const pollMs = 25;

/**
 * Runs `work` while no other process runs its own under the same guard. Making a folder is the one step that only one of
 * two processes can succeed in, on every file system and also across containers that share a volume.
 *
 * @throws `data-folder-busy` (retryable) when the guard stays taken
 */
export async function withGuard<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path);
  try {
    return await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function take(path: string): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    try {
      await mkdir(path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > staleMs) await rm(path, { recursive: true, force: true });
    else await delay(pollMs);
  }
  throw retryable(
    'data-folder-busy',
    `another process has been opening the data folder for ${waitMs / 1000} seconds`,
    `Look for another triage process; if there is none, delete ${path}.`,
  );
}
