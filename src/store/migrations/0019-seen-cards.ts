import { type Kysely, sql } from 'kysely';

/** What an application with mails in several accounts is for whoever sees one of them only. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  // Names and institutions that blind reviewing hides, over all its mails (store/review/card.ts).
  `alter table triage.application add column tells jsonb not null default '{}'`,
  // The queue's columns out of the mails of one account; only for applications whose mails lie in several.
  `create table triage.application_card (
    application_id bigint not null references triage.application (id) on delete cascade,
    account text not null,
    judgement_id bigint,
    message_id bigint not null,
    -- False when its best mail is no application but, say, an inquiry.
    applies boolean not null,
    name text,
    email text,
    score real not null,
    band text not null,
    missing jsonb not null,
    messages integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    topics jsonb not null,
    flags text[] not null,
    given text[] not null,
    degree text,
    institution text,
    words tsvector not null,
    primary key (application_id, account)
  )`,
  `create index application_card_account on triage.application_card (account)`,
  `create index application_card_words on triage.application_card using gin (words)`,
];
