import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { permanent, retryable, TriageError } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import type { MovingClock } from '../store/moving-clock.js';
import { sampleLocation } from '../store/samples.js';
import type { FakeWorld } from './fake-world.js';
import { handledMail, withTestStore } from './setting.js';

class Throttled extends TriageError {
  override readonly retryAfterMs = 40 * 60_000;
}

/** Servers that are away for long: nothing fails for that, and nobody knocks more often than needed. */
describe('a server that is away', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  const MAILS = 3;
  const methods = ['labelsAt', 'standingAnswer', 'send', 'appendDraft'] as const;

  /** An account with some mails, each with a label and a reply, and with a server that can be away. */
  async function busy() {
    const all = await handledMail(store);
    const ids = [all.id];
    for (let uid = 2; uid <= MAILS; uid += 1) ids.push(await all.arrive(`mail ${randomUUID()}`, uid));
    for (const id of ids.slice(1)) await all.intake({ id });
    const actions = (await Promise.all(ids.map((id) => all.actionsOf(id)))).flatMap((each) => Object.values(each));
    const server = { knocks: 0, away: null as (() => Error) | null };
    const door = (): void => {
      server.knocks += 1;
      if (server.away !== null) throw server.away();
    };
    for (const method of methods) all.world.troubles[method] = forEver(door);
    /** What the sweeper does, every so many seconds. */
    const pass = async (seconds: number, every = 60): Promise<void> => {
      for (let gone = 0; gone < seconds; gone += every) {
        const due = (await store.recovery.unfinished()).actions.filter(({ id }) => actions.includes(id));
        for (const { id } of due) await all.act({ id });
        clock.advance(every);
      }
    };
    const rows = async () => Promise.all(actions.map((id) => store.ledger.get(id)));
    const states = async () => [...new Set((await rows()).map((row) => row?.state))];
    return { ...all, actions, server, pass, rows, states };
  }

  /** A list of troubles that has no end. */
  function forEver(trouble: () => void): NonNullable<FakeWorld['troubles']['send']> {
    return { shift: () => trouble } as unknown as (() => void)[];
  }

  it('for a day lets everything wait, and when it is back everything is done', { timeout: 120_000 }, async () => {
    const { actions, server, pass, rows, states, world, account } = await busy();
    server.away = () => retryable('imap-unreachable', 'no route to the server', 'Wait.');
    await pass(86_400, 3600);
    expect(await states()).toEqual(['held']);
    for (const row of await rows()) expect(row).toMatchObject({ reason: 'imap-unreachable', attempts: 0 });
    // Labels and sends knock once a quarter of an hour each, however many wait.
    expect(server.knocks).toBeLessThanOrEqual(2 * 24);
    expect(server.knocks).toBeGreaterThan(20);
    server.away = null;
    await pass(30 * 60, 120);
    expect(await states()).toEqual(['done']);
    expect(world.delivered).toHaveLength(MAILS);
    expect(world.labelsOn(sampleLocation(account, MAILS))).toEqual(['triage-strong']);
    expect(actions).toHaveLength(2 * MAILS);
  });

  it('that refuses the login is asked once a quarter of an hour, not once an action', async () => {
    const { server, pass, states } = await busy();
    server.away = () => permanent('imap-login-refused', 'the password is wrong', 'Correct it.');
    await pass(2 * 3600, 120);
    expect(await states()).toEqual(['held']);
    expect(server.knocks).toBeLessThanOrEqual(2 * 9);
    server.away = null;
    await pass(30 * 60, 120);
    expect(await states()).toEqual(['done']);
  });

  it('is given the time that it asks for', async () => {
    const { server, pass, states } = await busy();
    server.away = () => new Throttled('imap-throttled', 'retryable', 'too many connections', 'Wait.');
    await pass(60);
    const before = server.knocks;
    server.away = null;
    await pass(38 * 60, 120);
    expect(server.knocks).toBe(before);
    expect(await states()).toEqual(['held']);
    await pass(10 * 60);
    expect(await states()).toEqual(['done']);
  });

  it('for sending labels all the same', async () => {
    const { world, server, pass, rows } = await busy();
    server.away = null;
    world.troubles.send = forEver(() => {
      throw retryable('smtp-unreachable', 'no route to the server', 'Wait.');
    });
    await pass(3600, 300);
    for (const row of await rows()) expect(row?.state).toBe(row?.kind === 'label' ? 'done' : 'held');
  });

  it('is not what one message alone meets again and again: the others go on', async () => {
    const { world, server, pass, rows, actions, id, actionsOf } = await busy();
    server.away = null;
    const { acknowledge: poison } = await actionsOf(id);
    const to = (await store.ledger.get(poison ?? ''))?.payload;
    const send = world.send.bind(world);
    world.send = async (account, mail, allowed) => {
      if (to?.kind === 'acknowledge' && mail.to === to.to)
        throw retryable('smtp-unreachable', 'the server falls over at this mail', 'Wait.');
      return send(account, mail, allowed);
    };
    await pass(2 * 3600, 300);
    for (const row of await rows()) expect(row?.state).toBe(row?.id === poison ? 'held' : 'done');
    expect(actions).toContain(poison);
  });

  it('when the mailbox is full, each draft looks again by itself, ever more rarely, until there is room', async () => {
    const { world, act, acknowledge } = await handledMail(store, 'draft');
    let tries = 0;
    world.troubles.appendDraft = forEver(() => {
      tries += 1;
      throw permanent('imap-over-quota', 'the mailbox is full', 'Make room.');
    });
    for (let hour = 0; hour < 72; hour += 1) {
      await act({ id: acknowledge });
      clock.advance(3600);
    }
    expect(await store.ledger.get(acknowledge)).toMatchObject({ state: 'held', reason: 'imap-over-quota' });
    expect([tries > 10, tries < 25]).toEqual([true, true]);
    world.troubles.appendDraft = [];
    clock.advance(6 * 3600);
    expect(await act({ id: acknowledge })).toBe('done');
  });
});
