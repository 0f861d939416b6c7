import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkRules, isSound, soundRules } from '../../src/app/check-rules.js';
import { defaultRulesDir } from '../../src/app/read-rules.js';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'triage-rules-')), 'rules');
  cpSync(defaultRulesDir(), folder, { recursive: true });
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(folder, file), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, file), changed);
}

const errors = async () => (await checkRules(folder)).problems.filter((problem) => problem.severity === 'error');

describe('a rules folder', () => {
  it('of the program is sound, with its examples', async () => {
    const check = await checkRules(folder);
    expect(isSound(check)).toBe(true);
    expect(check.ruleset?.examples.cases.length).toBeGreaterThanOrEqual(5);
  });

  it('with a sentence that does not hold names its line', async () => {
    edit('topics/unlearning.yaml', '  miss:\n', '  miss:\n    - We study machine unlearning of diffusion models.\n');
    expect(await errors()).toEqual([
      expect.objectContaining({
        code: 'example-fails',
        file: 'topics/unlearning.yaml',
        text: 'We study machine unlearning of diffusion models.',
      }),
    ]);
    const line = (await errors())[0]?.line ?? 0;
    expect(readFileSync(join(folder, 'topics/unlearning.yaml'), 'utf8').split('\n')[line - 1]).toContain(
      'We study machine',
    );
    await expect(soundRules(folder, [])).rejects.toMatchObject({ code: 'rules-invalid' });
  });

  it('with a mail that lands elsewhere says where', async () => {
    edit('examples.yaml', 'position: postdoc, band: strong', 'position: visitor, band: weak');
    const found = await errors();
    expect(found.map((one) => one.code)).toEqual(['example-fails', 'example-fails']);
    expect(found[0]?.message).toMatch(/examples\/postdoc\.eml: its position is postdoc .*, not visitor/);
    expect(found[1]?.message).toMatch(/its band is strong .*, not weak/);
    expect(found[0]?.line).toBe(found[1]?.line);
  });

  it('whose change breaks a case is not sound', async () => {
    edit('policy.yaml', 'strong: 70', 'strong: 100');
    expect((await errors()).map((one) => one.message)).toEqual(
      expect.arrayContaining([expect.stringContaining('examples/unlearning.eml: its band is possible')]),
    );
  });

  it('with a mail that is not there says so', async () => {
    edit('examples.yaml', 'examples/question.eml', 'examples/nowhere.eml');
    expect(await errors()).toEqual([
      expect.objectContaining({ code: 'example-unreadable', text: 'examples/nowhere.eml' }),
    ]);
  });

  it('without examples.yaml is as good', async () => {
    rmSync(join(folder, 'examples.yaml'));
    expect(isSound(await checkRules(folder))).toBe(true);
  });
});
