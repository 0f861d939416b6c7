import type { Sight } from '../domain/index.js';
import type { ReviewStore } from './interfaces.js';

type Counts = Awaited<ReturnType<ReviewStore['queue']['positions']>>;

interface Kept {
  readonly at: number;
  readonly counts: Promise<Counts>;
}

/** So old a count may be, in milliseconds: counting 100,000 applications takes longer than everything else on the page. */
const freshMs = 10_000;

/**
 * How many applications each position has, remembered for everybody who sees the same accounts. What is too old is still
 * shown, and counted anew for the next one who asks.
 */
export function positionCounts(store: ReviewStore, now: () => number = Date.now): (sight: Sight) => Promise<Counts> {
  const kept = new Map<string, Kept>();
  const count = (key: string, sight: Sight): Promise<Counts> => {
    const counts = store.queue.positions(sight);
    kept.set(key, { at: now(), counts });
    // A count that failed is not kept; whoever waits for it is told.
    counts.catch(() => kept.delete(key));
    return counts;
  };
  return async (sight) => {
    const key = JSON.stringify(sight.accounts);
    const known = kept.get(key);
    if (known === undefined) return count(key, sight);
    if (now() - known.at < freshMs) return known.counts;
    const fresh = count(key, sight);
    const empty = (await known.counts).length === 0;
    return empty ? fresh : known.counts;
  };
}
