import { sql } from 'kysely';
import type { Action, Claim, ClaimOptions, Finish } from '../domain/index.js';
import { claimOnce } from './claim.js';
import { Collision, plusSeconds, type StoreContext, transact } from './context.js';
import { actionOf } from './records.js';
import { modeAllowsSql, pausedSql } from './settings.js';
import { firstReconcileSeconds, idle, makeDraft, replan, settle } from './transitions.js';

/** The ledger: who may do an effect, and what became of it. */
export function ledger(context: StoreContext) {
  return {
    async get(id: string): Promise<Action | null> {
      const row = await context.db.selectFrom('action').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : actionOf(row);
    },

    /** Takes the action for one attempt of this process. Everything that may stop an effect is asked in here, at once. */
    async claim(id: string, options: ClaimOptions): Promise<Claim> {
      try {
        return await transact(context, (trx) => claimOnce(trx, context, id, options));
      } catch (error) {
        // Lost against others again and again: nothing has changed, and the sweeper will come back to it.
        if (error instanceof Collision) return { outcome: 'busy' };
        throw error;
      }
    },

    /**
     * Asked right before DATA. True: the kill switch is off, the account may send, the claim still holds (for its whole
     * length again), and from now on the mail counts as one that may have left. False: nothing may be sent.
     */
    async beginSending(id: string, token: string, rfcMessageId: string): Promise<boolean> {
      const row = await context.db
        .updateTable('action')
        .set({
          sending_at: context.now(),
          rfc_message_id: rfcMessageId,
          claim_expires_at: plusSeconds(context.now(), context.claimSeconds),
        })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .where('effect', '=', 'send')
        .where('claim_token', '=', token)
        .where(sql<boolean>`claim_expires_at > ${context.now()}`)
        .where(({ not }) => not(pausedSql('action.account')))
        .where(modeAllowsSql())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    /**
     * True when the claim still holds and the effects of the account are neither stopped nor forbidden by its mode. Asked
     * right before other effects. The claim then holds for its whole length again, so that the answer is not old at once.
     */
    async stillAllowed(id: string, token: string): Promise<boolean> {
      const row = await context.db
        .updateTable('action')
        .set({ claim_expires_at: plusSeconds(context.now(), context.claimSeconds) })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .where('claim_token', '=', token)
        .where(sql<boolean>`claim_expires_at > ${context.now()}`)
        .where(({ not }) => not(pausedSql('action.account')))
        .where(modeAllowsSql())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    /**
     * Records how the attempt ended. False when the token is no longer valid: then nothing is written, because another
     * attempt owns the row; except that who sent and came back late may still say what became of its own send.
     */
    async finish(id: string, token: string, result: Finish): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await trx
          .selectFrom('action')
          .selectAll()
          .where('id', '=', id)
          .where('state', 'in', ['running', 'uncertain'])
          .where('claim_token', '=', token)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return false;
        await settle(trx, context, row, result);
        return true;
      });
    },

    /** Ends an action that no one runs, with a reason: it is not to happen. False when it is running or settled. */
    async skip(id: string, reason: string, detail: string | null, actor?: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await idle(trx, id, ['planned', 'held', 'failed']);
        if (row === null) return false;
        await settle(trx, context, row, { state: 'skipped', reason, detail }, actor);
        return true;
      });
    },

    /**
     * A send without an answer was found in the Sent folder (`found`), or was not. What was not found stays uncertain
     * for a person, and is looked for again a few times, ever later.
     */
    async reconciled(id: string, found: boolean): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await idle(trx, id, ['uncertain']);
        if (row === null) return false;
        if (found) {
          await settle(trx, context, row, { state: 'done', reason: 'found-in-sent' });
          return true;
        }
        const looks = row.attempts + 1;
        await trx
          .updateTable('action')
          .set({
            attempts: looks,
            due_at: looks > 8 ? null : plusSeconds(context.now(), firstReconcileSeconds * 4 ** Math.min(looks, 6)),
          })
          .where('id', '=', id)
          .execute();
        return true;
      });
    },

    /**
     * A person decides about an action that waits, for one or for its time (planned, held, failed, uncertain): `go` runs it
     * now, also when it may have been sent before; `draft` does the same with an answer, but only into Drafts, where it can
     * be edited; `drop` ends it; `sent` says that it did leave.
     */
    async decide(id: string, decision: 'go' | 'draft' | 'drop' | 'sent', actor: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await idle(
          trx,
          id,
          decision === 'sent' ? ['uncertain'] : ['planned', 'held', 'failed', 'uncertain'],
        );
        if (row === null) return false;
        if (decision === 'draft') {
          if (!(await makeDraft(trx, row))) return false;
          await replan(trx, context, row, 'as-draft-by-a-person', actor);
        } else if (decision === 'go') {
          await replan(trx, context, row, 'by-a-person', actor);
        } else {
          const state = decision === 'sent' ? 'done' : 'skipped';
          await settle(
            trx,
            context,
            row,
            { state, reason: decision === 'sent' ? 'sent-says-a-person' : 'dropped' },
            actor,
          );
        }
        return true;
      });
    },
  };
}
