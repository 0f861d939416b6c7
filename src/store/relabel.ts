import { sql } from 'kysely';
import { type ActionPayload, wishedLabels } from '../domain/index.js';
import type { StoreContext, Trx } from './context.js';
import { transact } from './context.js';
import { audit } from './events.js';
import { storableJson, storableOrNull } from './storable.js';

type LabelPayload = Extract<ActionPayload, { kind: 'label' }>;

/** One message, or all messages of an application that were judged, of these accounts only where some are named. */
export type RelabelTarget =
  | { readonly messageId: string }
  | { readonly applicationId: string; readonly accounts?: readonly string[] };

/** The labels that should stand from now on. A part that is left out stays as it was. */
export interface LabelWish {
  /** What the judgement asks for: `judgement.decision.labels`. */
  readonly labels?: readonly string[];
  /** What a verdict asks for besides; empty when it was withdrawn. */
  readonly verdict?: readonly string[];
}

/** Why labels change, for the audit record. */
export interface RelabelReason {
  /** A code: `verdict`, `rescore`, … */
  readonly cause: string;
  /** A person's name; the process when left out. */
  readonly actor?: string;
}

/**
 * Wishes other labels for messages. There is one label action a message: it takes the new wish and is due again, also
 * when the wish goes back to what it was before; a wish that changes nothing plans nothing. The act worker then takes
 * off what we had set and no longer holds, and leaves alone what people have set or taken off. Nothing needs to be
 * signalled: the sweeper hands on what is due.
 *
 * @returns ids of the label actions that are due now
 */
export async function relabel(
  context: StoreContext,
  target: RelabelTarget,
  wish: LabelWish,
  why: RelabelReason,
): Promise<readonly string[]> {
  return transact(context, async (trx) => {
    const due: string[] = [];
    for (const message of await messagesOf(trx, target)) {
      const id = await relabelOne(trx, context, message, wish, why);
      if (id !== null) due.push(id);
    }
    return due;
  });
}

interface Labelled {
  readonly id: string;
  readonly account: string;
}

async function messagesOf(trx: Trx, target: RelabelTarget): Promise<Labelled[]> {
  const handled = trx.selectFrom('message').select(['id', 'account']).where('status', '=', 'handled').orderBy('id');
  if ('messageId' in target) return handled.where('id', '=', target.messageId).execute();
  let query = handled.where('id', 'in', (members) =>
    members.selectFrom('application_message').select('message_id').where('application_id', '=', target.applicationId),
  );
  if (target.accounts !== undefined) query = query.where('account', 'in', [...target.accounts, '']);
  return query.execute();
}

/** The same for one message, in the transaction of what brought it about. */
export async function relabelOne(
  trx: Trx,
  context: StoreContext,
  message: Labelled,
  wish: LabelWish,
  why: RelabelReason,
): Promise<string | null> {
  const row = await trx
    .selectFrom('action')
    .selectAll()
    .where('message_id', '=', message.id)
    .where('kind', '=', 'label')
    .orderBy('id')
    .forUpdate()
    .executeTakeFirst();
  const before: LabelPayload = row?.payload.kind === 'label' ? row.payload : { kind: 'label', labels: [] };
  const after: LabelPayload = { ...before, ...wish };
  const [was, is] = [wishedLabels(before), wishedLabels(after)];
  if (was.length === is.length && was.every((label) => is.includes(label))) return null;
  const id = row === undefined ? await insert(trx, context, message, after) : row.id;
  if (row !== undefined) await replan(trx, context, id, after, why);
  await audit(trx, context, {
    kind: 'action',
    code: 'planned',
    ...(row === undefined ? {} : { from: row.state }),
    account: message.account,
    messageId: message.id,
    actionId: id,
    reason: why.cause,
    detail: `labels: ${is.join(', ') || 'none'}`,
    actor: why.actor,
  });
  return id;
}

async function insert(trx: Trx, context: StoreContext, message: Labelled, payload: LabelPayload): Promise<string> {
  const { id } = await trx
    .insertInto('action')
    .values({
      // The same key as src/decide/plan.ts gives: whoever plans first, there is one.
      key: `${message.id}/label`,
      message_id: message.id,
      account: message.account,
      kind: 'label',
      state: 'planned',
      payload: storableJson(payload),
      person: null,
      position: null,
      domain: null,
      due_at: context.now(),
      reason: null,
      detail: null,
      effect: null,
      claim_token: null,
      claim_holder: null,
      rfc_message_id: null,
      created_at: context.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function replan(trx: Trx, context: StoreContext, id: string, payload: LabelPayload, why: RelabelReason) {
  await trx
    .updateTable('action')
    .set({
      payload: storableJson(payload),
      state: 'planned',
      reason: storableOrNull(why.cause),
      detail: null,
      attempts: 0,
      // A worker that is at the old wish right now finishes first.
      due_at: sql<Date>`greatest(${context.now()}, coalesce(triage.action.claim_expires_at, ${context.now()}))`,
      claim_token: null,
    })
    .where('id', '=', id)
    .execute();
}

/** What a verdict asks for on the messages that an application has already; a later one of it gets the same. */
export async function verdictLabelsOf(trx: Trx, applicationId: string): Promise<readonly string[]> {
  const row = await trx
    .selectFrom('action')
    .innerJoin('application_message', 'application_message.message_id', 'action.message_id')
    .select('action.payload')
    .where('application_message.application_id', '=', applicationId)
    .where('action.kind', '=', 'label')
    .where(sql<boolean>`action.payload ? 'verdict'`)
    .orderBy('action.id', 'desc')
    .executeTakeFirst();
  return row?.payload.kind === 'label' ? (row.payload.verdict ?? []) : [];
}
