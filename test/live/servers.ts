import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';

/** A real server in a temporary folder on a free port. */
export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

export interface TestPostgres extends TestServer {
  /** Makes an empty database and returns its URL. */
  newDatabase(): Promise<string>;
}

const startLimitMs = 30_000;

/** Where Debian keeps initdb and postgres, the newest version first; null when PostgreSQL isn't installed. */
function postgresBin(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

function redisBin(): string | null {
  return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find(existsSync) ?? null;
}

/** Which of the real servers this machine has; suites skip what is missing. */
export function available(): { postgres: boolean; redis: boolean } {
  return { postgres: postgresBin() !== null, redis: redisBin() !== null };
}

/** PostgreSQL refuses to run as root, so root starts it as user `postgres`, which its Debian package makes. */
function asPostgres(command: string, args: readonly string[]): [string, string[]] {
  if (userInfo().uid !== 0) return [command, [...args]];
  return ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--', command, ...args]];
}

export async function startPostgres(): Promise<TestPostgres> {
  const bin = postgresBin();
  if (bin === null) throw new Error('PostgreSQL is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'triage-pg-'));
  if (userInfo().uid === 0) execFileSync('chown', ['postgres', folder]);
  else await chmod(folder, 0o700);
  const data = join(folder, 'data');
  const init = asPostgres(join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'triage',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
    '--locale=C',
  ]);
  execFileSync(...init, { stdio: 'pipe', cwd: folder });
  const port = await freePort();
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
    '-c',
    'max_connections=200',
  ];
  const server = spawn(...asPostgres(join(bin, 'postgres'), args), {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
  });
  const url = (database: string): string => `postgres://triage@127.0.0.1:${port}/${database}`;
  await until(server, async () => {
    const client = new pg.Client({ connectionString: url('postgres') });
    await client.connect();
    await client.end();
  });
  let count = 0;
  return {
    url: url('postgres'),
    newDatabase: async () => {
      count += 1;
      const name = `test_${count}`;
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    // SIGINT: fast shutdown, which drops clients that are still there.
    stop: () => stopServer(server, 'SIGINT', folder),
  };
}

/** @param port the port of a server that was stopped, to start an empty one in its place */
export async function startRedis(port?: number): Promise<TestServer & { readonly port: number }> {
  const bin = redisBin();
  if (bin === null) throw new Error('Redis is not installed');
  return startRedisAt(bin, port ?? (await freePort()));
}

async function startRedisAt(bin: string, port: number): Promise<TestServer & { readonly port: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'triage-redis-'));
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--maxmemory-policy',
    'noeviction',
  ];
  const server = spawn(bin, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await until(server, async () => {
    const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    await client.connect();
    await client.ping();
    client.disconnect();
  });
  return { url: `redis://127.0.0.1:${port}`, port, stop: () => stopServer(server, 'SIGTERM', folder) };
}

/** Waits until `look` succeeds; fails at once when the server has ended. */
async function until(server: ChildProcess, look: () => Promise<void>): Promise<void> {
  let errors = '';
  server.stderr?.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const deadline = Date.now() + startLimitMs;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended: ${errors}`);
    try {
      await look();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`the server did not start: ${errors}`, { cause: error });
    }
    await delay(50);
  }
}

async function stopServer(server: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await Promise.race([ended, delay(10_000).then(() => server.kill('SIGKILL'))]);
  }
  await rm(folder, { recursive: true, force: true });
}

/** A port that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
