import type { Band, QueueRow, Sight } from '../domain/index.js';
import type { StoreContext } from './context.js';
import { queueRows } from './review/queue.js';

/** One application in the ranked queue, the same for the terminal and the review page. */
export type Ranked = QueueRow;

export interface QueueFilter {
  /** A position's id; `null` for applications that fit none; left out for all. */
  readonly position?: string | null;
  readonly bands?: readonly Band[];
  /** At most so many; default 100. */
  readonly limit?: number;
  /** The last row of the page before. */
  readonly after?: Pick<Ranked, 'applicationId' | 'score'>;
}

/** Who asks in a terminal sees all accounts, and is no reviewer. */
const terminal: Sight = { reviewerId: '0', accounts: null };

/** Applications by score, the best first. */
export async function rankedQueue(context: StoreContext, filter: QueueFilter = {}): Promise<Ranked[]> {
  const { position, bands, limit = 100, after } = filter;
  return queueRows(
    context,
    {
      sight: terminal,
      ...(position === undefined ? {} : { position }),
      ...(bands === undefined ? {} : { bands }),
    },
    { after: after === undefined ? null : { key: String(after.score), id: after.applicationId }, limit },
  );
}
