import { type Kysely, sql } from 'kysely';

/** Who said that an action is to happen: a hold or a retry has a reason of its own, and must not make it forgotten. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `alter table triage.action add column decided_by text`,
  `update triage.action set decided_by = 'a person'
    where state in ('planned', 'running') and reason in ('by-a-person', 'as-draft-by-a-person')`,
];
