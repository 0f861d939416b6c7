import { type Selectable, sql } from 'kysely';
import { plusSeconds, type StoreContext, type Trx } from './context.js';
import type { Database } from './database.js';

type Row = Selectable<Database['action']>;

const daySeconds = 86_400;

/**
 * Takes the one place for an answer to this person about this position, until the window is over. The primary key of
 * reply_slot decides between two that ask at the same moment: the second waits for the first one's commit and then finds
 * no row to write.
 *
 * @returns `free`: taken; `busy`: another answer is on its way and may yet fail; `by`: the action that answered
 */
export async function takeSlot(
  trx: Trx,
  context: StoreContext,
  row: Row,
  windowDays: number,
): Promise<'free' | 'busy' | { by: string }> {
  const person = await personOf(trx, row.person ?? '');
  const position = row.position ?? '';
  const until = plusSeconds(context.now(), windowDays * daySeconds);
  const taken = await trx
    .insertInto('reply_slot')
    .values({ person, position, action_id: row.id, until })
    .onConflict((conflict) =>
      conflict
        .columns(['person', 'position'])
        .doUpdateSet({ action_id: row.id, until })
        .where(sql<boolean>`triage.reply_slot.until <= ${context.now()} or triage.reply_slot.action_id = ${row.id}`),
    )
    .returning('action_id')
    .executeTakeFirst();
  if (taken !== undefined) return 'free';
  const standing = await trx
    .selectFrom('reply_slot')
    .innerJoin('action', 'action.id', 'reply_slot.action_id')
    .select(['reply_slot.action_id', 'action.state'])
    .where('reply_slot.person', '=', person)
    .where('reply_slot.position', '=', position)
    .executeTakeFirstOrThrow();
  // A skipped one still stands here when it may have been sent before a person gave it up.
  return ['done', 'uncertain', 'skipped'].includes(standing.state) ? { by: standing.action_id } : 'busy';
}

/** The answer has happened, or may have: the window begins now. */
export async function keepSlot(trx: Trx, context: StoreContext, actionId: string): Promise<void> {
  await trx
    .updateTable('reply_slot')
    .set({ until: sql<Date>`greatest(until, ${context.now()})` })
    .where('action_id', '=', actionId)
    .execute();
}

/** No answer has happened: the place is free for another. */
export async function freeSlot(trx: Trx, actionId: string): Promise<void> {
  await trx.deleteFrom('reply_slot').where('action_id', '=', actionId).execute();
}

/** The person behind an address: who was found to be one person gets one answer, whichever address is written to. */
async function personOf(trx: Trx, person: string): Promise<string> {
  const row = await trx
    .selectFrom('applicant')
    .innerJoin('applicant as root', 'root.id', 'applicant.merged_into')
    .select('root.person')
    .where('applicant.person', '=', person)
    .executeTakeFirst();
  return row?.person ?? person;
}
