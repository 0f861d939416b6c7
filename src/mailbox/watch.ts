import type { Logger } from 'pino';
import type { Account, Location, TriageError } from '../domain/index.js';
import type { Arrivals, Lease } from './arrivals.js';
import { type BackoffTiming, createBackoff, pause } from './backoff.js';
import { createBell } from './bell.js';
import { answeredWithin, type ConnectionLimits, connect, defaultLimits } from './connection.js';
import { imapError, ThrottledError } from './errors.js';
import { openFolder } from './folders.js';
import { holdLease } from './lease.js';
import { fullLook, quickLook, type SweepContext } from './sweep.js';

/** What a watcher is doing, for health pages and metrics. `waiting` tries again by itself. */
export type WatchState =
  | { readonly status: 'standby' }
  | { readonly status: 'connecting' }
  | { readonly status: 'watching'; readonly idle: boolean }
  | { readonly status: 'waiting'; readonly error: TriageError; readonly retryInMs: number }
  | { readonly status: 'stopped' };

/** All in milliseconds unless said otherwise. */
export interface WatchTiming extends BackoffTiming {
  /** Every how manieth sweep looks at all UIDs rather than above the checkpoint. */
  readonly fullEvery: number;
  /** Longest time between sweeps on a server without IDLE. */
  readonly pollMs: number;
  /** How long a lease lasts without being renewed. */
  readonly leaseMs: number;
  /** Wait after a first refused login, doubled with each further one: tries that fail quickly lock accounts. */
  readonly refusedMs: number;
  readonly refusedMaxMs: number;
  /** How often it is looked, while a login is refused, whether there is another one. */
  readonly lookMs: number;
  readonly limits: ConnectionLimits;
}

export const defaultTiming: WatchTiming = {
  baseMs: 1_000,
  maxMs: 5 * 60_000,
  stableMs: 60_000,
  fullEvery: 15,
  pollMs: 30_000,
  leaseMs: 60_000,
  refusedMs: 60_000,
  refusedMaxMs: 30 * 60_000,
  lookMs: 3_000,
  limits: defaultLimits,
};

export interface WatchOptions {
  readonly logger: Logger;
  readonly now: () => Date;
  /** Stops the watcher within seconds. */
  readonly signal: AbortSignal;
  /** Seconds between sweeps while IDLE is on. */
  readonly sweepSeconds: number;
  /** Called after a new message is committed. What it throws is logged; the store keeps the message. */
  readonly onNew: (location: Location) => Promise<void> | void;
  readonly lease?: Lease;
  /** Another text whenever there is another login: a refused one is then tried again at once. */
  readonly loginMark?: () => Promise<string>;
  /** Mail received before this is left to `backfill`, except what appears above the checkpoint. Null: everything. */
  readonly since?: Date | null;
  readonly onState?: (state: WatchState) => void;
  readonly timing?: Partial<WatchTiming>;
}

/**
 * Watches one folder until the signal is aborted: one connection, IDLE, a sweep by UID after every connect, every
 * notification and every `sweepSeconds`. The folder is only ever EXAMINEd, so no flag of it can change by watching.
 * Never rejects: every failure is logged, told to `onState`, and tried again with exponential backoff.
 */
