import type { Band } from './judgement.js';

/** What the page of the day shows of the store. Times are ISO 8601, spans in seconds, days UTC. */
export interface Today {
  /** The last 28 days, oldest first, today last. */
  readonly days: readonly {
    readonly day: string;
    readonly applications: number;
    readonly inquiries: number;
    /** Everything else, also what has not been read yet. */
    readonly others: number;
  }[];
  readonly positions: readonly {
    readonly position: string | null;
    readonly bands: Readonly<Record<Band, number>>;
    /** Without a verdict. */
    readonly undecided: number;
  }[];
  /** Undecided applications by the age of their first mail. */
  readonly waiting: readonly {
    /** Days, at least and (null: without end) less than. */
    readonly from: number;
    readonly to: number | null;
    readonly bands: Readonly<Record<Band, number>>;
  }[];
  /** How long things took in the last 28 days; null where nothing happened. */
  readonly spans: {
    /** From the moment a message was seen to its judgement. */
    readonly judged: Span | null;
    /** From the first mail to the first verdict. */
    readonly decided: Span | null;
    /** From the moment a message was seen to its answer or draft. */
    readonly answered: Span | null;
  };
  /** Work that is open now. */
  readonly open: {
    readonly messages: number;
    readonly effects: number;
    readonly held: number;
    readonly uncertain: number;
    readonly failed: number;
    readonly quarantined: number;
    /** When the oldest message came that has not been read; null when none waits. */
    readonly oldest: string | null;
  };
  readonly caps: readonly {
    readonly reason: string;
    /** Times that it stopped an answer in the last 28 days, and answers that it stops now. */
    readonly trips: number;
    readonly held: number;
    readonly lastAt: string | null;
  }[];
  readonly folders: readonly {
    readonly account: string;
    readonly folder: string;
    readonly verifiedAt: string | null;
  }[];
}

export interface Span {
  readonly count: number;
  readonly median: number;
  /** Nine of ten took no longer. */
  readonly most: number;
}
