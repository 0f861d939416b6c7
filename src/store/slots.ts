import { type RawBuilder, type Selectable, sql } from 'kysely';
import { Collision, plusSeconds, type StoreContext, type Trx } from './context.js';
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
  const slot = { person, position: row.position ?? '', until: plusSeconds(context.now(), windowDays * daySeconds) };
  const holder = await holderOf(trx, slot);
  // Actions are locked before slots, here as at the end of every action, so that no two wait for each other. And while
  // the holder's row is locked it can't end: if we decide to wait, its end comes after that and wakes us.
  const standing =
    holder === null || holder === row.id
      ? undefined
      : await trx
          .selectFrom('action')
          .select(['state', 'due_at'])
          .where('id', '=', holder)
          .forUpdate()
          .executeTakeFirst();
  if (await upsert(trx, context, row.id, slot)) return 'free';
  // Somebody took it between our look and our try: look again, with nothing locked.
  if (standing === undefined || holder === null || holder !== (await holderOf(trx, slot))) throw new Collision();
  // One that was skipped, or failed for good, still stands here when it may have happened before.
  const over = ['done', 'uncertain', 'skipped'].includes(standing.state) || standing.due_at === null;
  return over && standing.state !== 'running' ? { by: holder } : 'busy';
}

async function holderOf(trx: Trx, slot: Slot): Promise<string | null> {
  const row = await trx
    .selectFrom('reply_slot')
    .select('action_id')
    .where('person', '=', slot.person)
    .where('position', '=', slot.position)
    .executeTakeFirst();
  return row?.action_id ?? null;
}

interface Slot {
  readonly person: string;
  readonly position: string;
  readonly until: RawBuilder<Date>;
}

/** True when the slot was free, or over, or this action's own. */
async function upsert(trx: Trx, context: StoreContext, actionId: string, slot: Slot): Promise<boolean> {
  const taken = await trx
    .insertInto('reply_slot')
    .values({ ...slot, action_id: actionId })
    .onConflict((conflict) =>
      conflict
        .columns(['person', 'position'])
        .doUpdateSet({ action_id: actionId, until: slot.until })
        .where(sql<boolean>`triage.reply_slot.until <= ${context.now()} or triage.reply_slot.action_id = ${actionId}`),
    )
    .returning('action_id')
    .executeTakeFirst();
  return taken !== undefined;
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
