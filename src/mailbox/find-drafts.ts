import type { ImapFlow, SearchObject } from 'imapflow';
import type { Account, DraftSighting, WrittenDraft } from '../domain/index.js';
import { retryable } from '../domain/index.js';
import { findInFolder, uidOf } from './find-message.js';
import { openFolder, specialFolder } from './folders.js';

/**
 * Where each draft is now. It may have been edited (another mail in Drafts that answers the same mail) or sent: under its
 * own Message-ID, or under another one, as mail programs do; then it is a mail in Sent to the applicant that answers
 * theirs. Both folders are EXAMINEd.
 */
export async function findDrafts(
  client: ImapFlow,
  account: Account,
  drafts: readonly WrittenDraft[],
): Promise<readonly DraftSighting[]> {
  const folders = await client.list();
  const [inDrafts, inSent] = [specialFolder(folders, 'drafts', account), specialFolder(folders, 'sent', account)];
  const there = inDrafts === null ? drafts.map(() => false) : await lookInto(client, account, inDrafts.path, drafts);
  const gone = drafts.filter((_, index) => there[index] !== true);
  const sent = inSent === null || gone.length === 0 ? [] : await lookInto(client, account, inSent.path, gone);
  return drafts.map((draft, index): DraftSighting => {
    if (there[index] === true) return { at: 'drafts', detail: `in ${inDrafts?.path ?? 'Drafts'}` };
    if (inSent === null) return { at: 'unknown', detail: 'there is no folder for sent mail' };
    if (sent[gone.indexOf(draft)] === true) return { at: 'sent', detail: `in ${inSent.path}` };
    return { at: 'nowhere', detail: `neither in ${inDrafts?.path ?? 'Drafts'} nor in ${inSent.path}` };
  });
}

/** See Mailbox.standingAnswer. */
export async function standingAnswer(
  client: ImapFlow,
  account: Account,
  { messageId, answers, recipient }: WrittenDraft,
): Promise<'sent' | 'by-hand' | 'drafted' | null> {
  const folders = await client.list();
  const sent = specialFolder(folders, 'sent', account)?.path ?? null;
  if (sent !== null) {
    const lock = await openFolder(client, account.id, sent, { readOnly: true, again: true });
    try {
      if ((await uidOf(client, account.id, sent, messageId)) !== null) return 'sent';
      if (answers !== null && (await holdsAnswer(client, account, sent, answers, recipient))) return 'by-hand';
    } finally {
      lock.release();
    }
  }
  const drafts = specialFolder(folders, 'drafts', account)?.path ?? null;
  const drafted = drafts === null ? null : await findInFolder(client, account.id, drafts, messageId);
  return drafted === null ? null : 'drafted';
}

async function lookInto(
  client: ImapFlow,
  account: Account,
  folder: string,
  drafts: readonly WrittenDraft[],
): Promise<boolean[]> {
  const lock = await openFolder(client, account.id, folder, { readOnly: true, again: true });
  try {
    const found: boolean[] = [];
    for (const draft of drafts) found.push(await holds(client, account, folder, draft));
    return found;
  } finally {
    lock.release();
  }
}

/** Whether the open folder holds the draft, or a mail to the same person in answer to the same mail. */
async function holds(client: ImapFlow, account: Account, folder: string, draft: WrittenDraft): Promise<boolean> {
  if (client.mailbox === false || client.mailbox.exists === 0) return false;
  const own = await search(client, account, folder, { header: { 'message-id': draft.messageId } });
  if (await some(client, own, (head) => fieldOf(head, 'message-id') === draft.messageId)) return true;
  const { answers, recipient } = draft;
  return answers !== null && holdsAnswer(client, account, folder, answers, recipient);
}

/** Whether the open folder holds a mail to this person in answer to this mail. */
async function holdsAnswer(
  client: ImapFlow,
  account: Account,
  folder: string,
  answers: string,
  recipient: string,
): Promise<boolean> {
  if (client.mailbox === false || client.mailbox.exists === 0) return false;
  if (!/^[\x20-\x7e]{1,998}$/.test(answers)) return false;
  for (const header of ['in-reply-to', 'references']) {
    const hits = await search(client, account, folder, { header: { [header]: answers } });
    const answersIt = (head: string) =>
      fieldOf(head, header).split(/\s+/).includes(answers) && addressees(head).has(recipient.toLowerCase());
    if (await some(client, hits, answersIt)) return true;
  }
  return false;
}

/** What a person has marked as deleted counts as gone, though it is not expunged yet. */
async function search(client: ImapFlow, account: Account, folder: string, query: SearchObject): Promise<number[]> {
  const uids = await client.search({ ...query, deleted: false }, { uid: true });
  if (Array.isArray(uids)) return uids;
  const help = 'It is tried again by itself.';
  throw retryable('imap-search-failed', `Account ${account.id}: no answer to a search in "${folder}".`, help);
}

/** SEARCH HEADER finds parts of words (RFC 3501 §6.4.4), so what it found is looked at; the newest twenty will do. */
async function some(client: ImapFlow, uids: readonly number[], fits: (head: string) => boolean): Promise<boolean> {
  const newest = uids.slice(-20);
  if (newest.length === 0) return false;
  const headers = ['message-id', 'in-reply-to', 'references', 'to', 'cc'];
  const messages = await client.fetchAll(newest.join(','), { uid: true, headers }, { uid: true });
  return messages.some(({ headers: head }) =>
    fits((head ?? Buffer.alloc(0)).toString('latin1').replace(/\r?\n[ \t]+/g, ' ')),
  );
}

function fieldOf(head: string, name: string): string {
  const line = head.split(/\r?\n/).find((one) => one.toLowerCase().startsWith(`${name}:`));
  return line === undefined ? '' : line.slice(name.length + 1).trim();
}

/** Addresses in To and Cc, lower case. */
function addressees(head: string): Set<string> {
  const words = `${fieldOf(head, 'to')} ${fieldOf(head, 'cc')}`.toLowerCase().split(/[\s<>,;:"()]+/);
  return new Set(words.filter((word) => word.includes('@')));
}
