import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account, LabelSettings, Location } from '../../src/domain/index.js';
import { inspectAccount } from '../../src/mailbox/index.js';
import { labelChanges } from '../../workers/label-changes.js';
import { type AllowedMailbox, allowedMailbox } from '../mailbox/allowed-mailbox.js';
import { asOtherClient, deliver, flagsIn, place, rawMail, silent } from '../mailbox/helpers.js';
import { available, type Dovecot, startDovecot } from './dovecot.js';

const ours = ['Triage-Strong', 'Triage-Weak'];

function withLabels(account: Account, more: Partial<LabelSettings> = {}): Account {
  return { ...account, labels: { backend: 'auto', prefix: '', folders: {}, ...more } };
}

/** Subjects of a folder's mails, in order. */
function subjectsIn(account: Account, folder: string): Promise<string[]> {
  return asOtherClient(account, async (client) => {
    const opened = await client.mailboxOpen(folder, { readOnly: true });
    if (opened.exists === 0) return [];
    return (await client.fetchAll('1:*', { envelope: true })).map(({ envelope }) => envelope?.subject ?? '');
  });
}

describe.skipIf(!available())('a server without keywords', () => {
  const servers = new Map<'move' | 'copy', Dovecot>();
  beforeAll(async () => {
    const users = ['plain', 'again', 'twin', 'prefix'];
    const common = { users, noKeywords: ['INBOX'] };
    servers.set('move', await startDovecot({ ...common }));
    servers.set('copy', await startDovecot({ ...common, capabilities: 'IMAP4rev1 UIDPLUS LITERAL+ SPECIAL-USE' }));
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.close();
  });

  describe.each(['move', 'copy'] as const)('that can %s', (how) => {
    const open = (user: string, more: Partial<LabelSettings> = {}) => {
      const server = servers.get(how);
      if (server === undefined) throw new Error('not started');
      const account = withLabels(server.account(user), more);
      return { account, mailbox: allowedMailbox([account], silent) };
    };
    const using = async (
      user: string,
      work: (account: Account, mailbox: AllowedMailbox) => Promise<void>,
      more = {},
    ) => {
      const { account, mailbox } = open(user, more);
      try {
        await work(account, mailbox);
      } finally {
        await mailbox.close();
      }
    };

    it('keeps labels as folders: the mail goes there whole, alone, and its place is known', async () => {
      await using('plain', async (account, mailbox) => {
        const report = await inspectAccount(account, silent, undefined, ours);
        expect(report).toMatchObject({ move: how === 'move', uidplus: true, keywordsAllowed: false });
        expect(report.labels).toMatchObject([{ folder: 'INBOX', backend: 'folders' }]);
        // A mail that somebody has marked as deleted and not expunged yet: it must be there afterwards.
        await deliver(account, rawMail({ subject: 'marked as deleted', messageId: '<marked@example.com>' }));
        const raw = rawMail({ subject: 'moves', messageId: `<moves-${how}@example.com>` });
        const location = await place(account, raw);
        await asOtherClient(account, async (client) => {
          await client.mailboxOpen('INBOX');
          await client.messageFlagsAdd('1', ['\\Deleted']);
          await client.messageFlagsAdd(String(location.uid), ['\\Seen'], { uid: true });
        });
        expect(await mailbox.labelsAt(location, ours)).toMatchObject({
          backend: 'folders',
          standing: [],
          watched: true,
        });
        const moved = await mailbox.moveToLabel(location, 'Triage-Strong', null);
        expect(moved).toMatchObject({ account: account.id, folder: 'Triage-Strong' });
        expect(await subjectsIn(account, 'INBOX')).toEqual(['marked as deleted']);
        expect(await subjectsIn(account, 'Triage-Strong')).toEqual(['moves']);
        const there = moved as Location;
        expect((await mailbox.fetch(there, { maxBytes: 10_000 }))?.raw.equals(raw)).toBe(true);
        expect([...((await flagsIn(account, 'Triage-Strong')).get(there.uid) ?? [])]).toContain('\\Seen');
        expect(await mailbox.labelsAt(there, ours)).toMatchObject({ standing: ['Triage-Strong'], watched: false });
        const back = (await mailbox.moveToLabel(there, 'Triage-Weak', null)) as Location;
        expect(back.folder).toBe('Triage-Weak');
        expect(await subjectsIn(account, 'Triage-Strong')).toEqual([]);
        await expect(mailbox.moveToLabel(there, 'Triage-Weak', null)).rejects.toMatchObject({
          code: 'imap-message-gone',
        });
      });
    });

    it('names folders by prefix and by hand, over levels', async () => {
      const more = { prefix: 'Triage/', folders: { 'Triage-Weak': 'Old/Weak ones' } };
      await using(
        'prefix',
        async (account, mailbox) => {
          const first = await place(account, rawMail({ subject: 'one' }));
          const second = await place(account, rawMail({ subject: 'two' }));
          const strong = await mailbox.moveToLabel(first, 'Triage-Strong', null);
          const weak = await mailbox.moveToLabel(second, 'Triage-Weak', null);
          expect([strong?.folder, weak?.folder]).toEqual(['Triage/Triage-Strong', 'Old/Weak ones']);
          expect((await mailbox.labelsAt(weak as Location, ours)).standing).toEqual(['Triage-Weak']);
        },
        more,
      );
    });

    it('finishes what an interrupted try has begun, and takes no other mail for its copy', async () => {
      await using('again', async (account, mailbox) => {
        const raw = rawMail({ subject: 'once', messageId: '<once@example.com>' });
        const location = await place(account, raw);
        await asOtherClient(account, async (client) => {
          await client.mailboxCreate('Triage-Strong');
          await client.mailboxOpen('INBOX');
          if (how === 'copy') await client.messageCopy(String(location.uid), 'Triage-Strong', { uid: true });
        });
        expect(await mailbox.moveToLabel(location, 'Triage-Strong', '<once@example.com>')).not.toBeNull();
        expect(await subjectsIn(account, 'Triage-Strong')).toEqual(['once']);
        // The same Message-ID, which anybody can write, and another content.
        const forged = rawMail({ subject: 'forged', messageId: '<once@example.com>' });
        const other = await place(account, forged);
        await mailbox.moveToLabel(other, 'Triage-Strong', '<once@example.com>');
        expect(await subjectsIn(account, 'Triage-Strong')).toEqual(['once', 'forged']);
        expect(await subjectsIn(account, 'INBOX')).toEqual([]);
      });
    });
  });
});

