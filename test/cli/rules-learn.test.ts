import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultRulesDir } from '../../src/app/read-rules.js';
import { triage } from './run-cli.js';

let folder: string;
let rules: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'triage-learn-'));
  rules = join(folder, 'rules');
  await cp(defaultRulesDir(), rules, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const advert = `PhD position in causal transport

We look for a doctoral student in optimal transport and causal inference.
Please send your CV and transcripts with [apply-causal-ot] in the subject. The deadline is 15 March 2031.
`;

test('a position is drafted beside the others, says what it was unsure of, and the rules stay sound', async () => {
  const vacancy = join(folder, 'advert.txt');
  await writeFile(vacancy, advert);
  const made = await triage(['rules', 'new', 'position', vacancy, '--rules', rules, '--yes']);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toContain('Wrote positions/causal-ot.yaml and positions/causal-ot.vacancy.txt.');
  expect(made.out).toContain('acknowledge: drafts only');
  expect(await readFile(join(rules, 'positions/causal-ot.yaml'), 'utf8')).toContain('preferredBy: 2031-03-15');
  const checked = await triage(['rules', 'check', rules]);
  expect(checked.code).toBe(0);
  const again = await triage(['rules', 'new', 'position', vacancy, '--rules', rules, '--yes']);
  expect(again.code).toBe(2);
  expect(again.err).toContain('position-exists');
});

test('the rules that come with the program are never written to', async () => {
  const vacancy = join(folder, 'advert-two.txt');
  await writeFile(vacancy, advert);
  const refused = await triage(['rules', 'new', 'position', vacancy, '--yes'], { cwd: folder });
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('rules-are-the-defaults');
});

test('a vacancy that is not there, a level that is none', async () => {
  expect((await triage(['rules', 'new', 'position', 'nowhere.txt', '--rules', rules])).err).toContain(
    'vacancy-unreadable',
  );
  const level = await triage(['rules', 'new', 'position', 'nowhere.txt', '--seeks', 'professor']);
  expect(level.code).toBe(2);
  expect(level.err).toContain('--seeks is one of');
});

test('suggest needs verdicts, and says how many there are', async () => {
  const verdicts = join(folder, 'verdicts.yaml');
  await writeFile(verdicts, 'j-001-entropic-neurips/message.eml: shortlist\n');
  const few = await triage([
    'rules',
    'suggest',
    'fixtures/cases/j-001-entropic-neurips',
    '--rules',
    rules,
    '--verdicts',
    verdicts,
  ]);
  expect(few.code).toBe(2);
  expect(few.err).toContain('too-few-verdicts');
  await writeFile(verdicts, 'a: maybe\n');
  const odd = await triage([
    'rules',
    'suggest',
    'fixtures/cases/j-001-entropic-neurips',
    '--rules',
    rules,
    '--verdicts',
    verdicts,
  ]);
  expect(odd.err).toContain('verdicts-invalid');
  expect((await triage(['rules', 'suggest', 'fixtures/cases/j-001-entropic-neurips'])).err).toContain('--verdicts');
});
