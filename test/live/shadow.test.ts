import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { type DemoServers, startDemoServers } from '../../src/app/demo/servers.js';
import { type Program, startProgram } from '../../src/app/program.js';
import type { ShadowReport } from '../../src/app/shadow-report.js';
import type { Shown } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/src/cli/main.js');
const fixture = (id: string): Buffer => readFileSync(join(root, 'fixtures/cases', id, 'message.eml'));
const WAITING = ['ot-excellent-gradient-flows', 'ot-german-bewerbung', 'inquiry-still-open', 'bad-scanned-cv'];

describe('an account that goes from shadow to drafts to sending', () => {
  let servers: DemoServers;
  let program: Program;
  let folder: string;
  const config = (): string => join(folder, 'triage.yaml');
  const yaml = (mode: string): string => `version: 1
data: ${folder}/data
accounts:
  - id: lab
    imap: { host: ${servers.imap.host}, port: ${servers.imap.port}, security: none, user: lab, password: { env: PW } }
    smtp: { host: ${servers.smtp.host}, port: ${servers.smtp.port}, security: none, user: lab, password: { env: PW } }
    identity: { name: OT group, address: openings@ot-lab.example.org }
    aliases: [phd@ot-lab.example.org, join@tml-lab.example.edu]
    authservIds: [mx.ot-lab.example.org]
    mode: ${mode}
    answerSince: "2000-01-01T00:00:00Z"
`;
  const begin = async (mode: string): Promise<void> => {
    writeFileSync(config(), yaml(mode));
    program = await startProgram(
      parseConfig(yaml(mode), config(), { PW: 'pw' }),
      new Set(['poll', 'work']),
      pino({ level: 'silent' }),
      { sweepQueueMs: 500 },
    );
  };
  const start = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [main, ...args, '--config', config()], {
      env: {
        ...process.env,
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        DATABASE_URL: '',
        REDIS_URL: '',
        PW: 'pw',
        USER: 'grace',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const triage = async (...args: string[]): Promise<{ code: number | null; out: string; err: string }> => {
    const child = start(args);
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const forPeople = !args.includes('--json') && !args.includes('json') && args[0] !== 'doctor';
    for (const line of forPeople ? out.split('\n') : []) expect.soft(line.length, line).toBeLessThanOrEqual(100);
    return { code, out, err };
  };
  const settled = async (messages: number): Promise<Shown[]> => {
    await vi.waitFor(
      async () => {
        const counts = await program.store.read.counts();
        expect(Object.values(counts.messages).reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(messages);
        expect(counts.open).toBe(0);
      },
      { timeout: 120_000, interval: 100 },
    );
    const records = await program.store.read.messages({ limit: 100 });
    return Promise.all(records.map(async (record) => (await program.store.read.show(record.id)) as Shown));
  };
  const traces = () => {
    const state = servers.mailboxState('lab');
    const keywords = (state.get('INBOX') ?? []).flatMap((mail) => mail.keywords);
    return { keywords, drafts: (state.get('Drafts') ?? []).length, sent: servers.sink.length };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'triage-shadow-'));
    await freshDataDir(join(folder, 'data'));
    servers = await startDemoServers({ accounts: [{ user: 'lab', password: 'pw', messages: WAITING.map(fixture) }] });
    await begin('shadow');
  }, 120_000);
  afterAll(async () => {
    await program?.stop();
    await servers?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('in shadow everything is planned and nothing happens', async () => {
    const shown = await settled(WAITING.length);
    const actions = shown.flatMap((one) => one.actions);
    expect(actions.length).toBeGreaterThan(4);
    expect(actions.map(({ state, reason }) => `${state} ${reason}`)).toEqual(actions.map(() => 'skipped shadow'));
    expect(traces()).toEqual({ keywords: [], drafts: 0, sent: 0 });
  }, 150_000);

  test('the report says what would have been done, as people and programs want it', async () => {
    const table = await triage('shadow', 'report', '--days', '7');
    expect([table.code, table.err]).toEqual([0, '']);
    expect(table.out).toMatch(/phd-ot +strong +1 mail +sent 1, drafted 0, held 0, none 0/);
    expect(table.out).toMatch(/Triage-Strong 1/);
    expect(table.out).toMatch(/Nobody has given a verdict yet/);
    const report = JSON.parse(
      (await triage('shadow', 'report', '--account', 'lab', '--format', 'json')).out,
    ) as ShadowReport;
    const shown = await settled(WAITING.length);
    // What the report counts is what the plans say.
    expect(report.messages).toBe(WAITING.length);
    const planned = shown.flatMap((one) => one.actions.filter((action) => action.kind !== 'label'));
    const answers = report.groups.reduce((sum, group) => sum + group.answers.sent + group.answers.drafted, 0);
    expect(answers).toBe(planned.length);
    const labels = shown.flatMap((one) => one.judgement?.decision.labels ?? []);
    const counted = report.groups.flatMap((group) => Object.values(group.labels)).reduce((a, b) => a + b, 0);
    expect(counted).toBe(labels.length);
    expect((await triage('shadow', 'report', '--account', 'nobody')).err).toMatch(/account-unknown/);
  }, 60_000);

  test('the configuration is the ceiling', async () => {
    const refused = await triage('activate', 'lab', '--yes');
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/at most.*activation-ceiling/s);
  }, 60_000);

  test('one step at a time, with the agreement first, what is older gets its labels and no answer', async () => {
    await program.stop();
    await begin('send');
    const [best] = await program.store.read.rankedQueue({ limit: 1 });
    const verdict = { applicationId: best?.applicationId ?? '', reviewer: 'ada', value: 'shortlist', note: null };
    await program.store.verdicts.give(verdict);
    expect((await triage('activate', 'lab', '--to', 'send', '--yes')).err).toMatch(/activation-skips-a-step/);
    expect((await triage('activate', 'lab')).err).toMatch(/confirmation-needed/);
    expect((await program.store.settings.account('lab'))?.mode).toBe('shadow');
    const drafting = await triage('activate', 'lab', '--yes');
    expect(drafting.out).toMatch(/shortlisted: 1 of 1 \(100 %, 95 % interval 21-100 %\)/);
    expect(drafting.out).toMatch(/Account lab is at draft now\./);
    // Labels say what a mail is, so those of the time in shadow are set; answers to it are not written.
    await vi.waitFor(() => expect(traces().keywords.length).toBeGreaterThanOrEqual(WAITING.length), {
      timeout: 60_000,
    });
    expect(traces()).toMatchObject({ drafts: 0, sent: 0 });
    servers.deliver('lab', fixture('tml-excellent-unlearning'));
    await settled(WAITING.length + 1);
    await vi.waitFor(() => expect(traces()).toMatchObject({ drafts: 1, sent: 0 }), { timeout: 30_000 });
    expect((await triage('activate', 'lab', '--yes')).out).toMatch(/is at send now/);
    servers.deliver('lab', fixture('visitor-strong-internship'));
    await settled(WAITING.length + 2);
    expect(traces()).toMatchObject({ drafts: expect.any(Number) });
    const step = (await program.store.events.list({ kinds: ['account'], newest: true, limit: 1 }))[0];
    expect(step).toMatchObject({ code: 'mode-send', reason: 'draft to send', actor: 'grace' });
    expect(step?.detail).toMatch(/shortlisted: 1 of 1 .*; kappa unknown over 1 decisions; 30 days:/);
    const status = await triage('status');
    expect(status.out).toMatch(/^lab +send$/m);
  }, 180_000);

  test('the log tells every effect and every hold, filtered and followed', async () => {
    const follower = start(['log', '--follow', '--kind', 'setting', '--limit', '1']);
    let heard = '';
    follower.stdout?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    try {
      expect((await triage('pause', '--account', 'lab', '--reason', 'a look first')).code).toBe(0);
      expect((await triage('status')).out).toMatch(/PAUSED by grace at .*: a look first/);
      expect((await triage('doctor')).out).toMatch(/kill switch, account lab: paused by grace .*: a look first/);
      await triage('resume', '--account', 'lab');
      await vi.waitFor(() => expect(heard).toMatch(/setting paused: a look first[\s\S]*setting resumed/), {
        timeout: 30_000,
      });
    } finally {
      const ended = new Promise((resolve) => follower.once('close', resolve));
      follower.kill('SIGINT');
      await ended;
    }
    const maren = await triage('log', '--applicant', 'maren', '--kind', 'action');
    expect(maren.out).toMatch(/action skipped \(was planned\): shadow/);
    expect(maren.out).toMatch(/would have sent \S+ to maren\.tvedt@/);
    const lines = (await triage('log', '--json', '--since', '1h', '--limit', '10000')).out.trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { id: string });
    expect(events.length).toBeGreaterThan(30);
    const page = (await triage('log', '--json', '--limit', '5', '--beyond', events.at(-5)?.id ?? '')).out
      .trim()
      .split('\n');
    expect(page.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
      events.slice(-10, -5).map(({ id }) => id),
    );
  }, 120_000);
});
