import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Location, retryable } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import { freshAccount } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { sampleLocation } from '../store/samples.js';
import { setting, withTestStore } from './setting.js';

describe('labels that are folders', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  async function handled() {
    const account = freshAccount();
    const all = setting(store, account, 'label');
    all.world.backend = 'folders';
    const id = await all.arrive(`mail ${randomUUID()}`, 1);
    await all.intake({ id });
    const { label = '' } = await all.actionsOf(id);
    const lies = (): Location => {
      const [only] = [...all.world.messages.values()];
      if (only === undefined) throw new Error('the mail is lost');
      return only.place;
    };
    /** Moves it as a person does. */
    const person = (folder: string): void => all.world.move(lies(), sampleLocation(account, 50, { folder }));
    const wish = (labels: readonly string[]) => store.relabel({ messageId: id }, { labels }, { cause: 'rescore' });
    const reason = async (): Promise<string | null | undefined> => (await store.ledger.get(label))?.reason;
    return { ...all, account, id, label, lies, person, wish, reason, folder: () => lies().folder };
  }

  it('take the message along, once, and the store knows where to', async () => {
    const { act, label, folder, id, lies, world } = await handled();
    expect(await act({ id: label })).toBe('done');
    expect(folder()).toBe('triage-strong');
    expect(await store.intake.locations(id)).toEqual([lies()]);
    expect(await act({ id: label })).toBe('nothing');
    expect(world.moves).toBe(1);
    expect((await store.read.show(id))?.events.map((event) => event.code)).toContain('moved');
  });

  it('follow rules that use other names', async () => {
    const { act, label, folder, wish } = await handled();
    await wish(['old-name']);
    await act({ id: label });
    expect(folder()).toBe('old-name');
    await wish(['triage-weak']);
    expect(await act({ id: label })).toBe('done');
    expect(folder()).toBe('triage-weak');
  });

  it('are one for each message: that of the first label in order', async () => {
    const { act, label, folder, wish } = await handled();
    await wish(['triage-incomplete', 'triage-weak']);
    await act({ id: label });
    expect(folder()).toBe('triage-weak');
  });

  it('follow a new wish, and one that goes back', async () => {
    const { act, label, folder, wish, world, reason } = await handled();
    await act({ id: label });
    for (const [labels, where] of [
      [['triage-weak'], 'triage-weak'],
      [['triage-strong'], 'triage-strong'],
      [[], 'triage-strong'],
    ] as const) {
      await wish(labels);
      expect(await act({ id: label })).toBe('done');
      expect(folder()).toBe(where);
    }
    expect(world.moves).toBe(3);
    expect(await reason()).toBe('no-label');
  });

  it.each(['Interviews', 'INBOX', 'triage-weak'])('stay behind when a person moves it to %s', async (to) => {
    const { act, label, folder, wish, person, world, id, reason } = await handled();
    await act({ id: label });
    person(to);
    for (const labels of [['triage-weak'], ['triage-strong'], ['triage-incomplete']]) {
      await wish(labels);
      expect(await act({ id: label })).toBe('done');
      expect(folder()).toBe(to);
      expect(await reason()).toBe('filed-by-hand');
    }
    expect(world.moves).toBe(1);
    const noticed = (await store.read.show(id))?.events.filter((event) => event.code === 'label-left');
    expect(noticed).toMatchObject([{ reason: 'moved-by-hand' }]);
  });

  it.each(['Interviews', 'triage-weak'])('do not begin when a person was first and put it into %s', async (to) => {
    const { act, label, folder, person, world, reason } = await handled();
    person(to);
    expect(await act({ id: label })).toBe('done');
    expect(folder()).toBe(to);
    expect(await reason()).toBe('filed-by-hand');
    expect(world.moves).toBe(0);
  });

  it('are no second move when the program ended after the first', async () => {
    for (const saysWhere of [true, false]) {
      const { act, label, folder, lies, id, wish, world } = await handled();
      world.saysWhere = saysWhere;
      world.troubles.moved = [
        () => {
          throw retryable('imap-unreachable', 'the connection broke', 'Wait.');
        },
      ];
      expect(await act({ id: label })).toBe('held');
      clock.advance(3601);
      expect(await act({ id: label })).toBe('done');
      expect([folder(), world.moves]).toEqual(['triage-strong', 1]);
      expect(await store.intake.locations(id)).toEqual([lies()]);
      await wish(['triage-weak']);
      expect(await act({ id: label })).toBe('done');
      expect([folder(), world.moves]).toEqual(['triage-weak', 2]);
    }
  });

  it('take a second delivery along, and leave the copy that a person has put elsewhere', async () => {
    const { act, arrive, intake, label, lies, person, wish, world } = await handled();
    const text = [...world.messages.values()][0]?.raw.toString() ?? '';
    await act({ id: label });
    const folders = () => [...world.messages.values()].map(({ place }) => place.folder).sort();
    expect(lies().folder).toBe('triage-strong');
    expect(await intake({ id: await arrive(text, 2) })).toBe('merged');
    await act({ id: label });
    expect(folders()).toEqual(['triage-strong', 'triage-strong']);
    await wish(['triage-weak']);
    expect(await act({ id: label })).toBe('done');
    expect(folders()).toEqual(['triage-weak', 'triage-weak']);
    person('Interviews');
    await wish(['triage-strong']);
    expect(await act({ id: label })).toBe('done');
    expect(folders()).toEqual(['Interviews', 'triage-strong']);
  });

  it('stop at the kill switch', async () => {
    const { act, account, label, folder } = await handled();
    await store.settings.pause({ account, actor: 'grace' });
    expect(await act({ id: label })).toBe('held');
    expect(folder()).toBe('INBOX');
    await store.settings.resume({ account, actor: 'grace' });
    expect(await act({ id: label })).toBe('done');
    expect(folder()).toBe('triage-strong');
  });
});

describe("people's labels", () => {
  let store: Store;
  withTestStore((opened) => {
    store = opened.store;
  });

  it.each(['keywords', 'gmail'] as const)('stay theirs (%s)', async (backend) => {
    const account = freshAccount();
    const { world, arrive, intake, act, actionsOf } = setting(store, account, 'label');
    world.backend = backend;
    const id = await arrive(`mail ${randomUUID()}`, 1);
    await intake({ id });
    const { label = '' } = await actionsOf(id);
    const place = sampleLocation(account, 1);
    const labels = [...world.messages.values()][0]?.labels ?? new Set();
    labels.add('triage-incomplete');
    expect(await act({ id: label })).toBe('done');
    const wish = async (...wished: string[]) => {
      await store.relabel({ messageId: id }, { labels: wished }, { cause: 'rescore' });
      expect(await act({ id: label })).toBe('done');
      return world.labelsOn(place);
    };
    expect(await wish('triage-weak')).toEqual(['triage-incomplete', 'triage-weak']);
    // Rules that use other names now: what they called it before is taken off, and is no wish of a person.
    expect(await wish('old-name')).toEqual(['old-name', 'triage-incomplete']);
    expect(await wish('triage-weak')).toEqual(['triage-incomplete', 'triage-weak']);
    labels.delete('triage-weak');
    expect(await wish('triage-weak', 'triage-strong')).toEqual(['triage-incomplete', 'triage-strong']);
    expect(await wish('triage-weak')).toEqual(['triage-incomplete']);
    const noticed = (await store.read.show(id))?.events.filter((event) => event.code === 'label-left');
    expect(noticed).toMatchObject([{ reason: 'removed-by-hand', detail: 'triage-weak' }]);
  });
});
