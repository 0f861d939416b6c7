import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Location, MessageRecord, Reason } from '../domain/index.js';
import { plusSeconds, type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { attachLocation, insertLocation, leaveLocation } from './locations.js';
import { claimFingerprint, type FingerprintClaim } from './merge.js';
import { recordOf } from './records.js';

/** How reading a message was begun, or why not. */
export type Begun =
  | {
      readonly outcome: 'begun';
      readonly token: string;
      readonly message: MessageRecord;
      /** Where it lies, newest place first. */
      readonly locations: readonly Location[];
    }
  /** Handled already, or quarantined, or merged into another message. */
  | { readonly outcome: 'settled' }
  /** Another worker reads it, or it is not due yet. */
  | { readonly outcome: 'busy' };

/**
 * A message in whose reading the process ended so often is not read again without a person. Processes are ended by many
 * things, and who is first in the queue is hit each time: so it takes a while.
 */
const maxCrashes = 10;

/** What the intake worker tells the store. Whoever holds no valid token changes nothing. */
export function intake(context: StoreContext) {
  return {
    /** Takes the message for this process until the claim runs out (see recovery.keepClaims). */
    async begin(id: string): Promise<Begun> {
      return transact(context, async (trx) => {
        const row = await trx.selectFrom('message').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
        if (row === undefined || (row.status !== 'seen' && row.status !== 'reading')) return { outcome: 'settled' };
        const { due, expired } = await trx
          .selectFrom('message')
          .select([
            sql<boolean>`coalesce(due_at, ${context.now()}) <= ${context.now()}`.as('due'),
            sql<boolean>`coalesce(claim_expires_at, ${context.now()}) <= ${context.now()}`.as('expired'),
          ])
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        if (row.status === 'reading' ? !expired : !due) return { outcome: 'busy' };
        const crashes = row.crashes + (row.status === 'reading' ? 1 : 0);
        if (crashes >= maxCrashes) {
          const detail = `reading it ended the program ${crashes} times`;
          await settle(trx, context, id, 'quarantined', { code: 'crashed-repeatedly', detail });
          return { outcome: 'settled' };
        }
        const token = randomUUID();
        const begun = await trx
          .updateTable('message')
          .set({
            status: 'reading',
            attempts: row.attempts + 1,
            crashes,
            claim_token: token,
            claim_holder: context.holder,
            claim_expires_at: plusSeconds(context.now(), context.claimSeconds),
            started_at: context.now(),
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        await audit(trx, context, {
          kind: 'message',
          code: 'reading',
          from: row.status,
          account: row.account,
          messageId: id,
          detail: crashes > row.crashes ? 'the process that read it before ended in the middle' : null,
        });
        return { outcome: 'begun', token, message: recordOf(begun), locations: await locationsOf(trx, id) };
      });
    },

    /**
     * Settles which message this is, once its content is known. `merged`: it is one that we have; the new place now
     * belongs to that one and this record is gone. `lost`: the token is no longer valid.
     */
    async identify(id: string, token: string, fingerprint: string): Promise<FingerprintClaim> {
      return claimFingerprint(context, id, token, fingerprint);
    },

    /** The place is empty: whatever lay there is elsewhere or deleted. */
    async placeGone(id: string, location: Location): Promise<void> {
      await leaveLocation(context.db, context, id, location);
    },

    /** We moved the message: it lies at `to` now, or where the server did not say (null). Its labels are not due again. */
    async moved(id: string, from: Location, to: Location | null): Promise<void> {
      await transact(context, async (trx) => {
        await leaveLocation(trx, context, id, from);
        if (to !== null) await insertLocation(trx, context, id, to);
        const detail = `${from.folder} to ${to === null ? 'a place that the server did not name' : `${to.folder} ${to.uidValidity}/${to.uid}`}`;
        await audit(trx, context, { kind: 'message', code: 'moved', account: from.account, messageId: id, detail });
      });
    },

    /** Adds a place where the message was found. */
    async foundAt(id: string, location: Location): Promise<void> {
      await transact(context, (trx) => attachLocation(trx, context, id, location));
    },

    /** Where the message lies as far as we know, newest place first. */
    async locations(id: string): Promise<readonly Location[]> {
      return locationsOf(context.db, id);
    },

    /** Read, and nothing to do. False when the token is no longer valid. */
    leaveAlone: (id: string, token: string, reason: Reason) => end(context, id, token, 'left-alone', reason),

    /** It can't be handled; a person has to look. False when the token is no longer valid. */
    quarantine: (id: string, token: string, reason: Reason) => end(context, id, token, 'quarantined', reason),

    /** It left the mailbox before anybody could read it. False when the token is no longer valid. */
    gone: (id: string, token: string, reason: Reason) => end(context, id, token, 'gone', reason),

    /** Not now: the message waits to be read again. False when the token is no longer valid. */
    async later(id: string, token: string, reason: Reason, afterSeconds: number): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await trx
          .updateTable('message')
          .set({
            status: 'seen',
            reason_code: reason.code,
            reason_detail: reason.detail,
            due_at: plusSeconds(context.now(), afterSeconds),
            claim_token: null,
            claim_expires_at: null,
          })
          .where('id', '=', id)
          .where('status', '=', 'reading')
          .where('claim_token', '=', token)
          .returning('account')
          .executeTakeFirst();
        if (row === undefined) return false;
        await audit(trx, context, {
          kind: 'message',
          code: 'seen',
          from: 'reading',
          account: row.account,
          messageId: id,
          reason: reason.code,
          detail: reason.detail,
        });
        return true;
      });
    },

    /** A person asks for a quarantined or gone message to be tried again. False when it is neither. */
    async retry(id: string, actor: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const row = await trx
          .updateTable('message')
          .set({
            status: 'seen',
            reason_code: null,
            reason_detail: null,
            crashes: 0,
            attempts: 0,
            due_at: context.now(),
          })
          .where('id', '=', id)
          .where('status', 'in', ['quarantined', 'gone'])
          .returning('account')
          .executeTakeFirst();
        if (row === undefined) return false;
        await audit(trx, context, {
          kind: 'message',
          code: 'seen',
          account: row.account,
          messageId: id,
          reason: 'retry',
          actor,
        });
        return true;
      });
    },
  };
}

