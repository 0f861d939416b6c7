import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Action, ActionState } from '../domain/index.js';
import { type Caps, trippedCap } from './caps.js';
import { plusSeconds, type StoreContext, type Trx, transact } from './context.js';
import type { Database } from './database.js';
import { audit } from './events.js';
import { actionOf } from './records.js';
import { pausedSql } from './settings.js';
import { freeSlot, keepSlot, takeSlot } from './slots.js';
import { storableOrNull } from './storable.js';

/** What an attempt really does: an acknowledgement becomes a draft where the account may not send. */
export type Effect = 'label' | 'draft' | 'send';

export interface ClaimOptions {
  readonly effect: Effect;
  /** Days in which a person gets at most one answer about a position. */
  readonly windowDays: number;
  readonly caps: Caps;
}

export type Claim =
  | { readonly outcome: 'claimed'; readonly token: string; readonly action: Action }
  /** The action is now held or skipped, for this reason. */
  | { readonly outcome: 'held' | 'skipped'; readonly reason: string }
  /** Somebody else runs it (or another answer to the same person), or it is not due yet. */
  | { readonly outcome: 'busy' }
  /** Nothing to do any more, or unknown. */
  | { readonly outcome: 'settled'; readonly state: ActionState | null };

/** How an attempt ended. `retryInSeconds` makes a failed or held action due again; without it only a person does. */
export interface Finish {
  readonly state: Extract<ActionState, 'done' | 'failed' | 'held' | 'uncertain' | 'skipped'>;
  readonly reason: string | null;
  readonly detail?: string | null;
  readonly retryInSeconds?: number;
}

/** How long a second answer waits to see what becomes of the first one, in seconds. */
const slotWaitSeconds = 10;
/** How often a held action looks whether it may go on, in seconds. */
const pauseLookSeconds = 300;
/** An uncertain send is looked up in the Sent folder this soon, in seconds; see `reconciled`. */
const firstReconcileSeconds = 30;

