import { type Kysely, sql } from 'kysely';

/** What people say about mails that were judged wrongly. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `create table triage.correction (
    id bigint generated always as identity primary key,
    message_id bigint not null references triage.message (id) on delete cascade,
    kind text not null check (kind in ('application', 'inquiry', 'other')),
    position text,
    note text,
    actor text not null,
    at timestamptz not null,
    -- Taken back, or followed by another correction of the same message.
    withdrawn_at timestamptz,
    -- When the message was judged again with it (or without it); null while that is still to be done.
    applied_at timestamptz
  )`,
  `create unique index correction_holds on triage.correction (message_id) where withdrawn_at is null`,
  `create index correction_waiting on triage.correction (id) where applied_at is null`,
];
