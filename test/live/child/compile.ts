import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** What a process of a test may import. */
const sources = ['src', 'workers', 'test/store', 'test/live/child'];

/** Our sources as JavaScript, for tests that need a process of their own: Node 20 runs no TypeScript, and dist/ may be old. */
export interface Compiled {
  /** Path of the compiled form of a source file, given from the root of the repository. */
  path(source: string): string;
  remove(): Promise<void>;
}

export async function compileSources(): Promise<Compiled> {
  // Inside node_modules, so that packages are found from there.
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'triage-test-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const source of sources) {
    for (const entry of await readdir(join(root, source), { recursive: true })) {
      const file = join(source, entry);
      if (!file.endsWith('.ts') || /\.(test|d)\.ts$/.test(file)) continue;
      const target = join(folder, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, javascriptOf(await readFile(join(root, file), 'utf8'), file));
    }
  }
  return {
    path: (source) => join(folder, source.replace(/\.ts$/, '.js')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function javascriptOf(text: string, fileName: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: true,
    inlineSourceMap: true,
  };
  return ts.transpileModule(text, { fileName, compilerOptions }).outputText;
}
