import { type Kysely, sql } from 'kysely';

/** Ways into the inbox log and the page of the day that need no look at every row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `create index message_account on triage.message (account, id)`,
  `create index message_arrived on triage.message ((coalesce(received_at, seen_at)))`,
  `create index application_cv_unread on triage.application (id) where 'cv-unread' = any (flags)`,
  `create index action_waiting on triage.action (id) where state in ('held', 'uncertain', 'failed')`,
];
