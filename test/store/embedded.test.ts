import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/store/embedded/open.js';
import { openStore } from '../../src/store/index.js';
import { compileSources } from '../live/child/compile.js';
import { freshDataDir } from './data-folder.js';
import { record } from './helpers.js';

const logger = pino({ level: 'silent' });

describe('the embedded store', () => {
  let folder: string;
  let children: ChildProcess[];
  beforeEach(async () => {
    folder = await freshDataDir();
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('gives every client its own answers, also beside transactions', async () => {
    const embedded = await openEmbedded(folder, logger);
    const pool = new pg.Pool({ connectionString: embedded.url, max: 12 });
    const wrong: unknown[] = [];
    const ask = async (client: number): Promise<void> => {
      for (let n = client * 1000; n < client * 1000 + 100; n += 1) {
        const { rows } =
          client % 2 === 0
            ? await pool.query('select $1::int as a', [n])
            : await pool.query('select $1::text as b, $2::int as a', ['x', n]);
        if (rows[0]?.a !== n) wrong.push([n, rows]);
      }
    };
    const fail = async (): Promise<void> => {
      for (let n = 0; n < 100; n += 1) await expect(pool.query('select 1 / $1::int', [0])).rejects.toThrow(/zero/);
    };
    const transact = async (): Promise<void> => {
      for (let n = 0; n < 100; n += 1) {
        const client = await pool.connect();
        await client.query('begin');
        await client.query('select $1::int', [n]);
        await client.query(n % 2 === 0 ? 'commit' : 'rollback');
        client.release();
      }
    };
    await Promise.all([
      ...Array.from({ length: 16 }, (_, client) => ask(client)),
      transact(),
      transact(),
      transact(),
      fail(),
    ]);
    expect(wrong).toEqual([]);
    await pool.end();
    await embedded.close();
  });

  it('rolls back what a client that died left open, and serves the others', async () => {
    const embedded = await openEmbedded(folder, logger);
    const pool = new pg.Pool({ connectionString: embedded.url, max: 2 });
    const dying = new pg.Client({ connectionString: embedded.url });
    dying.on('error', () => {});
    await dying.connect();
    await dying.query('create table kept (n int)');
    await dying.query('begin');
    await dying.query('insert into kept values (1)');
    const waiting = pool.query('select count(*)::int as n from kept');
    // The socket breaks without a word, as when a process is killed.
    (dying as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    expect((await waiting).rows).toEqual([{ n: 0 }]);
    await pool.end();
    await embedded.close();
  });

  it('has one owner, however many processes open it at once, and survives its death', {
    timeout: 120_000,
  }, async () => {
    const compiled = await compileSources();
    const open = async (): Promise<{ child: ChildProcess; owner: boolean }> => {
      const child = spawn(process.execPath, [compiled.path('test/live/child/open-store.ts'), folder], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      const line = await new Promise<string>((resolve) =>
        child.stdout.once('data', (data: Buffer) => resolve(`${data}`)),
      );
      return { child, owner: line.trim() === 'owner' };
    };
    try {
      const opened = await Promise.all([open(), open(), open()]);
      expect(opened.filter((each) => each.owner)).toHaveLength(1);
      for (const { child } of opened) child.kill('SIGKILL');
      const store = await openStore({ dataDir: folder, logger });
      // Each of them had recorded one mail before it said anything.
      expect(await store.read.messages()).toHaveLength(3);
      await record(store, 'after', 1);
      await store.close();
    } finally {
      await compiled.remove();
    }
  });

  it('is not kept out by what a dead process has left', async () => {
    const socket = join(folder, 'socket');
    await mkdir(join(socket, 'opening'), { recursive: true });
    await utimes(join(socket, 'opening'), new Date(0), new Date(0));
    await writeFile(join(socket, '.s.PGSQL.5432'), '');
    const store = await openStore({ dataDir: folder, logger });
    expect((await stat(socket)).mode & 0o777).toBe(0o700);
    await store.close();
    expect(await readdir(socket)).toEqual([]);
  });

  it('takes a folder whose path is too long for a socket', async () => {
    // This folder is also the one that is quite new.
    const dataDir = join(folder, 'a'.repeat(60), 'b'.repeat(60));
    const store = await openStore({ dataDir, logger });
    expect((await store.read.counts()).open).toBe(0);
    await store.close();
  });

  it('says so when the folder is of no use', async () => {
    const unusable = { code: 'data-folder-unusable', errorClass: 'permanent' };
    await writeFile(join(folder, 'file'), '');
    await expect(openStore({ dataDir: join(folder, 'file', 'data'), logger })).rejects.toMatchObject(unusable);
    await mkdir(join(folder, 'broken', 'postgres'), { recursive: true });
    await writeFile(join(folder, 'broken', 'postgres', 'PG_VERSION'), '18\n');
    await expect(openStore({ dataDir: join(folder, 'broken'), logger })).rejects.toMatchObject(unusable);
  });
});

describe('a store on a server', () => {
  it('says so when the server is away', async () => {
    const away = openStore({ databaseUrl: 'postgres://triage:secret@127.0.0.1:1/triage', logger });
    await expect(away).rejects.toMatchObject({ code: 'store-unreachable', errorClass: 'retryable' });
    await expect(away).rejects.not.toThrow(/secret/);
  });
});
