import { describe, expect, it } from 'vitest';
import type { ApplicationView, Sight } from '../../../src/domain/index.js';
import type { Store } from '../../../src/store/index.js';
import { freshAccount, judgeMessage } from '../../store/helpers.js';
import { replyPlan, sampleDocument, sampleJudgement, sampleMail, sampleRead } from '../../store/samples.js';
import type { StoreUnderTest } from './intake.js';

const all: Sight = { reviewerId: '0', accounts: null };

/** @param from the name in From; with none, nobody is recognised by it */
async function apply(
  store: Store,
  account: string,
  uid: number,
  name: string,
  email: string,
  text = '',
  from: string | null = null,
) {
  const document = sampleDocument({
    sha256: `${account}-${text === '' ? uid : 'shared'}`.padEnd(64, '0').slice(0, 64),
    pages: [{ number: 1, text: `${name}. Optimal transport and its numerics. ${text}`.repeat(6) }],
  });
  const mail = sampleMail(`${account}-${uid}`, { from: [{ name: from, email }] });
  const judged = await judgeMessage(store, account, uid, {
    read: sampleRead(`${account}-${uid}`, { mail, documents: [document] }),
    judgement: sampleJudgement({ applicant: { name, email, confidence: 1 } }),
  });
  return { id: judged.id, applicationId: judged.applicationId ?? '' };
}

async function view(store: Store, sight: Sight, id: string): Promise<ApplicationView | null> {
  const row = await store.review.queue.row(sight, id);
  return row === null ? null : store.review.application(sight, row);
}

