import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRuleset } from '../support/rules.js';
import { triage } from './run-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'triage-rules-'));
  cpSync(fileURLToPath(new URL('../../rules', import.meta.url)), join(folder, 'rules'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const edit = (file: string, change: (text: string) => string): void => {
  const path = join(folder, 'rules', file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
};
const run = (...args: string[]) => triage(['rules', ...args], { cwd: folder });

describe('triage rules check, test and schema', () => {
  it('say that sound rules are sound, with their hash', async () => {
    const { code, out } = await run('check', 'rules', '--strict');
    expect(out).toContain(`0 errors, 0 warnings`);
    expect(out).toContain(`ruleset ${defaultRuleset.hash}`);
    expect(code).toBe(0);
    const tried = await run('test', 'rules');
    expect(tried.out).toMatch(/\d+ sentences and \d+ mails tried: all hold/);
    expect(tried.code).toBe(0);
  });

  it('write the schemas that are there already', async () => {
    const before = readdirSync(join(folder, 'rules', 'schema'));
    rmSync(join(folder, 'rules', 'schema'), { recursive: true });
    expect((await run('schema', 'rules')).code).toBe(0);
    expect(readdirSync(join(folder, 'rules', 'schema'))).toEqual(before);
  });

  it('show warnings without failing, unless asked to, and errors with their place', { timeout: 240_000 }, async () => {
    edit('topics/causality.yaml', (text) => text.replace('terms:\n', 'terms:\n  - { id: odd, any: ["zebra.*"] }\n'));
    const warned = await run('check', 'rules');
    expect(warned.code).toBe(0);
    expect(warned.out).toMatch(/topics\/causality\.yaml:\d+:\d+/);
    expect(warned.out).toContain('1 warnings');
    expect((await run('check', 'rules', '--strict')).code).toBe(1);
    edit('policy.yaml', (text) => text.replace('bands:', 'bnads:'));
    const { code, out } = await run('check', 'rules', '--json');
    expect(code).toBe(1);
    const { findings, ruleset } = JSON.parse(out) as { findings: Record<string, unknown>[]; ruleset: null };
    expect(ruleset).toBeNull();
    expect(findings).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        code: 'unknown-key',
        file: 'policy.yaml',
        column: 1,
        text: 'bnads',
      }),
    );
    for (const finding of findings) expect(finding.line).toBeGreaterThan(0);
    for (const line of (await run('check', 'rules')).out.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });

  it('end with 2 where there is no folder', async () => {
    const { code, err } = await run('check', 'nowhere');
    expect(code).toBe(2);
    expect(err).toContain('rules-unreadable');
  });
});
