import type { ImapServer, Message } from 'hoodiecrow-imap';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoImapServer, startImapServer } from '../../src/app/demo/imap-server.js';
import type { Account } from '../../src/domain/index.js';
import { inspectAccount } from '../../src/mailbox/index.js';
import { type AllowedMailbox, allowedMailbox } from './allowed-mailbox.js';
import { asOtherClient, place, rawMail, silent, startWatching, testAccount } from './helpers.js';
import { MemoryArrivals } from './memory-arrivals.js';

const ours = ['Triage-Strong', 'Triage-Weak', 'Lab/Shortlist'];

/** A message as hoodiecrow's X-GM-EXT-1 plugin keeps it. */
interface GmailMessage extends Message {
  'X-GM-MSGID': string;
  'X-GM-LABELS': string[];
}

/**
 * hoodiecrow's plugin knows X-GM-MSGID and X-GM-LABELS. It is unlike Gmail in these ways, which the tests make up for or
 * leave alone:
 * - it does not announce the capability (done here);
 * - a label has no effect on folders, where at Gmail the message appears in the label's folder at once, under another UID
 *   and the same X-GM-MSGID (`showIn` does that);
 * - it takes a label that nobody has made, where others have had to make it first (`onlyKnown`);
 * - it lists the label of the folder that is open, where Gmail leaves that one out (`hideOpenFolder` does that);
 * - it never makes a label's folder, and takes any string for a label;
 * - MOVE gives a message another X-GM-MSGID, where at Gmail it stays (put right in the test).
 */
class Gmail {
  readonly servers: ImapServer[] = [];
  hideOpenFolder = false;
  /** Refuses labels that nobody has made. */
  onlyKnown = false;
  readonly plugin = (server: ImapServer): void => {
    server.registerCapability('X-GM-EXT-1');
    this.servers.push(server);
    const add = server.storeHandlers['+X-GM-LABELS'];
    server.storeHandlers['+X-GM-LABELS'] = (connection, message, labels, ...rest) => {
      const unknown = labels.some((label) => server.getMailbox(label.value ?? '') === undefined);
      if (this.onlyKnown && unknown) throw new Error('unknown label');
      add?.(connection, message, labels, ...rest);
    };
    const listed = server.fetchHandlers['X-GM-LABELS'];
    server.fetchHandlers['X-GM-LABELS'] = (connection, message, query) => {
      const values = listed?.(connection, message, query);
      if (!this.hideOpenFolder || !Array.isArray(values)) return values ?? null;
      const open = (connection as unknown as { selectedMailbox: { path: string } }).selectedMailbox.path;
      return values.filter((value) => (value as { value?: string }).value !== open);
    };
  };

  private user(): ImapServer {
    const server = this.servers[0];
    if (server === undefined) throw new Error('not started');
    return server;
  }

  message(folder: string, uid: number): GmailMessage {
    const found = this.user()
      .getMailbox(folder)
      ?.messages.find((message) => message.uid === uid);
    if (found === undefined) throw new Error('no such message');
    return found as GmailMessage;
  }

  /** What Gmail does by itself when a message gets a label. Returns the UID there. */
  showIn(folder: string, original: GmailMessage): number {
    const server = this.user();
    const target = server.getMailbox(folder);
    if (target === undefined) throw new Error('no such folder');
    const { message } = server.appendMessage(target, [], original.internaldate, original.raw);
    Object.assign(message, { 'X-GM-MSGID': original['X-GM-MSGID'], 'X-GM-LABELS': original['X-GM-LABELS'] });
    return message.uid;
  }
}

