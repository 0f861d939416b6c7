import type { Location } from '../domain/index.js';
import type { StoreContext, Trx } from './context.js';
import { audit } from './events.js';
import { storableOrNull, storableTime } from './storable.js';

/** What the server says about a message before anybody has read it. */
export interface Envelope {
  readonly messageId: string | null;
  readonly from: string | null;
  readonly subject: string | null;
  readonly bytes: number | null;
  /** INTERNALDATE, ISO 8601. */
  readonly receivedAt: string | null;
  /** The server's own id for the content (OBJECTID's EMAILID, Gmail's X-GM-MSGID): the same in every folder. */
  readonly serverId: string | null;
}

/**
 * The message of this account that is surely the same as the one described, or null. The Message-ID alone proves
 * nothing: its writer chose it.
 */
export async function findByIdentity(trx: Trx, account: string, envelope: Envelope): Promise<string | null> {
  if (envelope.serverId !== null) {
    const row = await trx
      .selectFrom('message')
      .select('id')
      .where('account', '=', account)
      .where('server_id', '=', storableOrNull(envelope.serverId))
      .orderBy('id')
      .executeTakeFirst();
    return row?.id ?? null;
  }
  const receivedAt = storableTime(envelope.receivedAt);
  if (envelope.messageId === null || envelope.bytes === null || receivedAt === null) return null;
  const row = await trx
    .selectFrom('message')
    .select('id')
    .where('account', '=', account)
    .where('rfc_message_id', '=', storableOrNull(envelope.messageId))
    .where('bytes', '=', String(envelope.bytes))
    .where('received_at', '=', new Date(receivedAt))
    .orderBy('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** False when this place is recorded already. */
export async function insertLocation(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  location: Location,
): Promise<boolean> {
  const row = await trx
    .insertInto('location')
    .values({
      message_id: messageId,
      account: location.account,
      folder: location.folder,
      uid_validity: location.uidValidity,
      uid: String(location.uid),
      seen_at: context.now(),
    })
    .onConflict((conflict) => conflict.columns(['account', 'folder', 'uid_validity', 'uid']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** The message lies at this place no more. */
export async function leaveLocation(
  trx: Trx | StoreContext['db'],
  context: StoreContext,
  messageId: string,
  from: Location,
): Promise<void> {
  await trx
    .updateTable('location')
    .set({ gone_at: context.now() })
    .where('message_id', '=', messageId)
    .where('account', '=', from.account)
    .where('folder', '=', from.folder)
    .where('uid_validity', '=', from.uidValidity)
    .where('uid', '=', String(from.uid))
    .execute();
}

/**
 * Adds a place to a message that we have: it was moved, copied, put back, or its folder got a new UIDVALIDITY. What was
 * done for it is not done again; only its labels are looked after at the new place.
 *
 * @returns true when the message had been given up as gone and is work again
 */
export async function attachLocation(
  trx: Trx,
  context: StoreContext,
  messageId: string,
  location: Location,
): Promise<boolean> {
  if (!(await insertLocation(trx, context, messageId, location))) return false;
  await audit(trx, context, {
    kind: 'message',
    code: 'also-at',
    account: location.account,
    messageId,
    detail: `${location.folder} ${location.uidValidity}/${location.uid}`,
  });
  await relabel(trx, context, messageId, 'the message was found at another place');
  const revived = await trx
    .updateTable('message')
    .set({ status: 'seen', reason_code: null, reason_detail: null, due_at: context.now() })
    .where('id', '=', messageId)
    .where('status', '=', 'gone')
    .returning('id')
    .executeTakeFirst();
  return revived !== undefined;
}

/** Makes the message's labels due again. They describe what should stand there, so doing them twice does no harm. */
export async function relabel(trx: Trx, context: StoreContext, messageId: string, why: string): Promise<void> {
  const again = await trx
    .updateTable('action')
    .set({ state: 'planned', reason: 'again', detail: why, due_at: context.now() })
    .where('message_id', '=', messageId)
    .where('kind', '=', 'label')
    .where(({ or, and, eb }) =>
      or([
        eb('state', 'in', ['done', 'failed']),
        and([eb('state', '=', 'skipped'), eb('reason', '=', 'message-gone')]),
      ]),
    )
    .returning(['id', 'account'])
    .execute();
  for (const action of again) {
    await audit(trx, context, {
      kind: 'action',
      code: 'planned',
      account: action.account,
      messageId,
      actionId: action.id,
      reason: 'again',
      detail: why,
    });
  }
}
