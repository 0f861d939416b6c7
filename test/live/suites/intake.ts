import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/domain/index.js';
import type { Store } from '../../../src/store/index.js';
import { begin, freshAccount, judgeMessage, record } from '../../store/helpers.js';
import type { MovingClock } from '../../store/moving-clock.js';
import {
  labelPlan,
  sampleDocument,
  sampleEnvelope,
  sampleJudgement,
  sampleLocation,
  sampleMail,
  sampleRead,
} from '../../store/samples.js';

export interface StoreUnderTest {
  store: Store;
  /** A second process's store on the same place. */
  other: Store;
  clock: MovingClock;
}

/** What must hold of arrivals and intake on every backend. */
export function intakeSuite(under: () => StoreUnderTest): void {
  describe('arrivals', () => {
    it('records a message once, however often it is said', async () => {
      const { store, other } = under();
      const account = freshAccount();
      const here = sampleLocation(account, 1);
      const outcomes = await Promise.all(
        [store, other, store, other].map((each) => each.arrivals('live').record(here, sampleEnvelope('once'))),
      );
      expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1);
      expect(await store.read.messages({ account })).toHaveLength(1);
    });

    it('knows which UIDs it has not seen, for this numbering only', async () => {
      const { store } = under();
      const account = freshAccount();
      for (const uid of [2, 3, 5]) await record(store, account, uid);
      const arrivals = store.arrivals('live');
      expect(await arrivals.missing(account, 'INBOX', '7', [1, 2, 3, 4, 5, 6])).toEqual([1, 4, 6]);
      expect(await arrivals.missing(account, 'INBOX', '8', [2, 3])).toEqual([2, 3]);
      expect(await arrivals.missing(account, 'INBOX', '7', [])).toEqual([]);
    });

    it('keeps checkpoints and the time of the last verified sweep', async () => {
      const { store } = under();
      const account = freshAccount();
      const arrivals = store.arrivals('live');
      expect(await arrivals.checkpoint(account, 'INBOX')).toBeNull();
      await arrivals.advance(account, 'INBOX', { uidValidity: '7', lastUid: 12 });
      await arrivals.verified(account, 'INBOX', new Date('2025-11-03T10:00:00Z'));
      await arrivals.advance(account, 'INBOX', { uidValidity: '7', lastUid: 13 });
      expect(await arrivals.checkpoint(account, 'INBOX')).toEqual({ uidValidity: '7', lastUid: 13 });
      const folder = (await store.read.folders()).find((each) => each.account === account);
      expect(folder?.verifiedAt).toBe('2025-11-03T10:00:00.000Z');
    });

    it('takes a mail under a new UIDVALIDITY for the one it is, by id, size and time of arrival', async () => {
      const { store } = under();
      const account = freshAccount();
      const id = await record(store, account, 1);
      const moved = sampleLocation(account, 44, { uidValidity: '8' });
      const again = await store.arrivals('live').recordWithId(moved, sampleEnvelope(`${account}-1`));
      expect(again).toEqual({ outcome: 'known', messageId: id });
      expect(await store.intake.locations(id)).toEqual([moved, sampleLocation(account, 1)]);
    });

    it('does not take a mail for another one because it bears its Message-ID', async () => {
      const { store } = under();
      const account = freshAccount();
      const id = await record(store, account, 1);
      const forged = sampleEnvelope(`${account}-1`, { bytes: 1001 });
      const other = await store.arrivals('live').recordWithId(sampleLocation(account, 2), forged);
      expect(other.outcome).toBe('new');
      expect(other.messageId).not.toBe(id);
    });

    it('notices that a number without UIDVALIDITY has come to mean another mail', async () => {
      const { store } = under();
      const account = freshAccount();
      const here = sampleLocation(account, 1, { uidValidity: '0' });
      const arrivals = store.arrivals('live');
      const first = await arrivals.recordWithId(here, sampleEnvelope('zero-1'));
      expect((await arrivals.recordWithId(here, sampleEnvelope('zero-1'))).outcome).toBe('known');
      const second = await arrivals.recordWithId(here, sampleEnvelope('zero-2'));
      expect(second.outcome).toBe('new');
      expect(await store.intake.locations(first.messageId)).toEqual([]);
    });

    it('recognises a copy in another folder by the server id', async () => {
      const { store } = under();
      const account = freshAccount();
      const arrivals = store.arrivals('live');
      const first = await arrivals.recordWithId(sampleLocation(account, 1), sampleEnvelope('g1', { serverId: 'M123' }));
      const copy = await arrivals.recordWithId(
        sampleLocation(account, 9, { folder: 'All Mail' }),
        sampleEnvelope('g1', { serverId: 'M123', receivedAt: null }),
      );
      expect(copy).toEqual({ outcome: 'known', messageId: first.messageId });
    });
  });

  describe('intake', () => {
    it('gives a message to one worker at a time', async () => {
      const { store, other } = under();
      const id = await record(store, freshAccount(), 1);
      const begun = await Promise.all([store, other, store, other].map((each) => each.intake.begin(id)));
      expect(begun.map((each) => each.outcome).sort()).toEqual(['begun', 'busy', 'busy', 'busy']);
    });

    it('lets another worker take over when the first one is silent, and then refuses the first one', async () => {
      const { store, other, clock } = under();
      const account = freshAccount();
      const id = await record(store, account, 1);
      const first = await begin(store, id);
      clock.advance(store.claimSeconds + 1);
      const second = await begin(other, id);
      expect(second.message.attempts).toBe(2);
      const judged = {
        read: sampleRead('late'),
        judgement: sampleJudgement(),
        status: 'handled',
        reason: { code: 'judged', detail: '' },
        actions: [labelPlan(id)],
        receivedAt: null,
      } as const;
      expect(await store.intake.saveJudged(id, first.token, judged)).toEqual({ outcome: 'lost' });
      expect(await store.intake.quarantine(id, first.token, { code: 'x', detail: '' })).toBe(false);
      expect((await store.read.show(id))?.actions).toEqual([]);
      expect((await other.intake.saveJudged(id, second.token, judged)).outcome).toBe('saved');
    });

    it('keeps a claim while its process renews it', async () => {
      const { store, other, clock } = under();
      const id = await record(store, freshAccount(), 1);
      await begin(store, id);
      clock.advance(store.claimSeconds - 1);
      await store.recovery.renewClaims();
      clock.advance(store.claimSeconds - 1);
      expect((await other.intake.begin(id)).outcome).toBe('busy');
    });

    it('does not keep a claim of work that hangs', async () => {
      const { store, other, clock } = under();
      const id = await record(store, freshAccount(), 1);
      await begin(store, id);
      for (let passed = 0; passed < 1800 + store.claimSeconds; passed += store.claimSeconds / 2) {
        clock.advance(store.claimSeconds / 2);
        await store.recovery.renewClaims();
      }
      expect((await other.intake.begin(id)).outcome).toBe('begun');
    });

    it('puts a message into quarantine that ends the program again and again', async () => {
      const { store, clock } = under();
      const id = await record(store, freshAccount(), 1);
      for (let crash = 0; crash < 10; crash += 1) {
        await begin(store, id);
        clock.advance(store.claimSeconds + 1);
      }
      expect((await store.intake.begin(id)).outcome).toBe('settled');
      const shown = await store.read.show(id);
      expect(shown?.message).toMatchObject({ status: 'quarantined', reason: { code: 'crashed-repeatedly' } });
      expect(await store.intake.retry(id, 'grace')).toBe(true);
      expect((await store.intake.begin(id)).outcome).toBe('begun');
    });

    it('waits before it tries a message again', async () => {
      const { store, clock } = under();
      const id = await record(store, freshAccount(), 1);
      const { token } = await begin(store, id);
      expect(await store.intake.later(id, token, { code: 'imap-unreachable', detail: 'no route' }, 60)).toBe(true);
      expect((await store.intake.begin(id)).outcome).toBe('busy');
      expect((await store.read.message(id))?.reason).toEqual({ code: 'imap-unreachable', detail: 'no route' });
      clock.advance(61);
      expect((await store.recovery.unfinished()).messages.map((message) => message.id)).toContain(id);
      expect((await store.intake.begin(id)).outcome).toBe('begun');
    });

    it('returns what was saved, text for text', async () => {
      const { store } = under();
      const account = freshAccount();
      const all = sampleDocument({ name: 'all.pdf', sha256: 'b'.repeat(64) });
      const part = (type: Document['type'], page: number): Document => ({
        ...all,
        name: `all.pdf#p${page}`,
        type,
        pages: all.pages.filter((each) => each.number === page),
        hidden: all.hidden.filter((each) => each.page === page),
      });
      const mail = sampleMail('round', { text: 'My CV: I work on couplings.' });
      const body: Document = {
        ...sampleDocument({ name: 'body', format: 'text', hidden: [], pages: [{ number: 1, text: mail.text }] }),
        type: 'cover-letter',
      };
      const made: Document = { ...body, name: 'made', pages: [{ number: 1, text: 'text that stands nowhere else' }] };
      const read = { mail, documents: [sampleDocument(), all], fingerprint: `f-${account}`, bytes: 99 };
      const judgement = sampleJudgement({
        documents: [body, { ...sampleDocument(), type: 'cv' }, part('cv', 1), part('transcript', 2), made],
      });
      const { id } = await judgeMessage(store, account, 1, { read, judgement });
      const shown = await store.read.show(id);
      expect(shown?.read).toEqual(read);
      expect(shown?.judgement).toEqual(judgement);
      expect(shown?.message).toMatchObject({ status: 'handled', subject: 'Application round', bytes: 99 });
    });

    it('stores what strangers write, also what PostgreSQL has no room for', async () => {
      const { store } = under();
      const account = freshAccount();
      const nasty = 'NUL \0, half \uD83D, other half \uDE00, whole \u{1F600}, backslash \\u0000';
      const read = sampleRead('nasty', {
        mail: sampleMail('nasty', {
          subject: nasty,
          text: nasty,
          headers: [{ name: `x-\0`, value: nasty }],
          date: 'never',
        }),
        documents: [sampleDocument({ name: nasty, pages: [{ number: 1, text: nasty }] })],
        fingerprint: `nasty-${account}`,
      });
      const topics = { [nasty]: 5 };
      const judgement = sampleJudgement({ scorecard: { fit: 1, topics, evidence: [], adjustments: [] } });
      const { id } = await judgeMessage(store, account, 1, { read, judgement });
      const clean = 'NUL \uFFFD, half \uFFFD, other half \uFFFD, whole \u{1F600}, backslash \\u0000';
      const shown = await store.read.show(id);
      expect(shown?.message.subject).toBe(clean);
      expect(shown?.read?.documents[0]?.pages[0]?.text).toBe(clean);
      expect(shown?.judgement?.scorecard.topics).toEqual({ [clean]: 5 });
    });

    it('finds a message again that was moved, and looks after its labels there, without doing it again', async () => {
      const { store } = under();
      const account = freshAccount();
      const first = await judgeMessage(store, account, 1, { actions: (id) => [labelPlan(id)] });
      await finishLabel(store, first.actionIds[0] ?? '');
      const second = await record(store, account, 2);
      const { token } = await begin(store, second);
      const identity = await store.intake.identify(second, token, `fingerprint-${account}-1`);
      expect(identity).toEqual({ outcome: 'merged', into: first.id });
      expect(await store.read.message(second)).toBeNull();
      expect(await store.intake.locations(first.id)).toEqual([sampleLocation(account, 2), sampleLocation(account, 1)]);
      expect((await store.read.show(first.id))?.actions).toMatchObject([
        { kind: 'label', state: 'planned', reason: 'again' },
      ]);
      expect((await store.intake.begin(second)).outcome).toBe('settled');
      const events = await store.events.list({ messageId: second });
      expect(events.at(-1)).toMatchObject({ code: 'merged', reason: 'same-fingerprint' });
    });

    it('makes one message of two that are read at the same moment', async () => {
      const { store, other } = under();
      const account = freshAccount();
      const ids = await Promise.all([1, 2, 3, 4].map((uid) => record(store, account, uid)));
      const claims = await Promise.all(
        ids.map(async (id, index) => {
          const each = index % 2 === 0 ? store : other;
          const { token } = await begin(each, id);
          return each.intake.identify(id, token, `same-${account}`);
        }),
      );
      expect(claims.filter((claim) => claim.outcome === 'mine')).toHaveLength(1);
      expect(claims.filter((claim) => claim.outcome === 'merged')).toHaveLength(3);
      expect(await store.read.messages({ account })).toHaveLength(1);
    });

    it('ends every message in a status that a person can read', async () => {
      const { store } = under();
      const account = freshAccount();
      const ends = [
        ['leaveAlone', 'left-alone'],
        ['quarantine', 'quarantined'],
        ['gone', 'gone'],
      ] as const;
      for (const [index, [method, status]] of ends.entries()) {
        const id = await record(store, account, index + 1);
        const { token } = await begin(store, id);
        expect(await store.intake[method](id, token, { code: 'why', detail: 'in words' })).toBe(true);
        expect(await store.read.message(id)).toMatchObject({ status, reason: { code: 'why', detail: 'in words' } });
        const events = await store.events.list({ messageId: id });
        expect(events.map((event) => event.code)).toEqual(['seen', 'reading', status]);
      }
    });

    it('takes up a message again that was gone and comes back', async () => {
      const { store } = under();
      const account = freshAccount();
      const id = await record(store, account, 1);
      const { token } = await begin(store, id);
      await store.intake.gone(id, token, { code: 'gone', detail: '' });
      const back = await store
        .arrivals('live')
        .recordWithId(sampleLocation(account, 5), sampleEnvelope(`${account}-1`));
      expect(back).toEqual({ outcome: 'new', messageId: id });
      expect((await store.intake.begin(id)).outcome).toBe('begun');
    });
  });

  describe('audit record', () => {
    it('can be added to and never changed', async () => {
      const { store } = under();
      const id = await record(store, freshAccount(), 1);
      const [event] = await store.events.list({ messageId: id });
      expect(event).toMatchObject({ kind: 'message', code: 'seen', actor: store.holder });
      const pool = new pg.Pool({ connectionString: store.database.url, max: 1 });
      await expect(pool.query('update triage.event set code = $1', ['never seen'])).rejects.toThrow(/append-only/);
      await expect(pool.query('delete from triage.event')).rejects.toThrow(/append-only/);
      await expect(pool.query('truncate triage.event')).rejects.toThrow(/append-only/);
      await pool.end();
    });
  });
}

async function finishLabel(store: Store, id: string): Promise<void> {
  const claim = await store.ledger.claim(id, {
    effect: 'label',
    windowDays: 7,
    caps: { domain: { max: 1, hours: 1 }, account: { max: 1, hours: 1 }, overall: { max: 1, hours: 1 } },
  });
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  await store.ledger.finish(id, claim.token, { state: 'done', reason: null });
}