/** Merging and parting people, where a search stands, and what is planned for later: on every backend. */
export function samePersonSuite(under: () => StoreUnderTest): void {
  describe('people who may be the same', () => {
    it('are one at once where a new address brings the name and a document, until somebody parts them', async () => {
      const { store } = under();
      const account = freshAccount();
      const [word, at] = [`Ines${account.slice(-6)}`, `${account}.example.com`];
      const both = [`${word} Prado`, 'the same file'] as const;
      const first = await apply(store, account, 1, both[0], `ines@${at}`, both[1], both[0]);
      const second = await apply(store, account, 2, `Prado, ${word}`, `prado@uni.${at}`, both[1], `Prado, ${word}`);
      expect(second.applicationId).toBe(first.applicationId);
      const stranger = await apply(store, account, 3, `${word} Miller`, `m@${at}`, both[1], `${word} Miller`);
      const elsewhere = await apply(store, `${account}-b`, 4, both[0], `i@${at}`, `${both[1]}`, both[0]);
      const nameless = await apply(store, account, 5, both[0], `x@${at}`, both[1]);
      const others = [stranger, elsewhere, nameless].map((one) => one.applicationId);
      expect(new Set([first.applicationId, ...others]).size).toBe(4);

      const seen = await view(store, all, first.applicationId);
      expect(seen?.addresses.map((one) => one.email)).toEqual([`prado@uni.${at}`]);
      const address = seen?.addresses[0]?.applicantId ?? '';
      expect(await store.review.samePerson.part(all, first.applicationId, address, 'ada')).toMatchObject({ mails: 1 });
      const again = await apply(store, account, 6, both[0], `prado@uni.${at}`, both[1], both[0]);
      expect(again.applicationId).not.toBe(first.applicationId);
      const events = await store.events.list({ newest: true, limit: 50 });
      expect(events.filter((one) => one.code === 'person-merged' && one.actor === 'program')).not.toHaveLength(0);
    });

    it('are found by name and file, merged with their mails and verdicts, and parted again', async () => {
      const { store } = under();
      const account = freshAccount();
      const [word, at] = [`Zoë${account.slice(-6)}`, `${account}.example.com`];
      const one = await apply(store, account, 1, `${word} Ruiz Añón`, `zoe@${at}`, 'the same file');
      const two = await apply(store, account, 2, `Anon, ${word} M. Ruiz`, `z.ruiz@uni.${at}`, 'the same file');
      const stranger = await apply(store, account, 3, `${word} Miller`, `miller@${at}`);
      const before = await view(store, all, one.applicationId);
      expect(before?.related.map(({ applicationId, why }) => [applicationId, why])).toEqual([
        [two.applicationId, 'similar'],
      ]);
      expect(before?.related[0]?.evidence.map((evidence) => evidence.code)).toEqual(
        expect.arrayContaining(['same-name', 'same-document']),
      );
      await store.review.reviewers.add(
        { login: `m-${account}`, name: 'M', role: 'reviewer', password: null, accounts: null },
        'test',
      );
      const me = (await store.review.reviewers.byLogin(`m-${account}`))?.id ?? '0';
      const sight = { reviewerId: me, accounts: null };
      for (const [id, who, value] of [
        [one.applicationId, 'ada', 'hold'],
        [two.applicationId, 'ada', 'decline'],
        [two.applicationId, 'bob', 'shortlist'],
      ] as const)
        await store.review.verdicts.give(sight, { applicationId: id, reviewer: who, value, note: 'n', score: 7 });

      expect(await store.review.samePerson.join(sight, one.applicationId, two.applicationId, 'ada')).toEqual({
        mails: 1,
        applications: [one.applicationId],
      });
      const merged = await view(store, all, one.applicationId);
      expect(merged?.mails.map((mail) => mail.message.id).sort()).toEqual([one.id, two.id].sort());
      expect(merged?.addresses.map((address) => address.email)).toEqual([`z.ruiz@uni.${at}`]);
      expect(merged?.related).toEqual([]);
      expect(await store.review.queue.row(all, two.applicationId)).toBeNull();
      const held = (await store.verdicts.of(one.applicationId)).map(({ reviewer, value }) => [reviewer, value]);
      expect(held.sort()).toEqual([
        ['ada', 'hold'],
        ['bob', 'shortlist'],
      ]);
      // What comes from either address now belongs together, and goes back where it came from.
      const later = await apply(store, account, 4, `${word} Ruiz`, `z.ruiz@uni.${at}`);
      expect(later.applicationId).toBe(one.applicationId);
      const applicant = merged?.addresses[0]?.applicantId ?? '';
      expect(await store.review.samePerson.part(sight, stranger.applicationId, applicant, 'ada')).toBeNull();
      const parted = await store.review.samePerson.part(sight, one.applicationId, applicant, 'ada');
      expect(parted?.mails).toBe(2);
      expect([...(parted?.applications ?? [])].sort()).toEqual([one.applicationId, two.applicationId].sort());
      // What bob decided about the one is no verdict on the other.
      expect((await store.verdicts.of(one.applicationId)).map(({ reviewer, value }) => [reviewer, value])).toEqual([
        ['ada', 'hold'],
      ]);
      expect((await store.review.queue.row(all, one.applicationId))?.state).toBe('hold');
      expect((await view(store, all, one.applicationId))?.mails.map((mail) => mail.message.id)).toEqual([one.id]);
      const back = await view(store, all, two.applicationId);
      expect(back?.mails.map((mail) => mail.message.id).sort()).toEqual([two.id, later.id].sort());
      expect((await store.verdicts.of(two.applicationId)).map((verdict) => verdict.value).sort()).toEqual([
        'decline',
        'shortlist',
      ]);
      expect(await store.review.samePerson.part(sight, one.applicationId, applicant, 'ada')).toBeNull();
      const codes = back?.events.map((event) => event.code) ?? [];
      expect(codes).toEqual(expect.arrayContaining(['person-merged', 'moved']));
    });

    it('are parted with what each was given, however often they were merged, and with what was decided since', async () => {
      const { store } = under();
      const account = freshAccount();
      const name = `Thrice${account.slice(-6)} Person`;
      const [x, y, z] = [
        await apply(store, account, 1, name, `x@${account}.example.com`),
        await apply(store, account, 2, name, `y@${account}.example.com`),
        await apply(store, account, 3, name, `z@${account}.example.com`),
      ];
      await store.review.reviewers.add(
        { login: `t-${account}`, name: 'T', role: 'reviewer', password: null, accounts: null },
        'test',
      );
      const sight = { reviewerId: (await store.review.reviewers.byLogin(`t-${account}`))?.id ?? '0', accounts: null };
      const give = (one: typeof x, reviewer: string, value: string) =>
        store.review.verdicts.give(sight, { applicationId: one.applicationId, reviewer, value });
      const standing = async (one: typeof x) =>
        (await store.verdicts.of(one.applicationId)).map(({ reviewer, value }) => `${reviewer} ${value}`).sort();
      await give(z, 'bob', 'shortlist');
      await give(z, 'eve', 'shortlist');
      await give(y, 'ada', 'decline');
      const { join, part } = store.review.samePerson;
      await join(sight, y.applicationId, z.applicationId, 'ada');
      await join(sight, x.applicationId, y.applicationId, 'ada');
      expect(await standing(x)).toEqual(['ada decline', 'bob shortlist', 'eve shortlist']);
      // Eve decides about the person of all three; that is her word on this application.
      await give(x, 'eve', 'hold');
      const addresses = (await view(store, all, x.applicationId))?.addresses ?? [];
      const applicantOf = (letter: string): string =>
        addresses.find((one) => one.email?.startsWith(`${letter}@`) === true)?.applicantId ?? '';
      expect(await part(sight, x.applicationId, applicantOf('z'), 'ada')).toMatchObject({ mails: 1 });
      expect(await standing(x)).toEqual(['ada decline', 'eve hold']);
      expect(await standing(y)).toEqual(['ada decline']);
      expect(await standing(z)).toEqual(['bob shortlist', 'eve shortlist']);
      // To undo that brings nothing of the other person back.
      await store.review.verdicts.undo(sight, x.applicationId, 'eve');
      expect(await standing(x)).toEqual(['ada decline']);
      expect(await part(sight, x.applicationId, applicantOf('y'), 'ada')).toMatchObject({ mails: 1 });
      expect([await standing(x), await standing(y)]).toEqual([[], ['ada decline']]);
      expect((await store.review.queue.row(all, x.applicationId))?.state).toBeNull();
    });

    it('are nobody’s to merge who may not see both, and two who merge at once agree', async () => {
      const { store, other } = under();
      const [mine, theirs] = [freshAccount(), freshAccount()];
      const name = `Same${mine.slice(-6)} Person`;
      const one = await apply(store, mine, 1, name, `one@${mine}.example.com`);
      const two = await apply(store, theirs, 1, name, `two@${mine}.example.com`);
      const sight: Sight = { reviewerId: '0', accounts: [mine] };
      expect((await view(store, sight, one.applicationId))?.related).toEqual([]);
      for (const id of [two.applicationId, '0', 'x', '99999999999999999999'])
        expect(await store.review.samePerson.join(sight, one.applicationId, id, 'eve')).toBeNull();
      const both = await Promise.all([
        store.review.samePerson.join(all, one.applicationId, two.applicationId, 'ada'),
        other.review.samePerson.join(all, two.applicationId, one.applicationId, 'bob'),
      ]);
      // Whoever came second found one person, and nothing left to merge.
      expect(both.filter((done) => done !== null)).toHaveLength(1);
      const seen = await view(store, sight, one.applicationId);
      expect(seen === null || seen.hiddenMails === 1).toBe(true);
    });
  });

  describe('a search', () => {
    it('shows where most of it stands together, of mails that the viewer may see', async () => {
      const { store } = under();
      const account = freshAccount();
      const text = `Sinkhorn alone here. ${'x '.repeat(300)} Entropic Sinkhorn of Lévy ${'y '.repeat(300)}`;
      const email = `hits@${account}.example.com`;
      const { applicationId } = await judgeMessage(store, account, 1, {
        read: sampleRead(`${account}-1`, {
          documents: [sampleDocument({ pages: [{ number: 3, text }] })],
          mail: sampleMail(`${account}-1`, { text: 'Only <b>Wasserstein</b> in the mail.' }),
        }),
        judgement: sampleJudgement({ applicant: { name: 'Hits', email, confidence: 1 } }),
      });
      const id = applicationId ?? '';
      const [hit] = await store.review.queue.hits(all, 'sinkhorn levy entropic', [id]);
      expect(hit).toMatchObject({ applicationId: id, document: 'cv.pdf', page: 3 });
      expect(hit?.text).toContain('Entropic Sinkhorn of Lévy');
      expect(hit?.text).not.toContain('Sinkhorn alone');
      const [mail] = await store.review.queue.hits(all, 'wasserstein', [id]);
      expect(mail).toMatchObject({ document: null, page: null });
      expect(await store.review.queue.hits({ reviewerId: '0', accounts: ['none'] }, 'sinkhorn', [id])).toEqual([]);
      expect(await store.review.queue.hits(all, '-sinkhorn', [id])).toEqual([]);
    });
  });

  describe('an answer that is planned for later', () => {
    it('waits in the lane until a person sends, drops or edits it', async () => {
      const { store } = under();
      const account = freshAccount();
      const sight: Sight = { reviewerId: '0', accounts: [account] };
      const plan = async (uid: number, minutes: number) => {
        const email = `p${uid}@${account}.example.com`;
        const judged = await judgeMessage(store, account, uid, {
          judgement: sampleJudgement({ applicant: { name: null, email, confidence: 1 } }),
          actions: (id) => [replyPlan(id, { to: email, delaySeconds: 60 * minutes })],
        });
        return judged.actionIds[0] ?? '';
      };
      const [later, sooner] = [await plan(1, 600), await plan(2, 60)];
      expect((await store.review.waiting.planned(sight)).map((effect) => effect.id)).toEqual([sooner, later]);
      expect((await store.review.waiting.page(sight)).actions).toEqual([]);
      expect(await store.review.waiting.decide(sooner, 'go', 'ada')).toBe(true);
      expect(await store.review.waiting.decide(later, 'draft', 'ada')).toBe(true);
      expect(await store.review.waiting.planned(sight)).toEqual([]);
      expect(await store.review.waiting.get(sight, later)).toMatchObject({ kind: 'draft', state: 'planned' });
    });
  });
}
