import { sql } from 'kysely';
import type { Sight } from '../../domain/index.js';
import type { StoreContext } from '../context.js';

/** A message that a comparison names, as far as the viewer may see it. */
export interface NamedMessage {
  readonly messageId: string;
  readonly applicationId: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly institution: string | null;
  readonly subject: string | null;
}

/** Who wrote these messages; those of accounts that the viewer may not see are left out. */
export async function namedMessages(
  context: StoreContext,
  { accounts }: Sight,
  ids: readonly string[],
): Promise<NamedMessage[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<NamedMessage>`select m.id as "messageId", am.application_id as "applicationId",
      j.applicant_name as name, j.applicant_email as email, a.institution, m.subject
    from triage.message m
    left join triage.judgement j on j.message_id = m.id and j.current
    left join triage.application_message am on am.message_id = m.id
    left join triage.application a on a.id = am.application_id
    where m.id = any(${ids}::bigint[])
      and ${accounts === null ? sql`true` : sql`m.account = any(${accounts}::text[])`}`.execute(context.db);
  return rows;
}

/** How far judging past mail again has come. */
export interface RescoreStanding {
  readonly hash: string;
  /** ISO 8601; null for all past mail. */
  readonly since: string | null;
  readonly labels: boolean;
  readonly actor: string;
  readonly askedAt: string;
  readonly done: number;
  readonly total: number;
}

/** The judging of past mail that is asked for and not finished, or null. */
export async function rescoreStanding(context: StoreContext): Promise<RescoreStanding | null> {
  const job = await context.db
    .selectFrom('rescore')
    .select(['id', 'hash', 'since', 'labels', 'actor', 'asked_at'])
    .where('finished_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  if (job === undefined) return null;
  const { id, hash, labels, actor } = job;
  // The same marks as rescore.ts sets.
  const mark = job.since === null ? hash : `${hash}#${id}`;
  const done = job.since === null ? sql`confirmed = ${mark} or ruleset = ${hash}` : sql`confirmed = ${mark}`;
  const asked = job.since === null ? sql`true` : sql`coalesce(m.received_at, m.seen_at) >= ${job.since}`;
  const { rows } = await sql<{ done: string; total: string }>`select count(*) as total,
      count(*) filter (where ${done}) as done
    from triage.judgement j join triage.message m on m.id = j.message_id
    where j.current and m.mail is not null and ${asked}`.execute(context.db);
  return {
    hash,
    since: job.since?.toISOString() ?? null,
    labels,
    actor,
    askedAt: job.asked_at.toISOString(),
    done: Number(rows[0]?.done ?? 0),
    total: Number(rows[0]?.total ?? 0),
  };
}
