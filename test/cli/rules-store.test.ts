import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRulesDir } from '../../src/app/read-rules.js';
import { runRescore } from '../../src/app/rescore.js';
import { applyFolder } from '../../src/cli/rules-apply-run.js';
import { openStore, type Store } from '../../src/store/index.js';
import { account, arrive, labConfig } from '../app/past-inbox.js';
import { freshDataDir } from '../store/data-folder.js';
import { labContext } from '../support/messages.js';
import { defaultRuleFiles, defaultRuleset, mustCompile } from '../support/rules.js';
import { triage } from './run-cli.js';

const logger = pino({ level: 'silent' });
const configuration = `version: 1
data: DATA
rules: rules
accounts:
  - id: ${account}
    imap: { host: imap.example.org, user: lab, password: { file: SECRET }, folders: [INBOX] }
    identity: { name: The lab, address: openings@ot-lab.example.org }
    aliases: ALIASES
    authservIds: AUTHSERV
`;

let folder: string;
let data: string;
let store: Store;
let id: string;

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: join(folder, 'rules'),
    encoding: 'utf8',
  });
const policy = () => join(folder, 'rules', 'policy.yaml');
const edit = (from: string, to: string): void => {
  const text = readFileSync(policy(), 'utf8');
  expect(text).toContain(from);
  writeFileSync(policy(), text.replace(from, to));
};
const run = (...args: string[]) => triage([...args, '-c', 'triage.yaml'], { cwd: folder });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'triage-past-'));
  data = await freshDataDir();
  cpSync(defaultRulesDir(), join(folder, 'rules'), { recursive: true });
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'unused');
  const filled = configuration
    .replace('DATA', data)
    .replace('SECRET', secret)
    .replace('ALIASES', JSON.stringify(labContext.ownAddresses))
    .replace('AUTHSERV', JSON.stringify(labContext.authservIds));
  writeFileSync(join(folder, 'triage.yaml'), filled);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'as they came');
  // The commands join the store of this process.
  store = await openStore({ dataDir: data, logger });
  const { hash } = defaultRuleset;
  await store.rulesets.makeLive({ hash, files: defaultRuleFiles, actor: 'test', how: 'start' });
  const about = 'Student assistant: I proved convergence of Wasserstein gradient flows of probability measures.';
  id = await arrive(store, defaultRuleset, 'Xenia', 1, about);
  await arrive(store, defaultRuleset, 'Yuki', 2, 'Student assistant: I planned timetables of buses.');
}, 90_000);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
});

const bandOf = async () => (await store.read.judged(id))?.judgement.band;

