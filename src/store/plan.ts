import { sql } from 'kysely';
import { domainOf, type PlannedAction } from '../domain/index.js';
import { plusSeconds, type StoreContext, type Trx } from './context.js';
import { audit } from './events.js';
import { personKey } from './person.js';
import { storableJson, storableOrNull, storableText } from './storable.js';

/**
 * Writes the planned actions into the ledger. A key that is there already stays what it is, except that labels, which
 * describe a state and no act, take the new wish and become due again.
 *
 * @returns ids of the rows that are new or due again
 */
export async function planActions(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  account: string,
  actions: readonly PlannedAction[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const action of actions) {
    const planned = await planOne(trx, context, messageId, account, action);
    if (planned === null) continue;
    const { id, due_at: due } = planned;
    const delayed = (action.delaySeconds ?? 0) > 0 && due !== null;
    ids.push(id);
    await audit(trx, context, {
      kind: 'action',
      code: 'planned',
      account,
      messageId,
      actionId: id,
      reason: delayed ? 'delayed' : null,
      detail: delayed ? `${action.key}, not before ${due.toISOString()}` : action.key,
    });
  }
  return ids;
}

async function planOne(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  account: string,
  action: PlannedAction,
): Promise<{ id: string; due_at: Date | null } | null> {
  const { payload } = action;
  const to = payload.kind === 'label' ? null : payload.to;
  const json = storableJson(payload);
  const row = await trx
    .insertInto('action')
    .values({
      key: storableText(action.key),
      message_id: messageId,
      account,
      kind: action.kind,
      state: 'planned',
      payload: json,
      person: to === null ? null : storableText(personKey(to)),
      position: payload.kind === 'label' ? null : storableText(payload.position ?? ''),
      domain: to === null ? null : storableOrNull(domainOf(to)),
      due_at: plusSeconds(context.now(), action.delaySeconds ?? 0),
      reason: null,
      detail: null,
      effect: null,
      claim_token: null,
      claim_holder: null,
      rfc_message_id: null,
      created_at: context.now(),
    })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          // What a verdict has added stays.
          payload: sql`triage.action.payload || excluded.payload`,
          state: 'planned',
          reason: 'again',
          // A worker that is at the old wish right now finishes first.
          due_at: sql<Date>`greatest(${context.now()}, coalesce(triage.action.claim_expires_at, ${context.now()}))`,
          claim_token: null,
        })
        .where('action.kind', '=', 'label')
        .where('action.message_id', '=', messageId)
        .where(sql<boolean>`triage.action.payload <> triage.action.payload || excluded.payload`),
    )
    .returning(['id', 'due_at'])
    .executeTakeFirst();
  return row ?? null;
}
