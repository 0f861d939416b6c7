import type { Logger } from 'pino';
import type { Account, Location } from '../domain/index.js';
import type { Arrivals } from './arrivals.js';
import { type ConnectionLimits, connect } from './connection.js';
import { imapError } from './errors.js';
import { openFolder } from './folders.js';
import { fullLook, type SweepResult } from './sweep.js';

export interface BackfillOptions {
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  readonly onNew: (location: Location) => Promise<void> | void;
  /** `total` is how many messages the store lacked when the backfill began. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly limits?: ConnectionLimits;
}

/**
 * Records mail that is already there, on a connection of its own; a watcher may run meanwhile. Running it again records
 * only what is still missing.
 * @returns how many messages are in the range, and how many of them were new to the store
 */
export async function backfill(
  account: Account,
  folder: string,
  range: { readonly since: Date } | { readonly all: true },
  arrivals: Arrivals,
  options: BackfillOptions,
): Promise<SweepResult> {
  const signal = options.signal ?? new AbortController().signal;
  const { logger, onNew } = options;
  const limits = options.limits === undefined ? {} : { limits: options.limits };
  const client = await connect(account, logger, { ...limits, signal });
  try {
    const lock = await openFolder(client, account.id, folder, { readOnly: true });
    try {
      const context = { client, account: account.id, folder, arrivals, logger, signal, onNew };
      return await fullLook(context, 'since' in range ? range.since : null, options.onProgress);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw imapError(error, { account: account.id, folder }, `read "${folder}"`);
  } finally {
    client.close();
  }
}
