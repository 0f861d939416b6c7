import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { permanent } from '../../domain/index.js';

/**
 * Where the compiled reading thread lies. From dist/src/documents/threads it is a neighbour; when the sources run (vitest),
 * it is what `npx tsc -p .` left in dist/, because a worker thread takes no TypeScript.
 */
export function threadEntry(here: string = import.meta.url): string {
  const fromSources = here.endsWith('.ts');
  const entry = fileURLToPath(
    new URL(fromSources ? '../../../dist/workers/read-thread.js' : '../../../workers/read-thread.js', here),
  );
  if (existsSync(entry)) return entry;
  throw permanent(
    'read-thread-missing',
    `The reading thread is missing: ${entry}.`,
    'Build the program first: npx tsc -p .',
  );
}
