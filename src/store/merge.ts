import { type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { relabel } from './locations.js';

export type FingerprintClaim =
  | { readonly outcome: 'mine' }
  | { readonly outcome: 'merged'; readonly into: string }
  | { readonly outcome: 'lost' };

/**
 * Gives the message its fingerprint. When another message of the account has it already, this one is a second sight of
 * that one (moved, copied, uploaded again, delivered twice, a new UIDVALIDITY): its places go over to that one and its own
 * record goes away. The unique index on account and fingerprint decides between two that are read at the same moment.
 */
export async function claimFingerprint(
  context: StoreContext,
  id: string,
  token: string,
  fingerprint: string,
): Promise<FingerprintClaim> {
  try {
    return await transact(context, (trx) => claimOnce(trx, context, id, token, fingerprint));
  } catch (error) {
    if ((error as { code?: unknown }).code !== uniqueViolation) throw error;
    // The other one was written between our look and our write; now it can be seen.
    return transact(context, (trx) => claimOnce(trx, context, id, token, fingerprint));
  }
}

const uniqueViolation = '23505';

async function claimOnce(
  trx: Trx,
  context: StoreContext,
  id: string,
  token: string,
  fingerprint: string,
): Promise<FingerprintClaim> {
  const mine = await trx
    .selectFrom('message')
    .select(['account', 'fingerprint'])
    .where('id', '=', id)
    .where('status', '=', 'reading')
    .where('claim_token', '=', token)
    .forUpdate()
    .executeTakeFirst();
  if (mine === undefined) return { outcome: 'lost' };
  if (mine.fingerprint === fingerprint) return { outcome: 'mine' };
  const twin = await trx
    .selectFrom('message')
    .select('id')
    .where('account', '=', mine.account)
    .where('fingerprint', '=', fingerprint)
    .where('id', '<>', id)
    .executeTakeFirst();
  if (twin === undefined) {
    await trx.updateTable('message').set({ fingerprint }).where('id', '=', id).execute();
    return { outcome: 'mine' };
  }
  await absorb(trx, context, mine.account, id, twin.id);
  return { outcome: 'merged', into: twin.id };
}

async function absorb(trx: Trx, context: StoreContext, account: string, id: string, into: string): Promise<void> {
  const places = await trx
    .updateTable('location')
    .set({ message_id: into })
    .where('message_id', '=', id)
    .returning(['folder', 'uid_validity', 'uid'])
    .execute();
  await trx.deleteFrom('message').where('id', '=', id).execute();
  const detail = places.map((place) => `${place.folder} ${place.uid_validity}/${place.uid}`).join(', ');
  await audit(
    trx,
    context,
    { kind: 'message', code: 'merged', account, messageId: id, reason: 'same-fingerprint', detail: `into ${into}` },
    { kind: 'message', code: 'also-at', account, messageId: into, reason: 'same-fingerprint', detail },
  );
  await relabel(trx, context, into, 'the message was found at another place');
}
