import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { defaultRuleFiles, defaultRuleset } from '../support/rules.js';
import { triage } from './run-cli.js';

const configuration = `version: 1
data: DATA
rules: ./broken
accounts:
  - id: lab
    imap: { host: imap.example.org, user: lab, password: { env: IMAP_PASSWORD } }
    identity: { name: The lab, address: openings@ot-lab.example.org }
    mode: draft
  - id: since
    imap: { host: imap.example.org, user: since, password: { env: IMAP_PASSWORD } }
    smtp: { host: smtp.example.org, user: since, password: { env: IMAP_PASSWORD } }
    identity: { name: The lab, address: since@ot-lab.example.org }
    mode: send
    answerSince: "2026-01-02T00:00:00Z"
`;

let folder: string;
let store: Store;
const run = (...args: string[]) => triage([...args, '-c', 'triage.yaml'], { cwd: folder });
const mode = async () => (await store.settings.account('lab'))?.mode;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'triage-activate-'));
  const data = await freshDataDir();
  writeFileSync(join(folder, 'triage.yaml'), configuration.replace('DATA', data));
  store = await openStore({ dataDir: data, logger: pino({ level: 'silent' }) });
  await store.settings.ensureAccount('lab', 'draft');
}, 60_000);
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('triage activate where the rules folder is of no use', () => {
  it('goes down at once, without a report', async () => {
    const { code, out, err } = await run('activate', 'lab', '--to', 'shadow');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe('Account lab goes down to shadow; that holds at once.\nAccount lab is at shadow now.\n');
    expect(await mode()).toBe('shadow');
  });

  it('goes up by no rules only as long as none are live', async () => {
    const refused = await run('activate', 'lab', '--yes');
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('rules-unreadable')]);
    expect(await mode()).toBe('shadow');
    await store.rulesets.makeLive({ hash: defaultRuleset.hash, files: defaultRuleFiles, actor: 'test', how: 'start' });
    const { code, out, err } = await run('activate', 'lab', '--yes');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/Agreement with verdicts.*Account lab is at draft now\./s);
    expect(out).toMatch(/Mail that came before this moment is never answered;/);
    expect(await mode()).toBe('draft');
  });

  it('says which mail will be answered where the configuration names a moment', async () => {
    await store.settings.ensureAccount('since', 'shadow');
    const drafting = await run('activate', 'since', '--yes');
    const noted = await store.settings.get('answer-since/since');
    expect(noted).toMatchObject({ since: '2026-01-02T00:00:00.000Z', notedAt: expect.stringMatching(/Z$/) });
    const sending = await run('activate', 'since', '--yes');
    for (const { code, out, err } of [drafting, sending]) {
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('mail from 2026-01-02T00:00:00.000Z on (answerSince in the configuration)');
      expect(out).not.toMatch(/never answered|Older mail gets drafts/);
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    }
    expect(await store.settings.get('answer-since/since')).toEqual(noted);
    expect(await store.settings.activatedAt('since')).toBe('2026-01-02T00:00:00.000Z');
  });
});
