import { describe, expect, it } from 'vitest';
import type { Judgement, QueueQuery, Sight } from '../../../src/domain/index.js';
import type { Store } from '../../../src/store/index.js';
import { freshAccount, judgeMessage } from '../../store/helpers.js';
import { labelPlan, replyPlan, sampleDocument, sampleJudgement, sampleMail, sampleRead } from '../../store/samples.js';
import type { StoreUnderTest } from './intake.js';

interface OneMail {
  readonly account: string;
  readonly email: string;
  readonly word: string;
  readonly fit: number;
  readonly type?: 'cv' | 'transcript';
}

let uids = 0;

/** A mail of one person to an account, everything in it marked with a word of its own, with its label set and its answer planned. */
async function apply(store: Store, { account, email, word, fit, type = 'cv' }: OneMail): Promise<string> {
  uids += 1;
  const cv = sampleDocument({
    name: `${word}.pdf`,
    pages: [{ number: 1, text: `All about ${word} ${'x '.repeat(150)}` }],
  });
  const judgement: Partial<Judgement> & { fit: number } = {
    fit,
    band: fit > 50 ? 'strong' : 'weak',
    applicant: { name: `Ada ${word}`, email, confidence: 1 },
    documents: [{ ...cv, type }],
    missing: type === 'cv' ? ['transcript'] : ['cv'],
    facts: {
      degrees: [
        {
          level: 'master',
          field: `Theory of ${word}`,
          institution: `University of ${word}`,
          year: 2024,
          finished: true,
          quote: '',
        },
      ],
      gpa: null,
      links: [{ kind: 'homepage', url: `https://${word}.example.org`, verified: false }],
      publications: [],
      venues: [],
    } as unknown as Judgement['facts'],
    flags: [{ code: `flag-${word}`, detail: word }],
  };
  const { applicationId, actionIds } = await judgeMessage(store, account, uids, {
    envelope: { from: email },
    read: sampleRead(`${account}-${word}`, { documents: [cv], mail: sampleMail(word, { text: `I work on ${word}` }) }),
    judgement: {
      ...sampleJudgement(judgement),
      scorecard: { fit, topics: { [`topic-${word}`]: fit }, evidence: [], adjustments: [] },
    },
    actions: (id) => [labelPlan(id, [`label-${word}`]), replyPlan(id, { to: email, kind: 'draft' })],
  });
  const wide = { max: 1e6, hours: 1 };
  const won = await store.ledger.claim(actionIds[0] ?? '', {
    effect: 'label',
    windowDays: 7,
    caps: { domain: wide, account: wide, overall: wide },
  });
  if (won.outcome !== 'claimed') throw new Error(`the label is ${won.outcome}`);
  await store.ledger.finish(actionIds[0] ?? '', won.token, { state: 'done', reason: null });
  return applicationId ?? '';
}

/** What somebody who sees one of several accounts is told of an application with mails in all. */
export function inSightSuite(under: () => StoreUnderTest): void {
  describe('an application with mails in several accounts', () => {
    const place = async (...accounts: string[]): Promise<Sight> => {
      const { store } = under();
      const one = { login: `s-${freshAccount()}`, name: 'S', role: 'reviewer' as const, password: null, accounts };
      const reviewer = await store.review.reviewers.add(one, 'test');
      return { reviewerId: reviewer?.id ?? '', accounts };
    };

    it('is made of the mails that one may see, whatever the others say', async () => {
      const { store } = under();
      const [lab, other] = [freshAccount(), freshAccount()];
      const email = `${lab}@example.com`;
      const id = await apply(store, { account: lab, email, word: 'zebra', fit: 30 });
      expect(await apply(store, { account: other, email, word: 'walrus', fit: 90 })).toBe(id);
      // Another of the lab's own, between the two scores.
      const own = await apply(store, { account: lab, email: `own-${email}`, word: 'otter', fit: 60 });
      const sight = await place(lab);
      const found = async (query: Partial<QueueQuery>): Promise<string[]> =>
        (await store.review.queue.page({ ...query, sight })).rows.map((row) => row.applicationId);
      expect(await found({})).toEqual([own, id]);
      const row = await store.review.queue.row(sight, id);
      expect(row).toMatchObject({
        subject: 'Application zebra',
        applicant: { name: 'Ada zebra' },
        score: 30,
        band: 'weak',
        topics: { 'topic-zebra': 30 },
        flags: ['flag-zebra'],
        institution: 'University of zebra',
        labels: ['label-zebra'],
        messages: 1,
      });
      const said: unknown[] = [row, (await store.review.queue.page({ sight })).rows];
      if (row !== null) said.push(await store.review.application(sight, row));
      said.push(await store.review.log.page({ sight }), await store.review.waiting.planned(sight));
      expect(JSON.stringify(said)).not.toMatch(/walrus/);
      for (const query of [
        { text: 'walrus' },
        { flag: 'flag-walrus' },
        { topic: { id: 'topic-walrus', above: 1 } },
        { bands: ['strong' as const], text: 'zebra' },
      ])
        expect(await found(query)).toEqual([]);
      expect(await found({ text: 'zebra' })).toEqual([id]);
      // The one that is not there excludes nothing either.
      expect(await found({ text: 'zebra -walrus' })).toEqual([id]);
      expect(await store.review.queue.neighbours({ sight }, id)).toEqual({ previous: own, next: null });
      const today = await store.review.today(sight);
      expect(today.positions.map((one) => one.bands.strong)).toEqual([1]);
      // Whoever sees both is told of both.
      const both = await place(lab, other);
      expect(await store.review.queue.row(both, id)).toMatchObject({
        subject: 'Application walrus',
        score: 90,
        messages: 2,
      });
    });

    it('pages through both kinds in one order, and adds up what of three accounts may be seen', async () => {
      const { store } = under();
      const [lab, other, third] = [freshAccount(), freshAccount(), freshAccount()];
      const ids: string[] = [];
      for (let step = 1; step <= 6; step += 1) {
        const email = `${lab}-${step}@example.com`;
        ids.unshift(await apply(store, { account: lab, email, word: `w${step}`, fit: 10 * step }));
        if (step % 2 === 0) await apply(store, { account: other, email, word: `h${step}`, fit: 95 - step });
      }
      const sight = await place(lab);
      const paged: string[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const page = await store.review.queue.page({ sight, limit: 2, ...(after === '' ? {} : { after }) });
        paged.push(...page.rows.map((row) => row.applicationId));
        after = page.next;
      }
      expect(paged).toEqual(ids);
      const email = `${third}@example.com`;
      const id = await apply(store, { account: lab, email, word: 'cv', fit: 40 });
      await apply(store, { account: other, email, word: 'transcript', fit: 20, type: 'transcript' });
      await apply(store, { account: third, email, word: 'secret', fit: 99 });
      expect(await store.review.queue.row(await place(lab, other), id)).toMatchObject({
        score: 40,
        messages: 2,
        given: expect.arrayContaining(['cv', 'transcript']),
        missing: [],
      });
    });
  });
}
