import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/store/index.js';
import { freshAccount } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { sampleJudgement } from '../store/samples.js';
import { quiet, setting, withTestStore } from './setting.js';

/** Mail-safety's item 8: caps by domain, by account and over everything. */
describe('8. a tripped cap holds and tells', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  it.each(['domain', 'account', 'overall'] as const)(
    'a cap of two by %s lets two leave, holds the third and says so, and lets it leave when the first is an hour old',
    async (which) => {
      // What earlier tests sent is out of every window.
      clock.advance(2 * 3600);
      const domain = `${randomUUID().slice(0, 8)}.example.com`;
      const tight = { max: 2, hours: 1 };
      const lab = (account: string) => {
        const all = setting(store, account);
        all.knobs.caps = { ...all.knobs.caps, [which]: tight };
        return all;
      };
      const fresh = async (): Promise<string> => {
        const account = freshAccount();
        await store.settings.activate(account, new Date(0), 'test');
        return account;
      };
      const oneAccount = await fresh();
      let uid = 0;
      /** What is counted together is the same in all, everything else another one each time. */
      const send = async (counted: boolean): Promise<[outcome: string, id: string, act: typeof all.act]> => {
        const account = which === 'account' && counted ? oneAccount : await fresh();
        const all = lab(account);
        const at = which === 'domain' && counted ? domain : `${randomUUID().slice(0, 8)}.example.net`;
        const email = `${randomUUID().slice(0, 8)}@${at}`;
        all.knobs.judge = () => sampleJudgement({ applicant: { name: null, email, confidence: 1 } });
        uid += 1;
        const id = await all.arrive(`mail ${randomUUID()}`, uid);
        await all.intake({ id });
        const { acknowledge = '' } = await all.actionsOf(id);
        return [await all.act({ id: acknowledge }), acknowledge, all.act];
      };
      const first = await send(true);
      clock.advance(600);
      const second = await send(true);
      const third = await send(true);
      expect([first[0], second[0], third[0]]).toEqual(['done', 'done', 'held']);
      const told = (await store.events.list({ actionId: third[1] })).at(-1);
      expect(told).toMatchObject({
        code: 'held',
        reason: `cap-${which}`,
        detail: '2 sent in the last 1 h, at most 2',
      });
      // Another domain or account is not counted with them; the cap over everything counts all.
      expect((await send(false))[0]).toBe(which === 'overall' ? 'held' : 'done');
      const [, id, act] = third;
      const due = async () => (await store.recovery.unfinished()).actions.some((action) => action.id === id);
      clock.advance(3600 - 600 - 60);
      expect([await due(), await act({ id })]).toEqual([false, 'nothing']);
      clock.advance(61);
      expect([await due(), await act({ id })]).toEqual([true, 'done']);
      // The second is still in the window, and now the third is.
      expect((await send(true))[0]).toBe('held');
    },
  );

  it('drafts have a cap of their own, and whoever looks is told of any', async () => {
    const account = freshAccount();
    await store.settings.activate(account, new Date(0), 'test');
    const all = setting(store, account, 'draft');
    all.knobs.caps = { ...all.knobs.caps, drafts: { max: 2, hours: 24 } };
    const warned = vi.spyOn(quiet, 'warn');
    const ids: string[] = [];
    for (const uid of [1, 2, 3]) {
      const id = await all.arrive(`mail ${randomUUID()}`, uid);
      await all.intake({ id });
      ids.push((await all.actionsOf(id)).acknowledge ?? '');
    }
    const ends = [];
    for (const id of ids) ends.push(await all.act({ id }));
    expect(ends).toEqual(['done', 'done', 'held']);
    const last = ids[2] ?? '';
    expect(warned).toHaveBeenCalledWith({ action: last, reason: 'cap-drafts' }, 'the action is held');
    warned.mockRestore();
    expect((await store.events.list({ actionId: last })).at(-1)?.detail).toBe('2 drafted in the last 24 h, at most 2');
    expect((await store.read.held())['cap-drafts']).toBe(1);
    clock.advance(86_400 + 60);
    expect(await all.act({ id: last })).toBe('done');
    expect(all.world.drafts).toHaveLength(3);
  });
});
