import type { Action, AuditEvent, Judgement, Location, MessageRecord, ReadMessage } from '../domain/index.js';
import { iso, type StoreContext } from './context.js';
import { eventLog } from './events.js';
import { loadJudged } from './load.js';
import { actionOf, recordOf } from './records.js';

/** An action with the words that explain its state. */
export interface ShownAction extends Action {
  readonly detail: string | null;
  readonly dueAt: string | null;
  readonly finishedAt: string | null;
  /** Message-ID of the mail that was sent or drafted. */
  readonly sentMessageId: string | null;
}

/** Everything about one message. */
export interface Shown {
  readonly message: MessageRecord;
  /** Places where it lies; `goneAt` when it was found missing there. */
  readonly locations: readonly (Location & { readonly goneAt: string | null })[];
  /** What was read; null until it was judged. */
  readonly read: ReadMessage | null;
  readonly judgement: Judgement | null;
  /** Its application, with the other messages that belong to it. */
  readonly application: {
    readonly id: string;
    readonly position: string | null;
    readonly joinedBy: string;
    readonly messageIds: readonly string[];
  } | null;
  readonly actions: readonly ShownAction[];
  readonly events: readonly AuditEvent[];
}

/** One message with everything that is known about it; null when there is none with this id. */
export async function showMessage(context: StoreContext, id: string): Promise<Shown | null> {
  if (!/^\d{1,18}$/.test(id)) return null;
  const row = await context.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const locations = await context.db
    .selectFrom('location')
    .selectAll()
    .where('message_id', '=', id)
    .orderBy('id', 'desc')
    .execute();
  const actions = await context.db
    .selectFrom('action')
    .selectAll()
    .where('message_id', '=', id)
    .orderBy('id')
    .execute();
  const judged = await loadJudged(context, id);
  return {
    message: recordOf(row),
    locations: locations.map((place) => ({
      account: place.account,
      folder: place.folder,
      uidValidity: place.uid_validity,
      uid: Number(place.uid),
      goneAt: iso(place.gone_at),
    })),
    read: judged?.read ?? null,
    judgement: judged?.judgement ?? null,
    application: await applicationOf(context, id),
    actions: actions.map((action) => ({
      ...actionOf(action),
      detail: action.detail,
      dueAt: iso(action.due_at),
      finishedAt: iso(action.finished_at),
      sentMessageId: action.rfc_message_id,
    })),
    events: await eventLog(context).list({ messageId: id, limit: 1000 }),
  };
}

async function applicationOf(context: StoreContext, id: string): Promise<Shown['application']> {
  const row = await context.db
    .selectFrom('application_message')
    .innerJoin('application', 'application.id', 'application_message.application_id')
    .select(['application.id', 'application.position', 'application_message.joined_by'])
    .where('application_message.message_id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const members = await context.db
    .selectFrom('application_message')
    .select('message_id')
    .where('application_id', '=', row.id)
    .orderBy('message_id')
    .execute();
  return {
    id: row.id,
    position: row.position === '' ? null : row.position,
    joinedBy: row.joined_by,
    messageIds: members.map((member) => member.message_id),
  };
}
