import { sql } from 'kysely';
import type { Correction, Kind, Mail } from '../domain/index.js';
import { type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { storableOrNull, storableText } from './storable.js';
import { idle, settle } from './transitions.js';

/** A correction as it is kept. */
export interface GivenCorrection extends Correction {
  readonly id: string;
  readonly messageId: string;
  readonly note: string | null;
  readonly actor: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A correction, given or taken back, whose message is to be judged again. */
export interface WaitingCorrection {
  readonly id: string;
  readonly messageId: string;
  readonly actor: string;
  readonly withdrawn: boolean;
}

/** What became of a wish to correct or to take back. */
export type CorrectionEnd = 'given' | 'withdrawn' | 'no-such-message' | 'not-judged' | 'nothing';

/** The classifier learns at most so many, the newest: its training stays short. */
const MOST_LESSONS = 1_000;

/** What people said about mails. One correction holds for a message; those before it are kept. */
export function corrections(context: StoreContext) {
  return {
    /**
     * Says what a message is. Answers about it that still wait are dropped, because they were planned for something else;
     * the message has then to be judged again, which `waiting` tells.
     */
    async give(wish: Correction & { messageId: string; note: string | null; actor: string }): Promise<CorrectionEnd> {
      return transact(context, async (trx) => {
        const message = await judgedMessage(trx, wish.messageId);
        if (typeof message === 'string') return message;
        await withdrawn(trx, context, wish.messageId);
        const position = storableOrNull(wish.position);
        const note = storableOrNull(wish.note);
        const actor = storableText(wish.actor);
        await trx
          .insertInto('correction')
          .values({ message_id: wish.messageId, kind: wish.kind, position, note, actor, at: context.now() })
          .execute();
        const other = message.kind !== wish.kind || (position !== null && position !== message.position);
        if (other) await dropAnswers(trx, context, wish.messageId, actor);
        await audit(trx, context, {
          kind: 'message',
          code: 'corrected',
          account: message.account,
          messageId: wish.messageId,
          reason: wish.kind,
          detail: `${message.kind} ${message.position ?? ''} → ${wish.kind} ${position ?? ''}${note === null ? '' : `: ${note}`}`,
          actor,
        });
        return 'given';
      });
    },

    /** Takes the correction of a message back; it has then to be judged again without it. */
    async withdraw(messageId: string, actor: string): Promise<CorrectionEnd> {
      return transact(context, async (trx) => {
        const message = await judgedMessage(trx, messageId);
        if (typeof message === 'string') return message;
        const before = await withdrawn(trx, context, messageId);
        if (before === null) return 'nothing';
        await trx.updateTable('correction').set({ applied_at: null }).where('id', '=', before).execute();
        await audit(trx, context, {
          kind: 'message',
          code: 'correction-withdrawn',
          account: message.account,
          messageId,
          actor: storableText(actor),
        });
        return 'withdrawn';
      });
    },

    /** The correction that holds for a message, or null. */
    async of(messageId: string): Promise<GivenCorrection | null> {
      return (await holding([messageId])).get(messageId) ?? null;
    },

    /** Those that hold for some messages, by message. */
    holding,

    /** Messages that are to be judged again because of a correction that was given or taken back. */
    async waiting(): Promise<WaitingCorrection[]> {
      const rows = await context.db
        .selectFrom('correction')
        .select(['id', 'message_id', 'actor', 'withdrawn_at'])
        .where('applied_at', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        messageId: row.message_id,
        actor: row.actor,
        withdrawn: row.withdrawn_at !== null,
      }));
    },

    /** Notes that messages were judged again because of these corrections. */
    async applied(done: readonly WaitingCorrection[]): Promise<void> {
      for (const withdrawn of [false, true]) {
        const ids = done.filter((one) => one.withdrawn === withdrawn).map((one) => one.id);
        if (ids.length === 0) continue;
        await context.db
          .updateTable('correction')
          .set({ applied_at: context.now() })
          .where('id', 'in', ids)
          .where('applied_at', 'is', null)
          // One that was taken back while its message was judged with it is to be judged once more.
          .where('withdrawn_at', withdrawn ? 'is not' : 'is', null)
          .execute();
      }
    },

    /** Changes whenever what can be learnt from corrections does. Cheap: asked every few seconds. */
    async version(): Promise<string> {
      const row = await context.db
        .selectFrom('correction')
        .select([
          sql<string>`coalesce(max(id), 0)`.as('newest'),
          sql<string>`count(*) filter (where withdrawn_at is null)`.as('holding'),
        ])
        .executeTakeFirstOrThrow();
      return `${row.newest}/${row.holding}`;
    },

    /** Corrected mails with their kind, oldest first: what the classifier learns from. */
    async lessons(): Promise<{ readonly kind: Kind; readonly mail: Mail }[]> {
      const rows = await context.db
        .selectFrom('correction')
        .innerJoin('message', 'message.id', 'correction.message_id')
        .select(['correction.kind', 'message.mail'])
        .where('correction.withdrawn_at', 'is', null)
        .where('message.mail', 'is not', null)
        .orderBy('correction.id', 'desc')
        .limit(MOST_LESSONS)
        .execute();
      return rows.flatMap(({ kind, mail }) => (mail === null ? [] : [{ kind, mail }])).reverse();
    },
  };

  async function holding(messageIds: readonly string[]): Promise<Map<string, GivenCorrection>> {
    if (messageIds.length === 0) return new Map();
    const rows = await context.db
      .selectFrom('correction')
      .selectAll()
      .where('message_id', 'in', messageIds)
      .where('withdrawn_at', 'is', null)
      .execute();
    return new Map(
      rows.map(({ id, message_id, kind, position, note, actor, at }) => [
        message_id,
        { id, messageId: message_id, kind, position, note, actor, at: at.toISOString() },
      ]),
    );
  }
}

async function judgedMessage(trx: Trx, id: string) {
  if (!/^\d{1,18}$/.test(id)) return 'no-such-message' as const;
  // Locked, so that judging again and correcting come one after the other.
  const message = await trx
    .selectFrom('message')
    .select(['account', sql<boolean>`mail is not null`.as('held')])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (message === undefined) return 'no-such-message' as const;
  const judgement = await trx
    .selectFrom('judgement')
    .select(['kind', 'position'])
    .where('message_id', '=', id)
    .where('current', '=', true)
    .executeTakeFirst();
  return judgement === undefined || !message.held ? ('not-judged' as const) : { ...message, ...judgement };
}

/** Ends the correction that holds; its id, or null. */
async function withdrawn(trx: Trx, context: StoreContext, messageId: string): Promise<string | null> {
  const row = await trx
    .updateTable('correction')
    .set({ withdrawn_at: context.now(), applied_at: sql<Date>`coalesce(applied_at, ${context.now()})` })
    .where('message_id', '=', messageId)
    .where('withdrawn_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Ends answers to a message that have not happened: those that wait, and those that failed and would be tried again. */
async function dropAnswers(trx: Trx, context: StoreContext, messageId: string, actor: string): Promise<void> {
  const waiting = ['planned', 'held', 'failed'] as const;
  const open = await trx
    .selectFrom('action')
    .select('id')
    .where('message_id', '=', messageId)
    .where('kind', 'in', ['draft', 'acknowledge'])
    .where('state', 'in', waiting)
    .execute();
  for (const { id } of open) {
    const row = await idle(trx, id, waiting);
    if (row !== null) await settle(trx, context, row, { state: 'skipped', reason: 'corrected' }, actor);
  }
}
