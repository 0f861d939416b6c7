import { sql } from 'kysely';
import type { Location, Origin } from '../domain/index.js';
import { Collision, type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { attachLocation, type Envelope, findByIdentity, insertLocation } from './locations.js';
import { storableOrNull, storableTime } from './storable.js';

/** What became of a recorded arrival. `new`: it is work; `known`: the store has this message already. */
export interface Recorded {
  readonly outcome: 'new' | 'known';
  readonly messageId: string;
}

/**
 * What pollers tell the store. Every method may be called any number of times with the same arguments.
 *
 * @param origin how the messages recorded through this object came to be seen
 */
export function arrivals(context: StoreContext, origin: Origin) {
  const recordOnce = (location: Location, envelope: Envelope): Promise<Recorded> =>
    transact(context, async (trx) => {
      const standing = await messageAt(trx, location);
      if (standing !== null) {
        if (isSameMail(standing, envelope)) return { outcome: 'known', messageId: standing.id };
        await trx.deleteFrom('location').where('id', '=', standing.location_id).execute();
        await audit(trx, context, { ...at(location), kind: 'message', code: 'place-reused', messageId: standing.id });
      }
      const twin = await findByIdentity(trx, location.account, envelope);
      if (twin !== null) {
        const revived = await attachLocation(trx, context, twin, location);
        return { outcome: revived ? 'new' : 'known', messageId: twin };
      }
      const { id } = await trx
        .insertInto('message')
        .values({
          account: location.account,
          fingerprint: null,
          rfc_message_id: storableOrNull(envelope.messageId),
          server_id: storableOrNull(envelope.serverId),
          subject: storableOrNull(envelope.subject),
          sender: storableOrNull(envelope.from),
          received_at: storableTime(envelope.receivedAt),
          seen_at: context.now(),
          bytes: envelope.bytes === null ? null : String(envelope.bytes),
          origin,
          status: 'seen',
          reason_code: null,
          reason_detail: null,
          due_at: context.now(),
          claim_token: null,
          claim_holder: null,
          mail: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      if (!(await insertLocation(trx, context, id, location))) throw new Collision('recorded twice at once');
      await audit(trx, context, { ...at(location), kind: 'message', code: 'seen', messageId: id, reason: origin });
      return { outcome: 'new', messageId: id };
    });

  return {
    async checkpoint(account: string, folder: string): Promise<{ uidValidity: string; lastUid: number } | null> {
      const row = await context.db
        .selectFrom('folder')
        .select(['uid_validity', 'last_uid'])
        .where('account', '=', account)
        .where('name', '=', folder)
        .executeTakeFirst();
      return row === undefined ? null : { uidValidity: row.uid_validity, lastUid: Number(row.last_uid) };
    },

    /** Those of `uids` that were never recorded under this UIDVALIDITY, ascending. All of them where the server gives none. */
    async missing(
      account: string,
      folder: string,
      uidValidity: string,
      uids: readonly number[],
    ): Promise<readonly number[]> {
      if (uids.length === 0) return [];
      if (uidValidity === '0') return uids;
      const { rows } = await sql<{ uid: string }>`
        select uid from unnest(${uids as number[]}::bigint[]) as wanted (uid)
        where not exists (
          select 1 from triage.location l
          where l.account = ${account} and l.folder = ${folder} and l.uid_validity = ${uidValidity} and l.uid = wanted.uid)
        order by uid`.execute(context.db);
      return rows.map((row) => Number(row.uid));
    },

    /** Commits one message; see `recordWithId`. */
    async record(location: Location, envelope: Envelope): Promise<'new' | 'known'> {
      return (await recordOnce(location, envelope)).outcome;
    },

    /**
     * Commits one message. It is `known` when its place was recorded before, or when the server's own id, or Message-ID,
     * size and time of arrival together, say that it is one that we have (then the new place is added to that one).
     */
    recordWithId: recordOnce,

    async advance(
      account: string,
      folder: string,
      checkpoint: { uidValidity: string; lastUid: number },
    ): Promise<void> {
      const state = { uid_validity: checkpoint.uidValidity, last_uid: String(checkpoint.lastUid) };
      await context.db
        .insertInto('folder')
        .values({ account, name: folder, ...state })
        .onConflict((conflict) => conflict.columns(['account', 'name']).doUpdateSet(state))
        .execute();
    },

    async verified(account: string, folder: string, verifiedAt: Date): Promise<void> {
      await context.db
        .insertInto('folder')
        .values({ account, name: folder, uid_validity: '0', last_uid: '0', verified_at: verifiedAt })
        .onConflict((conflict) => conflict.columns(['account', 'name']).doUpdateSet({ verified_at: verifiedAt }))
        .execute();
    },
  };
}

interface Standing {
  readonly id: string;
  readonly location_id: string;
  readonly uid_validity: string;
  readonly rfc_message_id: string | null;
  readonly bytes: string | null;
}

async function messageAt(trx: Trx, location: Location): Promise<Standing | null> {
  const row = await trx
    .selectFrom('location')
    .innerJoin('message', 'message.id', 'location.message_id')
    .select(['message.id', 'location.id as location_id', 'uid_validity', 'rfc_message_id', 'message.bytes'])
    .where('location.account', '=', location.account)
    .where('location.folder', '=', location.folder)
    .where('location.uid_validity', '=', location.uidValidity)
    .where('location.uid', '=', String(location.uid))
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Under a UIDVALIDITY a UID names one mail for ever (RFC 9051 section 2.3.1.1). Where the server gives none, a number
 * can come to mean another mail, which then has another Message-ID or size.
 */
function isSameMail(standing: Standing, envelope: Envelope): boolean {
  if (standing.uid_validity !== '0') return true;
  if (standing.rfc_message_id !== storableOrNull(envelope.messageId)) return false;
  return standing.bytes === null || envelope.bytes === null || standing.bytes === String(envelope.bytes);
}

function at(location: Location): { account: string; detail: string } {
  return { account: location.account, detail: `${location.folder} ${location.uidValidity}/${location.uid}` };
}
