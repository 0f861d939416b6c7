import { sql } from 'kysely';
import type { DraftSighting, Location, OpenDraft, WrittenDraft } from '../domain/index.js';
import { plusSeconds, type StoreContext, type Trx, transact } from './context.js';
import { audit } from './events.js';
import { storableOrNull, storableText } from './storable.js';
import { about, idle, type Row, settle } from './transitions.js';

/** A draft is looked for this soon, and then ever more rarely, in seconds: a tenth of its age between these two. */
const [soonest, rarest] = [120, 6 * 3600];

/** A mail program removes a draft and puts the sent mail into Sent in two steps: gone counts only after so long, in seconds. */
const certainAfter = 300;

/** What became of the drafts that we wrote. */
export function drafts(context: StoreContext) {
  return {
    /** A draft was put into the mailbox, or found there from an earlier try. */
    async written(actionId: string, draft: WrittenDraft, place: Location): Promise<void> {
      await context.db
        .insertInto('draft')
        .values({
          action_id: actionId,
          account: place.account,
          rfc_message_id: storableText(draft.messageId),
          answers: storableOrNull(draft.answers),
          recipient: storableText(draft.recipient),
          folder: storableText(place.folder),
          uid_validity: place.uidValidity,
          uid: String(place.uid),
          written_at: context.now(),
          due_at: plusSeconds(context.now(), soonest),
        })
        .onConflict((conflict) => conflict.column('action_id').doNothing())
        .execute();
    },

    /** Drafts of the account that are to be looked for now, longest overdue first. */
    async due(account: string, limit = 200): Promise<readonly OpenDraft[]> {
      const rows = await context.db
        .selectFrom('draft')
        .select(['action_id', 'rfc_message_id', 'answers', 'recipient'])
        .where('account', '=', account)
        .where(sql<boolean>`due_at <= ${context.now()}`)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        actionId: row.action_id,
        messageId: row.rfc_message_id,
        answers: row.answers,
        recipient: row.recipient,
      }));
    },

    /**
     * Writes down where a draft was seen. In Sent: a person sent it. In neither folder, twice and some minutes apart: a
     * person deleted it; it is not drafted again, because its action is done, or is now: it was written, though the program
     * ended before it said so. While a worker has the action, nothing is decided.
     * @returns its fate, or null while it is open
     */
    async sighted(actionId: string, sighting: DraftSighting): Promise<'sent-by-hand' | 'deleted-by-hand' | null> {
      return transact(context, async (trx) => {
        const row = await trx
          .selectFrom('draft')
          .select([
            'fate',
            'missing_at',
            sql<boolean>`missing_at <= ${plusSeconds(context.now(), -certainAfter)}`.as('long_missing'),
          ])
          .where('action_id', '=', actionId)
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined || row.fate !== null) return row?.fate ?? null;
        const action = await idle(trx, actionId, ['planned', 'held', 'failed', 'done', 'skipped', 'uncertain']);
        if (action === null) return null;
        if (sighting.at === 'sent') return decided(trx, context, action, 'sent-by-hand', sighting.detail);
        if (sighting.at === 'nowhere' && row.long_missing === true)
          return decided(trx, context, action, 'deleted-by-hand', sighting.detail);
        const missing = sighting.at === 'nowhere';
        const age = sql`extract(epoch from ${context.now()} - written_at)`;
        const pause = sql<number>`least(${rarest}, greatest(${soonest}, ${age} / 10))`;
        await trx
          .updateTable('draft')
          .set({
            missing_at: missing ? sql<Date>`coalesce(missing_at, ${context.now()})` : null,
            due_at: missing
              ? plusSeconds(context.now(), certainAfter)
              : sql<Date>`(${context.now()} + make_interval(secs => (${pause})::double precision))`,
          })
          .where('action_id', '=', actionId)
          .execute();
        return null;
      });
    },
  };
}

async function decided(
  trx: Trx,
  context: StoreContext,
  action: Row,
  fate: 'sent-by-hand' | 'deleted-by-hand',
  detail: string,
): Promise<'sent-by-hand' | 'deleted-by-hand'> {
  const { id, state } = action;
  await trx.updateTable('draft').set({ fate, due_at: null }).where('action_id', '=', id).execute();
  if (['planned', 'held', 'failed'].includes(state))
    await settle(trx, context, action, { state: 'done', reason: 'drafted-before', detail });
  await trx
    .updateTable('action')
    .set({ reason: fate, detail: storableText(detail) })
    .where('id', '=', id)
    .execute();
  await audit(trx, context, { ...about(action), code: fate, from: state, detail });
  return fate;
}
