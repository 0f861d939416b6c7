/** When to try again after failures, in milliseconds. */
export interface BackoffTiming {
  readonly baseMs: number;
  readonly maxMs: number;
  /** A connection that lived this long counts as stable: the next failure starts from `baseMs` again. */
  readonly stableMs: number;
}

export interface Backoff {
  /** How long to wait now, in milliseconds: exponential, with jitter so that many watchers don't return together. */
  failed(livedMs: number, atLeastMs?: number): number;
}

/** `random` gives [0, 1). */
export function createBackoff(timing: BackoffTiming, random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    failed(livedMs, atLeastMs = 0) {
      // Only a connection that held counts: one that logs in and dies would otherwise be tried every second for ever.
      if (livedMs >= timing.stableMs) failures = 0;
      const ceiling = Math.min(timing.maxMs, timing.baseMs * 2 ** Math.min(failures, 30));
      failures += 1;
      return Math.max(atLeastMs, ceiling / 2 + (random() * ceiling) / 2);
    },
  };
}

/** Resolves after `ms` milliseconds, or at once when the signal is aborted; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    // A longer delay than a timer can hold fires at once, which would turn a throttle hint of weeks into a busy loop.
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    signal.addEventListener('abort', done, { once: true });
  });
}
