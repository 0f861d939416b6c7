import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Claim, ClaimOptions } from '../domain/index.js';
import { askedBefore, asksOf } from './asked.js';
import { trippedCap } from './caps.js';
import { plusSeconds, type StoreContext, type Trx } from './context.js';
import { audit } from './events.js';
import { actionOf } from './records.js';
import { pausedSql } from './settings.js';
import { takeSlot } from './slots.js';
import { about, mayHaveHappenedSql, type Row, settle, waiting } from './transitions.js';

/** How long a second answer waits at most to see what becomes of the first one, in seconds. */
const slotWaitSeconds = 60;
/** How often a held action looks whether it may go on, in seconds. */
const pauseLookSeconds = 300;

/** Reason of a send that waits for the end of the quiet hours. */
const quietHours = 'quiet-hours';

function secondsUntil(until: Date, now: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
}

/** Takes the action for one attempt of this process, when nothing forbids it. */
export async function claimOnce(trx: Trx, context: StoreContext, id: string, options: ClaimOptions): Promise<Claim> {
  const row = await trx
    .selectFrom('action')
    .selectAll()
    .select([
      sql<boolean>`due_at is not null and due_at <= ${context.now()}`.as('due'),
      pausedSql('action.account').as('paused'),
      context.now().as('now'),
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
  if (options.away !== undefined) {
    const { reason, detail, retryInSeconds } = options.away;
    return hold(trx, context, row, reason, retryInSeconds, detail);
  }
  if (options.effect === 'send') {
    const until = options.quietUntil?.(row.now) ?? null;
    if (until !== null) return hold(trx, context, row, quietHours, secondsUntil(until, row.now), until.toISOString());
  }
  if (options.effect !== 'label') {
    const slot = await takeSlot(trx, context, row, options.windowDays);
    if (slot === 'busy') return postpone(trx, context, row);
    if (slot !== 'free') {
      await settle(trx, context, row, { state: 'skipped', reason: 'answered-before', detail: `by action ${slot.by}` });
      return { outcome: 'skipped', reason: 'answered-before' };
    }
    const same = await sameMailAnswered(trx, row);
    if (same?.state === 'running') return postpone(trx, context, row);
    if (same !== null) {
      await settle(trx, context, row, { state: 'skipped', reason: 'answered-before', detail: `by action ${same.id}` });
      return { outcome: 'skipped', reason: 'answered-before' };
    }
    // Behind the slot, which orders those that ask at the same moment.
    const before = (options.asks ?? asksOf(row)) ? await askedBefore(trx, row) : null;
    if (before !== null) {
      await settle(trx, context, row, { state: 'skipped', reason: 'asked-before', detail: `by action ${before}` });
      return { outcome: 'skipped', reason: 'asked-before' };
    }
  }
  if (options.effect !== 'label') {
    const tripped = await trippedCap(trx, context, row, options.caps, options.effect);
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

/**
 * The action of another account by which the same mail was answered, or is being answered, however long ago, or null; also
 * one that a person ended, because that was said of the mail. The slot knows the person
 * and the position for some days only; two accounts may name another position, or have their turns weeks apart.
 */
async function sameMailAnswered(trx: Trx, row: Row): Promise<Pick<Row, 'id' | 'state'> | null> {
  const found = await trx
    .selectFrom('message as this')
    // By way of the few accounts, for which there is an index.
    .innerJoin('account', (join) => join.onRef('account.id', '<>', 'this.account'))
    .innerJoin('message as other', (join) =>
      join.onRef('other.account', '=', 'account.id').onRef('other.fingerprint', '=', 'this.fingerprint'),
    )
    .innerJoin('action', 'action.message_id', 'other.id')
    .select(['action.id', 'action.state'])
    .where('this.id', '=', row.message_id)
    .where('action.kind', '<>', 'label')
    .where(({ or, and, eb }) =>
      or([
        eb('action.state', 'in', ['running', 'done', 'uncertain']),
        mayHaveHappenedSql(),
        and([eb('action.state', '=', 'skipped'), eb('action.reason', 'in', ['answered-by-hand', 'dropped'])]),
      ]),
    )
    .orderBy(sql`action.state = 'running'`)
    .executeTakeFirst();
  return found ?? null;
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
    .set({ reason: waiting, due_at: plusSeconds(context.now(), slotWaitSeconds) })
    .where('id', '=', row.id)
    .execute();
  return { outcome: 'busy' };
}