describe.skipIf(!available())('Dovecot with a full Maildir', () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ users: ['room'], format: 'maildir' });
  });
  afterAll(() => server.close());

  it('is told beforehand; what the server forgot is set again and is no wish of a person', async () => {
    const account = withLabels(server.account('room'));
    const location = await place(account, rawMail());
    const fill = (from: number, to: number) =>
      asOtherClient(account, async (client) => {
        await client.mailboxOpen('INBOX');
        const taken = Array.from({ length: to - from }, (_, index) => `taken-${from + index}`);
        await client.messageFlagsAdd(String(location.uid), taken, { uid: true });
      });
    await fill(0, 24);
    expect((await inspectAccount(account, silent, undefined, ours)).labels).toMatchObject([{ room: 0 }]);
    await fill(24, 26);
    const report = await inspectAccount(account, silent, undefined, ours);
    expect(report.labels).toMatchObject([{ backend: 'keywords', room: -2 }]);
    expect(report.problems.map(({ code }) => code)).toEqual(['imap-keywords-many']);

    const mailbox = allowedMailbox([account], silent);
    await mailbox.changeLabels(location, { add: ['Triage-Strong'], remove: [] });
    expect(await mailbox.labelsAt(location, ours)).toMatchObject({
      standing: ['Triage-Strong'],
      forgotten: ['Triage-Weak'],
    });
    await server.loseIndexes('room');
    const look = await mailbox.labelsAt(location, ours);
    expect(look).toMatchObject({ standing: [], forgotten: ours });
    // What the act worker makes of it.
    const memory = [{ label: 'Triage-Strong', place: 'here', state: 'set' as const }];
    const plan = labelChanges(['Triage-Strong'], look.standing, memory, 'here', look.forgotten);
    expect(plan).toMatchObject({ add: ['Triage-Strong'], remove: [] });
    await mailbox.close();
  });
});
