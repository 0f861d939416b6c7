import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fillPast } from '../../bench/past-mail.js';
import { runRescore } from '../../src/app/rescore.js';
import { openStore, type Store } from '../../src/store/index.js';
import { account, actionsOf, arrive, labConfig as config } from '../app/past-inbox.js';
import { makeApplication, makeCv } from '../support/applications.js';
import { changed, defaultRuleFiles, defaultRuleset, mustCompile } from '../support/rules.js';
import { canRun, startBackend, type TestBackend } from './backends.js';

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const logger = pino({ level: 'silent' });
/** Some pieces of work, so that a kill falls between two of them. */
const MAILS = 480;

/** Under these a fit of 60 is strong. */
const files = changed('policy.yaml', (text) => text.replace('strong: 70', 'strong: 45'));
const generous = mustCompile(files);

const configuration = `version: 1
data: DATA
accounts:
  - id: ${account}
    imap: { host: 127.0.0.1, port: 1, security: none, user: lab, password: { env: IMAP_PASSWORD }, folders: [INBOX] }
    identity: { name: The lab, address: openings@ot-lab.example.org }
    mode: draft
`;

describe.each(['embedded', 'postgres'] as const)('judging past mail again on %s', (name) => {
  describe.runIf(canRun(name))('killed in the middle', () => {
    let backend: TestBackend;
    let folder: string;
    let store: Store;
    let late = 0;
    let children: ReturnType<typeof work>[] = [];

    /** A worker, as `--background` leaves the judging to it. */
    function work(place: { databaseUrl?: string }) {
      const env = {
        PATH: process.env.PATH ?? '',
        NO_COLOR: '1',
        IMAP_PASSWORD: 'x',
        DATABASE_URL: place.databaseUrl ?? '',
      };
      const child = spawn(process.execPath, [main, 'work', '-c', join(folder, 'triage.yaml')], { env, stdio: 'pipe' });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      return { child, ended, said: () => said };
    }

    beforeAll(async () => {
      backend = await startBackend(name);
      folder = mkdtempSync(join(tmpdir(), 'triage-killed-'));
    });
    afterAll(async () => {
      for (const { child } of children) child.kill('SIGKILL');
      await Promise.all(children.map(({ ended }) => ended));
      children = [];
      await store?.close();
      await backend.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('goes on where it stopped, looks at nothing twice and answers nobody', { timeout: 240_000 }, async () => {
      const place = await backend.place();
      writeFileSync(join(folder, 'triage.yaml'), configuration.replace('DATA', place.store.dataDir ?? 'data'));
      // The lease of a process that was killed ends after two minutes; the test does not wait for them.
      store = await openStore({ ...place.store, logger, clock: () => new Date(Date.now() + late) });
      const { hash } = defaultRuleset;
      await store.rulesets.makeLive({ hash, files: defaultRuleFiles, actor: 'test', how: 'start' });
      const about = 'Student assistant: I proved convergence of Wasserstein gradient flows of probability measures.';
      const answered = await arrive(store, defaultRuleset, 'Xenia', 1, about);
      const answersTo = async (id: string) =>
        (await actionsOf(store, id)).flatMap(({ kind, payload }) => (kind === 'label' ? [] : [payload]));
      const planned = await answersTo(answered);
      expect(planned).toHaveLength(1);
      const mails = Array.from({ length: 7 }, (_, index) =>
        makeApplication([makeCv({ 'Research experience': about }, { sha256: `${index}` })], {
          subject: `mail ${index}`,
        }),
      );
      await fillPast(store.database.url, mails, MAILS, defaultRuleset);
      await store.rulesets.makeLive({ hash: generous.hash, files, actor: 'ada', how: 'apply' });
      await store.rescore.ask({ hash: generous.hash, since: null, labels: false, actor: 'ada' });

      const looked = async (): Promise<string[]> => {
        const ids: string[] = [];
        for await (const entry of store.past.entries()) if (entry.confirmed === generous.hash) ids.push(entry.id);
        return ids;
      };
      const first = work(place.store);
      children.push(first);
      await vi.waitFor(async () => expect((await looked()).length, first.said()).toBeGreaterThan(0), {
        timeout: 120_000,
        interval: 20,
      });
      first.child.kill('SIGKILL');
      await first.ended;
      const before = await looked();
      expect(before.length).toBeLessThan(MAILS);
      expect(await store.rescore.pending()).not.toBeNull();

      // At once another one may not: for all that it knows the first still lives.
      expect(await runRescore({ store, config, logger })).toEqual({ outcome: 'elsewhere' });
      late = 200_000;
      const totals: number[] = [];
      const end = await runRescore({ store, config, logger, onProgress: (_done, total) => totals.push(total) });
      expect(end).toMatchObject({ outcome: 'finished' });
      expect(totals[0]).toBe(MAILS + 1 - before.length);
      expect(await looked()).toHaveLength(MAILS + 1);
      expect(await store.rescore.pending()).toBeNull();

      const events = await store.events.list({ kinds: ['message'], limit: 10_000 });
      const rejudged = events.filter((event) => event.code === 'rejudged').map((event) => event.messageId);
      expect(rejudged.length).toBeGreaterThan(0);
      expect(new Set(rejudged).size).toBe(rejudged.length);
      // The worker may have looked at the answer that was planned when the mail came; there is still that one alone.
      expect(await answersTo(answered)).toEqual(planned);
      for (const id of rejudged.slice(0, 20))
        if (id !== null && id !== answered) expect(await actionsOf(store, id)).toEqual([]);
    });
  });
});
