import type { ImapFlow } from 'imapflow';
import type { Location } from '../domain/index.js';
import { permanent, retryable } from '../domain/index.js';
import { isSameNumbering } from './fetch-message.js';
import { openFolder } from './folders.js';

/**
 * Makes exactly `labels`, of the labels that are ours, stand on the message, and reads back what does. All other flags
 * stay as they are: \Seen, a person's own keywords, another program's.
 * @param ours every label we may ever set; those not in `labels` are taken off
 * @returns those of `ours` that stand there now, in our spelling; fewer than `labels` when the server forbids keywords
 * @throws TriageError imap-message-gone, imap-folder-read-only, imap-label-invalid, imap-label-failed
 */
export async function setLabels(
  client: ImapFlow,
  location: Location,
  labels: readonly string[],
  ours: readonly string[],
): Promise<readonly string[]> {
  const known = [...new Set([...ours, ...labels])];
  for (const label of known) checkKeyword(label);
  const lock = await openFolder(client, location.account, location.folder, { readOnly: false, again: true });
  try {
    if (!isSameNumbering(client, location)) throw gone(location);
    const before = await flagsOf(client, location);
    const wanted = new Set(labels.map(fold));
    const add = labels.filter((label) => spelledIn(before, label) === null && isAllowed(client, label));
    const remove = known.flatMap((label) => (wanted.has(fold(label)) ? [] : (spelledIn(before, label) ?? [])));
    const uid = String(location.uid);
    if (add.length > 0)
      await client.messageFlagsAdd(
        uid,
        add.map((label) => serverSpelling(client, label)),
        { uid: true },
      );
    if (remove.length > 0) await client.messageFlagsRemove(uid, remove, { uid: true });
    // Only a FETCH tells: STORE answers OK for keywords that are dropped, and imapflow leaves out what PERMANENTFLAGS forbids.
    const after = await flagsOf(client, location);
    const standing = known.filter((label) => spelledIn(after, label) !== null);
    const failed = add.filter((label) => !standing.includes(label)).concat(remove.filter((flag) => after.has(flag)));
    if (failed.length > 0) throw notStored(location, failed);
    return standing;
  } finally {
    lock.release();
  }
}

/** Whether the open folder takes this keyword: any when PERMANENTFLAGS holds `\*` or is missing, else only those it lists. */
function isAllowed(client: ImapFlow, label: string): boolean {
  const permanentFlags = client.mailbox === false ? undefined : client.mailbox.permanentFlags;
  return permanentFlags === undefined || permanentFlags.has('\\*') || spelledIn(permanentFlags, label) !== null;
}

/** Keywords ignore case (RFC 9051 §2.3.2), and a server shows the spelling that it saw first. */
function fold(keyword: string): string {
  return keyword.toLowerCase();
}

function spelledIn(flags: ReadonlySet<string>, label: string): string | null {
  if (flags.has(label)) return label;
  for (const flag of flags) if (fold(flag) === fold(label)) return flag;
  return null;
}

function serverSpelling(client: ImapFlow, label: string): string {
  const permanentFlags = client.mailbox === false ? undefined : client.mailbox.permanentFlags;
  return (permanentFlags && spelledIn(permanentFlags, label)) ?? label;
}

async function flagsOf(client: ImapFlow, location: Location): Promise<Set<string>> {
  const message = await client.fetchOne(String(location.uid), { uid: true, flags: true }, { uid: true });
  if (!message) throw gone(location);
  return message.flags ?? new Set();
}

/** An atom (RFC 3501 §9): a space or a bracket would end the command early and could start another. */
function checkKeyword(label: string): void {
  if (/^[A-Za-z0-9$_.,:;/+~!?@#&'|=<>^`-]{1,60}$/.test(label)) return;
  throw permanent(
    'imap-label-invalid',
    `"${label.slice(0, 60)}" can't be an IMAP keyword.`,
    'Use letters, digits, and any of - _ . / $ in label names, at most 60 characters.',
  );
}

function gone(location: Location): Error {
  return permanent(
    'imap-message-gone',
    `Account ${location.account}: message ${location.uid} is not in "${location.folder}" any more.`,
    'Somebody moved or deleted it; it is looked for by its Message-ID.',
  );
}

function notStored(location: Location, labels: readonly string[]): Error {
  return retryable(
    'imap-label-failed',
    `Account ${location.account}: the server did not change ${labels.join(', ')} on message ${location.uid}.`,
    'If it comes back, `triage doctor` shows whether the server takes keywords.',
  );
}
