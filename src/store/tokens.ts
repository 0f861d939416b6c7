import { type SqlBool, sql } from 'kysely';
import { iso, plusSeconds, type StoreContext, transact } from './context.js';
import { audit } from './events.js';

/** Sealed tokens as src/access gives them; the store can't read them. */
export interface TokenRow {
  readonly client: string;
  readonly refreshToken: string;
  readonly accessToken: string | null;
  /** Seconds from now; negative when it is over. */
  readonly endsIn: number | null;
  readonly seed: string | null;
}

export interface KeptToken extends TokenRow {
  /** Seconds since it was written. */
  readonly age: number;
  readonly version: number;
  readonly refused: string | null;
  readonly refusedAt: string | null;
  /** When a person logged in or the configured token was taken up, and who. */
  readonly obtainedAt: string;
  readonly updatedAt: string;
  readonly actor: string;
}

/** SQL that is true for a reason which another login may mend. */
function refusedLogin(column: 'reason' | 'reason_code') {
  const reason = sql.ref(column);
  return sql<SqlBool>`(${reason} like 'oauth-%' or ${reason} in ('imap-login-refused', 'smtp-login-refused',
    'secret-key-missing', 'secret-key-wrong', 'token-damaged'))`;
}

/** OAuth2 tokens of accounts, shared by all processes. */
export function tokens(context: StoreContext) {
  const columns = (token: TokenRow) => ({
    client: token.client,
    refresh_token: token.refreshToken,
    access_token: token.accessToken,
    access_expires_at: token.endsIn === null ? null : plusSeconds(context.now(), token.endsIn),
    seed: token.seed,
    updated_at: context.now(),
    refused: null,
    refused_at: null,
  });
  return {
    async get(account: string): Promise<KeptToken | null> {
      const row = await context.db
        .selectFrom('token')
        .selectAll()
        .select([
          sql<number | null>`extract(epoch from access_expires_at - ${context.now()})::float8`.as('ends_in'),
          sql<number>`extract(epoch from ${context.now()} - updated_at)::float8`.as('age'),
        ])
        .where('account', '=', account)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        client: row.client,
        refreshToken: row.refresh_token,
        accessToken: row.access_token,
        endsIn: row.ends_in,
        seed: row.seed,
        age: row.age,
        version: row.version,
        refused: row.refused,
        refusedAt: iso(row.refused_at),
        obtainedAt: iso(row.obtained_at),
        updatedAt: iso(row.updated_at),
        actor: row.actor,
      };
    },

    /** Writes renewed tokens when `version` is still the one that stands there (null: none does). */
    async put(account: string, version: number | null, token: TokenRow): Promise<boolean> {
      if (version !== null) {
        const row = await context.db
          .updateTable('token')
          .set({ ...columns(token), version: version + 1 })
          .where('account', '=', account)
          .where('version', '=', version)
          .returning('account')
          .executeTakeFirst();
        return row !== undefined;
      }
      const row = await context.db
        .insertInto('token')
        .values({ account, ...columns(token), version: 1, obtained_at: context.now(), actor: context.holder })
        .onConflict((conflict) => conflict.column('account').doNothing())
        .returning('account')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** Writes the tokens of a person's login over whatever stands there. What was held for want of it is due now. */
    async login(account: string, token: TokenRow, actor: string): Promise<void> {
      await transact(context, async (trx) => {
        const row = { ...columns(token), obtained_at: context.now(), actor };
        await trx
          .insertInto('token')
          .values({ account, ...row, version: 1 })
          .onConflict((conflict) =>
            conflict.column('account').doUpdateSet({ ...row, version: sql<number>`triage.token.version + 1` }),
          )
          .execute();
        await trx
          .updateTable('action')
          .set({ due_at: context.now() })
          .where('state', '=', 'held')
          .where('account', '=', account)
          .where(refusedLogin('reason'))
          .execute();
        await trx
          .updateTable('message')
          .set({ due_at: context.now() })
          .where('status', '=', 'seen')
          .where('account', '=', account)
          .where(refusedLogin('reason_code'))
          .execute();
        await audit(trx, context, { kind: 'account', code: 'auth-login', account, detail: token.client, actor });
      });
    },

    /** Remembers that the provider takes the refresh token no longer, when `version` still stands there. */
    async refuse(account: string, version: number, reason: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await trx
          .updateTable('token')
          .set({ refused: reason, refused_at: context.now(), version: version + 1 })
          .where('account', '=', account)
          .where('version', '=', version)
          .returning('account')
          .executeTakeFirst();
        if (row === undefined) return false;
        await audit(trx, context, { kind: 'account', code: 'auth-refused', account, detail: reason });
        return true;
      });
    },

    /** Forgets the account's tokens. False when there were none. */
    async logout(account: string, actor: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await trx
          .deleteFrom('token')
          .where('account', '=', account)
          .returning('account')
          .executeTakeFirst();
        if (row === undefined) return false;
        await audit(trx, context, { kind: 'account', code: 'auth-logout', account, actor });
        return true;
      });
    },
  };
}
