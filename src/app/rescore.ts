import type { Logger } from 'pino';
import { reasonOf } from '../../workers/intake.js';
import type { Judgement } from '../domain/index.js';
import type { PastEntry, Rescored, RescoreJob, Store } from '../store/index.js';
import type { Again } from './again/job.js';
import { judgePastMail } from './again/past-mail.js';
import type { StatedConfig } from './config.js';
import { mailboxesOf } from './rules-diff.js';

/** One process judges past mail again at a time; it says every piece that it still lives. In milliseconds. */
const LEASE = 'rescore';
const LEASE_MS = 120_000;

export interface RescoreParts {
  readonly store: Pick<Store, 'rescore' | 'rulesets' | 'past' | 'lease' | 'corrections'>;
  readonly config: Pick<StatedConfig, 'accounts'>;
  readonly logger: Logger;
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborted: it stops after the piece under way, and goes on at the next call. */
  readonly signal?: AbortSignal;
  readonly threads?: number;
}

/** How a call ended: all done, stopped (by the signal, by another ruleset, by asking anew), done by another process, or nothing to do. */
export type RescoreEnd =
  | { readonly outcome: 'finished' | 'stopped'; readonly changed: number }
  | { readonly outcome: 'elsewhere' | 'nothing' };

/**
 * Does the judging that `rules apply` and `replay` ask for. What is done is written piece by piece, so a crash costs one
 * piece. Nothing is answered; labels follow where the job says so.
 */
export async function runRescore(parts: RescoreParts): Promise<RescoreEnd> {
  const { store, config, logger, onProgress, signal, threads } = parts;
  if ((await store.rescore.pending()) === null) return { outcome: 'nothing' };
  if (!(await store.lease.acquire(LEASE, LEASE_MS))) return { outcome: 'elsewhere' };
  try {
    const job = await store.rescore.pending();
    const files = job === null ? null : await store.rulesets.content(job.hash);
    if (job === null || files === null) return { outcome: 'nothing' };
    logger.info(
      { ruleset: job.hash, since: job.since, labels: job.labels, actor: job.actor },
      'judging past mail again',
    );
    const past = {
      store,
      mailboxes: mailboxesOf(config),
      wanted: (entry: PastEntry) => isOpen(entry, job),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(threads === undefined ? {} : { threads }),
    };
    let changed = 0;
    for await (const piece of judgePastMail(past, [files])) {
      const { others, same } = rescoredOf(piece);
      // Another ruleset went live meanwhile, or it was asked for anew: what this job makes of mail is of no interest.
      if (!(await store.rescore.save(job, others, same))) {
        logger.info({ ruleset: job.hash, changed }, 'judging past mail again was overtaken');
        return { outcome: 'stopped', changed };
      }
      changed += others.length;
      if (signal?.aborted === true) return { outcome: 'stopped', changed };
      await store.lease.renew(LEASE, LEASE_MS);
    }
    await store.rescore.finish(job.id);
    logger.info({ ruleset: job.hash, changed }, 'past mail is judged again');
    return { outcome: 'finished', changed };
  } finally {
    await store.lease.release(LEASE);
  }
}

/** A piece as the store takes it: what became another judgement, and ids of what stayed. */
export function rescoredOf(piece: readonly Again[]): { readonly others: Rescored[]; readonly same: string[] } {
  const others = piece.flatMap(({ id, packed, correction }) =>
    packed === null ? [] : [{ messageId: id, packed, reason: reasonOf(JSON.parse(packed) as Judgement), correction }],
  );
  return { others, same: piece.filter((one) => one.packed === null).map((one) => one.id) };
}

/** Whether a job has still to look at a message. */
function isOpen(entry: PastEntry, job: RescoreJob): boolean {
  if (entry.confirmed === job.mark) return false;
  return job.since === null ? entry.ruleset !== job.hash : Date.parse(entry.at) >= Date.parse(job.since);
}
