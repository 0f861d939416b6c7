import { type Kysely, sql } from 'kysely';

/** Rulesets are kept with their content, and judging again is work that survives a crash. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `create table triage.ruleset (
    hash text primary key,
    -- [{ path, text }]: all that the ruleset was compiled of.
    files jsonb not null,
    added_at timestamptz not null
  )`,
  `create table triage.ruleset_live (
    id bigint generated always as identity primary key,
    hash text not null references triage.ruleset (hash),
    at timestamptz not null,
    actor text not null,
    how text not null check (how in ('start', 'apply', 'reload', 'rollback')),
    note text
  )`,
  // The newest ruleset under which judging again came to the same: the judgement holds, and is not written twice.
  `alter table triage.judgement add column confirmed text`,
  `create table triage.rescore (
    id bigint generated always as identity primary key,
    hash text not null references triage.ruleset (hash),
    -- Only mail that came since then; null for all.
    since timestamptz,
    -- Whether labels in the mailbox follow. Nothing else ever does.
    labels boolean not null,
    actor text not null,
    asked_at timestamptz not null,
    changed integer not null default 0,
    finished_at timestamptz
  )`,
];
