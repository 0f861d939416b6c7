import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const compiler = fileURLToPath(new URL('compile-sources.mjs', import.meta.url));
/** What a process of a test may import. */
const sources = ['src', 'workers', 'test/store', 'test/live/child'];

/** Our sources as JavaScript, for tests that need a process of their own: Node 20 runs no TypeScript, and dist/ may be old. */
export interface Compiled {
  /** Path of the compiled form of a source file, given from the root of the repository. */
  path(source: string): string;
  remove(): Promise<void>;
}

/** In a process of its own: in one that had run many other tests the compiler has failed on its own assertions. */
export async function compileSources(): Promise<Compiled> {
  // Inside node_modules, so that packages are found from there.
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'triage-test-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await promisify(execFile)(process.execPath, [compiler, root, folder, ...sources]);
  return {
    path: (source) => join(folder, source.replace(/\.ts$/, '.js')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
