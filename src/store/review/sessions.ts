import { sql } from 'kysely';
import type { Reviewer } from '../../domain/index.js';
import { plusSeconds, type StoreContext, transact } from '../context.js';
import { storableJson } from '../storable.js';

/** How long a session lives, in seconds: unused, and in all. */
export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

export type LinkPurpose = 'setup' | 'login' | 'password';

/** Who is logged in. Only hashes of tokens are kept, so that nobody becomes somebody by reading a backup. */
export function sessions(context: StoreContext) {
  return {
    async begin(tokenHash: string, reviewerId: string): Promise<void> {
      await context.db
        .insertInto('session')
        .values({ token_hash: tokenHash, reviewer_id: reviewerId, created_at: context.now(), seen_at: context.now() })
        .execute();
    },

    /**
     * Who has this token, or null when it is unknown or has run out. Notes at most once a minute that it was used; with
     * `use: false` not at all.
     */
    async find(
      tokenHash: string,
      { idleSeconds, absoluteSeconds }: SessionLimits,
      { use = true }: { readonly use?: boolean } = {},
    ): Promise<Reviewer | null> {
      const row = await context.db
        .selectFrom('session')
        .innerJoin('reviewer', 'reviewer.id', 'session.reviewer_id')
        .select(['reviewer.id', 'login', 'name', 'role', 'accounts', 'blind'])
        .select(sql<boolean>`seen_at < ${plusSeconds(context.now(), -60)}`.as('stale'))
        .where('token_hash', '=', tokenHash)
        .where('seen_at', '>', plusSeconds(context.now(), -idleSeconds))
        .where('session.created_at', '>', plusSeconds(context.now(), -absoluteSeconds))
        .executeTakeFirst();
      if (row === undefined) return null;
      const { stale, ...reviewer } = row;
      if (stale && use) {
        await context.db
          .updateTable('session')
          .set({ seen_at: context.now() })
          .where('token_hash', '=', tokenHash)
          .execute();
      }
      return reviewer;
    },

    async end(tokenHash: string): Promise<void> {
      await context.db.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
    },

    /** Forgets what has run out. */
    async tidy({ absoluteSeconds }: SessionLimits): Promise<void> {
      await context.db
        .deleteFrom('session')
        .where('created_at', '<', plusSeconds(context.now(), -absoluteSeconds))
        .execute();
      await context.db.deleteFrom('one_time_link').where('expires_at', '<', context.now()).execute();
      await context.db.deleteFrom('pending_form').where('expires_at', '<', context.now()).execute();
    },

    /** A link that lets somebody in once. Earlier ones of the same purpose for the same person are worth nothing any more. */
    async makeLink(tokenHash: string, purpose: LinkPurpose, reviewerId: string | null, seconds: number): Promise<void> {
      await transact(context, async (trx) => {
        await trx
          .deleteFrom('one_time_link')
          .where('purpose', '=', purpose)
          .where('reviewer_id', 'is not distinct from', reviewerId)
          .execute();
        await trx
          .insertInto('one_time_link')
          .values({
            token_hash: tokenHash,
            purpose,
            reviewer_id: reviewerId,
            expires_at: plusSeconds(context.now(), seconds),
          })
          .execute();
      });
    },

    /** Whom the link is for (null for the very first person), or undefined when it is unknown, used or has run out. */
    async link(tokenHash: string, purpose: LinkPurpose): Promise<{ readonly reviewer: Reviewer | null } | undefined> {
      const row = await context.db
        .selectFrom('one_time_link')
        .leftJoin('reviewer', 'reviewer.id', 'one_time_link.reviewer_id')
        .select(['reviewer.id', 'login', 'name', 'role', 'accounts', 'blind'])
        .where('token_hash', '=', tokenHash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', context.now())
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { id, login, name, role, accounts, blind } = row;
      const known = id !== null && login !== null && name !== null && role !== null && blind !== null;
      return { reviewer: known ? { id, login, name, role, accounts, blind } : null };
    },

    /** Uses the link up; of two who try at once, one gets true. */
    async useLink(tokenHash: string): Promise<boolean> {
      const row = await context.db
        .deleteFrom('one_time_link')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', context.now())
        .returning('token_hash')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** The secret that signs cookies, the same for all processes on this store; made by whoever asks first. */
    async cookieSecret(fresh: string): Promise<string> {
      await context.db
        .insertInto('setting')
        .values({ key: 'web/cookie-secret', value: storableJson(fresh), at: context.now(), actor: context.holder })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
      const row = await context.db
        .selectFrom('setting')
        .select('value')
        .where('key', '=', 'web/cookie-secret')
        .executeTakeFirstOrThrow();
      return String(row.value);
    },
  };
}
