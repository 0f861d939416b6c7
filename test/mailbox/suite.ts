import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, Location, Mailbox } from '../../src/domain/index.js';
import { backfill, inspectAccount } from '../../src/mailbox/index.js';
import { type AllowedMailbox, allowedMailbox } from './allowed-mailbox.js';
import { asOtherClient, deliver, flagsIn, moveTo, place, rawMail, silent, startWatching } from './helpers.js';
import { MemoryArrivals } from './memory-arrivals.js';

/** A server with five users, `watch`, `work`, `move`, `back` and `draft`, each with INBOX, Drafts, Sent, Trash and Archive. */
export interface SuiteServer {
  account(user: string): Account;
  close(): Promise<void>;
}

/** What every server must do with the mailbox code; run against the demo's server and against Dovecot. */
export function mailboxSuite(name: string, start: () => Promise<SuiteServer>): void {
  describe(`mailbox on ${name}`, () => {
    let server: SuiteServer;
    let mailbox: AllowedMailbox;
    beforeAll(async () => {
      server = await start();
      const users = ['watch', 'work', 'move', 'back', 'draft'];
      mailbox = allowedMailbox(
        users.map((user) => server.account(user)),
        silent,
      );
    });
    afterAll(async () => {
      await mailbox.close();
      await server.close();
    });

    it('watches: what lies there in order, then each mail as it comes, and no flag changes', async () => {
      const account = server.account('watch');
      await deliver(account, rawMail({ subject: 'first' }));
      await deliver(account, rawMail({ subject: 'second' }), 'INBOX', ['\\Flagged']);
      const arrivals = new MemoryArrivals();
      const announced: Location[] = [];
      const watching = startWatching(account, arrivals, { onNew: (location) => void announced.push(location) });
      await arrivals.reached(2);
      await watching.until('watching');
      // The sweep is an hour away, so only a notification can bring these in.
      await deliver(account, rawMail({ subject: 'third' }));
      await arrivals.reached(3);
      await deliver(account, rawMail({ subject: 'fourth' }));
      await arrivals.reached(4);
      await watching.until('watching');
      expect(await watching.stop()).toBeLessThan(2000);
      expect(arrivals.subjects).toEqual(['first', 'second', 'third', 'fourth']);
      expect(announced).toEqual(arrivals.recorded.map(({ location }) => location));
      expect(arrivals.recorded[0]?.envelope).toMatchObject({
        messageId: '<one@example.com>',
        from: 'ada@example.com',
        bytes: rawMail({ subject: 'first' }).length,
      });
      expect(Date.parse(arrivals.recorded[0]?.envelope.receivedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
      expect(arrivals.verifications.length).toBeGreaterThanOrEqual(2);
      expect(
        [...(await flagsIn(account)).values()].map((flags) => [...flags].filter((flag) => flag !== '\\Recent')),
      ).toEqual([[], ['\\Flagged'], [], []]);
      expect(watching.states.at(-1)).toEqual({ status: 'stopped' });
    });

    it('watches an empty folder, and copes with mail that is deleted while it watches', async () => {
      const account = { ...server.account('watch'), id: 'other-name' };
      const arrivals = new MemoryArrivals();
      const watching = startWatching(account, arrivals, { folder: 'Archive' });
      await watching.until('watching');
      await deliver(account, rawMail({ subject: 'comes' }), 'Archive');
      await arrivals.reached(1);
      await asOtherClient(account, async (client) => {
        await client.mailboxOpen('Archive');
        await client.messageDelete('1:*');
      });
      await deliver(account, rawMail({ subject: 'comes too' }), 'Archive');
      await arrivals.reached(2);
      await watching.stop();
      expect(arrivals.subjects).toEqual(['comes', 'comes too']);
    });

    it('goes on from the checkpoint after a restart, and finds what a lost checkpoint would skip', async () => {
      const account = { ...server.account('watch'), id: 'restarted' };
      const arrivals = new MemoryArrivals();
      const first = startWatching(account, arrivals);
      await arrivals.reached(4);
      await first.stop();
      await deliver(account, rawMail({ subject: 'while away' }));
      // Somebody else's bug moved the checkpoint past a mail that was never recorded.
      arrivals.checkpoints.set('restarted/INBOX', {
        uidValidity: arrivals.recorded[0]?.location.uidValidity ?? '',
        lastUid: 9999,
      });
      const second = startWatching(account, arrivals);
      await arrivals.reached(5);
      await second.stop();
      expect(arrivals.subjects.at(-1)).toBe('while away');
    });

    it('fetches byte for byte, without setting \\Seen', async () => {
      const account = server.account('work');
      const bytes = Buffer.from([...Array(256).keys()].filter((byte) => byte !== 0 && byte !== 10 && byte !== 13));
      const raw = rawMail({
        subject: '=?utf-8?q?=C3=84?=',
        body: Buffer.concat([bytes, Buffer.from('\r\n.\r\n\r\nÄ 简历\r\n')]),
      });
      const location = await place(account, raw);
      const fetched = await mailbox.fetch(location, { maxBytes: 1_000_000 });
      expect(fetched?.raw.equals(raw)).toBe(true);
      expect(fetched?.truncated).toBe(false);
      expect(Math.abs(Date.parse(fetched?.receivedAt ?? '') - Date.now())).toBeLessThan(60_000);
      expect((await flagsIn(account)).get(location.uid)?.has('\\Seen')).toBe(false);
    });

    it('fetches the beginning of what is too large', async () => {
      const raw = rawMail({ body: 'x'.repeat(5000) });
      const location = await place(server.account('work'), raw);
      const fetched = await mailbox.fetch(location, { maxBytes: 2000 });
      expect(fetched?.truncated).toBe(true);
      expect(fetched?.raw.equals(raw.subarray(0, 2000))).toBe(true);
      expect((await mailbox.fetch(location, { maxBytes: raw.length }))?.truncated).toBe(false);
    });

    it('sees mail that came after the folder was opened', async () => {
      const account = server.account('work');
      const before = await place(account, rawMail());
      expect(await mailbox.fetch(before, { maxBytes: 10_000 })).not.toBeNull();
      const after = await place(account, rawMail({ subject: 'newer' }));
      expect((await mailbox.fetch(after, { maxBytes: 10_000 }))?.raw.toString()).toContain('Subject: newer');
    });

    it('gives null for a UID that is gone and for one of another UIDVALIDITY', async () => {
      const location = await place(server.account('work'), rawMail());
      expect(await mailbox.fetch({ ...location, uid: location.uid + 1000 }, { maxBytes: 1000 })).toBeNull();
      expect(await mailbox.fetch({ ...location, uidValidity: '4' }, { maxBytes: 1000 })).toBeNull();
      expect(await mailbox.fetch({ ...location, uidValidity: '0' }, { maxBytes: 1000 })).not.toBeNull();
    });

    it('says so when a folder is not there', async () => {
      const location: Location = { account: 'work', folder: 'No such folder', uidValidity: '1', uid: 1 };
      await expect(mailbox.fetch(location, { maxBytes: 1000 })).rejects.toMatchObject({
        code: 'imap-folder-missing',
        errorClass: 'permanent',
      });
    });

    it('sets and takes off labels, reads them back, and leaves other flags alone', async () => {
      const account = server.account('work');
      const location = await place(account, rawMail(), ['\\Flagged', 'somebody-elses']);
      const ours = ['triage/strong', 'triage/weak', 'triage/seen-by-bot'];
      const standing = async () => (await mailbox.labelsAt(location, ours)).standing;
      expect(await mailbox.labelsAt(location, ours)).toMatchObject({
        backend: 'keywords',
        standing: [],
        watched: true,
      });
      await mailbox.changeLabels(location, { add: ['triage/strong', 'triage/seen-by-bot'], remove: [] });
      expect(await standing()).toEqual(['triage/strong', 'triage/seen-by-bot']);
      const other = { add: ['triage/weak'], remove: ['triage/strong', 'triage/seen-by-bot'] };
      await mailbox.changeLabels(location, other);
      await mailbox.changeLabels(location, other);
      expect(await standing()).toEqual(['triage/weak']);
      const flags = [...((await flagsIn(account)).get(location.uid) ?? [])].filter((flag) => flag !== '\\Recent');
      expect(flags.sort()).toEqual(['\\Flagged', 'somebody-elses', 'triage/weak']);
      await mailbox.changeLabels(location, { add: [], remove: ['Triage/Weak'] });
      expect(await standing()).toEqual([]);
    });

    it('refuses labels that would be more than a word to the server', async () => {
      const location = await place(server.account('work'), rawMail());
      for (const label of ['two words', 'a)', '\\Seen', 'ä', '', 'a\r\nb', '*', 'a"b', '{3}']) {
        await expect(mailbox.changeLabels(location, { add: [label], remove: [] }), label).rejects.toMatchObject({
          code: 'imap-label-invalid',
        });
      }
    });

    it('finds a message again that a person has moved, but not in the trash', async () => {
      const account = server.account('move');
      const location = await place(account, rawMail({ messageId: '<moved@example.com>' }));
      await place(account, rawMail({ messageId: '<amoved@example.com>', subject: 'a longer Message-ID' }));
      await moveTo(account, location.uid, 'Archive');
      const found = await mailbox.find('move', '<moved@example.com>');
      expect(found).toMatchObject({ account: 'move', folder: 'Archive' });
      expect((await mailbox.fetch(found ?? location, { maxBytes: 10_000 }))?.raw.toString()).toContain(
        '<moved@example.com>',
      );
      await expect(mailbox.labelsAt(location, ['x'])).rejects.toMatchObject({ code: 'imap-message-gone' });
      await asOtherClient(account, async (client) => {
        await client.mailboxOpen('Archive');
        await client.messageMove(String(found?.uid), 'Trash', { uid: true });
      });
      expect(await mailbox.find('move', '<moved@example.com>')).toBeNull();
      expect(await mailbox.find('move', '<never-was@example.com>')).toBeNull();
      expect(await mailbox.find('move', '<ä"\r\n@example.com>')).toBeNull();
    });

    it('keeps drafts and sent mail once each', async () => {
      const account = server.account('draft');
      const raw = rawMail({ messageId: '<triage.1@lab.example.org>' });
      const draft = await mailbox.appendDraft('draft', raw, '<triage.1@lab.example.org>');
      expect(draft.folder).toBe('Drafts');
      expect(await mailbox.appendDraft('draft', raw, '<triage.1@lab.example.org>')).toEqual(draft);
      expect([...((await flagsIn(account, 'Drafts')).get(draft.uid) ?? [])]).toContain('\\Draft');
      expect((await mailbox.fetch(draft, { maxBytes: 10_000 }))?.raw.equals(raw)).toBe(true);

      expect(await mailbox.wasSent('draft', '<triage.1@lab.example.org>')).toBe(false);
      await mailbox.appendSent('draft', raw, '<triage.1@lab.example.org>');
      await mailbox.appendSent('draft', raw, '<triage.1@lab.example.org>');
      expect(await mailbox.wasSent('draft', '<triage.1@lab.example.org>')).toBe(true);
      const sent = await flagsIn(account, 'Sent');
      expect(sent.size).toBe(1);
      expect([...([...sent.values()][0] ?? [])]).toContain('\\Seen');
    });

    it('asks at the last moment, also when it has waited for its turn', async () => {
      const account = server.account('work');
      const location = await place(account, rawMail({ messageId: '<asks@example.com>' }));
      await mailbox.changeLabels(location, { add: ['triage/weak'], remove: [] });
      const said: string[] = [];
      let paused = false;
      const ask = async (): Promise<boolean> => {
        said.push('asked');
        return !paused;
      };
      const { asking } = mailbox;
      const id = '<asks.draft@lab.example.org>';
      // All wait behind this one; the switch comes down when they are in the line already.
      const first = asking.find('work', '<asks@example.com>').then(() => {
        said.push('first');
        paused = true;
      });
      const change = { add: ['triage/strong'], remove: ['triage/weak'] };
      const outcomes = [
        asking.changeLabels(location, change, ask),
        asking.moveToLabel(location, 'triage/strong', '<asks@example.com>', ask),
        asking.appendDraft('work', rawMail({ messageId: id }), id, ask),
      ];
      await first;
      expect(await Promise.all(outcomes)).toEqual([false, 'withheld', 'withheld']);
      expect(said).toEqual(['first', 'asked', 'asked', 'asked']);
      expect((await mailbox.labelsAt(location, ['triage/strong', 'triage/weak'])).standing).toEqual(['triage/weak']);
      expect(await mailbox.find('work', id)).toBeNull();
      expect((await flagsIn(account, 'Drafts')).size).toBe(0);
      // What comes down between setting and taking off stops the rest.
      const answers = [true, false];
      expect(await asking.changeLabels(location, change, async () => answers.shift() ?? false)).toBe(false);
      expect((await mailbox.labelsAt(location, ['triage/strong', 'triage/weak'])).standing).toEqual([
        'triage/strong',
        'triage/weak',
      ]);
    });

    it('sees what a person did with a draft, whatever the mail program calls it then', async () => {
      const account = server.account('draft');
      const mail = (id: string, to: string, more = '') =>
        Buffer.from(
          `From: lab@lab.example.org\r\nTo: Ada <${to}>\r\nSubject: Re: Application\r\nMessage-ID: <${id}@lab.example.org>\r\n${more}\r\nThank you.\r\n`,
        );
      const answering = (n: number) => `In-Reply-To: <app-${n}@example.com>\r\n`;
      const drafts = [1, 2, 3, 4, 5, 6].map((n) => ({
        messageId: `<draft-${n}@lab.example.org>`,
        answers: n === 6 ? null : `<app-${n}@example.com>`,
        recipient: `P${n}@example.com`,
      }));
      // 1 lies there; 2 was edited under another Message-ID; 3 was sent as it was; 4 was sent under another one, with a
      // long References; 5 was answered by somebody else's mail only; 6 answers a mail without a Message-ID.
      await deliver(account, mail('draft-1', 'p1@example.com', answering(1)), 'Drafts', ['\\Draft']);
      await deliver(account, mail('other-2', 'p2@example.com', answering(2)), 'Drafts', ['\\Draft']);
      await deliver(account, mail('draft-3', 'p3@example.com', answering(3)), 'Sent', ['\\Seen']);
      const long = `References: <a@example.com>\r\n <app-4@example.com>\r\n <c@example.com>\r\n`;
      await deliver(account, mail('other-4', 'p4@EXAMPLE.com', long), 'Sent', ['\\Seen']);
      await deliver(account, mail('other-5', 'colleague@example.com', answering(5)), 'Sent', ['\\Seen']);
      await deliver(account, mail('other-6', 'p5@example.com', 'In-Reply-To: <app-55@example.com>\r\n'), 'Sent');
      const found = await mailbox.findDrafts('draft', drafts);
      expect(found.map(({ at }) => at)).toEqual(['drafts', 'drafts', 'sent', 'sent', 'nowhere', 'nowhere']);
      expect(await mailbox.findDrafts('draft', [])).toEqual([]);
      // Before one of ours goes: is it there already, sent or drafted, or has a person answered?
      const standing = [];
      for (const draft of drafts) standing.push(await mailbox.standingAnswer('draft', draft));
      expect(standing).toEqual(['drafted', null, 'sent', 'by-hand', null, null]);
      // Also when it answers a mail without a Message-ID, or when a person has deleted the copy.
      expect(
        await mailbox.standingAnswer('draft', {
          messageId: '<other-6@lab.example.org>',
          answers: null,
          recipient: 'p5@example.com',
        }),
      ).toBe('sent');
      await asOtherClient(account, async (client) => {
        await client.mailboxOpen('Sent');
        const uids = await client.search({ header: { 'message-id': '<draft-3@lab.example.org>' } }, { uid: true });
        await client.messageFlagsAdd((uids || []).join(','), ['\\Deleted'], { uid: true });
      });
      expect(await mailbox.standingAnswer('draft', drafts[2] ?? { messageId: '', answers: null, recipient: '' })).toBe(
        'sent',
      );
    });

    it('does many things at once without mixing them up', async () => {
      const account = server.account('work');
      const locations = [];
      for (let i = 0; i < 8; i += 1) locations.push(await place(account, rawMail({ subject: `number ${i}` })));
      const results = await Promise.all(
        locations.flatMap((location, i) => [
          mailbox
            .fetch(location, { maxBytes: 10_000 })
            .then((fetched) => fetched?.raw.toString().includes(`number ${i}`)),
          mailbox
            .changeLabels(location, { add: [`n${i % 2}`], remove: [] })
            .then(() => mailbox.labelsAt(location, ['n0', 'n1']))
            .then(({ standing }) => standing[0] === `n${i % 2}`),
        ]),
      );
      expect(results).toEqual(results.map(() => true));
    });

    it('backfills what is there, by date, and only once', async () => {
      const account = server.account('back');
      const dates = ['2025-09-01T10:00:00Z', '2025-10-01T10:00:00Z', '2025-10-01T12:00:00Z', '2025-11-01T10:00:00Z'];
      for (const date of dates) await deliver(account, rawMail({ subject: date }), 'INBOX', [], new Date(date));
      const arrivals = new MemoryArrivals();
      const progress: [number, number][] = [];
      const options = {
        logger: silent,
        onNew: () => {},
        onProgress: (done: number, total: number) => void progress.push([done, total]),
      };
      const some = await backfill(account, 'INBOX', { since: new Date('2025-10-01T11:00:00Z') }, arrivals, options);
      expect(some.fresh).toBe(2);
      expect(arrivals.subjects).toEqual(dates.slice(2));
      progress.length = 0;
      expect(await backfill(account, 'INBOX', { all: true }, arrivals, options)).toEqual({ seen: 4, fresh: 2 });
      expect(progress).toEqual([
        [1, 2],
        [2, 2],
      ]);
      expect(await backfill(account, 'INBOX', { all: true }, arrivals, options)).toEqual({ seen: 4, fresh: 0 });
    });

    it('leaves old mail alone when told when it began, but takes what comes above the checkpoint', async () => {
      const account = { ...server.account('back'), id: 'back-since' };
      const arrivals = new MemoryArrivals();
      const watching = startWatching(account, arrivals, { since: new Date('2025-10-15T00:00:00Z') });
      await watching.until('watching');
      expect(arrivals.subjects).toEqual(['2025-11-01T10:00:00Z']);
      await deliver(account, rawMail({ subject: 'old, moved in' }), 'INBOX', [], new Date('2024-01-01T00:00:00Z'));
      await arrivals.reached(2);
      await watching.stop();
      expect(arrivals.subjects[1]).toBe('old, moved in');
    });

    it('reports what the server can do', async () => {
      const report = await inspectAccount(server.account('work'), silent);
      expect(report).toMatchObject({
        login: true,
        idle: true,
        uidplus: true,
        move: true,
        keywordsAllowed: true,
        problems: [],
      });
      expect(report.specialUse).toMatchObject({ drafts: 'Drafts', sent: 'Sent', trash: 'Trash' });
    });

    it('reports a refused login, and a folder that is not there', async () => {
      const account = server.account('work');
      const login = { user: 'work', secret: { kind: 'password' as const, password: 'wrong' } };
      const refused = await inspectAccount({ ...account, imap: { ...account.imap, login } }, silent);
      expect(refused).toMatchObject({ login: false, problems: [{ code: 'imap-login-refused', blocking: true }] });
      const missing = await inspectAccount({ ...account, imap: { ...account.imap, folders: ['Nowhere'] } }, silent);
      expect(missing).toMatchObject({ login: true, problems: [{ code: 'imap-folder-missing', blocking: true }] });
    });

    it('is the mailbox that the workers ask for', () => {
      const asked: Mailbox = mailbox.asking;
      expect(Object.keys(asked).sort()).toEqual(
        [
          'appendDraft',
          'appendSent',
          'changeLabels',
          'close',
          'fetch',
          'find',
          'findDrafts',
          'standingAnswer',
          'labelsAt',
          'moveToLabel',
          'wasSent',
        ].sort(),
      );
    });
  });
}
