import type { ImapFlow } from 'imapflow';
import type { Location } from '../domain/index.js';
import { retryable, TriageError } from '../domain/index.js';
import { foldersToSearch, openFolder } from './folders.js';
import { uidValidityOf } from './sweep.js';

/**
 * Where a message lies now, or null: after a person has moved it. By the server's own id for it where the server has
 * such ids, else by its Message-ID. Looks through all folders that hold mail.
 */
export async function findMessage(
  client: ImapFlow,
  account: string,
  messageId: string | null,
  serverId: string | null = null,
): Promise<Location | null> {
  const byServerId = serverId !== null && hasServerIds(client);
  if (!byServerId && messageId === null) return null;
  for (const folder of foldersToSearch(await client.list())) {
    const found = byServerId
      ? findByServerId(client, account, folder, serverId)
      : findInFolder(client, account, folder, messageId ?? '');
    const location = await found.catch((error: unknown) => {
      // A folder that can't be opened (no rights, deleted meanwhile) is no reason to give up on the others.
      if (client.usable && error instanceof TriageError && error.code !== 'imap-search-failed') return null;
      throw error;
    });
    if (location !== null) return location;
  }
  return null;
}

/** OBJECTID (RFC 8474) and Gmail's X-GM-EXT-1: an id that stays when a message is moved. */
function hasServerIds(client: ImapFlow): boolean {
  return client.capabilities.has('OBJECTID') || client.capabilities.has('X-GM-EXT-1');
}

async function findByServerId(
  client: ImapFlow,
  account: string,
  folder: string,
  serverId: string,
): Promise<Location | null> {
  const lock = await openFolder(client, account, folder, { readOnly: true, again: true });
  try {
    if (client.mailbox === false || client.mailbox.exists === 0) return null;
    const hits = await client.search({ emailId: serverId }, { uid: true });
    if (!Array.isArray(hits)) throw unanswered(account, folder);
    const uid = hits.at(-1);
    return uid === undefined ? null : { account, folder, uidValidity: uidValidityOf(client), uid };
  } finally {
    lock.release();
  }
}

/** The newest message with this Message-ID in one folder, or null. The folder is EXAMINEd. */
export async function findInFolder(
  client: ImapFlow,
  account: string,
  folder: string,
  messageId: string,
): Promise<Location | null> {
  if (!isSearchable(messageId)) return null;
  const lock = await openFolder(client, account, folder, { readOnly: true, again: true });
  try {
    const uid = await uidOf(client, account, folder, messageId);
    return uid === null ? null : { account, folder, uidValidity: uidValidityOf(client), uid };
  } finally {
    lock.release();
  }
}

/** UID of the newest message with exactly this Message-ID in the open folder, or null. */
export async function uidOf(
  client: ImapFlow,
  account: string,
  folder: string,
  messageId: string,
): Promise<number | null> {
  if (client.mailbox === false || client.mailbox.exists === 0) return null;
  const hits = await client.search({ header: { 'message-id': messageId } }, { uid: true });
  if (!Array.isArray(hits)) throw unanswered(account, folder);
  // SEARCH HEADER finds parts of words (RFC 3501 §6.4.4): `<1@example.org>` must not stand for `<11@example.org>`.
  for (const uid of hits.reverse().slice(0, 20)) {
    const message = await client.fetchOne(String(uid), { uid: true, headers: ['message-id'] }, { uid: true });
    if (message && headerValue(message.headers) === messageId) return uid;
  }
  return null;
}

function unanswered(account: string, folder: string): Error {
  return retryable(
    'imap-search-failed',
    `Account ${account}: the server did not answer a search in "${folder}".`,
    'It is tried again by itself.',
  );
}

function headerValue(headers: Buffer | undefined): string {
  const unfolded = (headers ?? Buffer.alloc(0)).toString('latin1').replace(/\r?\n[ \t]+/g, ' ');
  return /^message-id:[ \t]*(.*?)[ \t]*\r?$/im.exec(unfolded)?.[1] ?? '';
}

/** What can stand in a SEARCH without a charset; a Message-ID with anything else is found by nobody. */
function isSearchable(messageId: string): boolean {
  return messageId.length <= 998 && /^[\x20-\x7e]+$/.test(messageId);
}
