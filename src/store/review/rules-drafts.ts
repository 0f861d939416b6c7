import type { Reviewer } from '../../domain/index.js';
import { type StoreContext, type Trx, transact } from '../context.js';
import { audit } from '../events.js';
import { storableJson } from '../storable.js';

/** A rule file as a draft has it; null where the draft takes it out. */
export interface DraftedFile {
  readonly path: string;
  readonly text: string | null;
}

/** What an admin has changed and not applied. */
export interface KeptDraft {
  /** Hash of the ruleset that it was written upon. */
  readonly base: string;
  /** Only what differs from the base. */
  readonly files: readonly DraftedFile[];
  /** ISO 8601. */
  readonly changedAt: string;
}

type Who = Pick<Reviewer, 'id' | 'login'>;

/** Drafts of the rules, one an admin. They are the admin's own: nothing judges by them. */
export function rulesDrafts(context: StoreContext) {
  return {
    async get(reviewerId: string): Promise<KeptDraft | null> {
      return draftOf(context.db, reviewerId);
    },

    /** Who has a draft, the newest first. */
    async list(): Promise<{ reviewerId: string; name: string; files: number; base: string; changedAt: string }[]> {
      const rows = await context.db
        .selectFrom('rules_draft')
        .innerJoin('reviewer', 'reviewer.id', 'rules_draft.reviewer_id')
        .select(['reviewer_id', 'reviewer.name', 'files', 'base', 'changed_at'])
        .orderBy('changed_at', 'desc')
        .execute();
      return rows.map(({ reviewer_id, name, files, base, changed_at }) => ({
        reviewerId: reviewer_id,
        name,
        files: files.length,
        base,
        changedAt: changed_at.toISOString(),
      }));
    },

    /**
     * Changes a draft; two windows of one person come one after the other.
     * @param edit gets what is kept now, and says what it becomes: null for no draft, the same object to leave it
     * @returns what is kept afterwards
     */
    async change(
      who: Who,
      edit: (now: KeptDraft | null) => Omit<KeptDraft, 'changedAt'> | null,
    ): Promise<KeptDraft | null> {
      return transact(context, async (trx) => {
        await trx.selectFrom('reviewer').select('id').where('id', '=', who.id).forUpdate().execute();
        const now = await draftOf(trx, who.id);
        const next = edit(now);
        if (next === now) return now;
        if (next === null || next.files.length === 0) {
          await trx.deleteFrom('rules_draft').where('reviewer_id', '=', who.id).execute();
        } else {
          const row = { base: next.base, files: storableJson(next.files), changed_at: context.now() };
          await trx
            .insertInto('rules_draft')
            .values({ reviewer_id: who.id, ...row })
            .onConflict((conflict) => conflict.column('reviewer_id').doUpdateSet(row))
            .execute();
        }
        const kept = await draftOf(trx, who.id);
        const code = codeOf(now, kept);
        if (code !== null)
          await audit(trx, context, {
            kind: 'setting',
            code,
            detail: `upon ${(kept ?? now)?.base ?? ''}`,
            actor: who.login,
          });
        return kept;
      });
    },
  };
}

/** What the record says of a change; single edits are not worth a line. */
function codeOf(before: KeptDraft | null, after: KeptDraft | null): string | null {
  if (before === null) return after === null ? null : 'rules-draft-begun';
  if (after === null) return 'rules-draft-ended';
  return before.base === after.base ? null : 'rules-draft-brought-up-to-date';
}

async function draftOf(db: Pick<Trx, 'selectFrom'>, reviewerId: string): Promise<KeptDraft | null> {
  const row = await db
    .selectFrom('rules_draft')
    .select(['base', 'files', 'changed_at'])
    .where('reviewer_id', '=', reviewerId)
    .executeTakeFirst();
  return row === undefined ? null : { base: row.base, files: row.files, changedAt: row.changed_at.toISOString() };
}
