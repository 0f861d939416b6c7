import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs', 'rules.md'), 'utf8');

/** The walk's code blocks in order, with what stands behind the backticks. */
const walk = page.slice(page.indexOf('## A walk'), page.indexOf('## See the effect'));
const blocks = [...walk.matchAll(/^```(\S+)(?: (.*))?\n([\s\S]*?)^```$/gm)].map((match) => ({
  language: match[1] ?? '',
  about: match[2] ?? '',
  text: match[3] ?? '',
}));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'triage-walk-'));
  cpSync(join(root, 'rules'), join(folder, 'rules'), { recursive: true });
  for (const name of new Set(walk.match(/fixtures\/cases\/[\w-]+/g) ?? []))
    cpSync(join(root, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    join(folder, 'bin', 'triage'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/src/cli/main.js')}" "$@"\n`,
  );
  chmodSync(join(folder, 'bin', 'triage'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function shell(command: string): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd: folder,
      env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH ?? ''}`, NO_COLOR: '1', USER: 'ada' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout.on('data', (data: Buffer) => (out += data));
    child.stderr.on('data', (data: Buffer) => (out += data));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });
}

/** Does what a block says: runs its commands and looks for the lines below them, or writes its file. */
async function follow({ language, about, text }: (typeof blocks)[number]): Promise<void> {
  if (language === 'console') {
    for (const part of text.split(/^\$ /m).slice(1)) {
      const [command = '', ...expected] = part.trimEnd().split('\n');
      const { code, out } = await shell(command);
      expect(code, `${command}\n${out}`).toBe(0);
      for (const line of expected) expect(out, command).toContain(line);
    }
    return;
  }
  const [path = '', line] = about.split(' below ');
  const file = join(folder, path);
  if (line === undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  const before = readFileSync(file, 'utf8');
  expect(before).toContain(`\n${line}\n`);
  writeFileSync(file, before.replace(`\n${line}\n`, `\n${line}\n${text}`));
}

describe('docs/rules.md', () => {
  it('can be followed by somebody who has never seen the program', { timeout: 900_000 }, async () => {
    expect(blocks.filter((block) => block.language === 'console').length).toBeGreaterThanOrEqual(5);
    expect(blocks.filter((block) => block.language === 'yaml').length).toBeGreaterThanOrEqual(4);
    for (const block of blocks) await follow(block);
    // What the walk was for: the rules that went live know the topic and the position, and going back forgot neither.
    const { out } = await shell('triage rules history --json');
    const history = out
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row) as { how: string; actor: string; hash: string });
    expect(history.map((row) => row.how)).toEqual(['rollback', 'apply', 'start']);
    expect(history[0]?.hash).toBe(history[2]?.hash);
    expect(new Set(history.map((row) => row.actor))).toEqual(new Set(['ada']));
    const diff = await shell('triage rules diff --json --exit-code fixtures/cases/j-065-postdoc-federated');
    expect(diff.code).toBe(1);
    const { changes, rules } = JSON.parse(diff.out) as { changes: { causes: string[] }[]; rules: { file: string }[] };
    expect(rules.map((rule) => rule.file)).toEqual(
      expect.arrayContaining([
        'topics/federated-learning.yaml',
        'positions/phd-federated.yaml',
        'positions/postdoc.yaml',
      ]),
    );
    expect(changes[0]?.causes.join()).toContain('federated-learning');
  });

  it('shows examples of rules that fit the schema', () => {
    for (const block of blocks) expect(['console', 'yaml']).toContain(block.language);
  });
});
