import { describe, expect, it } from 'vitest';
import type { QueueQuery, QueueRow, Sight } from '../../../src/domain/index.js';
import type { Store } from '../../../src/store/index.js';
import { freshAccount, judgeMessage } from '../../store/helpers.js';
import { sampleDocument, sampleJudgement, sampleRead } from '../../store/samples.js';
import type { StoreUnderTest } from './intake.js';

/** Somebody who may see one account, so that suites can share a store. */
async function reviewerOf(store: Store, account: string): Promise<{ login: string; sight: Sight }> {
  const one = { login: `r-${account}`, name: 'R', role: 'reviewer' as const, password: null, accounts: [account] };
  const reviewer = await store.review.reviewers.add(one, 'test');
  if (reviewer === null) throw new Error('the reviewer is there already');
  return { login: reviewer.login, sight: { reviewerId: reviewer.id, accounts: [account] } };
}

/** Goes through all pages of a query. */
async function allPages(store: Store, query: QueueQuery): Promise<QueueRow[]> {
  const rows: QueueRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.review.queue.page({ ...query, ...(after === undefined ? {} : { after }) });
    rows.push(...page.rows);
    if (page.next === null) return rows;
    after = page.next;
  }
}

/** What must hold of the review page's half of the store on every backend. */
export function reviewSuite(under: () => StoreUnderTest): void {
  describe('the review page', () => {
    it('pages through any order without missing or doubling a row, and knows the neighbours', async () => {
      const { store } = under();
      const account = freshAccount();
      const { sight } = await reviewerOf(store, account);
      // Scores repeat, so that ties have to be settled.
      for (let uid = 1; uid <= 9; uid += 1) {
        const judgement = sampleJudgement({
          fit: 60 + (uid % 3),
          applicant: { name: `Applicant ${uid}`, email: `${account}-${uid}@example.com`, confidence: 1 },
        });
        await judgeMessage(store, account, uid, { judgement });
      }
      for (const sort of ['score', 'newest', 'oldest'] as const) {
        const whole = await store.review.queue.page({ sight, sort });
        const paged = await allPages(store, { sight, sort, limit: 2 });
        const ids = whole.rows.map((row) => row.applicationId);
        expect(ids).toHaveLength(9);
        expect(paged.map((row) => row.applicationId)).toEqual(ids);
        expect(await store.review.queue.neighbours({ sight, sort }, ids[4] ?? '')).toEqual({
          previous: ids[3],
          next: ids[5],
        });
      }
      const scores = (await store.review.queue.page({ sight })).rows.map((row) => row.score);
      expect(scores).toEqual([...scores].sort((one, other) => other - one));
    });

    it('filters by what the judgement says, and finds words of mails and documents without their accents', async () => {
      const { store } = under();
      const account = freshAccount();
      const { sight, login } = await reviewerOf(store, account);
      const applicant = (name: string) => ({ name, email: `${name}-${account}@example.com`, confidence: 1 });
      const cv = sampleDocument({ pages: [{ number: 1, text: 'Worked with Paul Lévy on Straßen networks' }] });
      const first = await judgeMessage(store, account, 1, {
        read: sampleRead(`${account}-1`, { documents: [cv] }),
        judgement: sampleJudgement({ applicant: applicant('ada'), fit: 80 }),
      });
      const second = await judgeMessage(store, account, 2, {
        judgement: sampleJudgement({ applicant: applicant('bob'), fit: 20, band: 'weak', flags: [], missing: [] }),
      });
      const found = async (query: Partial<QueueQuery>): Promise<string[]> =>
        (await store.review.queue.page({ ...query, sight })).rows.map((row) => row.applicationId);
      const [a, b] = [first.applicationId ?? '', second.applicationId ?? ''];
      expect(await found({})).toEqual([a, b]);
      expect(await found({ bands: ['weak'] })).toEqual([b]);
      expect(await found({ flag: 'hidden-text' })).toEqual([a]);
      expect(await found({ missing: 'transcript' })).toEqual([a]);
      expect(await found({ topic: { id: 'optimal-transport', above: 79 } })).toEqual([a, b]);
      expect(await found({ topic: { id: 'optimal-transport', above: 80 } })).toEqual([]);
      expect(await found({ since: '2025-11-03', until: '2025-11-03' })).toEqual([a, b]);
      expect(await found({ until: '2025-11-02' })).toEqual([]);
      expect(await found({ position: null })).toEqual([]);
      expect(await found({ text: 'levy strassen' })).toEqual([a]);
      expect(await found({ text: '"paul levy"' })).toEqual([a]);
      expect(await found({ text: 'sinkhorn -levy' })).toEqual([b]);
      for (const odd of ['"', "'", '& | !', ':*', '\\', '((', '-'.repeat(300)]) await found({ text: odd });
      await store.review.verdicts.markRead(sight, a);
      expect(await found({ unread: true })).toEqual([b]);
      const verdict = { applicationId: b, reviewer: login, value: 'hold', note: null, score: null };
      await store.review.verdicts.give(sight, verdict);
      expect(await found({ state: 'hold' })).toEqual([b]);
      expect(await found({ state: 'none' })).toEqual([a]);
      await store.review.verdicts.assign(sight, a, login, login);
      expect(await found({ assignee: login })).toEqual([a]);
    });

    it('gives an application to who may see it, and to nobody else', async () => {
      const { store } = under();
      const [account, elsewhere] = [freshAccount(), freshAccount()];
      const email = `${account}@example.com`;
      const judgement = sampleJudgement({ applicant: { name: 'A', email, confidence: 1 } });
      const { applicationId } = await judgeMessage(store, account, 1, { judgement });
      const id = applicationId ?? '';
      const [mine, theirs] = [await reviewerOf(store, account), await reviewerOf(store, elsewhere)];
      const assign = (login: string | null) => store.review.verdicts.assign(mine.sight, id, login, mine.login);
      expect(await assign(mine.login)).toBe('assigned');
      for (const login of [theirs.login, 'nobody', "x' or 1"]) expect(await assign(login)).toBe('not-theirs');
      expect((await store.review.queue.row(mine.sight, id))?.assignee).toBe(mine.login);
      // A mail of theirs in the other mailbox is nothing that this viewer may know of.
      await judgeMessage(store, elsewhere, 1, { judgement });
      expect(await assign(theirs.login)).toBe('not-theirs');
      const all: Sight = { ...mine.sight, accounts: null };
      expect(await store.review.verdicts.assign(all, id, theirs.login, 'x')).toBe('assigned');
    });

    it('shows an account’s mail to nobody who may not see it', async () => {
      const { store } = under();
      const [account, other] = [freshAccount(), freshAccount()];
      const { sight } = await reviewerOf(store, other);
      const email = `${account}@example.com`;
      const { applicationId } = await judgeMessage(store, account, 1, {
        judgement: sampleJudgement({ applicant: { name: 'Ada', email, confidence: 1 } }),
      });
      const id = applicationId ?? '';
      expect(await store.review.queue.row(sight, id)).toBeNull();
      expect((await store.review.queue.page({ sight })).rows).toEqual([]);
      expect(await store.review.queue.positions(sight)).toEqual([]);
      const verdict = { applicationId: id, reviewer: 'x', value: 'hold', note: null, score: null };
      expect(await store.review.verdicts.give(sight, verdict)).toBeNull();
      expect(await store.review.verdicts.assign(sight, id, null, 'x')).toBe('not-found');
      // A mail of the same person to an account that they may see shows the application, without the other mail.
      await judgeMessage(store, other, 1, {
        judgement: sampleJudgement({ applicant: { name: 'Ada', email, confidence: 1 } }),
      });
      const row = await store.review.queue.row(sight, id);
      expect(row?.messages).toBe(1);
      const view = row === null ? null : await store.review.application(sight, row);
      expect(view?.mails.map((mail) => mail.message.account)).toEqual([other]);
      expect(view?.hiddenMails).toBe(1);
      expect(view?.events.some((event) => event.account === account)).toBe(false);
    });

    it('keeps the verdicts of two who decide at the same moment', async () => {
      const { store, other } = under();
      const account = freshAccount();
      const { sight } = await reviewerOf(store, account);
      const { applicationId } = await judgeMessage(store, account, 1, {
        judgement: sampleJudgement({ applicant: { name: 'A', email: `${account}@example.com`, confidence: 1 } }),
      });
      const id = applicationId ?? '';
      const verdict = (reviewer: string, value: string) => ({
        applicationId: id,
        reviewer,
        value,
        note: null,
        score: 50,
      });
      await Promise.all([
        store.review.verdicts.give(sight, verdict('ada', 'shortlist')),
        other.review.verdicts.give(sight, verdict('bob', 'decline')),
        other.review.verdicts.give(sight, verdict('ada', 'hold')),
        store.review.verdicts.give(sight, verdict('bob', 'hold')),
      ]);
      const held = await store.verdicts.of(id);
      expect(held.map((one) => one.reviewer).sort()).toEqual(['ada', 'bob']);
      expect(await store.review.verdicts.history(id)).toHaveLength(4);
      const row = await store.review.queue.row(sight, id);
      expect(row?.revision).toBe(4);
      const agree = new Set(held.map((one) => one.value)).size === 1;
      expect(row?.state).toBe(agree ? held[0]?.value : 'conflict');
    });

    it('ends sessions that are not used, and lets a link in once', async () => {
      const { store, clock } = under();
      const { sight } = await reviewerOf(store, freshAccount());
      const limits = { idleSeconds: 600, absoluteSeconds: 2000 };
      const token = `token-${sight.reviewerId}`;
      await store.review.sessions.begin(token, sight.reviewerId);
      for (const [seconds, there] of [
        [500, true],
        [500, true],
        [500, true],
        [600, false],
      ] as const) {
        clock.advance(seconds);
        expect([seconds, (await store.review.sessions.find(token, limits)) !== null]).toEqual([seconds, there]);
      }
      await store.review.sessions.makeLink(`old-${token}`, 'login', sight.reviewerId, 60);
      await store.review.sessions.makeLink(`new-${token}`, 'login', sight.reviewerId, 60);
      expect(await store.review.sessions.link(`old-${token}`, 'login')).toBeUndefined();
      expect(await store.review.sessions.link(`new-${token}`, 'password')).toBeUndefined();
      const uses = await Promise.all([1, 2].map(() => store.review.sessions.useLink(`new-${token}`)));
      expect(uses.sort()).toEqual([false, true]);
    });
  });
}