export async function watch(
  account: Account,
  folder: string,
  arrivals: Arrivals,
  options: WatchOptions,
): Promise<void> {
  const timing = { ...defaultTiming, ...options.timing };
  const logger = options.logger.child({ account: account.id, folder });
  const tell = options.onState ?? (() => {});
  const backoff = createBackoff(timing);
  let refusals = 0;

  while (!options.signal.aborted) {
    tell({ status: 'standby' });
    const held = await holdLease(options.lease, account.id, folder, timing.leaseMs, logger, options.signal);
    if (held === null) break;
    // Before the try: who logs in during it is not to wait.
    const mark = await markOf(options);
    let connectedAt = Number.POSITIVE_INFINITY;
    const told = (state: WatchState) => {
      if (state.status === 'watching') {
        connectedAt = Math.min(connectedAt, Date.now());
        refusals = 0;
      }
      tell(state);
    };
    try {
      told({ status: 'connecting' });
      await session(account, folder, arrivals, { ...options, logger, signal: held.signal }, timing, told);
    } catch (error) {
      if (!options.signal.aborted && !held.signal.aborted) {
        const failure = imapError(error, { account: account.id, folder }, `watch "${folder}"`);
        const refused = isRefused(failure);
        const least = refused ? Math.min(timing.refusedMaxMs, timing.refusedMs * 2 ** Math.min(refusals, 30)) : 0;
        if (refused) refusals += 1;
        const asked = failure instanceof ThrottledError ? (failure.retryAfterMs ?? 0) : least;
        const retryInMs = backoff.failed(Date.now() - connectedAt, asked);
        logger.warn(
          { err: failure, code: failure.code, retryInMs: Math.round(retryInMs) },
          'watching stopped; trying again',
        );
        tell({ status: 'waiting', error: failure, retryInMs });
        if (refused && mark !== null) await pauseUntilLogin(retryInMs, mark, options, timing.lookMs, held.signal);
        else await pause(retryInMs, held.signal);
      }
    } finally {
      await held.release();
    }
  }
  tell({ status: 'stopped' });
}

function isRefused(error: TriageError): boolean {
  const refused = error.code === 'imap-login-refused' || error.code.startsWith('oauth-');
  return refused && error.errorClass === 'permanent';
}

/** What marks the login that is used now; null where nobody can say, or the store can't be asked. */
async function markOf({ loginMark }: WatchOptions): Promise<string | null> {
  return (await loginMark?.().catch(() => null)) ?? null;
}

/** Waits, but no longer than until somebody has logged in anew. */
async function pauseUntilLogin(
  ms: number,
  mark: string,
  options: WatchOptions,
  lookMs: number,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + ms;
  while (Date.now() < end && !signal.aborted) {
    await pause(Math.min(lookMs, end - Date.now()), signal);
    const now = await markOf(options);
    if (now !== null && now !== mark) return;
  }
}

/** One connection's life. Ends by throwing when the connection is lost, or by returning when the signal is aborted. */
async function session(
  account: Account,
  folder: string,
  arrivals: Arrivals,
  options: WatchOptions,
  timing: WatchTiming,
  tell: (state: WatchState) => void,
): Promise<void> {
  const { logger, signal, onNew, since = null } = options;
  const client = await connect(account, logger, { limits: timing.limits, signal });
  try {
    const bell = createBell(client, options.sweepSeconds * 1000, timing.pollMs, signal);
    const context: SweepContext = { client, account: account.id, folder, arrivals, logger, signal, onNew };
    for (let turn = 0; !signal.aborted; turn += 1) {
      bell.clear();
      // Ends IDLE, lets a server that pushes nothing say what is new, and shows whether the connection still lives.
      if (turn > 0) await answeredWithin(client, timing.limits.answerMs, () => client.noop());
      await sweepOnce(context, turn % timing.fullEvery === 0, since);
      if (signal.aborted) break;
      await arrivals.verified(account.id, folder, options.now());
      tell({ status: 'watching', idle: client.capabilities.has('IDLE') });
      await bell.rung();
    }
  } finally {
    client.close();
  }
}

/** A full look opens the folder anew: only then does the server say whether it was renumbered, renamed or deleted. */
async function sweepOnce(context: SweepContext, full: boolean, since: Date | null): Promise<void> {
  const { client, account, folder, logger } = context;
  const lock = await openFolder(client, account, folder, { readOnly: true, again: full });
  try {
    const result = full ? await fullLook(context, since) : await quickLook(context, since);
    if (result.fresh > 0) logger.info({ seen: result.seen, fresh: result.fresh, full }, 'new mail recorded');
  } finally {
    lock.release();
  }
}
