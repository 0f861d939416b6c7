// Writes TypeScript sources as JavaScript: node compile-sources.mjs ROOT TARGET FOLDER…
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const [root = '', target = '', ...folders] = process.argv.slice(2);
const compilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  verbatimModuleSyntax: true,
  inlineSourceMap: true,
};
for (const folder of folders) {
  for (const entry of await readdir(join(root, folder), { recursive: true })) {
    const file = join(folder, entry);
    if (!file.endsWith('.ts') || /\.(test|d)\.ts$/.test(file)) continue;
    const written = join(target, file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(written), { recursive: true });
    const source = await readFile(join(root, file), 'utf8');
    await writeFile(written, ts.transpileModule(source, { fileName: file, compilerOptions }).outputText);
  }
}
