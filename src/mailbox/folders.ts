import type { ImapFlow, ImapFlowError, ListResponse, MailboxLockObject } from 'imapflow';
import { type Account, permanent } from '../domain/index.js';
import { folderMissing, imapError } from './errors.js';

/** Folders with a part of their own (RFC 6154). */
export type SpecialUse = 'drafts' | 'sent' | 'trash' | 'junk' | 'archive' | 'all';

const specialUses: Readonly<Record<SpecialUse, string>> = {
  drafts: '\\Drafts',
  sent: '\\Sent',
  trash: '\\Trash',
  junk: '\\Junk',
  archive: '\\Archive',
  all: '\\All',
};

/** Names for folders that we must make because there is none. */
const namesToMake = { drafts: 'Drafts', sent: 'Sent' } as const;

/**
 * Opens a folder and holds it until the lock is released.
 * @param options `readOnly` EXAMINEs; `again` opens it anew even when it is open, to learn what has changed
 * @throws TriageError imap-folder-missing, imap-folder-read-only (for writing), or what the connection ran into
 */
export async function openFolder(
  client: ImapFlow,
  account: string,
  folder: string,
  options: { readOnly: boolean; again?: boolean },
): Promise<MailboxLockObject> {
  const where = { account, folder };
  const kept = client.mailbox !== false && client.mailbox.path === folder;
  let lock: MailboxLockObject;
  try {
    lock = await client.getMailboxLock(folder, { readOnly: options.readOnly });
  } catch (error) {
    if (await isGone(client, folder, error)) throw folderMissing(where, error);
    throw imapError(error, where, `open "${folder}"`);
  }
  try {
    if (options.again === true && kept) await client.mailboxOpen(folder, { readOnly: options.readOnly });
    if (!options.readOnly && client.mailbox !== false && client.mailbox.readOnly === true) throw readOnly(where);
    return lock;
  } catch (error) {
    lock.release();
    if (await isGone(client, folder, error)) throw folderMissing(where, error);
    throw imapError(error, where, `open "${folder}"`);
  }
}

function readOnly(where: { account: string; folder: string }): Error {
  return permanent(
    'imap-folder-read-only',
    `Account ${where.account}: the folder "${where.folder}" can only be read.`,
    'Give this login the right to write there, or label by hand.',
  );
}

/** imapflow asks this itself after a NO; some servers answer BAD to the SELECT of a folder that is not there. */
async function isGone(client: ImapFlow, folder: string, error: unknown): Promise<boolean> {
  const refused = error as ImapFlowError;
  if (refused.mailboxMissing === true) return true;
  if (!client.usable || refused.responseStatus === undefined) return false;
  try {
    return !(await client.list()).some((entry) => entry.path === folder && isSelectable(entry));
  } catch {
    return false;
  }
}

export function isSelectable(folder: ListResponse): boolean {
  return !folder.flags.has('\\Noselect') && !folder.flags.has('\\NonExistent');
}

/**
 * The folder for a purpose: where the account names one, that and no other; else by SPECIAL-USE, else by its name in many
 * languages (imapflow's table); null when there is none.
 */
export function specialFolder(
  folders: readonly ListResponse[],
  use: SpecialUse,
  account: Pick<Account, 'imap'>,
): ListResponse | null {
  const configured = configuredName(use, account);
  const fits = (folder: ListResponse) =>
    configured === undefined ? folder.specialUse === specialUses[use] : folder.path === configured;
  return folders.find((folder) => fits(folder) && isSelectable(folder)) ?? null;
}

function configuredName(use: SpecialUse, { imap }: Pick<Account, 'imap'>): string | undefined {
  if (use === 'drafts') return imap.drafts;
  return use === 'sent' ? imap.sent : undefined;
}

/** Path of the Drafts or Sent folder, which is made when there is none. */
export async function ensureFolder(client: ImapFlow, account: Account, use: 'drafts' | 'sent'): Promise<string> {
  try {
    const found = specialFolder(await client.list(), use, account);
    if (found !== null) return found.path;
    return (await client.mailboxCreate(configuredName(use, account) ?? namesToMake[use])).path;
  } catch (error) {
    throw imapError(error, { account: account.id }, `find or make a folder for ${use}`);
  }
}

/**
 * Folders where a person may have put an applicant's mail, the likeliest first: the inbox, then the rest, the folder of
 * all mail last. Trash, Junk, Drafts and Sent are no place to work on a message.
 */
export function foldersToSearch(folders: readonly ListResponse[]): string[] {
  const never = new Set([specialUses.trash, specialUses.junk, specialUses.drafts, specialUses.sent]);
  const rank = (folder: ListResponse) =>
    folder.path.toUpperCase() === 'INBOX' ? 0 : folder.specialUse === specialUses.all ? 2 : 1;
  return folders
    .filter(
      (folder) => isSelectable(folder) && !never.has(folder.specialUse ?? '') && folder.specialUse !== '\\Flagged',
    )
    .sort((a, b) => rank(a) - rank(b))
    .map((folder) => folder.path);
}