async function locationsOf(db: Pick<Trx, 'selectFrom'>, id: string): Promise<Location[]> {
  const rows = await db
    .selectFrom('location')
    .selectAll()
    .where('message_id', '=', id)
    .where('gone_at', 'is', null)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    account: row.account,
    folder: row.folder,
    uidValidity: row.uid_validity,
    uid: Number(row.uid),
  }));
}

type End = 'left-alone' | 'quarantined' | 'gone';

async function end(context: StoreContext, id: string, token: string, status: End, reason: Reason): Promise<boolean> {
  return transact(context, async (trx) => {
    const row = await trx
      .selectFrom('message')
      .select('id')
      .where('id', '=', id)
      .where('status', '=', 'reading')
      .where('claim_token', '=', token)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return false;
    await settle(trx, context, id, status, reason);
    return true;
  });
}

async function settle(trx: Trx, context: StoreContext, id: string, status: End, reason: Reason): Promise<void> {
  const row = await trx
    .updateTable('message')
    .set({
      status,
      reason_code: reason.code,
      reason_detail: reason.detail,
      due_at: null,
      claim_token: null,
      claim_expires_at: null,
      handled_at: context.now(),
    })
    .where('id', '=', id)
    .returning('account')
    .executeTakeFirstOrThrow();
  await audit(trx, context, {
    kind: 'message',
    code: status,
    from: 'reading',
    account: row.account,
    messageId: id,
    reason: reason.code,
    detail: reason.detail,
  });
}
