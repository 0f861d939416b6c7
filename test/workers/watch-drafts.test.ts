import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { retryable } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import { watchDrafts } from '../../workers/watch-drafts.js';
import { freshAccount } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { quiet, setting, withTestStore } from './setting.js';

describe('drafts that people decide about', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  async function drafted() {
    const account = freshAccount();
    await store.settings.activate(account, new Date('2025-01-01T00:00:00Z'), 'test');
    const all = setting(store, account, 'draft');
    const id = await all.arrive(`mail ${randomUUID()}`, 1);
    await all.intake({ id });
    const { acknowledge: action = '' } = await all.actionsOf(id);
    expect(await all.act({ id: action })).toBe('done');
    const look = () => watchDrafts({ store, mailbox: all.world, logger: quiet }, [account]);
    const fate = async () => (await store.ledger.get(action))?.reason;
    const leaveDrafts = () => all.world.drafts.splice(0)[0]?.messageId ?? '';
    return { ...all, account, id, action, look, fate, leaveDrafts };
  }

  it('are looked for ever more rarely while they lie there', async () => {
    const { account, look, fate } = await drafted();
    expect(await store.drafts.due(account)).toEqual([]);
    for (const [seconds, due] of [
      [121, 1],
      [60, 0],
      [61, 1],
      [86_400, 1],
      [3_600, 0],
      [6_000, 1],
    ] as const) {
      clock.advance(seconds);
      expect((await store.drafts.due(account)).length, `${seconds} s later`).toBe(due);
      await look();
    }
    expect(await fate()).toBe('drafted-instead');
  });

  it('were sent when they stand in Sent', async () => {
    const { world, look, fate, id, action, leaveDrafts } = await drafted();
    world.sentFolder.push(leaveDrafts());
    clock.advance(121);
    await look();
    expect(await fate()).toBe('sent-by-hand');
    const shown = await store.read.show(id);
    expect(shown?.actions.find((one) => one.id === action)).toMatchObject({ state: 'done', detail: 'in Sent' });
    expect(shown?.events.at(-1)).toMatchObject({ code: 'sent-by-hand', actionId: action });
  });

  it('were deleted when they stand nowhere, twice, and are never drafted again', async () => {
    const { world, account, look, fate, act, action, leaveDrafts } = await drafted();
    leaveDrafts();
    clock.advance(121);
    await look();
    expect(await fate()).toBe('drafted-instead');
    clock.advance(200);
    await look();
    expect(await fate()).toBe('drafted-instead');
    clock.advance(101);
    await look();
    expect(await fate()).toBe('deleted-by-hand');
    clock.advance(86_400 * 30);
    expect(await act({ id: action })).toBe('nothing');
    expect((await store.recovery.unfinished()).actions.map((due) => due.id)).not.toContain(action);
    expect(world.drafts).toEqual([]);
    expect(await store.drafts.due(account)).toEqual([]);
  });

  it('are not called deleted while the mail program is between Drafts and Sent, or puts them back', async () => {
    const between = await drafted();
    const messageId = between.leaveDrafts();
    clock.advance(121);
    await between.look();
    between.world.sentFolder.push(messageId);
    clock.advance(301);
    await between.look();
    expect(await between.fate()).toBe('sent-by-hand');

    const back = await drafted();
    const [draft] = back.world.drafts.splice(0);
    clock.advance(121);
    await back.look();
    if (draft !== undefined) back.world.drafts.push(draft);
    clock.advance(301);
    await back.look();
    back.leaveDrafts();
    clock.advance(301);
    await back.look();
    expect(await back.fate()).toBe('drafted-instead');
  });

  it('wait when the server is away, and stop no other account', async () => {
    const away = await drafted();
    const other = await drafted();
    away.world.troubles.findDrafts = [
      () => {
        throw retryable('imap-unreachable', 'no route', 'Wait.');
      },
    ];
    for (const each of [away, other]) each.world.sentFolder.push(each.leaveDrafts());
    clock.advance(121);
    const mailbox = {
      findDrafts: (account: string, drafts: Parameters<typeof away.world.findDrafts>[1]) =>
        (account === away.account ? away : other).world.findDrafts(account, drafts),
    };
    const accounts = [away.account, other.account];
    await watchDrafts({ store, mailbox, logger: quiet }, accounts);
    expect([await away.fate(), await other.fate()]).toEqual(['drafted-instead', 'sent-by-hand']);
    await watchDrafts({ store, mailbox, logger: quiet }, accounts);
    expect(await away.fate()).toBe('sent-by-hand');
  });

  it('are left to the process that looks at them already', async () => {
    const { account, look, fate, leaveDrafts, world } = await drafted();
    world.sentFolder.push(leaveDrafts());
    clock.advance(121);
    const lease = { ...store.lease, acquire: async () => false };
    await watchDrafts({ store: { drafts: store.drafts, lease }, mailbox: world, logger: quiet }, [account]);
    expect(await fate()).toBe('drafted-instead');
    await look();
    expect(await fate()).toBe('sent-by-hand');
  });
});
