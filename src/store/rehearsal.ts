import { type SqlBool, sql } from 'kysely';
import type { Band, Decision, PlannedReply } from '../domain/index.js';
import { iso, type StoreContext } from './context.js';

/** A judged message with its plan as it stands in the ledger. */
export interface PlannedMessage {
  readonly messageId: string;
  readonly account: string;
  /** When it came: INTERNALDATE, or when we saw it first. */
  readonly at: string;
  readonly position: string | null;
  readonly kind: string;
  readonly band: Band;
  readonly flags: readonly string[];
  readonly decision: Decision;
  readonly labels: readonly string[];
  readonly replies: readonly PlannedReply[];
}

/** An application with its band and the verdicts that hold, the latest of each reviewer, oldest first. */
export interface VerdictRow {
  readonly applicationId: string;
  readonly position: string | null;
  readonly band: Band;
  readonly verdicts: readonly string[];
}

/** What was planned, and what people decided: the material of `triage shadow report` and `triage activate`. */
export function rehearsals(context: StoreContext) {
  return {
    /** Messages of the account (or of all) that were judged in the last `days`, oldest first. */
    async planned(filter: { account?: string; days: number }): Promise<PlannedMessage[]> {
      let query = context.db
        .selectFrom('message')
        .innerJoin('judgement', 'judgement.message_id', 'message.id')
        .select([
          'message.id',
          'message.account',
          sql<Date>`coalesce(message.received_at, message.seen_at)`.as('came_at'),
          'judgement.position',
          'judgement.kind',
          'judgement.band',
          sql<Decision>`judgement.body -> 'decision'`.as('decision'),
          sql<string[]>`jsonb_path_query_array(judgement.body, '$.flags[*].code')`.as('flags'),
          sql<PlannedMessage['replies']>`(select coalesce(jsonb_agg(jsonb_build_object(
              'actionId', a.id::text, 'kind', a.kind, 'state', a.state, 'reason', a.reason, 'effect', a.effect,
              'person', coalesce(a.person, ''), 'domain', coalesce(a.domain, ''), 'position', coalesce(a.position, ''),
              'template', a.payload ->> 'template') order by a.id), '[]')
            from triage.action a where a.message_id = message.id and a.kind in ('draft', 'acknowledge'))`.as('replies'),
        ])
        .where('judgement.current', '=', true)
        .where(sql<SqlBool>`judgement.at > ${context.now()} - make_interval(days => ${filter.days})`);
      if (filter.account !== undefined) query = query.where('message.account', '=', filter.account);
      const rows = await query.orderBy('message.id').execute();
      return rows.map((row) => ({
        messageId: row.id,
        account: row.account,
        at: iso(row.came_at),
        position: row.position,
        kind: row.kind,
        band: row.band as Band,
        flags: row.flags ?? [],
        decision: row.decision,
        labels: row.decision.labels,
        replies: row.replies,
      }));
    },

    /** Applications of the account (or of all) with people's verdicts. */
    async verdicts(account?: string): Promise<VerdictRow[]> {
      let query = context.db
        .selectFrom('application')
        .select([
          'application.id',
          'application.position',
          'application.band',
          sql<string[]>`(select coalesce(jsonb_agg(latest.value order by latest.id), '[]') from (
              select distinct on (v.reviewer) v.id, v.value from triage.verdict v
              where v.application_id = application.id and v.withdrawn_at is null
              order by v.reviewer, v.id desc) latest)`.as('values'),
        ])
        .where('application.messages', '>', 0);
      if (account !== undefined) {
        query = query.where(
          sql<SqlBool>`exists (select 1 from triage.application_message am join triage.message m on m.id = am.message_id
            where am.application_id = application.id and m.account = ${account})`,
        );
      }
      const rows = await query.orderBy('application.id').execute();
      return rows.map((row) => ({
        applicationId: row.id,
        position: row.position === '' ? null : row.position,
        band: row.band as Band,
        verdicts: row.values,
      }));
    },
  };
}
