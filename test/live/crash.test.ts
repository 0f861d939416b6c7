import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, describe, test } from 'vitest';
import { type DemoServers, startDemoServers } from '../../src/app/demo/servers.js';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { runs } from '../support/runs.js';
import { type BackendName, backendNames, canRun, startBackend } from './backends.js';
import { expectAllDone, identity, messageIdOf } from './crash-end.js';
import { type Dovecot, available as dovecotAvailable, startDovecot } from './dovecot.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/src/cli/main.js');
const logger = pino({ level: 'silent' });

/** Cases of every kind; the bad ones among them, so that a kill may hit a reader at work. */
const CASES = readdirSync(join(root, 'fixtures/cases')).filter((id) =>
  /^(?:bad-|duplicate-|ot-|other-|reply-)/.test(id),
);
/** More of them with TRIAGE_PROPERTY_RUNS. */
const KILLS = runs(3);
const LIMIT_MS = 150_000;

const raws = CASES.map((id) => readFileSync(join(root, 'fixtures/cases', id, 'message.eml')));

/** A small generator with a printed seed, so that a failure can be run again (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const folders: string[] = [];
const children = new Set<ChildProcess>();
const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  for (const release of releases.splice(0).reverse()) await release();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Place {
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
  readonly store: { databaseUrl: string } | { dataDir: string };
}

function writeConfig(
  imap: { host: string; port: number; user: string; password: string },
  smtp: { host: string; port: number; user: string; password: string },
): { path: string; dataDir: string; secrets: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'triage-crash-'));
  folders.push(folder);
  const path = join(folder, 'triage.yaml');
  const dataDir = join(folder, 'data');
  writeFileSync(
    path,
    `version: 1
data: ${dataDir}
poll: { sweepSeconds: 2 }
web: { port: 0 }
work: { intake: 2, act: 2, threads: 1, ocr: false, claimSeconds: 5 }
accounts:
  - id: lab
    imap: { host: ${imap.host}, port: ${imap.port}, security: none, user: ${imap.user}, password: { env: IMAP_PASSWORD } }
    smtp: { host: ${smtp.host}, port: ${smtp.port}, security: none, user: ${smtp.user}, password: { env: SMTP_PASSWORD } }
    identity: { name: ${identity.name}, address: ${identity.email} }
    aliases: [phd@ot-lab.example.org, join@tml-lab.example.edu]
    authservIds: [mx.ot-lab.example.org, mx.tml-lab.example.edu]
    mode: send
    answerSince: "2000-01-01T00:00:00Z"
`,
  );
  return { path, dataDir, secrets: { IMAP_PASSWORD: imap.password, SMTP_PASSWORD: smtp.password } };
}

function start(place: Place, role: string, level = 'error'): ChildProcess {
  const child = spawn(process.execPath, [main, role, '--config', place.config], {
    env: { ...process.env, LOG_LEVEL: level, DATABASE_URL: '', REDIS_URL: '', ...place.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr?.on('data', (chunk: Buffer) => process.env.CRASH_LOG === '1' && process.stderr.write(chunk));
  children.add(child);
  return child;
}

/** A fresh account drafts, whatever its configuration says; here it is to send. */
function letSend(place: Place): Promise<void> {
  const child = spawn(process.execPath, [main, 'activate', 'lab', '--yes', '--config', place.config], {
    env: { ...process.env, DATABASE_URL: '', REDIS_URL: '', ...place.env },
    stdio: 'ignore',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`activate ended with ${code}`))));
  });
}

