import type { Location } from '../domain/index.js';

/** What the server says about a message before anybody has read it. Text is free of NUL and lone surrogates. */
export interface ArrivalEnvelope {
  /** With its angle brackets, as the header has it, or null. */
  readonly messageId: string | null;
  readonly from: string | null;
  readonly subject: string | null;
  /** RFC822.SIZE in bytes, or null when the server did not say. */
  readonly bytes: number | null;
  /** INTERNALDATE, ISO 8601: when the server got it. Null when the server did not say. */
  readonly receivedAt: string | null;
  /** The server's own id for the content (OBJECTID's EMAILID, Gmail's X-GM-MSGID): the same in every folder. */
  readonly serverId: string | null;
}

/** All UIDs up to and including `lastUid` have been recorded. Only an optimisation: full looks ignore it. */
export interface Checkpoint {
  readonly uidValidity: string;
  readonly lastUid: number;
}

/** What the watcher needs of the store. Any method may throw; the watcher then backs off and starts over. */
export interface Arrivals {
  checkpoint(account: string, folder: string): Promise<Checkpoint | null>;
  /** Those of `uids` (ascending) that were never recorded under this UIDVALIDITY, ascending. Used by full looks. */
  missing(account: string, folder: string, uidValidity: string, uids: readonly number[]): Promise<readonly number[]>;
  /**
   * Commits one message. `new`: nobody has this message yet and it is work; `known`: its place was recorded before, or
   * the store knows the message by other means. Must be idempotent: the same location may be recorded any number of times.
   */
  record(location: Location, envelope: ArrivalEnvelope): Promise<'new' | 'known'>;
  /** Moves the checkpoint, after every message up to `lastUid` was recorded. */
  advance(account: string, folder: string, checkpoint: Checkpoint): Promise<void>;
  /** A sweep has looked at the folder and everything in it is recorded: what the alarm on a dead listener watches. */
  verified(account: string, folder: string, at: Date): Promise<void>;
}

/** Keeps two pollers from doing the same folder. The owner is whoever the store made this object for. */
export interface Lease {
  /** True when the key is ours for the next `ttlMs` milliseconds. */
  acquire(key: string, ttlMs: number): Promise<boolean>;
  /** False when somebody else has it now. */
  renew(key: string, ttlMs: number): Promise<boolean>;
  release(key: string): Promise<void>;
}

/** Key of a folder's lease. */
export function leaseKey(account: string, folder: string): string {
  return `mailbox/${account}/${folder}`;
}
