import type { Selectable } from 'kysely';
import type { Action, MessageRecord } from '../domain/index.js';
import { iso } from './context.js';
import type { Database } from './database.js';

/** A row of the message table as the rest of the program sees it. */
export function recordOf(row: Omit<Selectable<Database['message']>, 'mail'>): MessageRecord {
  return {
    id: row.id,
    account: row.account,
    fingerprint: row.fingerprint,
    rfcMessageId: row.rfc_message_id,
    serverId: row.server_id,
    subject: row.subject,
    from: row.sender,
    date: iso(row.sent_at),
    receivedAt: iso(row.received_at),
    seenAt: iso(row.seen_at),
    bytes: row.bytes === null ? null : Number(row.bytes),
    origin: row.origin,
    status: row.status,
    reason: row.reason_code === null ? null : { code: row.reason_code, detail: row.reason_detail ?? '' },
    attempts: row.attempts,
  };
}

/** A row of the ledger as the rest of the program sees it. */
export function actionOf(row: Selectable<Database['action']>): Action {
  return {
    id: row.id,
    key: row.key,
    messageId: row.message_id,
    kind: row.kind,
    state: row.state,
    payload: row.payload,
    attempts: row.attempts,
    reason: row.reason,
    decidedBy: row.decided_by,
  };
}
