import { refreshApplication } from '../application-rank.js';
import { type StoreContext, transact } from '../context.js';
import { cardVersion } from './card.js';

/** Makes up to `limit` cards of older programs anew; returns how many there were, so that the caller can go on until 0. */
export async function refreshStale(context: StoreContext, limit: number): Promise<number> {
  const stale = await context.db
    .selectFrom('application')
    .select('id')
    .where('card_version', '<', cardVersion)
    .orderBy('id')
    .limit(limit)
    .execute();
  for (const { id } of stale) {
    await transact(context, async (trx) => {
      await trx.selectFrom('application').select('id').where('id', '=', id).forUpdate().execute();
      await refreshApplication(trx, id);
    });
  }
  return stale.length;
}
