import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultRulesDir, loadRuleset, readRuleFiles } from '../../src/app/read-rules.js';
import { defaultRuleset } from '../support/rules.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'triage-rules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the rules directory', () => {
  it('is read with paths below it, and only what rules are made of', async () => {
    cpSync(defaultRulesDir(), folder, { recursive: true });
    writeFileSync(join(folder, 'notes.md'), 'not a rule');
    writeFileSync(join(folder, '.policy.yaml.swp'), 'an editor was here');
    const paths = (await readRuleFiles(folder)).map((file) => file.path);
    expect(paths).toContain('policy.yaml');
    expect(paths).toContain('topics/optimal-transport.yaml');
    expect(paths).toContain('replies/receipt.liquid');
    expect(paths).not.toContain('notes.md');
    expect((await loadRuleset(folder)).hash).toBe(defaultRuleset.hash);
  });

  it('that is not there is named', async () => {
    await expect(loadRuleset(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'rules-unreadable',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('with an error gives every problem with its place', async () => {
    cpSync(defaultRulesDir(), folder, { recursive: true });
    writeFileSync(join(folder, 'policy.yaml'), 'version: 1\nbands: { strong: high }\n');
    await expect(loadRuleset(folder)).rejects.toMatchObject({
      code: 'rules-invalid',
      message: expect.stringMatching(/policy\.yaml:2:\d+: error: .*strong/),
    });
  });
});
