import { sql } from 'kysely';
import type { Band } from '../domain/index.js';
import { iso, type StoreContext } from './context.js';

/** One application in the ranked queue. */
export interface Ranked {
  readonly applicationId: string;
  /** The message that speaks for it: the one with the best judgement. */
  readonly messageId: string;
  readonly position: string | null;
  /** 0-100. */
  readonly score: number;
  readonly band: Band;
  readonly applicant: { readonly name: string | null; readonly email: string | null };
  readonly subject: string | null;
  readonly topics: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  readonly missing: readonly string[];
  /** How many mails it is made of. */
  readonly messages: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Labels that are set, over all its messages. */
  readonly labels: readonly string[];
  /** Ledger state of the answer, with its kind; null when none was planned. */
  readonly answer: {
    readonly kind: 'draft' | 'acknowledge';
    readonly state: string;
    readonly reason: string | null;
    /** When it may go on, ISO 8601; null when it waits for nothing. */
    readonly dueAt: string | null;
  } | null;
}

export interface QueueFilter {
  /** A position's id; `null` for applications that fit none; left out for all. */
  readonly position?: string | null;
  readonly bands?: readonly Band[];
  /** At most so many; default 100. */
  readonly limit?: number;
  /** The last row of the page before. */
  readonly after?: Pick<Ranked, 'applicationId' | 'score'>;
}

/** Applications by score, the best first. */
export async function rankedQueue(context: StoreContext, filter: QueueFilter = {}): Promise<Ranked[]> {
  let query = context.db
    .selectFrom('application')
    .innerJoin('applicant', 'applicant.id', 'application.applicant_id')
    .innerJoin('message', 'message.id', 'application.message_id')
    .leftJoin('judgement', 'judgement.id', 'application.judgement_id')
    .select([
      'application.id',
      'application.message_id',
      'application.position',
      'application.score',
      'application.band',
      'application.missing',
      'application.messages',
      'application.first_at',
      'application.last_at',
      'applicant.name',
      'applicant.email',
      'message.subject',
      sql<Record<string, number> | null>`judgement.body -> 'scorecard' -> 'topics'`.as('topics'),
      sql<string[] | null>`jsonb_path_query_array(judgement.body, '$.flags[*].code')`.as('flags'),
      sql<string[]>`(select coalesce(jsonb_agg(distinct label), '[]') from triage.action a
        join triage.application_message m on m.message_id = a.message_id, jsonb_array_elements_text((a.payload -> 'labels') || coalesce(a.payload -> 'verdict', '[]')) label
        where m.application_id = application.id and a.kind = 'label' and a.state = 'done')`.as('labels'),
      sql<
        Ranked['answer']
      >`(select jsonb_build_object('kind', a.kind, 'state', a.state, 'reason', a.reason, 'dueAt', to_char(a.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) from triage.action a
        join triage.application_message m on m.message_id = a.message_id
        where m.application_id = application.id and a.kind <> 'label'
        order by a.state = 'done' desc, a.id desc limit 1)`.as('answer'),
    ]);
  if (filter.position !== undefined) query = query.where('application.position', '=', filter.position ?? '');
  if (filter.bands !== undefined) query = query.where('application.band', 'in', filter.bands);
  if (filter.after !== undefined) {
    const { score, applicationId } = filter.after;
    query = query.where(
      sql<boolean>`(application.score < ${score}::real or (application.score = ${score}::real and application.id > ${applicationId}))`,
    );
  }
  const rows = await query
    .orderBy('application.score', 'desc')
    .orderBy('application.id')
    .limit(filter.limit ?? 100)
    .execute();
  return rows.map((row) => ({
    applicationId: row.id,
    messageId: row.message_id ?? '',
    position: row.position === '' ? null : row.position,
    score: row.score,
    band: row.band as Band,
    applicant: { name: row.name, email: row.email },
    subject: row.subject,
    topics: row.topics ?? {},
    flags: row.flags ?? [],
    missing: row.missing,
    messages: row.messages,
    firstAt: iso(row.first_at),
    lastAt: iso(row.last_at),
    labels: row.labels,
    answer: row.answer,
  }));
}
