import { sql } from 'kysely';
import { type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { storableJson, storableOrNull, storableText } from './storable.js';

/** A rule file as it is kept: its path in the rules folder, and its text. */
export interface KeptRuleFile {
  readonly path: string;
  readonly text: string;
}

/** A ruleset that went live: when, by whom, and how. */
export interface LiveRuleset {
  readonly id: string;
  readonly hash: string;
  /** ISO 8601. */
  readonly at: string;
  readonly actor: string;
  /** `start`: the first of this store; `apply`, `rollback`: by a person; `reload`: by an edit of the folder. */
  readonly how: 'start' | 'apply' | 'reload' | 'rollback';
  readonly note: string | null;
}

/** Which rules hold: one ruleset is live for all processes that share the store, and those before it are kept. */
export function rulesets(context: StoreContext) {
  return {
    /** The ruleset that holds now, or null before the first start. One row by its primary key: cheap to ask for often. */
    async current(): Promise<LiveRuleset | null> {
      return currentOf(context.db);
    },

    /** The files of a ruleset, sorted by path, or null. */
    async content(hash: string): Promise<readonly KeptRuleFile[] | null> {
      const row = await context.db.selectFrom('ruleset').select('files').where('hash', '=', hash).executeTakeFirst();
      return row?.files ?? null;
    },

    /** Hashes of kept rulesets that begin so, the newest first. */
    async find(prefix: string): Promise<string[]> {
      if (!/^[0-9a-f]{1,64}$/.test(prefix)) return [];
      const rows = await context.db
        .selectFrom('ruleset')
        .select('hash')
        .where('hash', 'like', `${prefix}%`)
        .orderBy('added_at', 'desc')
        .execute();
      return rows.map((row) => row.hash);
    },

    /**
     * Makes a ruleset live for every process. What is live already stays as it is. Judging past mail by another ruleset
     * ends with it, in the same transaction.
     *
     * @param options.unlessAny true for a first start: of two processes that start at once, one brings its rules
     * @param options.onlyAfter the ruleset that must still be live, for whoever has looked at what would change
     * @returns what is live now, and whether this call made it so
     */
    async makeLive(options: {
      readonly hash: string;
      readonly files: readonly KeptRuleFile[];
      readonly actor: string;
      readonly how: LiveRuleset['how'];
      readonly note?: string | null;
      readonly unlessAny?: boolean;
      readonly onlyAfter?: string;
    }): Promise<{ readonly live: LiveRuleset; readonly changed: boolean }> {
      return transact(context, async (trx) => {
        await sql`lock table triage.ruleset_live in exclusive mode`.execute(trx);
        const now = await currentOf(trx);
        if (now !== null && (now.hash === options.hash || options.unlessAny === true))
          return { live: now, changed: false };
        if (now !== null && options.onlyAfter !== undefined && now.hash !== options.onlyAfter)
          return { live: now, changed: false };
        await trx
          .insertInto('ruleset')
          .values({
            hash: options.hash,
            files: storableJson([...options.files].sort((a, b) => (a.path < b.path ? -1 : 1))),
            added_at: context.now(),
          })
          .onConflict((conflict) => conflict.column('hash').doNothing())
          .execute();
        await trx
          .insertInto('ruleset_live')
          .values({
            hash: options.hash,
            at: context.now(),
            actor: storableText(options.actor),
            how: options.how,
            note: storableOrNull(options.note),
          })
          .execute();
        // What another ruleset would make of past mail is of no interest any more (rescore.ts writes only for open ones).
        await trx
          .updateTable('rescore')
          .set({ finished_at: context.now() })
          .where('finished_at', 'is', null)
          .where('hash', '!=', options.hash)
          .execute();
        await audit(trx, context, {
          kind: 'setting',
          code: 'ruleset-live',
          reason: options.how,
          detail: `${options.hash}, before ${now?.hash ?? 'none'}`,
          actor: options.actor,
        });
        const live = await currentOf(trx);
        if (live === null) throw new Error('a row that was just written can be read');
        return { live, changed: true };
      });
    },

    /** What was live, newest first. */
    async history(limit = 50): Promise<LiveRuleset[]> {
      const rows = await context.db.selectFrom('ruleset_live').selectAll().orderBy('id', 'desc').limit(limit).execute();
      return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    },
  };
}

async function currentOf(db: Pick<Trx, 'selectFrom'>): Promise<LiveRuleset | null> {
  const row = await db.selectFrom('ruleset_live').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : { ...row, at: row.at.toISOString() };
}
