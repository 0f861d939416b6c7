import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/index.js';
import { runs } from '../support/runs.js';
import { backendNames, canRun, startBackend, type TestBackend } from './backends.js';
import { type Compiled, compileSources } from './child/compile.js';
import { effectsIn, fakeReplyId, senderOf } from './child/file-world.js';
import type { Orders } from './child/worker-process.js';

const logger = pino({ level: 'silent' });
const mails = 30;
/** More of them with TRIAGE_PROPERTY_RUNS. */
const kills = runs(3);

interface Child {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<number | null>;
  readonly errors: () => string;
}

function startProgram(program: string, orders: Orders): Child {
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  return { process: child, ready: Promise.race([ready, ended.then(() => {})]), ended, errors: () => errors };
}

/** Kills it somewhere between its start and, most likely, the middle of its work. */
async function killAtRandom(child: Child, afterReadyMs: number): Promise<void> {
  if (Math.random() < 0.8) await child.ready;
  await Promise.race([delay(Math.random() * afterReadyMs), child.ended]);
  child.process.kill('SIGKILL');
  await child.ended;
}

let compiled: Compiled;
beforeAll(async () => {
  compiled = await compileSources();
});
afterAll(() => compiled?.remove());

describe.each(backendNames)('killed at random moments on %s', (name) => {
  describe.runIf(canRun(name))('the program', () => {
    let backend: TestBackend;
    let folder: string;
    const start = (orders: Orders): Child => startProgram(compiled.path('test/live/child/worker-process.ts'), orders);
    beforeAll(async () => {
      backend = await startBackend(name);
      folder = await mkdtemp(join(tmpdir(), 'triage-crash-'));
    });
    afterAll(async () => {
      await backend.stop();
      await rm(folder, { recursive: true, force: true });
    });

    // The embedded store lives in one process; the others are served by two at once.
    const processes = name === 'embedded' ? 1 : 2;

    it('handles every message, and does nothing twice', { timeout: 240_000 }, async () => {
      const place = await backend.place();
      const worldFile = join(folder, 'world.jsonl');
      const probe = await openStore({ ...place.store, logger });
      const queue = place.queue(probe);
      const orders: Orders = {
        ...place.store,
        ...(queue.redisUrl === undefined ? {} : { redisUrl: queue.redisUrl }),
        worldFile,
        account: 'openings',
        mails,
        exitWhenDone: false,
      };
      await probe.close();

      const bystanders = Array.from({ length: processes - 1 }, () => start(orders));
      for (let round = 0; round < kills; round += 1) await killAtRandom(start(orders), 900);
      for (const child of bystanders) await killAtRandom(child, 100);
      const last = start({ ...orders, exitWhenDone: true });
      expect(await last.ended, last.errors()).toBe(0);

      const store = await openStore({ ...place.store, logger });
      try {
        const messages = await store.read.messages({ limit: 1000 });
        expect(messages.map((message) => message.status)).toEqual(Array.from({ length: mails }, () => 'handled'));
        const counts = await store.read.counts();
        expect(counts.actions).toMatchObject({ planned: 0, running: 0, failed: 0, held: 0 });

        const effects = effectsIn(worldFile);
        const of = (kind: string): string[] => effects.filter((effect) => effect.kind === kind).map(({ what }) => what);
        expect(new Set(of('label')).size).toBe(mails);
        const answers = [...of('send'), ...of('draft')];
        expect(answers.length, 'an answer went out twice').toBe(new Set(answers).size);
        const copies = of('sent-copy');
        expect(copies.length, 'a copy was put into Sent twice').toBe(new Set(copies).size);
        const ended = await Promise.all(messages.map(({ id }) => endOfReply(store, id, answers)));
        // Two mails a person: one answer each, or one that is uncertain.
        const answered = ended.filter(({ state }) => state !== 'skipped').map(({ to }) => to);
        const people = Array.from({ length: mails / 2 }, (_, pair) => senderOf(2 * pair + 1));
        expect(answered.sort()).toEqual(people.sort());
        expect(answers.filter((id) => !ended.some((end) => end.messageId === id))).toEqual([]);
        expect(counts.actions.uncertain).toBeLessThanOrEqual((kills + processes) * 4);
        const queueRows = await store.read.rankedQueue({ limit: 1000 });
        expect(queueRows).toHaveLength(mails / 2);
        expect(queueRows.every((row) => row.messages === 2)).toBe(true);
      } finally {
        await store.close();
        await place.remove();
      }
    });
  });
});

/** The message's one reply, which ended as its effect says. */
async function endOfReply(
  store: Store,
  id: string,
  answers: readonly string[],
): Promise<{ readonly to: string; readonly state: string; readonly messageId: string }> {
  const replies = ((await store.read.show(id))?.actions ?? []).flatMap(({ payload, key, state, reason }) =>
    payload.kind === 'label' ? [] : [{ to: payload.to, messageId: fakeReplyId(key), state, reason }],
  );
  expect(replies.length, `replies to message ${id}`).toBe(1);
  const [reply = { to: '', messageId: '', state: '', reason: '' }] = replies;
  const effects = answers.filter((answer) => answer === reply.messageId).length;
  const ended = `${reply.state} ${reply.reason}`;
  if (ended === 'skipped answered-before') expect(effects, ended).toBe(0);
  else if (ended === 'uncertain no-answer') expect([0, 1], ended).toContain(effects);
  else {
    expect(['done null', 'done found-in-sent', 'done drafted-instead']).toContain(ended);
    expect(effects, ended).toBe(1);
  }
  return reply;
}
