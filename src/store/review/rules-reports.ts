import { sql } from 'kysely';
import { plusSeconds, type StoreContext, transact } from '../context.js';
import { storableJson, storableOrNull } from '../storable.js';

export type ReportKind = 'statistics' | 'preview' | 'suggestions';

/** Something that is computed in the background and kept, so that every process can show it. */
export interface KeptReport {
  readonly state: 'running' | 'done' | 'failed';
  /** See `dataState`: what of the store it saw. */
  readonly data: string;
  readonly done: number;
  readonly total: number;
  /** Null until it is done. */
  readonly result: unknown;
  /** Why it failed. */
  readonly problem: string | null;
  readonly askedBy: string;
  /** ISO 8601. */
  readonly askedAt: string;
  readonly finishedAt: string | null;
}

/** Whoever has not said for so long that it lives, in seconds, is dead, and another may begin anew. */
const deadSeconds = 45;
/** Reports are only a convenience: older ones go. */
const keptDays = 30;

export function rulesReports(context: StoreContext) {
  const mine = (kind: ReportKind, key: string, token: string) =>
    context.db
      .updateTable('rules_report')
      .where('kind', '=', kind)
      .where('key', '=', key)
      .where('token', '=', token)
      .where('state', '=', 'running');
  return {
    /** A report; one whose maker has died has failed. */
    async get(kind: ReportKind, key: string): Promise<KeptReport | null> {
      const row = await context.db
        .selectFrom('rules_report')
        .select(['state', 'data', 'done', 'total', 'result', 'problem', 'asked_by', 'asked_at', 'finished_at'])
        .select(sql<boolean>`beat_at < ${plusSeconds(context.now(), -deadSeconds)}`.as('dead'))
        .where('kind', '=', kind)
        .where('key', '=', key)
        .executeTakeFirst();
      if (row === undefined) return null;
      const died = row.state === 'running' && row.dead;
      return {
        state: died ? 'failed' : row.state,
        data: row.data,
        done: row.done,
        total: row.total,
        result: row.result,
        problem: died ? 'The process that computed it has ended.' : row.problem,
        askedBy: row.asked_by,
        askedAt: row.asked_at.toISOString(),
        finishedAt: row.finished_at?.toISOString() ?? null,
      };
    },

    /** Begins a report anew; what an earlier one found stays to be seen until then. False while another computes it. */
    async begin(
      kind: ReportKind,
      key: string,
      { token, data, askedBy }: { token: string; data: string; askedBy: string },
    ): Promise<boolean> {
      return transact(context, async (trx) => {
        const now = context.now();
        await trx
          .deleteFrom('rules_report')
          .where('asked_at', '<', plusSeconds(now, -keptDays * 86_400))
          .execute();
        const row = { data, token, state: 'running' as const, beat_at: now, asked_at: now, asked_by: askedBy };
        const begun = await trx
          .insertInto('rules_report')
          .values({ kind, key, ...row, done: 0, total: 0, result: null, problem: null, finished_at: null })
          .onConflict((conflict) =>
            conflict
              .columns(['kind', 'key'])
              .doUpdateSet({ ...row, done: 0, total: 0, problem: null })
              .where((each) =>
                each.or([
                  each('rules_report.state', '<>', 'running'),
                  each('rules_report.beat_at', '<', plusSeconds(now, -deadSeconds)),
                ]),
              ),
          )
          .returning('key')
          .executeTakeFirst();
        return begun !== undefined;
      });
    },

    /** Says how far it is. False when nobody waits for it any more: it was stopped, or begun anew elsewhere. */
    async beat(kind: ReportKind, key: string, token: string, done: number, total: number): Promise<boolean> {
      const row = await mine(kind, key, token)
        .set({ done, total, beat_at: context.now() })
        .returning('key')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** Ends it: with what was found, or with why not. */
    async finish(
      kind: ReportKind,
      key: string,
      token: string,
      end: { readonly result: unknown } | { readonly problem: string },
    ): Promise<void> {
      const found = 'result' in end;
      await mine(kind, key, token)
        .set({
          state: found ? 'done' : 'failed',
          problem: found ? null : storableOrNull(end.problem),
          finished_at: context.now(),
          ...(found ? { result: storableJson(end.result) } : {}),
        })
        .execute();
    },

    /** Stops whoever computes it. */
    async stop(kind: ReportKind, key: string, by: string): Promise<void> {
      await context.db
        .updateTable('rules_report')
        .set({ state: 'failed', problem: storableOrNull(`Stopped by ${by}.`), finished_at: context.now() })
        .where('kind', '=', kind)
        .where('key', '=', key)
        .where('state', '=', 'running')
        .execute();
    },

    /** A word that changes when mail is judged or people decide. */
    async dataState(): Promise<string> {
      const { rows } = await sql<{ state: string }>`select concat_ws(' ',
        (select coalesce(max(id), 0) from triage.judgement),
        (select coalesce(max(id), 0) from triage.verdict),
        (select count(*) from triage.verdict where withdrawn_at is not null)) as state`.execute(context.db);
      return rows[0]?.state ?? '';
    },
  };
}
