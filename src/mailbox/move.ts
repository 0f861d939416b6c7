import type { CopyResponseObject, ImapFlow } from 'imapflow';
import { type Account, type Location, permanent, retryable, type StillAllowed } from '../domain/index.js';
import { isSameNumbering } from './fetch-message.js';
import { findInFolder } from './find-message.js';
import { isSelectable, openFolder } from './folders.js';
import { defaultLabelSettings, folderOf, isFolder, safeMove } from './label-backend.js';
import { messageGone } from './labels.js';
import { isoDate } from './sweep.js';

/** See Mailbox.moveToLabel. */
export async function moveToLabel(
  client: ImapFlow,
  account: Account,
  location: Location,
  label: string,
  messageId: string | null,
  stillAllowed: StillAllowed,
): Promise<Location | null | 'withheld'> {
  const how = safeMove(client);
  if (how === null) throw unsafe(location);
  const levels = folderOf(label, account.labels ?? defaultLabelSettings);
  const folder = await ensureLabelFolder(client, levels);
  return how === 'move'
    ? byMove(client, account.id, location, folder, messageId, stillAllowed)
    : byCopy(client, account.id, location, folder, messageId, stillAllowed);
}

async function byMove(
  client: ImapFlow,
  account: string,
  location: Location,
  folder: string,
  messageId: string | null,
  stillAllowed: StillAllowed,
): Promise<Location | null | 'withheld'> {
  const lock = await openFolder(client, account, location.folder, { readOnly: false, again: true });
  let moved: CopyResponseObject | false | undefined;
  try {
    await mustBeThere(client, location);
    if (!(await stillAllowed())) return 'withheld';
    moved = await client.messageMove(String(location.uid), folder, { uid: true });
    if (!moved) throw moveFailed(location, folder, 'the server refused to move it');
    // RFC 6851 §3.3: OK even when nothing was moved.
    if (await isThere(client, location)) throw moveFailed(location, folder, 'it is still where it was');
  } finally {
    lock.release();
  }
  return placeOf(moved, location, folder) ?? (await searchFor(client, account, folder, messageId));
}

/**
 * Copy, see it there, mark the one message, expunge the one message. A try that was interrupted goes on: what the folder
 * has already is not copied again. A plain EXPUNGE would remove whatever else is marked as deleted, so it is never said.
 */
async function byCopy(
  client: ImapFlow,
  account: string,
  location: Location,
  folder: string,
  messageId: string | null,
  stillAllowed: StillAllowed,
): Promise<Location | null | 'withheld'> {
  const before = await earlierCopy(client, account, location, folder, messageId);
  const lock = await openFolder(client, account, location.folder, { readOnly: false, again: true });
  try {
    await mustBeThere(client, location);
    const uid = String(location.uid);
    // Asked once: between copy and removal the mail would lie there twice.
    if (!(await stillAllowed())) return 'withheld';
    let place = before;
    if (place === null) {
      const copied = await client.messageCopy(uid, folder, { uid: true });
      if (!copied) throw moveFailed(location, folder, 'the server refused to copy it');
      place = placeOf(copied, location, folder);
      // Without the server's word for where the copy is, the original stays: better twice than not at all.
      if (place === null) throw moveFailed(location, folder, 'the server did not say where the copy is');
    }
    await client.messageFlagsAdd(uid, ['\\Deleted'], { uid: true });
    // With `uid` and UIDPLUS, which was asked for before, this is UID EXPUNGE of this message alone (RFC 4315 §2.1).
    const expunged = await client.messageDelete(uid, { uid: true });
    if (!expunged || (await isThere(client, location))) {
      throw moveFailed(location, folder, 'the copy is there, and the original could not be removed');
    }
    return place;
  } finally {
    lock.release();
  }
}

/** The folder's path as the server has it; made when it is not there. */
async function ensureLabelFolder(client: ImapFlow, levels: string[]): Promise<string> {
  const there = (await client.list()).find((entry) => isSelectable(entry) && isFolder(client, entry.path, levels));
  // imapflow puts the server's separator between the levels and the namespace's prefix before them.
  return there?.path ?? (await client.mailboxCreate(levels)).path;
}

async function mustBeThere(client: ImapFlow, location: Location): Promise<void> {
  if (!isSameNumbering(client, location) || !(await isThere(client, location))) throw messageGone(location);
}

async function isThere(client: ImapFlow, location: Location): Promise<boolean> {
  return (await client.fetchOne(String(location.uid), { uid: true, flags: true }, { uid: true })) !== false;
}

/** The place that COPYUID names (RFC 4315 §3), or null. */
function placeOf(answer: CopyResponseObject, location: Location, folder: string): Location | null {
  const uid = answer.uidMap?.get(location.uid);
  if (uid === undefined || answer.uidValidity === undefined) return null;
  return { account: location.account, folder, uidValidity: answer.uidValidity.toString(), uid };
}

async function searchFor(
  client: ImapFlow,
  account: string,
  folder: string,
  messageId: string | null,
): Promise<Location | null> {
  return messageId === null ? null : findInFolder(client, account, folder, messageId);
}

/**
 * A copy of this very message that an interrupted try has left. The Message-ID alone proves nothing, its writer chose it,
 * and the original is removed on the strength of this: a copy has the same size and time of arrival (RFC 9051 §6.4.7).
 */
async function earlierCopy(
  client: ImapFlow,
  account: string,
  location: Location,
  folder: string,
  messageId: string | null,
): Promise<Location | null> {
  const place = await searchFor(client, account, folder, messageId);
  if (place === null) return null;
  const [original, copy] = [await factsAt(client, account, location), await factsAt(client, account, place)];
  return original !== null && original === copy ? place : null;
}

/** Size and time of arrival, or null when the server does not say both. */
async function factsAt(client: ImapFlow, account: string, { folder, uid }: Location): Promise<string | null> {
  const lock = await openFolder(client, account, folder, { readOnly: true });
  try {
    const message = await client.fetchOne(String(uid), { uid: true, size: true, internalDate: true }, { uid: true });
    if (!message || message.size === undefined || message.internalDate === undefined) return null;
    return `${message.size} ${isoDate(message.internalDate)}`;
  } finally {
    lock.release();
  }
}

function unsafe(location: Location): Error {
  return permanent(
    'labels-unsupported',
    `Account ${location.account}: the server has neither MOVE nor UIDPLUS, so no mail can be moved safely.`,
    'Set `labels: none` for this account; the judgement is in `triage queue` all the same.',
  );
}

function moveFailed(location: Location, folder: string, why: string): Error {
  return retryable(
    'imap-move-failed',
    `Account ${location.account}: message ${location.uid} could not be moved from "${location.folder}" to "${folder}": ${why}.`,
    'Nothing is lost; it is tried again by itself.',
  );
}
