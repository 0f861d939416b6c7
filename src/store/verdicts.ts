import { type StoreContext, transact } from './context.js';
import { audit } from './events.js';
import { giveVerdict, refreshState } from './review/verdicts.js';

export interface Verdict {
  readonly id: string;
  readonly applicationId: string;
  readonly reviewer: string;
  /** `shortlist`, `hold`, `decline`, or what a later version adds. */
  readonly value: string;
  readonly note: string | null;
  readonly at: string;
}

/** What recruiters decided. A verdict is never overwritten: a new one of the same person follows it, or it is withdrawn. */
export function verdicts(context: StoreContext) {
  return {
    async give(verdict: Pick<Verdict, 'applicationId' | 'reviewer' | 'value' | 'note'>): Promise<string> {
      return transact(context, async (trx) => {
        const { verdictId } = await giveVerdict(trx, context, verdict);
        return verdictId ?? '';
      });
    },

    async withdraw(id: string, actor: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await trx
          .updateTable('verdict')
          .set({ withdrawn_at: context.now() })
          .where('id', '=', id)
          .where('withdrawn_at', 'is', null)
          .returning('application_id')
          .executeTakeFirst();
        if (row === undefined) return false;
        await audit(trx, context, {
          kind: 'verdict',
          code: 'withdrawn',
          detail: `application ${row.application_id}`,
          applicationId: row.application_id,
          actor,
        });
        await refreshState(trx, row.application_id);
        return true;
      });
    },

    /** The verdicts that hold, oldest first. */
    async of(applicationId: string): Promise<Verdict[]> {
      const rows = await context.db
        .selectFrom('verdict')
        .selectAll()
        .where('application_id', '=', applicationId)
        .where('withdrawn_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        applicationId: row.application_id,
        reviewer: row.reviewer,
        value: row.value,
        note: row.note,
        at: row.at.toISOString(),
      }));
    },
  };
}
