import type { ImapFlow } from 'imapflow';
import type { Account, Location, StillAllowed } from '../domain/index.js';
import { retryable } from '../domain/index.js';
import { type AppendSteps, appendOnce } from './append-once.js';
import { imapError } from './errors.js';
import { findInFolder, uidOf } from './find-message.js';
import { ensureFolder, openFolder, specialFolder } from './folders.js';
import { uidValidityOf } from './sweep.js';

/** See Mailbox.appendDraft. */
export function appendDraft(
  client: ImapFlow,
  account: Account,
  raw: Buffer,
  messageId: string,
  stillAllowed: StillAllowed,
): Promise<Location | 'withheld'> {
  return append(client, account, 'drafts', raw, messageId, ['\\Draft'], stillAllowed);
}

/**
 * Puts a sent mail into the Sent folder unless it is there: some servers (Gmail, Outlook) keep a copy by themselves. Nobody
 * is asked: the mail has left.
 */
export async function appendSent(client: ImapFlow, account: Account, raw: Buffer, messageId: string): Promise<void> {
  await append(client, account, 'sent', raw, messageId, ['\\Seen'], async () => true);
}

/** True when a mail with this Message-ID stands in the Sent folder; false when not, or when there is no such folder. */
export async function wasSent(client: ImapFlow, account: Account, messageId: string): Promise<boolean> {
  const folder = specialFolder(await client.list(), 'sent', account);
  return folder !== null && (await findInFolder(client, account.id, folder.path, messageId)) !== null;
}

async function append(
  client: ImapFlow,
  settings: Account,
  use: 'drafts' | 'sent',
  raw: Buffer,
  messageId: string,
  flags: string[],
  stillAllowed: StillAllowed,
): Promise<Location | 'withheld'> {
  const folder = await ensureFolder(client, settings, use);
  const account = settings.id;
  // Selected for writing first: imapflow filters the flags by the folder that is open, and one that is EXAMINEd allows none.
  const lock = await openFolder(client, account, folder, { readOnly: false, again: true });
  try {
    const at = (uid: number): Location => ({ account, folder, uidValidity: uidValidityOf(client), uid });
    const steps: AppendSteps = {
      async standing() {
        const uid = await uidOf(client, account, folder, messageId);
        return uid === null ? null : at(uid);
      },
      async append() {
        const appended = await client.append(folder, raw, flags);
        const uid =
          (appended === false ? undefined : appended.uid) ?? (await uidOf(client, account, folder, messageId));
        if (uid !== null) return at(uid);
        const help = 'The server took the mail and does not show it; look into the folder.';
        throw retryable('imap-append-lost', `Account ${account}: the mail is not in "${folder}".`, help);
      },
    };
    return await appendOnce(steps, stillAllowed);
  } catch (error) {
    throw imapError(error, { account, folder }, `save a mail in "${folder}"`);
  } finally {
    lock.release();
  }
}
