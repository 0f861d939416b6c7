import { type Kysely, sql } from 'kysely';

/** What we remember of labels that we set, and of drafts that we wrote. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `create table triage.label (
    message_id bigint not null references triage.message (id) on delete cascade,
    label text not null,
    -- Where we set it; empty where it belongs to the message wherever it lies (Gmail, folders).
    place text not null,
    state text not null check (state in ('setting', 'set', 'removing', 'left')),
    at timestamptz not null,
    primary key (message_id, label, place)
  )`,
  `create table triage.draft (
    action_id bigint primary key references triage.action (id) on delete cascade,
    account text not null,
    -- The draft's own Message-ID. Mail programs give a mail another one when they send it.
    rfc_message_id text not null,
    -- What it answers, and whom.
    answers text,
    recipient text not null,
    folder text not null,
    uid_validity text not null,
    uid bigint not null,
    written_at timestamptz not null,
    -- When it is looked for next; null once its fate is known.
    due_at timestamptz,
    -- Since when it has not been found anywhere; null while it lies in Drafts.
    missing_at timestamptz,
    fate text check (fate in ('sent-by-hand', 'deleted-by-hand'))
  )`,
  `create index draft_due on triage.draft (account, due_at) where due_at is not null`,
];
