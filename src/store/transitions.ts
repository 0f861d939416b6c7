import { type Selectable, sql } from 'kysely';
import type { ActionState, Finish } from '../domain/index.js';
import { plusSeconds, type StoreContext, type Trx } from './context.js';
import type { Database } from './database.js';
import { audit } from './events.js';
import { freeSlot, keepSlot } from './slots.js';
import { storableJson, storableOrNull } from './storable.js';

export type Row = Selectable<Database['action']>;

/** An uncertain send is looked up in the Sent folder this soon, in seconds; see `reconciled`. */
export const firstReconcileSeconds = 30;

/** Reason of an action that waits for another answer to the same person. */
export const waiting = 'another-answer-under-way';

/** The row, locked, when it is in one of these states. */
export async function idle(trx: Trx, id: string, states: readonly ActionState[]): Promise<Row | null> {
  const row = await trx
    .selectFrom('action')
    .selectAll()
    .where('id', '=', id)
    .where('state', 'in', states)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Back to `planned`, due now, as if it had never run; `actor` is the person who said so. */
export async function replan(trx: Trx, context: StoreContext, row: Row, reason: string, actor?: string): Promise<void> {
  await trx
    .updateTable('action')
    .set({
      ...(actor !== undefined && { decided_by: storableOrNull(actor) }),
      state: 'planned',
      reason,
      detail: null,
      due_at: context.now(),
      claim_token: null,
      sending_at: null,
    })
    .where('id', '=', row.id)
    .execute();
  await audit(trx, context, { ...about(row), code: 'planned', from: row.state, reason, actor });
}

/** Turns an answer that was to be sent into a draft of the same key, so that it is never sent besides. False for labels. */
export async function makeDraft(trx: Trx, row: Row): Promise<boolean> {
  if (row.payload.kind === 'label') return false;
  const payload = storableJson({ ...row.payload, kind: 'draft' });
  await trx.updateTable('action').set({ kind: 'draft', payload }).where('id', '=', row.id).execute();
  return true;
}

/**
 * SQL that is true when the action may have happened though its state does not say so: a person had a send without an answer
 * tried once more, or the program ended in the middle of a draft.
 */
export function mayHaveHappenedSql() {
  return sql<boolean>`exists (select 1 from triage.event where action_id = triage.action.id and code = 'planned'
    and (from_state = 'uncertain' or (reason = 'interrupted' and triage.action.effect = 'draft')))`;
}

async function mayHaveHappened(trx: Trx, { id, state }: Row): Promise<boolean> {
  if (state === 'uncertain') return true;
  const query = trx.selectFrom('action').select('id').where('id', '=', id).where(mayHaveHappenedSql());
  return (await query.executeTakeFirst()) !== undefined;
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
      attempts: row.state === 'running' && state === 'held' ? row.attempts - 1 : row.attempts,
      due_at: again === null ? null : plusSeconds(context.now(), again),
      // Who sent may come back late and say what became of it; every other claim ends here.
      claim_token: state === 'uncertain' ? row.claim_token : null,
      claim_expires_at: null,
      finished_at: context.now(),
    })
    .where('id', '=', row.id)
    .execute();
  if (row.kind !== 'label') {
    // What a person gave up as uncertain may have reached the applicant all the same; and a person's answer is one.
    const answered = state === 'done' || state === 'uncertain' || reason === 'answered-by-hand';
    if (answered || (await mayHaveHappened(trx, row))) await keepSlot(trx, context, row.id);
    else await freeSlot(trx, row.id);
    await wakeWaiting(trx, context, row);
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

/** Whoever waited to see what becomes of this answer can see it now. */
async function wakeWaiting(trx: Trx, context: StoreContext, { person, position, id }: Row): Promise<void> {
  await trx
    .updateTable('action')
    .set({ due_at: context.now() })
    .where('id', 'in', (select) =>
      select
        .selectFrom('action')
        .select('id')
        .where('state', 'in', ['planned', 'held', 'failed'])
        .where('reason', '=', waiting)
        .where('person', '=', person)
        .where('position', '=', position)
        .where('id', '<>', id)
        .forUpdate()
        // One that is being claimed at this moment sees for itself.
        .skipLocked(),
    )
    .execute();
}

export function about(row: Row): { kind: 'action'; account: string; messageId: string; actionId: string } {
  return { kind: 'action', account: row.account, messageId: row.message_id, actionId: row.id };
}
