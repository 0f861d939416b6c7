import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inspectAccount } from '../../src/mailbox/index.js';
import { allowedMailbox } from '../mailbox/allowed-mailbox.js';
import { asOtherClient, deliver, flagsIn, rawMail, silent, startWatching } from '../mailbox/helpers.js';
import { MemoryArrivals } from '../mailbox/memory-arrivals.js';
import { available, type Dovecot, startDovecot } from './dovecot.js';

describe.skipIf(!available())('watching Dovecot', () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ users: ['restart', 'renumber', 'gone', 'locked', 'refused'], readOnly: ['Locked'] });
  });
  afterAll(() => server.close());

  it('comes back after the server was away, and finds what came meanwhile', async () => {
    const account = server.account('restart');
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals);
    await watching.until('watching');
    await server.stop();
    const waiting = await watching.until('waiting');
    expect(waiting).toMatchObject({ error: { code: 'imap-unreachable', errorClass: 'retryable' } });
    await server.start();
    await deliver(account, rawMail({ subject: 'after the restart' }));
    await arrivals.reached(1);
    await watching.until('watching');
    await deliver(account, rawMail({ subject: 'by notification again' }));
    await arrivals.reached(2);
    await watching.stop();
    expect(arrivals.subjects).toEqual(['after the restart', 'by notification again']);
    expect((await flagsIn(account)).size).toBe(2);
  });

  it('records every UID again, quietly, when the folder was renumbered', async () => {
    const account = server.account('renumber');
    for (const subject of ['one', 'two', 'three']) await deliver(account, rawMail({ subject }));
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals);
    await arrivals.reached(3);
    await server.renumber('renumber', 'INBOX');
    await arrivals.reached(6);
    await watching.until('watching');
    await watching.stop();
    const validities = arrivals.recorded.map(({ location }) => location.uidValidity);
    expect(new Set(validities.slice(0, 3)).size).toBe(1);
    expect(new Set(validities.slice(3)).size).toBe(1);
    expect(validities[3]).not.toBe(validities[0]);
    expect(arrivals.subjects.slice(3)).toEqual(['one', 'two', 'three']);
    expect(await arrivals.checkpoint('renumber', 'INBOX')).toMatchObject({ uidValidity: validities[3] });
  });

  it('says that a folder was renamed or deleted, keeps trying, and goes on when it is back', async () => {
    const account = server.account('gone');
    await asOtherClient(account, (client) => client.mailboxCreate('Applications'));
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals, {
      folder: 'Applications',
      sweepSeconds: 0.1,
      timing: { fullEvery: 1 },
    });
    await watching.until('watching');
    await asOtherClient(account, (client) => client.mailboxRename('Applications', 'Old applications'));
    const missing = watching.states.find(
      (state) => state.status === 'waiting' && state.error.code === 'imap-folder-missing',
    );
    if (missing === undefined) {
      for (;;) {
        const state = await watching.until('waiting');
        if (state.status === 'waiting' && state.error.code === 'imap-folder-missing') break;
        await watching.until('connecting');
      }
    }
    await asOtherClient(account, (client) => client.mailboxCreate('Applications'));
    await deliver(account, rawMail({ subject: 'into the new folder' }), 'Applications');
    await arrivals.reached(1);
    await watching.stop();
    expect(arrivals.subjects).toEqual(['into the new folder']);
  });

  it('watches a folder that can only be read, and says so when it should label there', async () => {
    const account = server.account('locked', ['INBOX', 'Locked']);
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals, { folder: 'Locked' });
    await watching.until('watching');
    await watching.stop();
    expect(arrivals.verifications.length).toBeGreaterThan(0);
    const mailbox = allowedMailbox([account], silent);
    const location = { account: 'locked', folder: 'Locked', uidValidity: '0', uid: 1 };
    await expect(mailbox.labelsAt(location, ['triage/weak'])).rejects.toMatchObject({
      code: 'imap-folder-read-only',
    });
    await mailbox.close();
    const report = await inspectAccount(account, silent);
    expect(report.problems).toMatchObject([{ code: 'imap-folder-read-only', blocking: false }]);
  });

  it('waits longer after a refused login than after a lost connection', async () => {
    const account = server.account('refused');
    const login = { user: 'refused', secret: { kind: 'password' as const, password: 'wrong' } };
    const watching = startWatching({ ...account, imap: { ...account.imap, login } }, new MemoryArrivals(), {
      timing: { refusedMs: 60_000 },
    });
    const state = await watching.until('waiting');
    expect(state).toMatchObject({ error: { code: 'imap-login-refused', errorClass: 'permanent' }, retryInMs: 60_000 });
    expect(await watching.stop()).toBeLessThan(1000);
  });

  it('waits longer with each refusal, and not a moment longer than until somebody has logged in anew', async () => {
    const account = server.account('refused');
    const wrong = { kind: 'password' as const, password: 'wrong' };
    const login = { user: 'refused', secret: wrong as typeof account.imap.login.secret };
    const broken = { ...account, imap: { ...account.imap, login } };
    const refused = startWatching(broken, new MemoryArrivals(), { timing: { refusedMs: 20, maxMs: 10 } });
    const waits = (): number[] =>
      refused.states.flatMap((state) => (state.status === 'waiting' ? [state.retryInMs] : []));
    await vi.waitFor(() => expect(waits().slice(0, 3)).toEqual([20, 40, 80]), { timeout: 60_000, interval: 10 });
    await refused.stop();

    let mark = 'first login';
    const watching = startWatching(broken, new MemoryArrivals(), {
      loginMark: async () => mark,
      timing: { refusedMs: 3_600_000, refusedMaxMs: 3_600_000, lookMs: 10 },
    });
    await watching.until('waiting');
    login.secret = account.imap.login.secret;
    mark = 'second login';
    expect(await watching.until('watching')).toMatchObject({ status: 'watching' });
    await watching.stop();
  });
});

