import type { Selectable } from 'kysely';
import type { Reviewer, ReviewRole } from '../../domain/index.js';
import { type StoreContext, transact } from '../context.js';
import type { Database } from '../database.js';
import { audit } from '../events.js';
import { storableText } from '../storable.js';

export interface NewReviewer {
  readonly login: string;
  readonly name: string;
  readonly role: ReviewRole;
  /** As src/review/auth/password.ts makes it; null for somebody who comes another way. */
  readonly password: string | null;
  readonly accounts: readonly string[] | null;
}

const reviewerOf = (row: Selectable<Database['reviewer']>): Reviewer => ({
  id: row.id,
  login: row.login,
  name: row.name,
  role: row.role,
  accounts: row.accounts,
  blind: row.blind,
});

/** A login as it is kept and compared. */
export const loginKey = (login: string): string => storableText(login).normalize('NFKC').trim().toLowerCase();

/** The people who review. */
export function reviewers(context: StoreContext) {
  return {
    /** Null when somebody has this login already. With `first`, also when there is anybody at all. */
    async add(one: NewReviewer, actor: string, options: { readonly first?: boolean } = {}): Promise<Reviewer | null> {
      return transact(context, async (trx) => {
        if (options.first === true) {
          const anybody = await trx.selectFrom('reviewer').select('id').limit(1).executeTakeFirst();
          if (anybody !== undefined) return null;
        }
        const row = await trx
          .insertInto('reviewer')
          .values({
            login: loginKey(one.login),
            name: storableText(one.name),
            role: one.role,
            password: one.password,
            accounts: one.accounts === null ? null : [...one.accounts],
            created_at: context.now(),
          })
          .onConflict((conflict) => conflict.column('login').doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return null;
        await audit(trx, context, {
          kind: 'setting',
          code: 'person-added',
          detail: `${row.login} (${row.role})`,
          actor,
        });
        return reviewerOf(row);
      });
    },

    async list(): Promise<(Reviewer & { readonly hasPassword: boolean })[]> {
      const rows = await context.db.selectFrom('reviewer').selectAll().orderBy('login').execute();
      return rows.map((row) => ({ ...reviewerOf(row), hasPassword: row.password !== null }));
    },

    async byLogin(login: string): Promise<(Reviewer & { readonly password: string | null }) | null> {
      const row = await context.db
        .selectFrom('reviewer')
        .selectAll()
        .where('login', '=', loginKey(login))
        .executeTakeFirst();
      return row === undefined ? null : { ...reviewerOf(row), password: row.password };
    },

    async any(): Promise<boolean> {
      return (await context.db.selectFrom('reviewer').select('id').limit(1).executeTakeFirst()) !== undefined;
    },

    /** Removes a person with their sessions, marks and views; verdicts stay. False when there is none. */
    async remove(login: string, actor: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await trx
          .deleteFrom('reviewer')
          .where('login', '=', loginKey(login))
          .returning('login')
          .executeTakeFirst();
        if (row === undefined) return false;
        await audit(trx, context, { kind: 'setting', code: 'person-removed', detail: row.login, actor });
        return true;
      });
    },

    /** Changes what is given and, with the password, the role or the accounts, ends the person's sessions. False when there is none. */
    async change(
      id: string,
      change: Partial<Pick<Reviewer, 'name' | 'role' | 'accounts' | 'blind'>> & { readonly password?: string },
      actor: string,
    ): Promise<boolean> {
      const { accounts, ...rest } = change;
      return transact(context, async (trx) => {
        const row = await trx
          .updateTable('reviewer')
          .set({ ...rest, ...(accounts === undefined ? {} : { accounts: accounts === null ? null : [...accounts] }) })
          .where('id', '=', id)
          .returning('login')
          .executeTakeFirst();
        if (row === undefined) return false;
        if (rest.password !== undefined || rest.role !== undefined || accounts !== undefined)
          await trx.deleteFrom('session').where('reviewer_id', '=', id).execute();
        const detail = `${row.login}: ${Object.keys(change).join(', ')}`;
        await audit(trx, context, { kind: 'setting', code: 'person-changed', detail, actor });
        return true;
      });
    },
  };
}
