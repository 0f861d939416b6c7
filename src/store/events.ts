import type { Insertable, Selectable } from 'kysely';
import type { AuditEvent } from '../domain/index.js';
import { iso, type StoreContext, type Trx } from './context.js';
import type { Database } from './database.js';
import { storableOrNull, storableText } from './storable.js';

export interface NewEvent {
  readonly kind: AuditEvent['kind'];
  readonly code: string;
  readonly account?: string | null;
  readonly messageId?: string | null;
  readonly actionId?: string | null;
  /** For what happened to an application and not to one of its messages. */
  readonly applicationId?: string | null;
  readonly from?: AuditEvent['from'];
  readonly reason?: string | null;
  readonly detail?: string | null;
  /** A person; the process's name when left out. */
  readonly actor?: string | undefined;
}

/** Writes lines of the audit record in the transaction of what they tell. */
export async function audit(trx: Trx, context: StoreContext, ...events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(
    (event): Insertable<Database['event']> => ({
      at: context.now() as never,
      kind: event.kind,
      code: event.code,
      account: event.account ?? null,
      message_id: event.messageId ?? null,
      action_id: event.actionId ?? null,
      application_id: event.applicationId ?? null,
      from_state: event.from ?? null,
      reason: storableOrNull(event.reason),
      detail: storableOrNull(event.detail),
      actor: event.actor ?? context.holder,
    }),
  );
  await trx.insertInto('event').values(rows).execute();
}

export interface EventFilter {
  readonly messageId?: string;
  readonly actionId?: string;
  readonly account?: string;
  readonly kinds?: readonly AuditEvent['kind'][];
  /** Only what happened at this moment or later. */
  readonly since?: Date;
  /** Only about messages of an applicant, or from a sender, whose name or address contains this; case is ignored. */
  readonly applicant?: string;
  /** Newest first when true. */
  readonly newest?: boolean;
  /** At most so many; default 200. */
  readonly limit?: number;
  /** Only those after (before, when newest first) this event's id. */
  readonly beyond?: string;
}

/** Reads the audit record. */
export function eventLog(context: StoreContext) {
  return {
    async list(filter: EventFilter = {}): Promise<AuditEvent[]> {
      let query = context.db.selectFrom('event').selectAll();
      if (filter.messageId !== undefined) query = query.where('message_id', '=', filter.messageId);
      if (filter.actionId !== undefined) query = query.where('action_id', '=', filter.actionId);
      if (filter.account !== undefined) query = query.where('account', '=', filter.account);
      if (filter.kinds !== undefined) query = query.where('kind', 'in', filter.kinds);
      if (filter.since !== undefined) query = query.where('at', '>=', filter.since);
      if (filter.applicant !== undefined)
        query = query.where('message_id', 'in', messagesOf(context, filter.applicant));
      if (filter.beyond !== undefined) query = query.where('id', filter.newest === true ? '<' : '>', filter.beyond);
      const rows = await query
        .orderBy('id', filter.newest === true ? 'desc' : 'asc')
        .limit(filter.limit ?? 200)
        .execute();
      return rows.map(eventOf);
    },
  };
}

/** Messages of everybody whose name or address contains the text. */
function messagesOf(context: StoreContext, text: string) {
  const like = `%${storableText(text).replace(/[\\%_]/g, '\\$&')}%`;
  return context.db
    .selectFrom('message')
    .leftJoin('application_message', 'application_message.message_id', 'message.id')
    .leftJoin('application', 'application.id', 'application_message.application_id')
    .leftJoin('applicant', 'applicant.id', 'application.applicant_id')
    .select('message.id')
    .where((each) =>
      each.or([
        each('message.sender', 'ilike', like),
        each('applicant.name', 'ilike', like),
        each('applicant.email', 'ilike', like),
      ]),
    );
}

/** A row of the audit record as the rest of the program sees it. */
export function eventOf(row: Selectable<Database['event']>): AuditEvent {
  return {
    id: row.id,
    at: iso(row.at),
    account: row.account,
    messageId: row.message_id,
    actionId: row.action_id,
    kind: row.kind as AuditEvent['kind'],
    code: row.code,
    from: row.from_state as AuditEvent['from'],
    reason: row.reason,
    detail: row.detail,
    actor: row.actor,
  };
}