describe.skipIf(!available())('Dovecot without IDLE and SPECIAL-USE', () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({
      users: ['poll', 'names', 'bare', 'named', 'mute'],
      idle: false,
      specialUse: false,
      connections: 3,
    });
  });
  afterAll(() => server.close());

  it('polls', async () => {
    const account = server.account('poll');
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals, { timing: { pollMs: 100 } });
    expect(await watching.until('watching')).toEqual({ status: 'watching', idle: false });
    await deliver(account, rawMail({ subject: 'polled' }));
    await arrivals.reached(1);
    await watching.stop();
    expect(arrivals.subjects).toEqual(['polled']);
  });

  it('knows Drafts and Sent by their names in other languages', async () => {
    const account = server.account('names');
    await asOtherClient(account, async (client) => {
      await client.mailboxCreate('Entwürfe');
      await client.mailboxCreate('Gesendete Elemente');
    });
    const mailbox = allowedMailbox([account], silent);
    const draft = await mailbox.appendDraft('names', rawMail(), '<one@example.com>');
    expect(draft.folder).toBe('Entwürfe');
    await mailbox.appendSent('names', rawMail(), '<one@example.com>');
    expect(await mailbox.wasSent('names', '<one@example.com>')).toBe(true);
    expect((await flagsIn(account, 'Gesendete Elemente')).size).toBe(1);
    await mailbox.close();
  });

  it('takes the folders that the account names, and makes them', async () => {
    const plain = server.account('named');
    const account = { ...plain, imap: { ...plain.imap, drafts: 'Lab/Unsent', sent: 'Lab/Posted' } };
    await asOtherClient(account, (client) => client.mailboxCreate('Drafts'));
    const mailbox = allowedMailbox([account], silent);
    expect((await mailbox.appendDraft('named', rawMail(), '<one@example.com>')).folder).toBe('Lab/Unsent');
    await mailbox.appendSent('named', rawMail({ messageId: '<two@example.com>' }), '<two@example.com>');
    expect((await flagsIn(account, 'Lab/Posted')).size).toBe(1);
    const drafts = ['<one@example.com>', '<two@example.com>', '<three@example.com>'].map((messageId) => ({
      messageId,
      answers: null,
      recipient: 'ada@example.com',
    }));
    expect((await mailbox.findDrafts('named', drafts)).map(({ at }) => at)).toEqual(['drafts', 'sent', 'nowhere']);
    expect((await inspectAccount(account, silent)).specialUse).toMatchObject({
      drafts: 'Lab/Unsent',
      sent: 'Lab/Posted',
    });
    await mailbox.close();
  });

  it('says nothing about a draft that is gone where no folder for sent mail is known', async () => {
    const account = server.account('mute');
    const mailbox = allowedMailbox([account], silent);
    const draft = { messageId: '<one@example.com>', answers: null, recipient: 'ada@example.com' };
    expect((await mailbox.findDrafts('mute', [draft])).map(({ at }) => at)).toEqual(['unknown']);
    await mailbox.close();
  });

  it('makes Drafts when there is none, and is not troubled by a missing Sent', async () => {
    const account = server.account('bare');
    expect((await inspectAccount(account, silent)).problems.map(({ code, blocking }) => [code, blocking])).toEqual([
      ['imap-no-idle', false],
      ['imap-no-drafts', false],
      ['imap-no-sent', false],
    ]);
    const mailbox = allowedMailbox([account], silent);
    expect(await mailbox.wasSent('bare', '<one@example.com>')).toBe(false);
    expect((await mailbox.appendDraft('bare', rawMail(), '<one@example.com>')).folder).toBe('Drafts');
    expect((await flagsIn(account, 'Drafts')).size).toBe(1);
    await mailbox.close();
  });

  it('names a limit on connections as what it is', async () => {
    const account = server.account('poll');
    await asOtherClient(account, () =>
      asOtherClient(account, () =>
        asOtherClient(account, async () => {
          const report = await inspectAccount(account, silent);
          expect(report.problems).toMatchObject([{ code: 'imap-throttled' }]);
        }),
      ),
    );
  });
});

describe.skipIf(!available())('Dovecot with a Maildir', () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ users: ['full'], format: 'maildir' });
  });
  afterAll(() => server.close());

  it('reports a folder whose 26 keywords are all taken', async () => {
    const account = server.account('full');
    const uid = await deliver(account, rawMail());
    await asOtherClient(account, async (client) => {
      await client.mailboxOpen('INBOX');
      const taken = Array.from({ length: 26 }, (_, index) => `taken-${index}`);
      await client.messageFlagsAdd(String(uid), taken, { uid: true });
    });
    const report = await inspectAccount(account, silent, undefined, ['triage/weak']);
    expect(report.problems).toMatchObject([{ code: 'imap-keywords-many', blocking: false }]);
    expect(report.labels).toMatchObject([{ backend: 'keywords', room: -1 }]);
    const mailbox = allowedMailbox([account], silent);
    const location = { account: 'full', folder: 'INBOX', uidValidity: '0', uid };
    await mailbox.changeLabels(location, { add: ['triage/weak'], remove: [] });
    expect(await mailbox.labelsAt(location, ['triage/weak'])).toMatchObject({
      standing: ['triage/weak'],
      forgotten: [],
    });
    await mailbox.close();
  });
});
