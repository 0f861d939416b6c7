import { sql } from 'kysely';
import { plusSeconds, type StoreContext } from '../context.js';

/** What has happened, from the audit record: cheap enough to be asked every second. */
export function changes(context: StoreContext) {
  return {
    async newest(): Promise<string> {
      const { rows } = await sql<{ id: string | null }>`select max(id) as id from triage.event`.execute(context.db);
      return rows[0]?.id ?? '0';
    },

    /** Id of the newest event when it is no older than so many seconds, else null. */
    async recent(seconds: number): Promise<string | null> {
      const { rows } = await sql<{ id: string | null }>`
        select max(id) as id from triage.event where at > ${plusSeconds(context.now(), -seconds)}`.execute(context.db);
      return rows[0]?.id ?? null;
    },

    /** Events after this one, oldest first, with the accounts that they belong to. */
    async since(id: string, limit: number): Promise<{ id: string; accounts: string[] | null }[]> {
      const { rows } = await sql<{ id: string; accounts: string[] | null }>`
        select e.id, case when e.account is not null then array[e.account]
            else (select a.accounts from triage.application a where a.id = e.application_id) end as accounts
        from triage.event e where e.id > ${id}::bigint order by e.id limit ${limit}`.execute(context.db);
      return rows;
    },
  };
}
