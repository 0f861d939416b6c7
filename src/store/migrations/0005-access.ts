import { type Kysely, sql } from 'kysely';

/** How far people have let each account go, OAuth2 tokens, and the audit record's last gap. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements: readonly string[] = [
  `alter table triage.account
    -- Null: nobody has said, and the configuration alone decides.
    add column mode text check (mode in ('shadow', 'draft', 'send')),
    -- Mail that is older is a draft at most.
    add column send_since timestamptz`,
  // Accounts that have been sending go on with it; all others begin with drafts.
  `update triage.account set mode = 'draft'`,
  `update triage.account set mode = 'send', send_since = activated_at
    where id in (select account from triage.action where effect = 'send')`,
  // A row's trigger is not asked about TRUNCATE.
  `create trigger event_not_emptied before truncate on triage.event
    for each statement execute function triage.refuse_change()`,
  `create index event_account on triage.event (account, id)`,
  `create table triage.token (
    account text primary key,
    -- The registration that the tokens belong to: those of another are of no use.
    client text not null,
    -- Sealed by src/access/keyring.ts: the store never sees a token.
    refresh_token text not null,
    access_token text,
    access_expires_at timestamptz,
    -- A fingerprint of the configured refresh token that this began with; null after \`triage auth login\`.
    seed text,
    -- Counts up at each change, so that two processes can't overwrite each other's.
    version integer not null,
    obtained_at timestamptz not null,
    updated_at timestamptz not null,
    actor text not null,
    -- Why the provider takes the refresh token no longer; only a new login helps then.
    refused text,
    refused_at timestamptz
  )`,
];