async function kill(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

/**
 * A moment to kill at: once so many more effects are there (none: somewhere in the start), and a little later. Counted in
 * effects, because on a busy machine every kill after so many seconds would hit the start.
 */
async function untilUnlucky(next: () => number, effects: () => number | Promise<number>): Promise<void> {
  const wanted = Math.floor(next() * 11);
  const before = await effects();
  // All may be done already.
  const end = Date.now() + 20_000;
  while ((await effects()) - before < wanted && Date.now() < end) await sleep(20);
  await sleep(next() * (wanted === 0 ? 2_000 : 300));
}

/** Waits until the store says that nothing is open and that so many places in the mailbox are known. */
async function settled(store: Store, places: number): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const counts = await store.read.counts();
    const known = await knownPlaces(store);
    // What has to wait for a person (an uncertain send) is not open; what was held goes on by itself here.
    if (counts.open === 0 && counts.actions.held === 0 && known >= places) return;
    if (Date.now() > end) throw new Error(`not settled: ${known} of ${places} places, ${JSON.stringify(counts)}`);
    await sleep(250);
  }
}

async function knownPlaces(store: Store): Promise<number> {
  const messages = await store.read.messages({ limit: 1000 });
  const shown = await Promise.all(messages.map((message) => store.read.show(message.id)));
  return shown.reduce((sum, one) => sum + (one?.locations.length ?? 0), 0);
}

async function openPlace(place: Place): Promise<Store> {
  const store = await openStore({ ...place.store, logger });
  releases.push(() => store.close());
  return store;
}

describe.each(backendNames.map((name) => [name] as [BackendName]))('killed at random moments: %s', (name) => {
  test.runIf(canRun(name))(
    'every message is handled, labelled, and answered at most once',
    async () => {
      const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1e9));
      const next = random(seed);
      const servers: DemoServers = await startDemoServers({
        accounts: [{ user: 'lab', password: 'secret', messages: raws }],
      });
      releases.push(() => servers.close());
      const login = { user: 'lab', password: 'secret' };
      const { path, dataDir, secrets } = writeConfig({ ...servers.imap, ...login }, { ...servers.smtp, ...login });
      const backend = await startBackend(name);
      releases.push(() => backend.stop());
      const env: NodeJS.ProcessEnv = { ...secrets };
      let storeAt: Place['store'] = { dataDir };
      if (name === 'embedded') await freshDataDir(dataDir);
      else {
        const place = await backend.place();
        releases.push(() => place.remove());
        env.DATABASE_URL = place.store.databaseUrl;
        const queue = place.queue({ database: { url: place.store.databaseUrl ?? '', embedded: false } } as Parameters<
          typeof place.queue
        >[0]);
        if (queue.redisUrl !== undefined) env.REDIS_URL = queue.redisUrl;
        storeAt = { databaseUrl: place.store.databaseUrl ?? '' };
      }
      const place: Place = { config: path, env, store: storeAt };
      await letSend(place);
      const effects = (): number => {
        const folders = servers.mailboxState('lab');
        const labelled = (folders.get('INBOX') ?? []).filter((mail) => mail.keywords.length > 0);
        return labelled.length + servers.sink.length + (folders.get('Drafts') ?? []).length;
      };
      for (let round = 0; round < KILLS; round++) {
        const child = start(place, 'start');
        await untilUnlucky(next, effects);
        await kill(child);
      }
      const child = start(place, 'start', 'info');
      await up(child);
      const store = await openPlace(place);
      try {
        await settled(store, raws.length);
        const idsIn = (folder: string) =>
          (servers.mailboxState('lab').get(folder) ?? []).map(({ raw }) => messageIdOf(raw));
        await expectAllDone(
          store,
          {
            inbox: servers.mailboxState('lab').get('INBOX') ?? [],
            drafts: idsIn('Drafts'),
            sentFolder: idsIn('Sent'),
            sent: servers.sink.map(({ to, raw }) => ({ to, messageId: messageIdOf(raw) })),
          },
          { arrived: raws.length, kills: KILLS },
        );
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
      await kill(child, 'SIGTERM');
    },
    LIMIT_MS + 120_000,
  );
});

/** Waits until the program has said that it runs. The embedded store has one owner at a time: we join rather than own it. */
async function up(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('"started"')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
  });
}

