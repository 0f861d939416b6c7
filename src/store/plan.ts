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
    const planned = await planFor(trx, context, messageId, account, action);
    if (planned === null) continue;
    const { id, key, due_at: due } = planned;
    const delayed = (action.delaySeconds ?? 0) > 0 && due !== null;
    ids.push(id);
    await audit(trx, context, {
      kind: 'action',
      code: 'planned',
      account,
      messageId,
      actionId: id,
      reason: delayed ? 'delayed' : null,
      detail: delayed ? `${key}, not before ${due.toISOString()}` : key,
    });
  }
  return ids;
}

interface Planned {
  readonly id: string;
  readonly key: string;
  readonly due_at: Date | null;
}

/**
 * An answer's key comes from the mail alone, so a mail that came to two accounts has one key for both. Whoever plans second
 * has a key with the account in it, and the ledger keeps both to one answer: the first account may be in shadow, or too
 * full, and would have said so for the second one in silence.
 */
async function planFor(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  account: string,
  action: PlannedAction,
): Promise<Planned | null> {
  const planned = await planOne(trx, context, messageId, account, action);
  if (planned !== null || action.kind === 'label') return planned;
  const holder = await trx
    .selectFrom('action')
    .select(['id', 'account'])
    .where('key', '=', storableText(action.key))
    .executeTakeFirst();
  if (holder === undefined || holder.account === account) return null;
  return planOne(trx, context, messageId, account, { ...action, key: `${action.key}@${account}` });
}

async function planOne(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  account: string,
  action: PlannedAction,
): Promise<Planned | null> {
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
    .returning(['id', 'key', 'due_at'])
    .executeTakeFirst();
  return row ?? null;
}
