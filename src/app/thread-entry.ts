import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { permanent } from '../domain/index.js';

/**
 * Where a thread's compiled file lies. Threads take no TypeScript: when the sources run (vitest), it is what
 * `npx tsc -p .` left in dist/.
 * @param path relative to src/app, as `again/thread.js`
 * @throws TriageError `read-thread-missing` (permanent) when nothing was built
 */
export function threadEntry(path: string, here: string = import.meta.url): string {
  const folder = here.endsWith('.ts') ? '../../dist/src/app/' : './';
  const entry = fileURLToPath(new URL(folder + path, here));
  if (existsSync(entry)) return entry;
  throw permanent(
    'read-thread-missing',
    `A thread's file is missing: ${entry}.`,
    'Build the program first: npx tsc -p .',
  );
}