describe("Gmail's labels", () => {
  const gmail = new Gmail();
  let server: DemoImapServer;
  let account: Account;
  let mailbox: AllowedMailbox;
  beforeAll(async () => {
    // One user, whose server is made before the door at which every user logs in.
    server = await startImapServer([{ user: 'lab', password: 'secret' }], '127.0.0.1', ['X-GM-EXT-1', gmail.plugin]);
    account = testAccount('lab', { ...server, user: 'lab' });
    mailbox = allowedMailbox([account], silent);
    await asOtherClient(account, (client) => client.mailboxCreate('Triage-Strong'));
  });
  afterAll(async () => {
    await mailbox.close();
    await server.close();
  });

  it('are chosen, and reported with the ids of its own', async () => {
    const report = await inspectAccount(account, silent, undefined, ours);
    expect(report).toMatchObject({ serverIds: true, labels: [{ folder: 'INBOX', backend: 'gmail' }] });
  });

  it('are set and taken off without a keyword, a move, or another label touched', async () => {
    const location = await place(account, rawMail());
    const message = gmail.message('INBOX', location.uid);
    message['X-GM-LABELS'].push('Interviews');
    await mailbox.changeLabels(location, { add: ['Triage-Strong', 'Lab/Shortlist'], remove: [] });
    expect(message['X-GM-LABELS'].sort()).toEqual(['Interviews', 'Lab/Shortlist', 'Triage-Strong', '\\Inbox']);
    expect(await mailbox.labelsAt(location, ours)).toMatchObject({
      backend: 'gmail',
      standing: ['Triage-Strong', 'Lab/Shortlist'],
      forgotten: [],
    });
    const other = { add: ['Triage-Weak'], remove: ['triage-strong', 'Lab/Shortlist'] };
    await mailbox.changeLabels(location, other);
    await mailbox.changeLabels(location, other);
    expect(message['X-GM-LABELS'].sort()).toEqual(['Interviews', 'Triage-Weak', '\\Inbox']);
    expect(message.flags.filter((flag) => flag !== '\\Recent')).toEqual([]);
    expect(
      server
        .state('lab')
        .get('INBOX')
        ?.map(({ uid }) => uid),
    ).toContain(location.uid);
  });

  it('take what IMAP keywords may not have, and nothing that is more than a name', async () => {
    const location = await place(account, rawMail());
    await mailbox.changeLabels(location, { add: ['Top 10% (PhD)'], remove: [] });
    expect((await mailbox.labelsAt(location, ['Top 10% (PhD)'])).standing).toEqual(['Top 10% (PhD)']);
    for (const label of ['\\Trash', '\\Inbox', 'a"b', 'a\r\nb', 'Ä', ' a', 'a ', '']) {
      await expect(mailbox.changeLabels(location, { add: [label], remove: [] }), label).rejects.toMatchObject({
        code: 'imap-label-invalid',
      });
    }
    expect(gmail.message('INBOX', location.uid)['X-GM-LABELS'].sort()).toEqual(['Top 10% (PhD)', '\\Inbox']);
  });

  it('are made where the server wants them to exist', async () => {
    const location = await place(account, rawMail());
    gmail.onlyKnown = true;
    await mailbox.changeLabels(location, { add: ['Triage-New'], remove: [] });
    gmail.onlyKnown = false;
    expect((await mailbox.labelsAt(location, ['Triage-New'])).standing).toEqual(['Triage-New']);
    expect(await asOtherClient(account, async (client) => (await client.list()).map(({ path }) => path))).toContain(
      'Triage-New',
    );
  });

  it("of the folder that is open count, though Gmail does not list that folder's own", async () => {
    const location = await place(account, rawMail({ messageId: '<open@example.com>' }));
    await mailbox.changeLabels(location, { add: ['Triage-Strong'], remove: [] });
    const uid = gmail.showIn('Triage-Strong', gmail.message('INBOX', location.uid));
    gmail.hideOpenFolder = true;
    const there = { ...location, folder: 'Triage-Strong', uidValidity: '0', uid };
    expect((await mailbox.labelsAt(there, ours)).standing).toEqual(['Triage-Strong']);
    gmail.hideOpenFolder = false;
  });

  it('one message in several folders has one id, by which it is found when a person has moved it', async () => {
    const location = await place(account, rawMail({ messageId: '<several@example.com>' }));
    const original = gmail.message('INBOX', location.uid);
    const uid = gmail.showIn('Triage-Strong', original);
    const arrivals = new MemoryArrivals();
    for (const folder of ['INBOX', 'Triage-Strong']) {
      const watching = startWatching(account, arrivals, { folder });
      await watching.until('watching');
      await watching.stop();
    }
    const ids = arrivals.recorded
      .filter(({ envelope }) => envelope.messageId === '<several@example.com>')
      .map(({ location: at, envelope }) => [at.folder, at.uid, envelope.serverId]);
    expect(ids).toEqual([
      ['INBOX', location.uid, original['X-GM-MSGID']],
      ['Triage-Strong', uid, original['X-GM-MSGID']],
    ]);
    await asOtherClient(account, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove(String(location.uid), 'Archive', { uid: true });
      await client.mailboxOpen('Triage-Strong');
      await client.messageDelete(String(uid), { uid: true });
    });
    const [moved] = server.state('lab').get('Archive') ?? [];
    gmail.message('Archive', moved?.uid ?? 0)['X-GM-MSGID'] = original['X-GM-MSGID'];
    // Another mail may bear the same Message-ID, which its writer chose; the server's id is this one's.
    await place(account, rawMail({ messageId: '<several@example.com>', subject: 'another' }));
    const found = await mailbox.find('lab', '<several@example.com>', original['X-GM-MSGID']);
    expect(found?.folder).toBe('Archive');
    expect(await mailbox.find('lab', null, '1')).toBeNull();
  });
});
