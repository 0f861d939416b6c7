import { type Kysely, sql } from 'kysely';

/** What the rules pages keep: drafts of admins, and what was computed for them in the background. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `create table triage.rules_draft (
    reviewer_id bigint primary key references triage.reviewer (id) on delete cascade,
    -- The ruleset that was live when the draft was begun or brought up to date.
    base text not null references triage.ruleset (hash),
    -- [{ path, text }]: only what differs from the base; text null where the file is taken out.
    files jsonb not null,
    changed_at timestamptz not null
  )`,
  `create table triage.rules_report (
    kind text not null check (kind in ('statistics', 'preview', 'suggestions')),
    -- Hashes of the rulesets that it is about.
    key text not null,
    -- What of the store it saw: see the function dataState.
    data text not null,
    state text not null check (state in ('running', 'done', 'failed')),
    -- Whoever computes it; it says again and again that it lives.
    token text not null,
    beat_at timestamptz not null,
    done integer not null default 0,
    total integer not null default 0,
    result jsonb,
    problem text,
    asked_by text not null,
    asked_at timestamptz not null,
    finished_at timestamptz,
    primary key (kind, key)
  )`,
];