describe('rules and the mail of a store, on the command line', { timeout: 180_000 }, () => {
  it('rules diff says by its exit status whether anything changes', async () => {
    const same = await run('rules', 'diff', '--exit-code');
    expect(same).toMatchObject({ code: 0, err: '' });
    expect(same.out).toContain('2 messages, 0 change.');
    edit('strong: 70', 'strong: 45');
    const other = await run('rules', 'diff', '--exit-code');
    expect(other.code).toBe(1);
    expect(other.out).toContain('policy.yaml bands.strong');
    expect(other.out).toContain('band possible → strong');
    const later = await run('rules', 'diff', '--exit-code', '--since', '2040-01-01', '--json');
    expect(later.code).toBe(0);
    expect(JSON.parse(later.out)).toMatchObject({ messages: 0, changes: [] });
    expect(await bandOf()).toBe('possible');
  });

  it('rules diff compares with a revision of the folder', async () => {
    git('commit', '--quiet', '--all', '-m', 'more are strong');
    expect((await run('rules', 'diff', '--against', 'HEAD', '--exit-code')).code).toBe(0);
    const before = await run('rules', 'diff', '--against', 'HEAD~1', '--exit-code', '--json');
    expect(before.code).toBe(1);
    const diff = JSON.parse(before.out) as { before: { name: string; ruleset: string }; changes: { id: string }[] };
    expect(diff.before).toEqual({
      name: `HEAD~1 (${git('rev-parse', 'HEAD~1').slice(0, 10)})`,
      ruleset: defaultRuleset.hash,
    });
    expect(diff.changes.map((change) => change.id)).toEqual([id]);
    // What looks like an option of git is none.
    const unknown = await run('rules', 'diff', '--against=--output=written');
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('no-such-ruleset');
  });

  it('rules apply asks first, and leaves the judging to a running program', async () => {
    expect((await run('rules', 'apply', '--background')).err).toContain('not-confirmed');
    const applied = await run('rules', 'apply', '--yes', '--background', '--note', 'more are strong');
    expect(applied.code).toBe(0);
    expect(applied.out).toContain('A running `triage start` or `work` judges past mail again.');
    expect(await bandOf()).toBe('possible');
    // What a running program does every few seconds (src/app/program.ts).
    expect(await runRescore({ store, config: labConfig, logger })).toMatchObject({ outcome: 'finished' });
    expect(await bandOf()).toBe('strong');
  });

  it('replay shows what the live rules make of old mail, and keeps it when it is asked to', async () => {
    await run('rules', 'rollback', '--note', 'too many');
    const shown = await run('replay', '--since', '2020-01-01', '--json');
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.out)).toMatchObject({ messages: 2, changes: [{ id, changed: ['band', 'labels'] }] });
    expect(await bandOf()).toBe('strong');
    const kept = await run('replay', '--since', '2020-01-01', '--apply', '--yes');
    expect(kept.out).toContain('Past mail is judged again: 1 judgements are others now. Nobody was answered.');
    expect(await bandOf()).toBe('possible');
  });

  it('rules with which no program could start go live by no command', async () => {
    const wrong = readFileSync(join(folder, 'triage.yaml'), 'utf8').replace(
      '    aliases:',
      '    positions: { gardening@ot-lab.example.org: gardener }\n    aliases:',
    );
    writeFileSync(join(folder, 'gardener.yaml'), wrong);
    const before = (await store.rulesets.current())?.id;
    const refused = (...args: string[]) => triage(['rules', ...args, '-c', 'gardener.yaml'], { cwd: folder });
    edit('strong: 45', 'strong: 46');
    for (const args of [['apply', '--yes', '--no-rescore'], ['rollback'], ['check']]) {
      const ended = await refused(...args);
      expect(ended.code).toBeGreaterThan(0);
      // The table of `check` folds long words.
      expect(`${ended.out}${ended.err}`).toMatch(/gardening@/);
    }
    expect((await store.rulesets.current())?.id).toBe(before);
  });

  it('rules apply leaves alone what a colleague made live while it asked', async () => {
    const now = await store.rulesets.current();
    const policyOf = (strong: number) =>
      defaultRuleFiles.map((file) =>
        file.path === 'policy.yaml' ? { ...file, text: file.text.replace('strong: 70', `strong: ${strong}`) } : file,
      );
    const theirs = { hash: mustCompile(policyOf(51)).hash, files: policyOf(51), actor: 'bob', how: 'apply' } as const;
    const makeLive: Store['rulesets']['makeLive'] = async (wish) => {
      await store.rulesets.makeLive(theirs);
      return store.rulesets.makeLive(wish);
    };
    const meanwhile = { ...store, rulesets: { ...store.rulesets, makeLive } };
    const options = { yes: true, labels: false, rescore: true, background: true, limit: '0' };
    const parts = { store: meanwhile, config: labConfig, logger };
    await expect(applyFolder(join(folder, 'rules'), options, parts)).rejects.toMatchObject({ code: 'rules-overtaken' });
    expect(await store.rulesets.current()).toMatchObject({ hash: theirs.hash, actor: 'bob' });
    expect(await store.rescore.pending()).toBeNull();
    const back = (await store.rulesets.content(now?.hash ?? '')) ?? [];
    await store.rulesets.makeLive({ hash: now?.hash ?? '', files: back, actor: 'ada', how: 'rollback' });
  });

  it('correct says what a mail is, and takes it back', async () => {
    expect((await run('correct', id)).code).toBe(2);
    const corrected = await run('correct', id, '--kind', 'inquiry', '--note', 'she only asks');
    expect(corrected).toMatchObject({ code: 0, err: '' });
    expect(corrected.out).toContain(`Message ${id}: application for phd-ot, possible → inquiry.`);
    const undone = await run('correct', id, '--undo');
    expect(undone.out).toContain(`Message ${id}: inquiry → application for phd-ot, possible.`);
  });
});