describe('two workers and a poller against Dovecot, PostgreSQL and Redis', () => {
  test.runIf(dovecotAvailable() && canRun('postgres+redis'))(
    'killed at random moments: the same holds',
    async () => {
      const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1e9));
      const next = random(seed);
      const dovecot: Dovecot = await startDovecot({ users: ['lab'] });
      releases.push(() => dovecot.close());
      for (const raw of raws) await deliver(dovecot, raw);
      const smtp = await startDemoServers({ accounts: [{ user: 'lab', password: 'secret' }] });
      releases.push(() => smtp.close());
      const login = { user: 'lab', password: 'secret' };
      const { path, secrets } = writeConfig(
        { host: dovecot.host, port: dovecot.port, ...login },
        { ...smtp.smtp, ...login },
      );
      const backend = await startBackend('postgres+redis');
      releases.push(() => backend.stop());
      const place0 = await backend.place();
      releases.push(() => place0.remove());
      const databaseUrl = place0.store.databaseUrl ?? '';
      const queue = place0.queue({ database: { url: databaseUrl, embedded: false } } as Parameters<
        typeof place0.queue
      >[0]);
      const place: Place = {
        config: path,
        env: { ...secrets, DATABASE_URL: databaseUrl, REDIS_URL: queue.redisUrl ?? '' },
        store: { databaseUrl },
      };
      await letSend(place);
      const roles = ['poll', 'work', 'work'];
      const running = roles.map((role) => start(place, role));
      const database = new pg.Client({ connectionString: databaseUrl });
      await database.connect();
      releases.push(() => database.end());
      const effects = async (): Promise<number> => {
        const { rows } = await database.query("select count(*) from triage.action where state = 'done'");
        return Number(rows[0].count);
      };
      for (let round = 0; round < KILLS; round++) {
        await untilUnlucky(next, effects);
        const victim = Math.floor(next() * running.length);
        await kill(running[victim] as ChildProcess);
        running[victim] = start(place, roles[victim] as string);
      }
      const store = await openPlace(place);
      try {
        await settled(store, raws.length);
        const idsIn = async (folder: string) => (await fetchAll(dovecot, folder)).map(({ messageId }) => messageId);
        await expectAllDone(
          store,
          {
            inbox: await fetchAll(dovecot, 'INBOX'),
            drafts: await idsIn('Drafts'),
            sentFolder: await idsIn('Sent'),
            sent: smtp.sink.map(({ to, raw }) => ({ to, messageId: messageIdOf(raw) })),
          },
          { arrived: raws.length, kills: KILLS },
        );
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    },
    LIMIT_MS + 120_000,
  );
});

async function withClient<T>(dovecot: Dovecot, use: (client: import('imapflow').ImapFlow) => Promise<T>): Promise<T> {
  const { ImapFlow } = await import('imapflow');
  const client = new ImapFlow({
    host: dovecot.host,
    port: dovecot.port,
    secure: false,
    auth: { user: 'lab', pass: 'secret' },
    logger: false,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.logout();
  }
}

function deliver(dovecot: Dovecot, raw: Buffer): Promise<unknown> {
  return withClient(dovecot, (client) => client.append('INBOX', raw));
}

function fetchAll(
  dovecot: Dovecot,
  folder: string,
): Promise<{ keywords: string[]; flags: string[]; messageId: string }[]> {
  return withClient(dovecot, async (client) => {
    const lock = await client.getMailboxLock(folder, { readOnly: true });
    try {
      const all = await client.fetchAll('1:*', { uid: true, flags: true, headers: ['message-id'] });
      return all.map((message) => {
        const flags = [...(message.flags ?? [])];
        const messageId = messageIdOf(message.headers ?? Buffer.alloc(0));
        return { flags, keywords: flags.filter((flag) => !flag.startsWith('\\')), messageId };
      });
    } finally {
      lock.release();
    }
  });
}
