import { type Kysely, sql } from 'kysely';

/** What was sent too late belongs to a person, not to a browser; and a merge's copies of verdicts can be told from verdicts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  // Nobody knows whose those are that were kept for a browser (for a day); to show them to somebody would be a guess.
  `drop table triage.pending_form`,
  `create table triage.pending_form (
    id bigint generated always as identity primary key,
    -- Whose page it was sent from.
    reviewer_id bigint not null references triage.reviewer (id) on delete cascade,
    path text not null,
    fields jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index pending_form_reviewer on triage.pending_form (reviewer_id, id)`,
  // The verdict that its reviewer gave, where a merge of two people brought it over to this application.
  `alter table triage.verdict add column copied_from bigint references triage.verdict (id)`,
  `create index verdict_copied on triage.verdict (copied_from) where copied_from is not null`,
];
