import type { ImapFlow } from 'imapflow';
import type { FetchedMessage, Location } from '../domain/index.js';
import { openFolder } from './folders.js';
import { isoDate, uidValidityOf } from './sweep.js';

/** How much of a message that is too large is fetched: the head, the text, and the beginning of what follows. */
const beginning = 1024 * 1024;

/**
 * The message under this UID, or null when the folder was renumbered or the message is gone. Reads with PEEK in an
 * EXAMINEd folder, so \Seen stays as it was.
 * @param maxBytes a message larger than this comes as its beginning only, with `truncated`
 */
export async function fetchMessage(
  client: ImapFlow,
  location: Location,
  maxBytes: number,
): Promise<FetchedMessage | null> {
  const fetched = await fetchOnce(client, location, maxBytes, false);
  // A folder that has been open for a while may not show a message that has just come (Dovecot syncs after a command,
  // not before it); `gone` is only believed of a folder that was opened anew.
  return fetched ?? (await fetchOnce(client, location, maxBytes, true));
}

async function fetchOnce(
  client: ImapFlow,
  location: Location,
  maxBytes: number,
  again: boolean,
): Promise<FetchedMessage | null> {
  const lock = await openFolder(client, location.account, location.folder, { readOnly: true, again });
  try {
    if (!isSameNumbering(client, location)) return null;
    const uid = String(location.uid);
    const facts = await client.fetchOne(uid, { uid: true, size: true, internalDate: true }, { uid: true });
    if (!facts) return null;
    const tooLarge = (facts.size ?? 0) > maxBytes;
    // Always a byte range: RFC822.SIZE is a guess on some servers (Exchange), and a guess must not fill the memory.
    const wanted = tooLarge ? Math.min(beginning, maxBytes) : maxBytes + 1;
    const body = await client.fetchOne(uid, { uid: true, source: { start: 0, maxLength: wanted } }, { uid: true });
    if (!body || body.source === undefined) return null;
    const truncated = tooLarge || body.source.length > maxBytes;
    return {
      raw: truncated ? body.source.subarray(0, Math.min(beginning, maxBytes)) : body.source,
      receivedAt: isoDate(facts.internalDate) ?? new Date().toISOString(),
      truncated,
    };
  } finally {
    lock.release();
  }
}

/** True when the location's UID still means the same message; a server without UIDVALIDITY (`0`) is taken at its word. */
export function isSameNumbering(client: ImapFlow, location: Location): boolean {
  const now = uidValidityOf(client);
  return now === '0' || location.uidValidity === '0' || now === location.uidValidity;
}
