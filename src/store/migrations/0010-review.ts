import { type Kysely, sql } from 'kysely';

/** What the review page needs: people, their sessions, marks and views, and the queue's columns and words. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `create table triage.reviewer (
    id bigint generated always as identity primary key,
    login text not null unique,
    name text not null,
    role text not null check (role in ('reviewer', 'admin')),
    -- Null for somebody who comes only by single sign-on or by a trusted proxy.
    password text,
    -- Null for all accounts.
    accounts text[],
    blind boolean not null default false,
    created_at timestamptz not null
  )`,
  `create table triage.session (
    -- sha256 of the token in the cookie: who reads this table can't be anybody.
    token_hash text primary key,
    reviewer_id bigint not null references triage.reviewer (id) on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null
  )`,
  `create index session_reviewer on triage.session (reviewer_id)`,
  `create table triage.one_time_link (
    token_hash text primary key,
    purpose text not null check (purpose in ('setup', 'login', 'password')),
    reviewer_id bigint references triage.reviewer (id) on delete cascade,
    expires_at timestamptz not null
  )`,
  // What somebody was about to send when the session had ended: offered again after the login.
  `create table triage.pending_form (
    token_hash text primary key,
    path text not null,
    fields jsonb not null,
    expires_at timestamptz not null
  )`,
  `create table triage.saved_view (
    id bigint generated always as identity primary key,
    reviewer_id bigint not null references triage.reviewer (id) on delete cascade,
    name text not null,
    query text not null,
    created_at timestamptz not null,
    unique (reviewer_id, name)
  )`,
  `create table triage.read_mark (
    reviewer_id bigint not null references triage.reviewer (id) on delete cascade,
    application_id bigint not null references triage.application (id) on delete cascade,
    at timestamptz not null,
    primary key (reviewer_id, application_id)
  )`,
  `alter table triage.verdict add column score real`,
  // Two at the same moment could both hold; the later one does.
  `update triage.verdict v set withdrawn_at = v.at where withdrawn_at is null and exists (
    select from triage.verdict w where w.application_id = v.application_id and w.reviewer = v.reviewer
      and w.withdrawn_at is null and w.id > v.id)`,
  `create unique index verdict_holds on triage.verdict (application_id, reviewer) where withdrawn_at is null`,
  `create index verdict_reviewer on triage.verdict (reviewer, id)`,
  // The queue's own columns, kept by refreshApplication, so that a filter looks at one table.
  `alter table triage.application
    add column accounts text[] not null default '{}',
    add column topics jsonb not null default '{}',
    add column flags text[] not null default '{}',
    add column given text[] not null default '{}',
    add column degree text,
    add column institution text,
    add column state text check (state in ('shortlist', 'hold', 'decline', 'conflict')),
    add column assignee text,
    add column revision integer not null default 0,
    -- Below the program's own number: to be made anew (store/review/card.ts).
    add column card_version integer not null default 0`,
  `create index application_stale on triage.application (card_version)`,
  `create index application_newest on triage.application (last_at desc, id)`,
  `create index application_newest_position on triage.application (position, last_at desc, id)`,
  `create index application_oldest on triage.application (first_at, id)`,
  `create index application_applicant on triage.application (applicant_id)`,
  `create table triage.application_text (
    application_id bigint primary key references triage.application (id) on delete cascade,
    words tsvector not null
  )`,
  `create index application_text_words on triage.application_text using gin (words)`,
  // What people did to an application without a message: assignments, merges.
  `alter table triage.event add column application_id bigint`,
  `create index event_application on triage.event (application_id, id) where application_id is not null`,
];
