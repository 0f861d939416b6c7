import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultRulesDir, loadRuleset } from '../../src/app/read-rules.js';
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

test('what suggest proposes can be put into the files: line by line, or as a patch', { timeout: 240_000 }, async () => {
  const damaged = join(folder, 'damaged');
  await cp(defaultRulesDir(), damaged, { recursive: true });
  const forget = (text: string) =>
    text.replace(/(id: (?:optimal-transport|robustness|unlearning), weight: )[\d.]+/g, '$10.1');
  for (const name of await readdir(join(damaged, 'positions')))
    if (name.endsWith('.yaml')) {
      const path = join(damaged, 'positions', name);
      await writeFile(path, forget(await readFile(path, 'utf8')));
    }
  // Whole mails of examples would fail under damaged rules.
  await rm(join(damaged, 'examples.yaml'));
  const cases = [...(await casesOfFit((fit) => fit === 3, 8)), ...(await casesOfFit((fit) => fit === 0, 8))];
  const verdicts = join(folder, 'sixteen.yaml');
  const lines = cases.map((name, at) => `${name}/message.eml: ${at < 8 ? 'shortlist' : 'decline'}\n`);
  await writeFile(verdicts, lines.join(''));
  const patch = join(folder, 'suggested.patch');
  const mails = cases.map((name) => `fixtures/cases/${name}`);
  const of = ['--rules', damaged, '--verdicts', verdicts];
  const asked = await triage(['rules', 'suggest', ...mails, ...of, '--patch', patch, '--json']);
  expect(asked).toMatchObject({ code: 0 });
  const { weights } = JSON.parse(asked.out) as { weights: { edits: Proposed[] } };
  expect(weights.edits.length).toBeGreaterThan(0);
  const byHand = new Map<string, string[]>();
  for (const { file, line, text } of weights.edits) {
    const now = byHand.get(file) ?? (await readFile(join(damaged, file), 'utf8')).split('\n');
    byHand.set(file, now.with(line - 1, text));
  }
  execFileSync('git', ['apply', patch], { cwd: damaged });
  for (const [file, now] of byHand) expect(await readFile(join(damaged, file), 'utf8')).toBe(now.join('\n'));
  const { positions } = await loadRuleset(damaged);
  for (const { file, path, to } of weights.edits.filter((edit) => edit.path[0] === 'topics')) {
    const topics = positions.find((one) => file === `positions/${one.id}.yaml`)?.topics;
    expect(topics?.find((one) => one.id === path[1])?.weight).toBe(to);
  }
  const caps = (list: typeof positions) => list.flatMap((one) => one.topics.map((topic) => topic.cap));
  expect(caps(positions)).toEqual(caps((await loadRuleset(defaultRulesDir())).positions));
});

interface Proposed {
  readonly file: string;
  readonly path: readonly string[];
  readonly line: number;
  readonly text: string;
  readonly to: number;
}

/** Names of labelled applications whose fit is so, in order. */
async function casesOfFit(is: (fit: number) => boolean, count: number): Promise<string[]> {
  const names = (await readdir('fixtures/cases')).sort();
  const found: string[] = [];
  for (const name of names) {
    if (found.length === count) break;
    const label = JSON.parse(await readFile(join('fixtures/cases', name, 'label.json'), 'utf8')) as {
      kind: string;
      fit?: number | null;
    };
    if (label.kind === 'application' && typeof label.fit === 'number' && is(label.fit)) found.push(name);
  }
  return found;
}
