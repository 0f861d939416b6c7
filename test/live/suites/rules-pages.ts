import { describe, expect, it } from 'vitest';
import { freshAccount, judgeMessage } from '../../store/helpers.js';
import type { StoreUnderTest } from './intake.js';

/** What must hold of drafts of the rules and of reports on them, on every backend. */
export function rulesPagesSuite(under: () => StoreUnderTest): void {
  describe('drafts of the rules', () => {
    it('are kept for each admin, changed one after the other, and written down where they begin and end', async () => {
      const { store, other } = under();
      const base = `cafe${freshAccount().slice(-8)}`;
      await store.rulesets.makeLive({ hash: base, files: [{ path: 'a', text: '0' }], actor: 'test', how: 'apply' });
      const login = freshAccount();
      const ada = await store.review.reviewers.add(
        { login, name: login, role: 'admin', password: null, accounts: null },
        'test',
      );
      if (ada === null) throw new Error('the reviewer is there already');
      const append = (letter: string) => (now: { files: readonly { path: string; text: string | null }[] } | null) => ({
        base,
        files: [{ path: 'a', text: `${now?.files[0]?.text ?? ''}${letter}` }],
      });
      // Two windows at once: neither change is lost.
      const letters = ['1', '2', '3', '4', '5', '6'];
      await Promise.all(
        letters.map((letter, index) => (index % 2 ? store : other).review.rulesDrafts.change(ada, append(letter))),
      );
      const draft = await store.review.rulesDrafts.get(ada.id);
      expect([...(draft?.files[0]?.text ?? '')].sort()).toEqual(letters);
      expect(await other.review.rulesDrafts.list()).toContainEqual(
        expect.objectContaining({ name: login, files: 1, base, reviewerId: ada.id }),
      );
      const odd = {
        base,
        files: [
          { path: 'b\0', text: '\ud800 \u202e' },
          { path: 'gone', text: null },
        ],
      };
      expect((await store.review.rulesDrafts.change(ada, () => odd))?.files).toEqual([
        { path: 'b\ufffd', text: '\ufffd \u202e' },
        { path: 'gone', text: null },
      ]);
      expect(await store.review.rulesDrafts.change(ada, () => ({ base, files: [] }))).toBeNull();
      const events = await store.events.list({ newest: true, kinds: ['setting'] });
      expect(events.filter((event) => event.actor === login).map((event) => event.code)).toEqual([
        'rules-draft-ended',
        'rules-draft-begun',
      ]);
    });

    it('go live only after what they were compared with', async () => {
      const { store, other } = under();
      const first = `beef${freshAccount().slice(-8)}`;
      const files = [{ path: 'a', text: '1' }];
      await store.rulesets.makeLive({ hash: first, files, actor: 'test', how: 'apply' });
      const wish = { files, actor: 'test', how: 'apply' as const, onlyAfter: first };
      const made = await Promise.all([
        store.rulesets.makeLive({ ...wish, hash: `${first}1` }),
        other.rulesets.makeLive({ ...wish, hash: `${first}2` }),
      ]);
      expect(made.filter((one) => one.changed)).toHaveLength(1);
      expect(made[0]?.live).toEqual(made[1]?.live);
    });
  });

  describe('reports on the rules', () => {
    it('are made by one at a time, told of, and found again by everybody', async () => {
      const { store, other, clock } = under();
      const [one, two] = [store.review.rulesReports, other.review.rulesReports];
      const key = freshAccount();
      const data = await one.dataState();
      expect(await one.get('preview', key)).toBeNull();
      const begun = await Promise.all([
        one.begin('preview', key, { token: 'a', data, askedBy: 'ada' }),
        two.begin('preview', key, { token: 'b', data, askedBy: 'bob' }),
      ]);
      expect(begun.filter(Boolean)).toHaveLength(1);
      const token = begun[0] ? 'a' : 'b';
      expect(await one.beat('preview', key, token, 3, 10)).toBe(true);
      expect(await one.beat('preview', key, 'c', 9, 10)).toBe(false);
      expect(await two.get('preview', key)).toMatchObject({ state: 'running', done: 3, total: 10, result: null });
      await one.finish('preview', key, token, { result: { text: '\0' } });
      expect(await two.get('preview', key)).toMatchObject({ state: 'done', result: { text: '\ufffd' } });
      // While it is made anew, what was found stays to be seen; whoever is stopped learns it with the next word.
      expect(await two.begin('preview', key, { token: 'd', data, askedBy: 'bob' })).toBe(true);
      expect(await one.get('preview', key)).toMatchObject({ state: 'running', result: { text: '\ufffd' } });
      await one.stop('preview', key, 'ada');
      expect(await two.beat('preview', key, 'd', 1, 2)).toBe(false);
      await two.finish('preview', key, 'd', { result: 'too late' });
      expect(await one.get('preview', key)).toMatchObject({ state: 'failed', problem: 'Stopped by ada.' });
      // Whoever died is noticed, and another may begin.
      expect(await one.begin('preview', key, { token: 'e', data, askedBy: 'ada' })).toBe(true);
      clock.advance(60);
      expect(await two.get('preview', key)).toMatchObject({ state: 'failed' });
      expect(await two.begin('preview', key, { token: 'f', data, askedBy: 'bob' })).toBe(true);
      await judgeMessage(store, freshAccount(), 1);
      expect(await one.dataState()).not.toBe(data);
    });
  });

  describe('messages that a comparison names', () => {
    it('are only those that the viewer may see', async () => {
      const { store } = under();
      const [mine, theirs] = [freshAccount(), freshAccount()];
      const ids = [(await judgeMessage(store, mine, 1)).id, (await judgeMessage(store, theirs, 1)).id];
      const seen = (accounts: string[] | null) =>
        store.review.namedMessages({ reviewerId: '0', accounts }, [...ids, '999999999']);
      expect((await seen(null)).map((one) => one.messageId).sort()).toEqual([...ids].sort());
      expect((await seen([mine])).map((one) => one.messageId)).toEqual([ids[0]]);
      expect(await seen([])).toEqual([]);
    });

    it('and past mail that is judged again is counted', async () => {
      const { store } = under();
      const account = freshAccount();
      await judgeMessage(store, account, 1);
      const live = await store.rulesets.current();
      expect(await store.review.rescoreStanding()).toBeNull();
      const id = await store.rescore.ask({ hash: live?.hash ?? '', since: null, labels: true, actor: 'ada' });
      const standing = await store.review.rescoreStanding();
      expect(standing).toMatchObject({ hash: live?.hash, labels: true, actor: 'ada', done: 0 });
      expect(standing?.total).toBeGreaterThan(0);
      const job = await store.rescore.pending();
      for await (const entry of store.past.entries()) {
        if (job !== null) await store.rescore.save(job, [], [entry.id]);
        break;
      }
      expect((await store.review.rescoreStanding())?.done).toBe(1);
      await store.rescore.finish(id ?? '');
      const since = await store.rescore.ask({
        hash: live?.hash ?? '',
        since: '2100-01-01T00:00:00.000Z',
        labels: false,
        actor: 'ada',
      });
      expect(await store.review.rescoreStanding()).toMatchObject({ done: 0, total: 0 });
      await store.rescore.finish(since ?? '');
    });
  });
}
