import type { ImapFlow } from 'imapflow';
import type { Account, LabelChange, LabelsAt, Location, StillAllowed } from '../domain/index.js';
import { permanent, retryable, TriageError } from '../domain/index.js';
import { isSameNumbering } from './fetch-message.js';
import { openFolder } from './folders.js';
import {
  type ChosenBackend,
  chooseBackend,
  defaultLabelSettings,
  fold,
  folderOf,
  isFolder,
  isGmail,
  keywordsKnown,
  maildirKeywords,
} from './label-backend.js';

/** See Mailbox.labelsAt. */
export async function labelsAt(
  client: ImapFlow,
  account: Account,
  location: Location,
  ours: readonly string[],
): Promise<LabelsAt> {
  const settings = account.labels ?? defaultLabelSettings;
  const watched = account.imap.folders.some((folder) => isFolder(client, location.folder, [folder]));
  const arrivals = watched ? null : await backendOfArrivals(client, account, ours);
  const lock = await openFolder(client, account.id, location.folder, { readOnly: false, again: true });
  try {
    if (!isSameNumbering(client, location)) throw messageGone(location);
    const { backend, why } = arrivals ?? chooseBackend(client, account.id, settings, ours);
    const there = await labelsOf(client, location, backend === 'gmail');
    const lies = (label: string) => isFolder(client, location.folder, folderOf(label, settings));
    return {
      backend,
      why,
      standing: ours.filter((label) => (backend === 'folders' ? lies(label) : spelledIn(there, label) !== null)),
      forgotten: backend === 'keywords' ? forgottenOf(client, ours) : [],
      watched,
    };
  } finally {
    lock.release();
  }
}

/**
 * A mail that lies elsewhere by now is labelled as it would have been where it arrived: a folder of ours may well take
 * keywords when the inbox does not, and the mail would get the one on top of the other. Null when no folder is there.
 */
async function backendOfArrivals(
  client: ImapFlow,
  account: Account,
  ours: readonly string[],
): Promise<ChosenBackend | null> {
  for (const folder of account.imap.folders) {
    try {
      const lock = await openFolder(client, account.id, folder, { readOnly: false, again: true });
      try {
        return chooseBackend(client, account.id, account.labels ?? defaultLabelSettings, ours);
      } finally {
        lock.release();
      }
    } catch (error) {
      if (!(error instanceof TriageError) || !/^imap-folder-/.test(error.code)) throw error;
    }
  }
  return null;
}

/** See Mailbox.changeLabels. */
export async function changeLabels(
  client: ImapFlow,
  account: Account,
  location: Location,
  { add, remove }: LabelChange,
  stillAllowed: StillAllowed,
): Promise<boolean> {
  const lock = await openFolder(client, account.id, location.folder, { readOnly: false, again: true });
  try {
    if (!isSameNumbering(client, location)) throw messageGone(location);
    const settings = account.labels ?? defaultLabelSettings;
    const gmail = isGmail(client, settings);
    for (const label of [...add, ...remove]) checkLabel(label, gmail);
    const before = await labelsOf(client, location, gmail);
    const options = gmail ? { uid: true, useLabels: true } : { uid: true };
    const uid = String(location.uid);
    const setting = add.flatMap((label) => (spelledIn(before, label) === null ? serverSpelling(client, label) : []));
    if (setting.length > 0 && !(await stillAllowed())) return false;
    if (setting.length > 0 && !(await client.messageFlagsAdd(uid, setting, options)) && gmail) {
      // A label that nobody has made yet may be refused; there it is made as a folder.
      for (const label of setting) await client.mailboxCreate(label);
      await client.messageFlagsAdd(uid, setting, options);
    }
    const taking = remove.flatMap((label) => spelledIn(before, label) ?? []);
    if (taking.length > 0 && !(await stillAllowed())) return false;
    if (taking.length > 0) await client.messageFlagsRemove(uid, taking, options);
    // Only a FETCH tells: STORE answers OK for keywords that are dropped, and imapflow leaves out what PERMANENTFLAGS forbids.
    const after = await labelsOf(client, location, gmail);
    const dropped = add.filter((label) => spelledIn(after, label) === null);
    if (dropped.length > 0) throw notKept(client, location, dropped);
    const stuck = remove.filter((label) => spelledIn(after, label) !== null);
    if (stuck.length > 0) throw notTaken(location, stuck);
    return true;
  } finally {
    lock.release();
  }
}

/** Dovecot keeps the 27th keyword of a Maildir in its index only, and knows nothing of it when that was rebuilt. */
function forgottenOf(client: ImapFlow, ours: readonly string[]): string[] {
  const known = new Set(keywordsKnown(client));
  return known.size < maildirKeywords ? [] : ours.filter((label) => spelledIn(known, label) === null);
}

function spelledIn(labels: ReadonlySet<string>, label: string): string | null {
  if (labels.has(label)) return label;
  for (const one of labels) if (fold(one) === fold(label)) return one;
  return null;
}

function serverSpelling(client: ImapFlow, label: string): string {
  const permanentFlags = client.mailbox === false ? undefined : client.mailbox.permanentFlags;
  return (permanentFlags && spelledIn(permanentFlags, label)) ?? label;
}

/** Flags of the message, or its labels at Gmail, where the label of the open folder itself is not among those listed. */
async function labelsOf(client: ImapFlow, location: Location, gmail: boolean): Promise<Set<string>> {
  const query = gmail ? { uid: true, labels: true } : { uid: true, flags: true };
  const message = await client.fetchOne(String(location.uid), query, { uid: true });
  if (!message) throw messageGone(location);
  return gmail ? new Set([...(message.labels ?? []), location.folder]) : (message.flags ?? new Set());
}

/** An atom (RFC 3501 §9): a space or a bracket would end the command early and could start another. Gmail takes strings. */
function checkLabel(label: string, gmail: boolean): void {
  const good = gmail ? /^[\x20-\x7e]{1,100}$/ : /^[A-Za-z0-9$_.,:;/+~!?@#&'|=<>^`-]{1,60}$/;
  if (good.test(label) && !/^ | $|["\\]/.test(label)) return;
  throw permanent(
    'imap-label-invalid',
    `"${label.slice(0, 60)}" can't be ${gmail ? "one of Gmail's labels here" : 'an IMAP keyword'}.`,
    'Use letters, digits, and any of - _ . / $ in label names, at most 60 characters.',
  );
}

/** The error of a message that is not where it was. */
export function messageGone(location: Location): Error {
  return permanent(
    'imap-message-gone',
    `Account ${location.account}: message ${location.uid} is not in "${location.folder}" any more.`,
    'Somebody moved or deleted it; it is looked for by its Message-ID.',
  );
}

function notKept(client: ImapFlow, location: Location, labels: readonly string[]): Error {
  const known = keywordsKnown(client).length;
  const full = known >= maildirKeywords ? ` The folder knows ${known} keywords; a Maildir keeps 26.` : '';
  return permanent(
    'imap-label-dropped',
    `Account ${location.account}: the server did not keep ${labels.join(', ')} on message ${location.uid}.${full}`,
    'Take off keywords that nobody uses, or set `labels: folders` for this account; `triage doctor` shows what is there.',
  );
}

function notTaken(location: Location, labels: readonly string[]): Error {
  return retryable(
    'imap-label-failed',
    `Account ${location.account}: the server did not take ${labels.join(', ')} off message ${location.uid}.`,
    'If it comes back, `triage doctor` shows whether the server takes keywords.',
  );
}
