import { sql } from 'kysely';
import { plusSeconds, type StoreContext } from './context.js';

/** Keeps two processes from doing the same work. A lease of a process that died runs out by itself. */
export function leases(context: StoreContext) {
  const take = async (key: string, ttlMs: number): Promise<boolean> => {
    const expires = plusSeconds(context.now(), ttlMs / 1000);
    const row = await context.db
      .insertInto('lease')
      .values({ name: key, holder: context.holder, expires_at: expires })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ holder: context.holder, expires_at: expires })
          .where(sql<boolean>`triage.lease.holder = ${context.holder} or triage.lease.expires_at <= ${context.now()}`),
      )
      .returning('name')
      .executeTakeFirst();
    return row !== undefined;
  };
  return {
    /** True when the key is this process's for the next `ttlMs` milliseconds. */
    acquire: take,
    /** False when somebody else has it now. A lease that ran out and that nobody took is taken again. */
    renew: take,
    async release(key: string): Promise<void> {
      await context.db.deleteFrom('lease').where('name', '=', key).where('holder', '=', context.holder).execute();
    },
    /** All leases that are alive: who does what. */
    async list(): Promise<{ key: string; holder: string; expiresAt: string }[]> {
      const rows = await context.db
        .selectFrom('lease')
        .selectAll()
        .where('expires_at', '>', context.now())
        .orderBy('name')
        .execute();
      return rows.map((row) => ({ key: row.name, holder: row.holder, expiresAt: row.expires_at.toISOString() }));
    },
  };
}
