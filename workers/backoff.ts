/** How long to wait before the next try. */
export interface Backoff {
  /** Seconds before the second try; doubles from try to try. */
  readonly firstSeconds: number;
  readonly maxSeconds: number;
}

/**
 * Seconds to wait after the given number of tries: doubling, up to the limit, each time up to half of it earlier, so that
 * what failed together does not come back together.
 * @param random 0 up to 1
 */
export function backoffSeconds(tries: number, backoff: Backoff, random: number): number {
  const full = Math.min(backoff.maxSeconds, backoff.firstSeconds * 2 ** Math.min(30, Math.max(0, tries - 1)));
  return full * (1 - random / 2);
}
