import { type SqlBool, sql } from 'kysely';
import type {
  ActionKind,
  ActionPayload,
  ActionState,
  EffectDecision,
  LogApplication,
  MessageView,
  Sight,
  WaitingAction,
} from '../../domain/index.js';
import { iso, type StoreContext } from '../context.js';
import { eventLog } from '../events.js';
import { intake } from '../intake.js';
import { ledger } from '../ledger.js';
import { applicationJson, inboxLog } from './inbox-log.js';

interface Found {
  id: string;
  account: string;
  message_id: string;
  kind: ActionKind;
  state: ActionState;
  reason: string | null;
  detail: string | null;
  due_at: Date | null;
  since: Date;
  attempts: number;
  payload: ActionPayload;
  subject: string | null;
  sender: string | null;
  application: LogApplication | null;
}

/** True for rows of `action x` that the viewer may see. */
const inSight = ({ accounts }: Sight) =>
  accounts === null ? sql<SqlBool>`true` : sql<SqlBool>`x.account = any(${accounts}::text[])`;

async function effectsOf(
  context: StoreContext,
  sight: Sight,
  condition: ReturnType<typeof inSight>,
  limit: number,
  order = sql`x.id desc`,
) {
  const { rows } = await sql<Found>`
    select x.id, x.account, x.message_id, x.kind, x.state, x.reason, x.detail, x.due_at, x.attempts, x.payload,
      coalesce(x.finished_at, x.started_at, x.created_at) as since, m.subject, m.sender,
      ${applicationJson('m.id', sight)} as application
    from (select * from triage.action x where ${condition} order by ${order} limit ${limit}) x
      join triage.message m on m.id = x.message_id
    order by ${order}`.execute(context.db);
  return rows.map(effectOf);
}

function effectOf(found: Found): WaitingAction {
  const { id, account, kind, state, reason, detail, attempts, payload, subject, application } = found;
  const answer = payload.kind === 'label' ? null : payload;
  return {
    id,
    account,
    messageId: found.message_id,
    kind,
    state,
    reason,
    detail,
    dueAt: iso(found.due_at),
    since: iso(found.since),
    attempts,
    to: answer?.to ?? null,
    template: answer?.template ?? null,
    labels: payload.kind === 'label' ? payload.labels : [],
    subject,
    from: found.sender,
    application,
  };
}

/** Effects that wait for a person, and messages that could not be handled: what is to be decided about them. */
export function waitingForPeople(context: StoreContext) {
  return {
    /** Effects that were held, failed, or may have happened, newest first. `after` is the id of the last one before. */
    async page(sight: Sight, after?: string): Promise<{ actions: WaitingAction[]; next: string | null }> {
      const limit = 50;
      const beyond =
        after !== undefined && /^\d{1,18}$/.test(after) ? sql<SqlBool>`x.id < ${after}::bigint` : sql<SqlBool>`true`;
      const waiting = sql<SqlBool>`x.state in ('held', 'uncertain', 'failed') and ${beyond} and ${inSight(sight)}`;
      const found = await effectsOf(context, sight, waiting, limit + 1);
      return { actions: found.slice(0, limit), next: found.length > limit ? (found[limit - 1]?.id ?? null) : null };
    },

    /** Answers that wait for their time (a delay of the policy, or a try to come), the next one first; at most 100. */
    planned: (sight: Sight): Promise<WaitingAction[]> =>
      effectsOf(
        context,
        sight,
        sql<SqlBool>`x.state = 'planned' and x.kind <> 'label' and x.due_at > ${context.now()} and ${inSight(sight)}`,
        100,
        sql`x.due_at, x.id`,
      ),

    /** One effect; null when there is none that the viewer may see. */
    async get(sight: Sight, id: string): Promise<WaitingAction | null> {
      if (!/^\d{1,18}$/.test(id)) return null;
      const [found] = await effectsOf(context, sight, sql<SqlBool>`x.id = ${id} and ${inSight(sight)}`, 1);
      return found ?? null;
    },

    /** See ledger.decide. False when it waits for nobody any more. The caller has asked whether the viewer may see it. */
    decide: (id: string, decision: EffectDecision, actor: string): Promise<boolean> =>
      ledger(context).decide(id, decision, actor),

    /** See intake.retry. False when there is nothing to try. The caller has asked whether the viewer may see it. */
    retry: (messageId: string, actor: string): Promise<boolean> => intake(context).retry(messageId, actor),

    /** Everything about one message; null when there is none that the viewer may see. */
    async message(sight: Sight, id: string): Promise<MessageView | null> {
      const row = await inboxLog(context).row(sight, id);
      if (row === null) return null;
      const places = await context.db
        .selectFrom('location')
        .select(['folder', 'uid', 'gone_at'])
        .where('message_id', '=', id)
        .orderBy('id', 'desc')
        .limit(20)
        .execute();
      const documents = await context.db
        .selectFrom('document')
        .select(['name', 'status', 'reason', 'type', 'format'])
        .where('message_id', '=', id)
        .orderBy('ordinal')
        .limit(300)
        .execute();
      return {
        row,
        places: places.map(({ folder, uid, gone_at }) => ({ folder, uid: Number(uid), goneAt: iso(gone_at) })),
        documents,
        actions: await effectsOf(context, sight, sql<SqlBool>`x.message_id = ${id}`, 100),
        events: await eventLog(context).list({ messageId: id, limit: 500 }),
      };
    },
  };
}
