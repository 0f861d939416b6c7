import { sql } from 'kysely';
import { plusSeconds, type StoreContext, transact } from './context.js';
import { replan, settle } from './transitions.js';

/** What the store says is unfinished and due. Numbers in attempts tell a new signal from one that a dead worker holds. */
export interface Unfinished {
  readonly messages: readonly {
    readonly id: string;
    readonly attempts: number;
    readonly origin: 'live' | 'backfill';
  }[];
  readonly actions: readonly { readonly id: string; readonly attempts: number }[];
}

/** Whoever works on one thing for longer hangs, and another may try, in seconds. */
const maxClaimSeconds = 1800;

/** An action that was interrupted so often waits for a person: it may be what ends the program. */
const maxAttempts = 50;

/** Picking up what crashed processes left. */
export function recovery(context: StoreContext) {
  return {
    /**
     * Settles the running actions whose claim has run out. Labels, drafts and sends that had not reached DATA did no
     * harm and are planned again; a send that had reached it may have happened and becomes uncertain.
     *
     * @returns how many there were
     */
    async recoverExpired(): Promise<number> {
      return transact(context, async (trx) => {
        const rows = await trx
          .selectFrom('action')
          .selectAll()
          .where('state', '=', 'running')
          .where(sql<boolean>`claim_expires_at <= ${context.now()}`)
          .orderBy('id')
          .limit(500)
          .forUpdate()
          .skipLocked()
          .execute();
        for (const row of rows) {
          if (row.effect === 'send' && row.sending_at !== null) {
            const detail = 'the program ended after the mail was handed over and before the server answered';
            await settle(trx, context, row, { state: 'uncertain', reason: 'no-answer', detail });
          } else if (row.attempts >= maxAttempts) {
            const detail = `the program ended in the middle of it ${row.attempts} times`;
            await settle(trx, context, row, { state: 'failed', reason: 'crashed-repeatedly', detail });
          } else {
            await replan(trx, context, row, 'interrupted');
          }
        }
        return rows.length;
      });
    },

    /** Messages and actions that nobody works on and that are due, oldest first. */
    async unfinished(limit = 2000): Promise<Unfinished> {
      const messages = await context.db
        .selectFrom('message')
        .select(['id', 'attempts', 'origin'])
        .where(({ or, and, eb }) =>
          or([
            and([eb('status', '=', 'seen'), sql<boolean>`due_at <= ${context.now()}`]),
            and([eb('status', '=', 'reading'), sql<boolean>`claim_expires_at <= ${context.now()}`]),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .execute();
      const actions = await context.db
        .selectFrom('action')
        .select(['id', 'attempts'])
        .where('state', 'in', ['planned', 'held', 'failed', 'uncertain'])
        .where(sql<boolean>`due_at <= ${context.now()}`)
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return { messages, actions };
    },

    /** Lengthens this process's claims, except those of work that hangs. */
    async renewClaims(): Promise<void> {
      const until = plusSeconds(context.now(), context.claimSeconds);
      const inTime = sql<boolean>`claim_expires_at > ${context.now()} and started_at > ${plusSeconds(context.now(), -maxClaimSeconds)}`;
      await context.db
        .updateTable('action')
        .set({ claim_expires_at: until })
        .where('state', '=', 'running')
        .where('claim_holder', '=', context.holder)
        .where(inTime)
        .execute();
      await context.db
        .updateTable('message')
        .set({ claim_expires_at: until })
        .where('status', '=', 'reading')
        .where('claim_holder', '=', context.holder)
        .where(inTime)
        .execute();
    },

    /**
     * Ends every claim at once. Only for whoever knows that nobody else can be at work: the process that has just opened
     * the embedded store.
     */
    async expireAllClaims(): Promise<void> {
      const past = plusSeconds(context.now(), -1);
      await context.db.updateTable('action').set({ claim_expires_at: past }).where('state', '=', 'running').execute();
      await context.db.updateTable('message').set({ claim_expires_at: past }).where('status', '=', 'reading').execute();
      await context.db.deleteFrom('lease').execute();
    },
  };
}
