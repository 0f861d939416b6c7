import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { openStore } from '../../src/store/index.js';

const logger = pino({ level: 'silent' });
const program = fileURLToPath(new URL('../../dist/src/store/index.js', import.meta.url));

/** A process of its own that owns the folder until it is killed. */
const OWNER = `
const { openStore } = await import(process.argv[1]);
const silent = () => {};
const logger = { info: silent, warn: silent, error: silent, debug: silent, child: () => logger };
await openStore({ dataDir: process.argv[2], logger });
(await import('node:fs')).writeFileSync(process.argv[2] + '/opened', '');
setInterval(() => {}, 1000);
`;

test('a process that joined the embedded store goes on when the owner is killed', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'triage-owner-'));
  const owner = spawn(process.execPath, ['--input-type=module', '-e', OWNER, program, dataDir], {
    stdio: 'ignore',
  });
  try {
    await vi.waitFor(() => expect(existsSync(join(dataDir, 'opened'))).toBe(true), { timeout: 60_000, interval: 100 });
    const store = await openStore({ dataDir, logger });
    await store.settings.ensureAccount('lab');
    expect(await store.settings.activatedAt('lab')).not.toBeNull();
    owner.kill('SIGKILL');
    // What was committed is there, and new work goes on.
    await vi.waitFor(async () => expect(await store.settings.activatedAt('lab')).not.toBeNull(), {
      timeout: 60_000,
      interval: 250,
    });
    await store.settings.ensureAccount('second');
    expect(await store.settings.activatedAt('second')).not.toBeNull();
    await store.close();
  } finally {
    owner.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  }
}, 120_000);
