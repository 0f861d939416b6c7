import type { FetchMessageObject, FetchQueryObject, ImapFlow, SearchObject } from 'imapflow';
import type { Logger } from 'pino';
import type { Location } from '../domain/index.js';
import { retryable } from '../domain/index.js';
import type { ArrivalEnvelope, Arrivals } from './arrivals.js';

/** What a sweep works with. The client has the folder open, and nobody else runs commands on it meanwhile. */
export interface SweepContext {
  readonly client: ImapFlow;
  readonly account: string;
  readonly folder: string;
  readonly arrivals: Arrivals;
  readonly logger: Logger;
  readonly onNew: (location: Location) => Promise<void> | void;
  /** Stops between two messages. */
  readonly signal: AbortSignal;
}

export interface SweepResult {
  readonly seen: number;
  readonly fresh: number;
}

const chunkSize = 100;

/** UIDVALIDITY of the open folder as text; `0` when the server gave none. */
export function uidValidityOf(client: ImapFlow): string {
  return client.mailbox === false ? '0' : (client.mailbox.uidValidity ?? 0n).toString();
}

/**
 * Looks at everything in the folder, or at what was received on or after `since`, and records what the store lacks.
 * This is what finds mail that a lost notification, a renumbered folder or a crash has left behind.
 */
