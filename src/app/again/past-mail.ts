import { availableParallelism } from 'node:os';
import type { Compared, MailboxFacts } from '../../pipeline/index.js';
import type { RuleFile } from '../../rules/index.js';
import type { PastEntry, Store } from '../../store/index.js';
import { lessonsOf } from '../lessons.js';
import { piecesOf } from './components.js';
import type { Again, ThreadJob } from './job.js';
import { judgeInThreads } from './threads.js';

/** Messages a piece of work: enough that a thread is not kept waiting, few enough that a crash costs little. */
const PIECE = 60;

export interface PastParts {
  readonly store: Pick<Store, 'past' | 'corrections'>;
  /** Which messages are asked for; others are judged only where these go on with them. Default: all. */
  readonly wanted?: (entry: PastEntry) => boolean;
  readonly mailboxes: Readonly<Record<string, MailboxFacts>>;
  /** Told after each piece. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Threads; default one a processor. */
  readonly threads?: number;
}

/** A past message that was judged again. */
export interface PastAgain extends Again {
  readonly entry: PastEntry;
}

/**
 * Judges the store's past mail: under two rulesets, or under one against what the store holds. No effect happens. Answers
 * come piece by piece, in no order.
 */
export async function* judgePastMail(
  parts: PastParts,
  rulesets: readonly (readonly RuleFile[])[],
): AsyncGenerator<readonly PastAgain[]> {
  const { store, mailboxes, onProgress, wanted = () => true } = parts;
  const entries: PastEntry[] = [];
  for await (const entry of store.past.entries()) entries.push(entry);
  const asked = new Map(entries.filter(wanted).map((entry) => [entry.id, entry]));
  const pieces = piecesOf(entries, PIECE).filter((piece) => piece.some((id) => asked.has(id)));
  const threads = Math.max(1, Math.min(parts.threads ?? availableParallelism(), pieces.length));
  let done = 0;
  onProgress?.(0, asked.size);
  if (pieces.length === 0) return;
  const lessons = await lessonsOf(store);
  for await (const answers of judgeInThreads({ rulesets, lessons, mailboxes }, load(store, pieces), threads)) {
    const found = answers.flatMap((again) => {
      const entry = asked.get(again.id);
      return entry === undefined ? [] : [{ ...again, entry }];
    });
    done += found.length;
    onProgress?.(done, asked.size);
    yield found;
  }
}

/** Loads one piece ahead of the threads. */
async function* load(store: Pick<Store, 'past'>, pieces: readonly string[][]): AsyncGenerator<ThreadJob> {
  const rowsOf = (index: number) => {
    const rows = store.past.rows(pieces[index] ?? []);
    rows.catch(() => {}); // awaited below
    return rows;
  };
  let ahead = rowsOf(0);
  for (const index of pieces.keys()) {
    const rows = await ahead;
    ahead = rowsOf(index + 1);
    yield { rows };
  }
}

/** The message as a comparison shows it. */
export function comparedOf({ id, entry, before, after }: PastAgain): Compared {
  return { id, subject: entry.subject ?? '', application: entry.applicationId, before, after };
}
