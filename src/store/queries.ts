import { sql } from 'kysely';
import type { ActionState, Location, MessageRecord, MessageStatus } from '../domain/index.js';
import { iso, type StoreContext } from './context.js';
import { loadJudged } from './load.js';
import { meanwhileOf } from './meanwhile.js';
import { type QueueFilter, rankedQueue } from './queue-view.js';
import { recordOf } from './records.js';
import { showMessage } from './show.js';

export interface Counts {
  readonly messages: Readonly<Record<MessageStatus, number>>;
  readonly actions: Readonly<Record<ActionState, number>>;
  readonly applications: number;
  /** Messages and actions on which work goes on or will go on by itself. */
  readonly open: number;
}

export interface FolderState {
  readonly account: string;
  readonly folder: string;
  readonly uidValidity: string;
  readonly lastUid: number;
  /** The last sweep that found everything recorded, ISO 8601; the alarm on a dead listener watches this. */
  readonly verifiedAt: string | null;
}

export interface MessageFilter {
  readonly account?: string;
  readonly statuses?: readonly MessageStatus[];
  /** At most so many, newest first; default 100. */
  readonly limit?: number;
  /** Id of the last row of the page before. */
  readonly before?: string;
}

/** What people and workers ask of the store. */
export function queries(context: StoreContext) {
  return {
    rankedQueue: (filter?: QueueFilter) => rankedQueue(context, filter),
    show: (id: string) => showMessage(context, id),
    judged: (id: string) => loadJudged(context, id),
    meanwhile: (messageId: string) => meanwhileOf(context, messageId),

    /** The store's clock: the database's, which all machines share. */
    async now(): Promise<Date> {
      const { now } = await context.db.selectNoFrom(context.now().as('now')).executeTakeFirstOrThrow();
      return now;
    },

    async message(id: string): Promise<MessageRecord | null> {
      const row = await context.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : recordOf(row);
    },

    /** Id of the message that was recorded at this place, or null. */
    async idAt(location: Location): Promise<string | null> {
      const row = await context.db
        .selectFrom('location')
        .select('message_id')
        .where('account', '=', location.account)
        .where('folder', '=', location.folder)
        .where('uid_validity', '=', location.uidValidity)
        .where('uid', '=', String(location.uid))
        .executeTakeFirst();
      return row?.message_id ?? null;
    },

    /** The log of what was seen and what became of it, newest first. */
    async messages(filter: MessageFilter = {}): Promise<MessageRecord[]> {
      let query = context.db.selectFrom('message').selectAll();
      if (filter.account !== undefined) query = query.where('account', '=', filter.account);
      if (filter.statuses !== undefined) query = query.where('status', 'in', filter.statuses);
      if (filter.before !== undefined) query = query.where('id', '<', filter.before);
      const rows = await query
        .orderBy('id', 'desc')
        .limit(filter.limit ?? 100)
        .execute();
      return rows.map(recordOf);
    },

    async folders(): Promise<FolderState[]> {
      const rows = await context.db.selectFrom('folder').selectAll().orderBy('account').orderBy('name').execute();
      return rows.map((row) => ({
        account: row.account,
        folder: row.name,
        uidValidity: row.uid_validity,
        lastUid: Number(row.last_uid),
        verifiedAt: iso(row.verified_at),
      }));
    },

    /** How many actions are held, by their reason, the most frequent first. */
    async held(): Promise<Record<string, number>> {
      const rows = await context.db
        .selectFrom('action')
        .select([sql<string>`coalesce(reason, '')`.as('reason'), (each) => each.fn.countAll<string>().as('count')])
        .where('state', '=', 'held')
        .groupBy('reason')
        .orderBy('count', 'desc')
        .orderBy('reason')
        .execute();
      return Object.fromEntries(rows.map(({ reason, count }) => [reason, Number(count)]));
    },

    async counts(): Promise<Counts> {
      const messages = await context.db
        .selectFrom('message')
        .select(['status', (each) => each.fn.countAll<string>().as('count')])
        .groupBy('status')
        .execute();
      const actions = await context.db
        .selectFrom('action')
        .select([
          'state',
          (each) => each.fn.countAll<string>().as('count'),
          sql<string>`count(*) filter (where state in ('planned', 'running') or (state = 'failed' and due_at is not null))`.as(
            'open',
          ),
        ])
        .groupBy('state')
        .execute();
      const { applications } = await context.db
        .selectFrom('application')
        .select((each) => each.fn.countAll<string>().as('applications'))
        .where('messages', '>', 0)
        .executeTakeFirstOrThrow();
      const byStatus = { seen: 0, reading: 0, handled: 0, 'left-alone': 0, quarantined: 0, gone: 0 };
      for (const row of messages) byStatus[row.status] = Number(row.count);
      const byState = { planned: 0, running: 0, done: 0, failed: 0, held: 0, uncertain: 0, skipped: 0 };
      for (const row of actions) byState[row.state] = Number(row.count);
      const open = actions.reduce((sum, row) => sum + Number(row.open), byStatus.seen + byStatus.reading);
      return { messages: byStatus, actions: byState, applications: Number(applications), open };
    },
  };
}
