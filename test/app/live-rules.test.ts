import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Config } from '../../src/app/config.js';
import { type LiveRules, openLiveRules, rulesState } from '../../src/app/live-rules.js';
import { defaultRulesDir } from '../../src/app/read-rules.js';
import { watchRules } from '../../src/app/watch-rules.js';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { defaultRuleset } from '../support/rules.js';

const lines: { level: number; msg: string }[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const soon = { timeout: 30_000, interval: 50 };

let folder: string;
let data: string;
let store: Store;
let live: LiveRules;
/** An address that leads to a position which the default rules have. */
const accounts = [{ id: 'lab', positions: { 'ot@ot-lab.example.org': 'phd-ot' } }] as unknown as Config['accounts'];
const config = () => ({ rulesDir: folder, rulesReload: 'auto' as const, accounts });

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'triage-live-')), 'rules');
  cpSync(defaultRulesDir(), folder, { recursive: true });
  data = await freshDataDir();
  store = await openStore({ dataDir: data, logger: pino({ level: 'silent' }) });
}, 60_000);
afterAll(async () => {
  await store.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
});

function edit(file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

// One story: each step goes on from the one before.
describe('live rules', () => {
  let stop: () => Promise<void>;
  afterAll(() => stop());

  it("are the folder's at the first start", async () => {
    live = await openLiveRules(config(), store, logger);
    expect(live.ruleset.hash).toBe(defaultRuleset.hash);
    expect(await store.rulesets.current()).toMatchObject({ hash: defaultRuleset.hash, how: 'start' });
    stop = watchRules({ config: config(), store, live, logger, now: () => new Date() });
    await vi.waitFor(async () => expect((await rulesState(store)).proposal?.sound).toBe(true), soon);
  });

  it('follow a sound edit', async () => {
    edit('policy.yaml', (text) => text.replace('strong: 70', 'strong: 71'));
    await vi.waitFor(() => expect(live.ruleset.policy.bands.strong).toBe(71), soon);
    expect(await store.rulesets.current()).toMatchObject({ hash: live.ruleset.hash, how: 'reload' });
  });

  it('stay as they are when an edit has an error, which is shown', async () => {
    const good = live.ruleset.hash;
    edit('policy.yaml', (text) => text.replace('strong: 71', 'strong: seventy'));
    await vi.waitFor(async () => expect((await rulesState(store)).proposal?.sound).toBe(false), soon);
    const { proposal, live: kept } = await rulesState(store);
    expect(proposal?.problems[0]).toMatch(/^policy\.yaml:\d+:\d+: error: .*seventy/);
    expect(kept?.hash).toBe(good);
    expect(live.ruleset.hash).toBe(good);
    expect(lines.find((line) => line.msg === 'the rules folder has errors; the live ruleset stays')?.level).toBe(50);
  });

  it('stay as they are when an account names a position that an edit takes away', async () => {
    edit('policy.yaml', (text) => text.replace('strong: seventy', 'strong: 71'));
    const good = live.ruleset.hash;
    renameSync(join(folder, 'positions/phd-ot.yaml'), join(folder, '../phd-ot.yaml'));
    await vi.waitFor(
      async () => expect((await rulesState(store)).proposal?.problems.join()).toContain('ot@ot-lab.example.org'),
      soon,
    );
    expect(await rulesState(store)).toMatchObject({ live: { hash: good }, proposal: { sound: false } });
    renameSync(join(folder, '../phd-ot.yaml'), join(folder, 'positions/phd-ot.yaml'));
    await vi.waitFor(async () => expect((await rulesState(store)).proposal?.hash).toBe(good), soon);
  });

  it('stay as they are when an edit breaks an example', async () => {
    const good = live.ruleset.hash;
    edit('policy.yaml', (text) => text.replace('strong: 71', 'strong: 100'));
    await vi.waitFor(
      async () => expect((await rulesState(store)).proposal?.problems.join()).toContain('examples/unlearning.eml'),
      soon,
    );
    expect(live.ruleset.hash).toBe(good);
  });

  it('follow what another process has made live', async () => {
    const back = (await store.rulesets.content(defaultRuleset.hash)) ?? [];
    await store.rulesets.makeLive({ hash: defaultRuleset.hash, files: back, actor: 'ada', how: 'rollback' });
    expect(await live.refresh()).toBe(true);
    expect(live.ruleset.hash).toBe(defaultRuleset.hash);
    expect(await live.refresh()).toBe(false);
  });

  it('keep the last good ruleset when what is live is of no use, and say so', async () => {
    await store.rulesets.makeLive({
      hash: 'dead',
      files: [{ path: 'policy.yaml', text: 'x' }],
      actor: 'a newer version',
      how: 'apply',
    });
    expect(await live.refresh()).toBe(false);
    expect(live.ruleset.hash).toBe(defaultRuleset.hash);
    expect((await rulesState(store)).refused).toMatchObject({ hash: 'dead' });
  });
});
