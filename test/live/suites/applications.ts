import { describe, expect, it } from 'vitest';
import type { Document, Judgement } from '../../../src/domain/index.js';
import type { Ranked, Store } from '../../../src/store/index.js';
import { freshAccount, judgeMessage } from '../../store/helpers.js';
import { labelPlan, replyPlan, sampleDocument, sampleJudgement, sampleMail, sampleRead } from '../../store/samples.js';
import type { StoreUnderTest } from './intake.js';

const applicant = (email: string): Judgement['applicant'] => ({ name: 'Ada Example', email, confidence: 1 });
const document = (type: Document['type'], name = `${type}.pdf`): Document => ({
  ...sampleDocument({ name, hidden: [] }),
  type,
});

async function ranked(store: Store, position: string): Promise<Ranked[]> {
  return store.read.rankedQueue({ position });
}

/** What must hold of applications and the ranked queue on every backend. */
export function applicationsSuite(under: () => StoreUnderTest): void {
  describe('applications', () => {
    it('gathers the mails of a person about a position, and the best one speaks for it', async () => {
      const { store } = under();
      const account = freshAccount();
      const position = `position-${account}`;
      const from = applicant(`${account}@example.com`);
      const first = await judgeMessage(store, account, 1, {
        judgement: sampleJudgement({ position, applicant: from, fit: 70, missing: ['transcript'] }),
      });
      const followUp = await judgeMessage(store, account, 2, {
        judgement: sampleJudgement({
          position,
          applicant: from,
          fit: 3,
          band: 'off-topic',
          documents: [document('transcript')],
          missing: ['cv'],
        }),
      });
      expect(followUp.applicationId).toBe(first.applicationId);
      const queue = await ranked(store, position);
      expect(queue).toHaveLength(1);
      expect(queue[0]).toMatchObject({ messageId: first.id, score: 70, band: 'strong', missing: [], messages: 2 });
    });

    it('adds a reply in the thread and a later question of the same sender', async () => {
      const { store } = under();
      const account = freshAccount();
      const email = `${account}@example.com`;
      const first = await judgeMessage(store, account, 1, {
        judgement: sampleJudgement({ applicant: applicant(email) }),
      });
      const answer = sampleMail('answer', { from: [{ name: null, email }], inReplyTo: [`<${account}-1@example.com>`] });
      const other = sampleJudgement({ kind: 'other', kindReason: 'thanks', position: null, applicant: null });
      const second = await judgeMessage(store, account, 2, {
        read: sampleRead('a', { mail: answer, fingerprint: `${account}-2` }),
        judgement: other,
      });
      expect(second.applicationId).toBe(first.applicationId);
      const question = sampleMail('question', { from: [{ name: null, email }] });
      const third = await judgeMessage(store, account, 3, {
        read: sampleRead('q', { mail: question, fingerprint: `${account}-3` }),
        judgement: sampleJudgement({ kind: 'inquiry', position: null }),
      });
      expect(third.applicationId).toBe(first.applicationId);
      const colleague = sampleMail('fwd', {
        from: [{ name: null, email: 'colleague@example.edu' }],
        references: [`<${account}-1@example.com>`],
      });
      const fourth = await judgeMessage(store, account, 4, {
        read: sampleRead('c', { mail: colleague, fingerprint: `${account}-4` }),
        judgement: other,
      });
      expect(fourth.applicationId).toBeNull();
    });

    it('makes one application of mails that are saved at the same moment', async () => {
      const { store, other } = under();
      const account = freshAccount();
      const position = `position-${account}`;
      const from = applicant(`${account}@example.com`);
      const saved = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((uid) =>
          judgeMessage(uid % 2 === 0 ? store : other, account, uid, {
            judgement: sampleJudgement({ position, applicant: from, fit: uid }),
          }),
        ),
      );
      expect(new Set(saved.map((each) => each.applicationId)).size).toBe(1);
      expect(await ranked(store, position)).toMatchObject([{ score: 6, messages: 6 }]);
      const questions = await Promise.all(
        [7, 8, 9, 10, 11, 12].map((uid) =>
          judgeMessage(uid % 2 === 0 ? store : other, account, uid, {
            read: sampleRead(uid, {
              mail: sampleMail(uid, { from: [{ name: null, email: `${account}@example.com` }] }),
              fingerprint: `${account}-${uid}`,
            }),
            judgement: sampleJudgement({ kind: 'inquiry', position: null, applicant: null, fit: 0 }),
          }),
        ),
      );
      expect(new Set(questions.map((each) => each.applicationId))).toEqual(new Set([saved[0]?.applicationId]));
      expect(await ranked(store, position)).toMatchObject([{ score: 6, messages: 12 }]);
    });

    it('gives an application without a position the one that a later mail names', async () => {
      const { store } = under();
      const account = freshAccount();
      const position = `position-${account}`;
      const from = applicant(`${account}@example.com`);
      const early = await judgeMessage(store, account, 1, {
        judgement: sampleJudgement({ position: null, applicant: from, fit: 5 }),
      });
      const late = await judgeMessage(store, account, 2, {
        judgement: sampleJudgement({ position, applicant: from, fit: 60 }),
      });
      expect(late.applicationId).toBe(early.applicationId);
      expect(await ranked(store, position)).toMatchObject([{ score: 60, messages: 2 }]);
    });

    it('keeps two positions of one person apart', async () => {
      const { store } = under();
      const account = freshAccount();
      const from = applicant(`${account}@example.com`);
      const one = await judgeMessage(store, account, 1, { judgement: sampleJudgement({ applicant: from }) });
      const two = await judgeMessage(store, account, 2, {
        judgement: sampleJudgement({ applicant: from, position: 'postdoc' }),
      });
      expect(one.applicationId).not.toBe(two.applicationId);
    });

    it('can undo what it has put together', async () => {
      const { store } = under();
      const account = freshAccount();
      const [work, home] = [`work-${account}@example.com`, `home-${account}@example.org`];
      const one = await judgeMessage(store, account, 1, { judgement: sampleJudgement({ applicant: applicant(work) }) });
      const two = await judgeMessage(store, account, 2, {
        judgement: sampleJudgement({ applicant: applicant(home), fit: 90 }),
      });
      const ids = await Promise.all([work, home].map((email) => store.people.find(email)));
      expect(await store.people.merge(ids[1] ?? '', ids[0] ?? '', 'grace')).toBe(true);
      const three = await judgeMessage(store, account, 3, {
        judgement: sampleJudgement({ applicant: applicant(home) }),
      });
      expect(three.applicationId).toBe(one.applicationId);
      expect(await store.people.split(ids[1] ?? '', 'grace')).toBe(true);
      const four = await judgeMessage(store, account, 4, {
        judgement: sampleJudgement({ applicant: applicant(home) }),
      });
      expect(four.applicationId).toBe(two.applicationId);
      expect(await store.people.move(two.id, one.applicationId ?? '', 'grace')).toBe(true);
      expect((await store.read.show(two.id))?.application).toMatchObject({ id: one.applicationId, joinedBy: 'person' });
      expect(await store.people.move(two.id, two.applicationId ?? '', 'grace')).toBe(true);
      expect((await store.read.show(one.id))?.application?.messageIds).toEqual([one.id, three.id]);
    });

    it('ranks by score, in pages, with what was done', async () => {
      const { store } = under();
      const account = freshAccount();
      const position = `position-${account}`;
      for (const [index, fit] of [12.5, 80, 33, 80, 0].entries()) {
        await judgeMessage(store, account, index + 1, {
          judgement: sampleJudgement({ position, fit, applicant: applicant(`p${index}-${account}@example.com`) }),
          actions: (id) => [
            labelPlan(id, ['triage-strong', 'triage-incomplete']),
            replyPlan(id, { kind: 'draft', to: `p${index}-${account}@example.com` }),
          ],
        });
      }
      const all = await ranked(store, position);
      expect(all.map((row) => row.score)).toEqual([80, 80, 33, 12.5, 0]);
      expect(all[0]).toMatchObject({
        applicant: { name: 'Ada Example', email: `p1-${account}@example.com` },
        topics: { 'optimal-transport': 80 },
        flags: ['hidden-text'],
        missing: ['transcript'],
        labels: [],
        answer: { kind: 'draft', state: 'planned', reason: null },
      });
      const pages: string[] = [];
      let after: Ranked | undefined;
      for (;;) {
        const page: Ranked[] = await store.read.rankedQueue({
          position,
          limit: 2,
          ...(after === undefined ? {} : { after }),
        });
        pages.push(...page.map((row) => row.applicationId));
        after = page.at(-1);
        if (after === undefined) break;
      }
      expect(pages).toEqual(all.map((row) => row.applicationId));
    });

    it('tells the judge what earlier mails brought', async () => {
      const { store } = under();
      const account = freshAccount();
      const email = `${account}@example.com`;
      const cv = document('cv');
      await judgeMessage(store, account, 1, {
        read: sampleRead('e', { documents: [sampleDocument({ hidden: [] })], fingerprint: `${account}-1` }),
        judgement: sampleJudgement({ applicant: applicant(email), documents: [cv] }),
      });
      const mail = sampleMail('next', { from: [{ name: null, email }] });
      expect(await store.intake.earlier(account, { ...sampleRead('next'), mail, documents: [] })).toEqual({
        position: 'phd-ot',
        applicant: { name: 'Ada Example', email, confidence: 1 },
        documents: [cv],
        answered: ['phd-ot'],
      });
      expect(
        await store.intake.earlier(account, {
          ...sampleRead('x'),
          mail: sampleMail('x', { from: [{ name: null, email: 'b@example.net' }] }),
        }),
      ).toBeNull();
      expect(
        await store.intake.earlier(account, { ...sampleRead('x'), mail: sampleMail('x', { from: [] }) }),
      ).toBeNull();
    });

    it('keeps verdicts of several people, the last of each', async () => {
      const { store } = under();
      const { applicationId } = await judgeMessage(store, freshAccount(), 1);
      const id = applicationId ?? '';
      await store.verdicts.give({ applicationId: id, reviewer: 'grace', value: 'hold', note: null });
      await store.verdicts.give({ applicationId: id, reviewer: 'grace', value: 'shortlist', note: 'good thesis' });
      const alan = await store.verdicts.give({ applicationId: id, reviewer: 'alan', value: 'decline', note: null });
      expect((await store.verdicts.of(id)).map((each) => [each.reviewer, each.value])).toEqual([
        ['grace', 'shortlist'],
        ['alan', 'decline'],
      ]);
      expect(await store.verdicts.withdraw(alan, 'alan')).toBe(true);
      expect(await store.verdicts.withdraw(alan, 'alan')).toBe(false);
      expect(await store.verdicts.of(id)).toHaveLength(1);
    });
  });

  describe('leases and settings', () => {
    it('gives a folder to one poller, and to another when the first one is silent', async () => {
      const { store, other, clock } = under();
      const key = `mailbox/${freshAccount()}/INBOX`;
      const both = await Promise.all([store.lease.acquire(key, 30_000), other.lease.acquire(key, 30_000)]);
      expect(both.filter(Boolean)).toHaveLength(1);
      const [owner, rival] = both[0] ? [store, other] : [other, store];
      clock.advance(20);
      expect(await owner.lease.renew(key, 30_000)).toBe(true);
      clock.advance(20);
      expect(await rival.lease.acquire(key, 30_000)).toBe(false);
      clock.advance(11);
      expect(await rival.lease.acquire(key, 30_000)).toBe(true);
      expect(await owner.lease.renew(key, 30_000)).toBe(false);
      await owner.lease.release(key);
      expect((await store.lease.list()).find((lease) => lease.key === key)?.holder).toBe(rival.holder);
      await rival.lease.release(key);
      expect(await owner.lease.acquire(key, 30_000)).toBe(true);
    });

    it('fixes the moment of activation at the first sight of an account', async () => {
      const { store, clock } = under();
      const account = freshAccount();
      expect(await store.settings.activatedAt(account)).toBeNull();
      await store.settings.ensureAccount(account);
      const first = await store.settings.activatedAt(account);
      clock.advance(100);
      await store.settings.ensureAccount(account);
      expect(await store.settings.activatedAt(account)).toBe(first);
      await store.settings.activate(account, new Date('2020-01-01T00:00:00Z'), 'grace');
      expect(await store.settings.activatedAt(account)).toBe('2020-01-01T00:00:00.000Z');
    });
  });
}