export async function fullLook(
  context: SweepContext,
  since: Date | null,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<SweepResult> {
  const { client, account, folder, arrivals } = context;
  const uidValidity = uidValidityOf(client);
  const uids = await search(context, since === null ? { all: true } : { since: dayBefore(since) });
  const missing = await arrivals.missing(account, folder, uidValidity, uids);
  const fresh = await recordAll(context, uidValidity, missing, since, onProgress, null);
  // The search saw all that UIDNEXT had promised when the folder was opened, and perhaps a little more.
  const promised = client.mailbox === false ? 0 : (client.mailbox.uidNext ?? 1) - 1;
  const lastUid = Math.max(promised, uids.at(-1) ?? 0);
  if (lastUid > 0 && !context.signal.aborted) await arrivals.advance(account, folder, { uidValidity, lastUid });
  return { seen: uids.length, fresh };
}

/** Looks only above the checkpoint; falls back to a full look when the checkpoint says nothing about this folder. */
export async function quickLook(context: SweepContext, since: Date | null): Promise<SweepResult> {
  const { client, account, folder, arrivals } = context;
  const uidValidity = uidValidityOf(client);
  const checkpoint = await arrivals.checkpoint(account, folder);
  // A UIDVALIDITY of 0 can't tell whether the numbers still mean the same messages, so nothing may be skipped.
  if (checkpoint === null || uidValidity === '0' || checkpoint.uidValidity !== uidValidity) {
    return fullLook(context, since);
  }
  const found = await search(context, { uid: `${checkpoint.lastUid + 1}:*` });
  // `n:*` names the last message even when its UID is below n (RFC 3501 §6.4.8).
  const uids = found.filter((uid) => uid > checkpoint.lastUid);
  // No age limit here: what comes above the checkpoint has arrived since, whatever its date (a colleague moved it in).
  const fresh = await recordAll(context, uidValidity, uids, null, () => {}, checkpoint.lastUid);
  return { seen: uids.length, fresh };
}

/**
 * Records messages in ascending order, one commit each, telling `onNew` after each commit. With `from` (the checkpoint
 * before) the checkpoint moves after every chunk, so that a crash repeats at most one.
 */
async function recordAll(
  context: SweepContext,
  uidValidity: string,
  uids: readonly number[],
  since: Date | null,
  onProgress: (done: number, total: number) => void,
  from: number | null,
): Promise<number> {
  const { account, folder, arrivals } = context;
  let fresh = 0;
  for (let start = 0; start < uids.length; start += chunkSize) {
    const chunk = uids.slice(start, start + chunkSize);
    // Everything is fetched before anything is recorded: a command inside a fetch iteration would deadlock (imapflow#159).
    const fetched = await describe(context, chunk);
    for (const [index, uid] of chunk.entries()) {
      if (context.signal.aborted) return fresh;
      const envelope = envelopeOf(fetched.get(uid));
      if (!isOlder(envelope, since)) {
        const location = { account, folder, uidValidity, uid };
        if ((await record(context, location, envelope)) === 'new') {
          fresh += 1;
          await tell(context, location);
        }
      }
      onProgress(start + index + 1, uids.length);
    }
    const lastUid = chunk.at(-1);
    if (from !== null && lastUid !== undefined) await arrivals.advance(account, folder, { uidValidity, lastUid });
  }
  return fresh;
}

/** One odd envelope must not stop the folder: what the store refuses is recorded again with nothing but its place. */
async function record(context: SweepContext, location: Location, envelope: ArrivalEnvelope): Promise<'new' | 'known'> {
  try {
    return await context.arrivals.record(location, envelope);
  } catch (error) {
    context.logger.warn({ err: error, location }, 'recording an arrival failed; once more without its envelope');
    return await context.arrivals.record(location, { ...nothingKnown, receivedAt: envelope.receivedAt });
  }
}

/** The message is committed, so a queue that is down costs only time: the store's sweeper hands the work on later. */
async function tell(context: SweepContext, location: Location): Promise<void> {
  try {
    await context.onNew(location);
  } catch (error) {
    context.logger.warn({ err: error, location }, 'announcing an arrival failed; the store keeps it');
  }
}

async function search(context: SweepContext, query: SearchObject): Promise<number[]> {
  const { client, account, folder } = context;
  // `1:*` on an empty folder is an error on some servers (imapflow#209), and so is SEARCH on a few.
  if (client.mailbox !== false && client.mailbox.exists === 0) return [];
  const uids = await client.search(query, { uid: true });
  if (Array.isArray(uids)) return uids;
  throw retryable(
    'imap-search-failed',
    `Account ${account}: the server did not answer a search in "${folder}".`,
    'It is tried again by itself.',
  );
}

/** What the server says about each UID; a UID without an answer is missing from the map. */
async function describe(context: SweepContext, uids: readonly number[]): Promise<Map<number, FetchMessageObject>> {
  const query: FetchQueryObject = { uid: true, internalDate: true, size: true };
  const fetchAll = (what: FetchQueryObject) => context.client.fetchAll(uids.join(','), what, { uid: true });
  let messages: FetchMessageObject[];
  try {
    messages = await fetchAll({ ...query, envelope: true });
  } catch (error) {
    if (!context.client.usable) throw error;
    // A header so odd that the server's envelope can't be read: the place is all that is needed to go on.
    context.logger.warn({ err: error, folder: context.folder }, 'envelopes could not be read; going on without them');
    messages = await fetchAll(query);
  }
  return new Map(messages.map((message) => [message.uid, message]));
}

const nothingKnown: ArrivalEnvelope = {
  messageId: null,
  from: null,
  subject: null,
  bytes: null,
  receivedAt: null,
  serverId: null,
};

function envelopeOf(message: FetchMessageObject | undefined): ArrivalEnvelope {
  if (message === undefined) return nothingKnown;
  return {
    messageId: clean(message.envelope?.messageId),
    from: clean(message.envelope?.from?.[0]?.address),
    subject: clean(message.envelope?.subject),
    bytes: message.size ?? null,
    receivedAt: isoDate(message.internalDate),
    serverId: clean(message.emailId),
  };
}

/** ISO 8601 of what imapflow gives for INTERNALDATE: a Date, or the server's text when it is no date; null for neither. */
export function isoDate(date: Date | string | undefined): string | null {
  if (date === undefined) return null;
  const parsed = new Date(date);
  return Number.isNaN(parsed.getTime()) ? null : parsed.toISOString();
}

/** Bounded and free of what databases refuse: NUL and halves of surrogate pairs. */
function clean(text: string | undefined): string | null {
  if (typeof text !== 'string') return null;
  const cleaned = text
    .replaceAll('\0', '')
    .slice(0, 998)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
  return cleaned === '' ? null : cleaned;
}

/** SEARCH SINCE compares days without a time zone (RFC 3501 §6.4.4), so ask for one more and compare exactly here. */
function dayBefore(date: Date): Date {
  return new Date(date.getTime() - 24 * 3600 * 1000);
}

function isOlder(envelope: ArrivalEnvelope, since: Date | null): boolean {
  return since !== null && envelope.receivedAt !== null && Date.parse(envelope.receivedAt) < since.getTime();
}
