import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { triage } from './run-cli.js';

const account = (id: string): string => `  - id: ${id}
    imap: { host: imap.example.org, user: ${id}, password: { env: IMAP_PASSWORD } }
    smtp: { host: smtp.example.org, user: ${id}, password: { file: ./nowhere } }
    identity: { name: The lab, address: ${id}@ot-lab.example.org }
`;

let folder: string;
let store: Store;

/** In a shell of its own, in which no password is set: whoever presses the switch seldom knows them. */
const run = (...args: string[]) => triage([...args, '-c', 'triage.yaml'], { cwd: folder });
const paused = async (): Promise<(string | null)[]> => (await store.settings.pauses()).map((pause) => pause.account);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'triage-pause-'));
  const data = await freshDataDir();
  writeFileSync(
    join(folder, 'triage.yaml'),
    `version: 1\ndata: ${data}\nrules: ./broken\naccounts:\n${account('lab')}${account('office')}`,
  );
  // The commands join the store of this process.
  store = await openStore({ dataDir: data, logger: pino({ level: 'silent' }) });
}, 60_000);
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const one of await store.settings.pauses())
    await store.settings.resume({ actor: 'test', ...(one.account === null ? {} : { account: one.account }) });
});

describe('the kill switch on the command line', () => {
  it.each([
    { args: ['pause'], says: 'Paused. Nothing is labelled', holds: [null] },
    { args: ['pause', '--account', 'lab', '--reason', 'a flood'], says: 'of account lab', holds: ['lab'] },
    { before: [null, 'lab'], args: ['resume'], says: 'Resumed.\nStill paused: account lab, by grace', holds: ['lab'] },
    { before: [null, 'lab'], args: ['resume', '--account', 'lab'], says: 'Still paused: everything', holds: [null] },
    { before: ['lab', 'office'], args: ['resume', '--account', 'lab'], says: /^Resumed\.\n$/, holds: ['office'] },
    {
      before: ['lab'],
      args: ['resume'],
      says: 'Everything was not paused as a whole.\nStill paused: account lab',
      holds: ['lab'],
    },
    {
      before: [null],
      args: ['resume', '--account', 'lab'],
      says: 'not paused by itself.\nStill paused: everything',
      holds: [null],
    },
    // taken out of the configuration while it was paused
    { before: ['former'], args: ['resume', '--account', 'former'], says: /^Resumed\.\n$/, holds: [] },
  ])('$args after pauses of $before: $holds', async ({ before = [], args, says, holds }) => {
    for (const one of before)
      await store.settings.pause({ actor: 'grace', reason: 'why', ...(one === null ? {} : { account: one }) });
    const { code, out, err } = await run(...args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(says);
    expect(await paused()).toEqual(holds);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it.each([['pause'], ['resume']])('%s of an account that is not there is refused', async (command) => {
    const { code, out, err } = await run(command, '--account', 'lbb');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/no account `lbb`.*Known: lab, office.*account-unknown/s);
    expect(await paused()).toEqual([]);
  });

  it('and what else only looks into the store asks for no secret either', async () => {
    expect(await run('status')).toMatchObject({ code: 0, err: '' });
    expect((await run('settle', '1', 'drop')).err).toContain('action 1 does not wait');
  });
});
