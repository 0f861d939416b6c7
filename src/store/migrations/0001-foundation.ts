import { type Kysely, sql } from 'kysely';

/** The first shape of the store. Migrations only ever go forward: a later change is a later file. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `create table triage.account (
    id text primary key,
    first_seen_at timestamptz not null,
    -- Nothing that is older is ever answered.
    activated_at timestamptz not null
  )`,
  `create table triage.folder (
    account text not null,
    name text not null,
    uid_validity text not null,
    last_uid bigint not null,
    verified_at timestamptz,
    primary key (account, name)
  )`,
  `create table triage.lease (
    name text primary key,
    holder text not null,
    expires_at timestamptz not null
  )`,
  `create table triage.message (
    id bigint generated always as identity primary key,
    account text not null,
    fingerprint text,
    rfc_message_id text,
    server_id text,
    subject text,
    sender text,
    sent_at timestamptz,
    received_at timestamptz,
    seen_at timestamptz not null,
    bytes bigint,
    origin text not null check (origin in ('live', 'backfill')),
    status text not null check (status in ('seen', 'reading', 'handled', 'left-alone', 'quarantined', 'gone')),
    reason_code text,
    reason_detail text,
    attempts integer not null default 0,
    crashes integer not null default 0,
    due_at timestamptz,
    claim_token text,
    claim_holder text,
    claim_expires_at timestamptz,
    started_at timestamptz,
    mail jsonb,
    handled_at timestamptz
  )`,
  `create unique index message_fingerprint on triage.message (account, fingerprint)`,
  `create index message_rfc_message_id on triage.message (rfc_message_id)`,
  `create index message_server_id on triage.message (account, server_id) where server_id is not null`,
  `create index message_unfinished on triage.message (due_at) where status in ('seen', 'reading')`,
  `create index message_status on triage.message (status, id)`,
  `create table triage.location (
    id bigint generated always as identity primary key,
    message_id bigint not null references triage.message (id) on delete cascade,
    account text not null,
    folder text not null,
    uid_validity text not null,
    uid bigint not null,
    seen_at timestamptz not null,
    gone_at timestamptz,
    unique (account, folder, uid_validity, uid)
  )`,
  `create index location_message on triage.location (message_id)`,
  `create table triage.document (
    id bigint generated always as identity primary key,
    message_id bigint not null references triage.message (id) on delete cascade,
    ordinal integer not null,
    name text not null,
    -- What it is to a recruiter; null when it was split into several or nobody has judged it.
    type text,
    status text not null,
    reason text,
    format text not null,
    content_type text not null,
    sha256 text not null,
    bytes bigint not null,
    chars integer not null,
    ocr boolean not null,
    quality real,
    pages jsonb not null,
    hidden jsonb not null,
    links jsonb not null,
    findings jsonb not null,
    unique (message_id, ordinal)
  )`,
  `create index document_sha256 on triage.document (sha256)`,
  `create table triage.judgement (
    id bigint generated always as identity primary key,
    message_id bigint not null references triage.message (id) on delete cascade,
    ruleset text not null,
    kind text not null,
    position text,
    score real not null,
    band text not null,
    applicant_name text,
    applicant_email text,
    body jsonb not null,
    current boolean not null,
    at timestamptz not null
  )`,
  `create unique index judgement_current on triage.judgement (message_id) where current`,
  `create index judgement_message on triage.judgement (message_id, id)`,
  `create table triage.applicant (
    id bigint generated always as identity primary key,
    -- The address in the one form that all its spellings have (see person.ts); null when a mail names none.
    person text unique,
    email text,
    name text,
    -- The applicant that this one was found to be; cleared when the merge is undone.
    merged_into bigint references triage.applicant (id),
    created_at timestamptz not null
  )`,
  `create table triage.application (
    id bigint generated always as identity primary key,
    applicant_id bigint not null references triage.applicant (id),
    -- Empty when the applicant fits no open position.
    position text not null,
    created_at timestamptz not null,
    -- Kept from the judgements of its messages, so that the ranked queue is one index scan.
    judgement_id bigint references triage.judgement (id) on delete set null,
    message_id bigint references triage.message (id) on delete set null,
    score real not null default 0,
    band text not null default 'off-topic',
    missing jsonb not null default '[]',
    messages integer not null default 0,
    first_at timestamptz,
    last_at timestamptz,
    unique (applicant_id, position)
  )`,
  `create index application_rank on triage.application (position, score desc, id)`,
  `create index application_rank_all on triage.application (score desc, id)`,
  `create table triage.application_message (
    message_id bigint primary key references triage.message (id) on delete cascade,
    application_id bigint not null references triage.application (id),
    -- How it joined: applicant, same-address, thread, person.
    joined_by text not null,
    joined_at timestamptz not null
  )`,
  `create index application_message_application on triage.application_message (application_id)`,
  `create table triage.action (
    id bigint generated always as identity primary key,
    key text not null unique,
    message_id bigint not null references triage.message (id),
    account text not null,
    kind text not null check (kind in ('label', 'draft', 'acknowledge')),
    state text not null check (state in ('planned', 'running', 'done', 'failed', 'held', 'uncertain', 'skipped')),
    payload jsonb not null,
    person text,
    position text,
    domain text,
    attempts integer not null default 0,
    reason text,
    detail text,
    -- When it may run next; null when nothing will run it by itself.
    due_at timestamptz,
    -- What the running attempt does: an acknowledgement becomes a draft where the account may not send.
    effect text check (effect in ('label', 'draft', 'send')),
    claim_token text,
    claim_holder text,
    claim_expires_at timestamptz,
    -- Set right before DATA: from here on the mail may have left.
    sending_at timestamptz,
    rfc_message_id text,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    check (state <> 'running' or (claim_token is not null and claim_expires_at is not null and effect is not null))
  )`,
  `create index action_message on triage.action (message_id)`,
  `create index action_due on triage.action (due_at) where due_at is not null`,
  `create index action_running on triage.action (claim_expires_at) where state = 'running'`,
  `create index action_sent on triage.action (started_at) where effect = 'send'`,
  `create table triage.reply_slot (
    person text not null,
    position text not null,
    action_id bigint not null references triage.action (id),
    until timestamptz not null,
    -- One answer to a person about a position in the window, whatever happens.
    primary key (person, position)
  )`,
  `create index reply_slot_action on triage.reply_slot (action_id)`,
  `create table triage.event (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    account text,
    message_id bigint,
    action_id bigint,
    kind text not null,
    code text not null,
    from_state text,
    reason text,
    detail text,
    actor text not null
  )`,
  `create index event_message on triage.event (message_id, id) where message_id is not null`,
  `create index event_action on triage.event (action_id, id) where action_id is not null`,
  `create index event_at on triage.event (at)`,
  `create function triage.refuse_change() returns trigger language plpgsql as
    $$ begin raise exception 'the audit record is append-only'; end $$`,
  `create trigger event_append_only before update or delete on triage.event
    for each row execute function triage.refuse_change()`,
  `create table triage.verdict (
    id bigint generated always as identity primary key,
    application_id bigint not null references triage.application (id),
    reviewer text not null,
    value text not null,
    note text,
    at timestamptz not null,
    withdrawn_at timestamptz
  )`,
  `create index verdict_application on triage.verdict (application_id, id)`,
  `create table triage.setting (
    key text primary key,
    value jsonb not null,
    at timestamptz not null,
    actor text not null
  )`,
];
