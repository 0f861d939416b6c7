import type { Logger } from 'pino';
import { type Lease, leaseKey } from './arrivals.js';
import { pause } from './backoff.js';

export interface HeldLease {
  /** Aborted when the lease is lost or the caller's signal is. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/**
 * Waits until the folder's lease is ours and keeps renewing it; null when the signal was aborted first. Without a lease
 * (one poller only) it is held at once. While the store can't be reached, the lease counts as lost after `ttlMs`.
 */
export async function holdLease(
  lease: Lease | undefined,
  account: string,
  folder: string,
  ttlMs: number,
  logger: Logger,
  signal: AbortSignal,
): Promise<HeldLease | null> {
  if (lease === undefined) return signal.aborted ? null : { signal, release: async () => {} };
  const key = leaseKey(account, folder);
  while (!signal.aborted) {
    const got = await lease.acquire(key, ttlMs).catch((error: unknown) => {
      logger.warn({ err: error, key }, 'the lease could not be asked for');
      return false;
    });
    if (got) return keep(lease, key, ttlMs, logger, signal);
    await pause(ttlMs / 3, signal);
  }
  return null;
}

function keep(lease: Lease, key: string, ttlMs: number, logger: Logger, outer: AbortSignal): HeldLease {
  const lost = new AbortController();
  const signal = AbortSignal.any([outer, lost.signal]);
  let ends = Date.now() + ttlMs;
  const renew = async () => {
    const asked = Date.now();
    try {
      if (await lease.renew(key, ttlMs)) ends = asked + ttlMs;
      else lost.abort();
    } catch (error) {
      logger.warn({ err: error, key }, 'the lease could not be renewed');
      if (Date.now() + ttlMs / 3 > ends) lost.abort();
    }
    if (lost.signal.aborted) logger.warn({ key }, 'the lease is lost; another poller may watch this folder now');
  };
  const timer = setInterval(() => void renew(), ttlMs / 3);
  return {
    signal,
    async release() {
      clearInterval(timer);
      await lease
        .release(key)
        .catch((error: unknown) => logger.warn({ err: error, key }, 'the lease was not released'));
    },
  };
}
