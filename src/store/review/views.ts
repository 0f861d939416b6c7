import type { SavedView } from '../../domain/index.js';
import { type StoreContext, transact } from '../context.js';
import { storableText } from '../storable.js';

/** More than that one person doesn't look through. */
const mostViews = 50;

/** Filters of the queue that a person keeps under a name. */
export function savedViews(context: StoreContext) {
  return {
    async of(reviewerId: string): Promise<SavedView[]> {
      return context.db
        .selectFrom('saved_view')
        .select(['id', 'name', 'query'])
        .where('reviewer_id', '=', reviewerId)
        .orderBy('name')
        .execute();
    },

    /** Keeps the filters; a view of the same name is replaced. False when the person has too many. */
    async save(reviewerId: string, name: string, query: string): Promise<boolean> {
      return transact(context, async (trx) => {
        const others = await trx
          .selectFrom('saved_view')
          .select('id')
          .where('reviewer_id', '=', reviewerId)
          .where('name', '<>', storableText(name))
          .execute();
        if (others.length >= mostViews) return false;
        await trx
          .insertInto('saved_view')
          .values({
            reviewer_id: reviewerId,
            name: storableText(name),
            query: storableText(query),
            created_at: context.now(),
          })
          .onConflict((conflict) =>
            conflict.columns(['reviewer_id', 'name']).doUpdateSet({ query: storableText(query) }),
          )
          .execute();
        return true;
      });
    },

    /** False when the person has no such view. */
    async remove(reviewerId: string, id: string): Promise<boolean> {
      const row = await context.db
        .deleteFrom('saved_view')
        .where('reviewer_id', '=', reviewerId)
        .where('id', '=', id)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
