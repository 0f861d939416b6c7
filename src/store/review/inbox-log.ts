import { type Selectable, type SqlBool, sql } from 'kysely';
import type { Band, LogApplication, LogCounts, LogPage, LogQuery, LogRow, Sight } from '../../domain/index.js';
import type { StoreContext } from '../context.js';
import type { Database } from '../database.js';
import { recordOf } from '../records.js';
import { messageInSight, seenApplications, seenEmail, seenName, seenTells } from './in-sight.js';

/** Messages of applications whose CV could not be read, as a condition on `message m`. */
const unreadable = (sight: Sight) => sql<SqlBool>`m.id in (select am.message_id from ${seenApplications(sight)} u
  join triage.application_message am on am.application_id = u.id where 'cv-unread' = any (u.flags))`;

function conditionOf(query: LogQuery) {
  const parts = [messageInSight(query.sight)];
  const { lane = 'all', status, account, reason, since, until, text, after } = query;
  if (lane === 'left-alone') parts.push(sql`m.status = 'left-alone'`);
  else if (lane === 'quarantine') parts.push(sql`m.status in ('quarantined', 'gone')`);
  else if (lane === 'unreadable') parts.push(unreadable(query.sight));
  if (status !== undefined) parts.push(sql`m.status = ${status}`);
  if (account !== undefined) parts.push(sql`m.account = ${account}`);
  if (reason !== undefined) parts.push(sql`m.reason_code = ${reason}`);
  if (since !== undefined) parts.push(sql`coalesce(m.received_at, m.seen_at) >= ${since}::date`);
  if (until !== undefined) parts.push(sql`coalesce(m.received_at, m.seen_at) < ${until}::date + 1`);
  const words = text?.trim() ?? '';
  if (words !== '') {
    const sender = query.sight.blind === true ? sql`null` : sql`m.sender`;
    const pattern = `%${words.replaceAll(/[\\%_]/g, '\\$&')}%`;
    parts.push(sql`concat_ws(' ', m.subject, ${sender}, m.reason_code, m.reason_detail) ilike ${pattern}`);
  }
  if (after !== undefined && /^\d{1,18}$/.test(after)) parts.push(sql`m.id < ${after}::bigint`);
  return sql<SqlBool>`${sql.join(parts, sql` and `)}`;
}

/** Columns of the application of `message_id`, as JSON; null when there is none. Also for the effects that wait. */
export function applicationJson(messageId: string, sight: Sight) {
  return sql<LogApplication | null>`(select jsonb_build_object('applicationId', a.id::text,
      'position', nullif(a.position, ''), 'score', a.score, 'band', a.band, 'cvUnread', 'cv-unread' = any (a.flags),
      'applicant', jsonb_build_object('name', ${seenName}, 'email', ${seenEmail}), 'institution', a.institution,
      'tells', ${seenTells(sight)})
    from triage.application_message am, lateral ${seenApplications(sight, sql`am.application_id`)} a
      join triage.applicant p on p.id = a.applicant_id where am.message_id = ${sql.ref(messageId)})`;
}

type Found = Omit<Selectable<Database['message']>, 'mail'> & {
  kind: string | null;
  why: string | null;
  application: (Omit<LogApplication, 'band'> & { band: string }) | null;
  actions: LogRow['actions'];
  unread: LogRow['unread'];
  writers: string[] | null;
};

/** The newest messages that fit; the rows are found in an index first, and only those of the page are dressed. */
async function rowsOf(context: StoreContext, sight: Sight, condition: ReturnType<typeof conditionOf>, limit: number) {
  // Reading the mail costs something, and only whoever reviews blind needs it: to have the names hidden.
  const writers =
    sight.blind === true
      ? sql`(select jsonb_path_query_array(w.mail, '$.from[*].name ? (@ != null)') from triage.message w where w.id = m.id)`
      : sql`null::jsonb`;
  const { rows } = await sql<Found>`
    with page as materialized (
      select m.id, m.account, m.fingerprint, m.rfc_message_id, m.server_id, m.subject, m.sender, m.sent_at, m.received_at,
        m.seen_at, m.bytes, m.origin, m.status, m.reason_code, m.reason_detail, m.attempts
      from triage.message m where ${condition} order by m.id desc limit ${limit}
    )
    select m.*, j.kind, case when j.kind = 'other' then j.body -> 'decision' ->> 'detail' end as why,
      ${applicationJson('m.id', sight)} as application,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', act.kind, 'state', act.state, 'reason', act.reason)
        order by act.id), '[]') from triage.action act where act.message_id = m.id) as actions,
      (select coalesce(jsonb_agg(jsonb_build_object('name', d.name, 'status', d.status, 'reason', d.reason)
        order by d.ordinal), '[]') from triage.document d where d.message_id = m.id and d.status <> 'ok') as unread,
      ${writers} as writers
    from page m left join triage.judgement j on j.message_id = m.id and j.current
    order by m.id desc`.execute(context.db);
  return rows.map(rowOf);
}

function rowOf(found: Found): LogRow {
  const { kind, why, application, actions, unread, writers } = found;
  return {
    message: recordOf(found),
    kind,
    why,
    application: application === null ? null : { ...application, band: application.band as Band },
    actions,
    unread,
    ...(writers === null ? {} : { writers }),
  };
}

/** The inbox log as the review page sees it. */
export function inboxLog(context: StoreContext) {
  return {
    /** Newest first. */
    async page(query: LogQuery): Promise<LogPage> {
      const limit = Math.min(200, Math.max(1, query.limit ?? 50));
      const rows = await rowsOf(context, query.sight, conditionOf(query), limit + 1);
      return {
        rows: rows.slice(0, limit),
        next: rows.length > limit ? (rows[limit - 1]?.message.id ?? null) : null,
      };
    },

    /** One message; null when there is none that the viewer may see. */
    async row(sight: Sight, messageId: string): Promise<LogRow | null> {
      if (!/^\d{1,18}$/.test(messageId)) return null;
      const [row] = await rowsOf(context, sight, sql<SqlBool>`m.id = ${messageId} and ${messageInSight(sight)}`, 1);
      return row ?? null;
    },

    async counts(sight: Sight): Promise<LogCounts> {
      const { rows } = await sql<{ quarantine: string; unreadable: string; waiting: string }>`select
        (select count(*) from triage.message m where m.status in ('quarantined', 'gone')
          and ${messageInSight(sight)}) as quarantine,
        (select count(*) from triage.message m where ${unreadable(sight)} and ${messageInSight(sight)}) as unreadable,
        (select count(*) from triage.action m where m.state in ('held', 'uncertain', 'failed')
          and ${messageInSight(sight)}) as waiting`.execute(context.db);
      const { quarantine = 0, unreadable: unread = 0, waiting = 0 } = rows[0] ?? {};
      return { quarantine: Number(quarantine), unreadable: Number(unread), waiting: Number(waiting) };
    },
  };
}
