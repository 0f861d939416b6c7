import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { asTriageError } from '../../domain/index.js';
import type { Report, ReportKind, RulesAdmin } from '../../review/rules-desk.js';
import type { Store } from '../../store/index.js';

/** How often a report says how far it is, in milliseconds. */
const BEAT_MS = 700;

/** What a report's work is given. */
export interface Work {
  readonly progress: (done: number, total: number) => void;
  /** Aborted when somebody stops it, or the program stops. */
  readonly signal: AbortSignal;
}

export interface Reports {
  /** What is known of a report now. */
  get<T>(kind: ReportKind, key: string): Promise<Report<T>>;
  /** Begins it in the background; nothing happens while it is computed already, here or elsewhere. */
  begin(kind: ReportKind, key: string, admin: RulesAdmin, work: (work: Work) => Promise<unknown>): Promise<void>;
  stop(kind: ReportKind, key: string, admin: RulesAdmin): Promise<void>;
  close(): Promise<void>;
}

/** Computes reports in the background and keeps them in the store, where every process finds them. */
export function createReports(store: Pick<Store, 'review'>, logger: Logger): Reports {
  const { rulesReports: kept } = store.review;
  const running = new Map<Promise<void>, AbortController>();

  async function run(
    kind: ReportKind,
    key: string,
    token: string,
    work: (work: Work) => Promise<unknown>,
    stopping: AbortController,
  ): Promise<void> {
    let [done, total] = [0, 0];
    let saying: Promise<void> = Promise.resolve();
    const beat = setInterval(() => {
      saying = saying
        .then(() => kept.beat(kind, key, token, done, total))
        .then((ours) => {
          if (!ours) stopping.abort(new Error('It was stopped.'));
        })
        .catch(() => {}); // the next beat tries again
    }, BEAT_MS);
    try {
      const progress = (now: number, all: number): void => {
        stopping.signal.throwIfAborted();
        [done, total] = [now, all];
      };
      const result = await work({ progress, signal: stopping.signal });
      await kept.finish(kind, key, token, { result });
    } catch (error) {
      const { message, code, help } = asTriageError(error);
      logger.warn({ report: kind, reason: message }, 'a report on the rules could not be made');
      const problem = code === 'unexpected' ? message : `${message} ${help}`;
      await kept.finish(kind, key, token, { problem }).catch(() => {});
    } finally {
      clearInterval(beat);
      await saying;
    }
  }

  return {
    async get<T>(kind: ReportKind, key: string): Promise<Report<T>> {
      const [row, data] = await Promise.all([kept.get(kind, key), kept.dataState()]);
      if (row === null)
        return {
          state: 'none',
          done: 0,
          total: 0,
          result: null,
          problem: null,
          askedBy: null,
          askedAt: null,
          finishedAt: null,
          outdated: false,
        };
      const { data: seen, result, ...rest } = row;
      return { ...rest, result: result as T | null, outdated: seen !== data };
    },
    async begin(kind, key, admin, work) {
      const token = randomUUID();
      const data = await kept.dataState();
      if (!(await kept.begin(kind, key, { token, data, askedBy: admin.login }))) return;
      const stopping = new AbortController();
      const job = run(kind, key, token, work, stopping).finally(() => running.delete(job));
      running.set(job, stopping);
    },
    stop: (kind, key, admin) => kept.stop(kind, key, admin.login),
    async close() {
      const jobs = [...running];
      for (const [, stopping] of jobs) stopping.abort(new Error('The program was stopped.'));
      await Promise.all(jobs.map(([job]) => job));
    },
  };
}