/** The ledger: who may do an effect, and what became of it. */
export function ledger(context: StoreContext) {
  return {
    async get(id: string): Promise<Action | null> {
      const row = await context.db.selectFrom('action').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : actionOf(row);
    },

    /** Takes the action for one attempt of this process. Everything that may stop an effect is asked in here, at once. */
    async claim(id: string, options: ClaimOptions): Promise<Claim> {
      return transact(context, (trx) => claimOnce(trx, context, id, options));
    },

    /**
     * Asked right before DATA. True: the kill switch is off, the claim still holds, and from now on the mail counts as
     * one that may have left. False: nothing may be sent.
     */
    async beginSending(id: string, token: string, rfcMessageId: string): Promise<boolean> {
      const row = await context.db
        .updateTable('action')
        .set({ sending_at: context.now(), rfc_message_id: rfcMessageId })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .where('effect', '=', 'send')
        .where('claim_token', '=', token)
        .where(sql<boolean>`claim_expires_at > ${context.now()}`)
        .where(({ not }) => not(pausedSql('action.account')))
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** True when the claim still holds and the effects of the account are not stopped. Asked right before other effects. */
    async stillAllowed(id: string, token: string): Promise<boolean> {
      const row = await context.db
        .selectFrom('action')
        .select('id')
        .where('id', '=', id)
        .where('state', '=', 'running')
        .where('claim_token', '=', token)
        .where(sql<boolean>`claim_expires_at > ${context.now()}`)
        .where(({ not }) => not(pausedSql('action.account')))
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
     * A person decides about an action that waits for one (held, failed, uncertain): `go` runs it now, also when it may
     * have been sent before; `drop` ends it; `sent` says that it did leave.
     */
    async decide(id: string, decision: 'go' | 'drop' | 'sent', actor: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await idle(trx, id, decision === 'sent' ? ['uncertain'] : ['held', 'failed', 'uncertain']);
        if (row === null) return false;
        if (decision === 'go') {
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

type Row = Selectable<Database['action']>;

async function claimOnce(trx: Trx, context: StoreContext, id: string, options: ClaimOptions): Promise<Claim> {
  const row = await trx
    .selectFrom('action')
    .selectAll()
    .select([
      sql<boolean>`due_at is not null and due_at <= ${context.now()}`.as('due'),
      pausedSql('action.account').as('paused'),
    ])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return { outcome: 'settled', state: null };
  if (row.state === 'running') return { outcome: 'busy' };
  if (!['planned', 'held', 'failed'].includes(row.state) || row.due_at === null) {
    return { outcome: 'settled', state: row.state };
  }
  if (!row.due) return { outcome: 'busy' };
  if (row.paused) return hold(trx, context, row, 'paused', pauseLookSeconds);
  if (options.effect !== 'label') {
    const slot = await takeSlot(trx, context, row, options.windowDays);
    if (slot === 'busy') return postpone(trx, context, row);
    if (slot !== 'free') {
      await settle(trx, context, row, { state: 'skipped', reason: 'answered-before', detail: `by action ${slot.by}` });
      return { outcome: 'skipped', reason: 'answered-before' };
    }
  }
  if (options.effect === 'send') {
    const tripped = await trippedCap(trx, context, row, options.caps);
    if (tripped !== null) return hold(trx, context, row, tripped.reason, tripped.retryInSeconds, tripped.detail);
  }
  const token = randomUUID();
  const claimed = await trx
    .updateTable('action')
    .set({
      state: 'running',
      attempts: row.attempts + 1,
      reason: null,
      detail: null,
      due_at: null,
      effect: options.effect,
      claim_token: token,
      claim_holder: context.holder,
      claim_expires_at: plusSeconds(context.now(), context.claimSeconds),
      sending_at: null,
      started_at: context.now(),
      finished_at: null,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await audit(trx, context, { ...about(row), code: 'running', from: row.state, reason: options.effect });
  return { outcome: 'claimed', token, action: actionOf(claimed) };
}

async function hold(
  trx: Trx,
  context: StoreContext,
  row: Row,
  reason: string,
  retryInSeconds: number,
  detail?: string,
): Promise<Claim> {
  await settle(trx, context, row, { state: 'held', reason, detail: detail ?? null, retryInSeconds });
  return { outcome: 'held', reason };
}

async function postpone(trx: Trx, context: StoreContext, row: Row): Promise<Claim> {
  await trx
    .updateTable('action')
    .set({ due_at: plusSeconds(context.now(), slotWaitSeconds) })
    .where('id', '=', row.id)
    .execute();
  return { outcome: 'busy' };
}

/** The row, locked, when it is in one of these states. */
async function idle(trx: Trx, id: string, states: readonly ActionState[]): Promise<Row | null> {
  const row = await trx
    .selectFrom('action')
    .selectAll()
    .where('id', '=', id)
    .where('state', 'in', states)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Back to `planned`, due now, as if it had never run. */
export async function replan(trx: Trx, context: StoreContext, row: Row, reason: string, actor?: string): Promise<void> {
  await trx
    .updateTable('action')
    .set({ state: 'planned', reason, detail: null, due_at: context.now(), claim_token: null, sending_at: null })
    .where('id', '=', row.id)
    .execute();
  await audit(trx, context, { ...about(row), code: 'planned', from: row.state, reason, actor });
}

/** Writes the state that an attempt, a rule or a person brought about, and keeps or frees the person's slot. */
export async function settle(trx: Trx, context: StoreContext, row: Row, result: Finish, actor?: string): Promise<void> {
  const { state, reason } = result;
  const again = result.retryInSeconds ?? (state === 'uncertain' ? firstReconcileSeconds : null);
  await trx
    .updateTable('action')
    .set({
      state,
      reason: storableOrNull(reason),
      detail: storableOrNull(result.detail),
      due_at: again === null ? null : plusSeconds(context.now(), again),
      // Who sent may come back late and say what became of it; every other claim ends here.
      claim_token: state === 'uncertain' ? row.claim_token : null,
      claim_expires_at: null,
      finished_at: context.now(),
    })
    .where('id', '=', row.id)
    .execute();
  if (row.kind !== 'label') {
    // What a person gave up as uncertain may have reached the applicant all the same.
    if (state === 'done' || state === 'uncertain' || row.state === 'uncertain') await keepSlot(trx, context, row.id);
    else await freeSlot(trx, row.id);
  }
  if (state === row.state && reason === row.reason) return;
  await audit(trx, context, {
    ...about(row),
    code: state,
    from: row.state,
    reason,
    detail: result.detail ?? null,
    actor,
  });
}

function about(row: Row): { kind: 'action'; account: string; messageId: string; actionId: string } {
  return { kind: 'action', account: row.account, messageId: row.message_id, actionId: row.id };
}
