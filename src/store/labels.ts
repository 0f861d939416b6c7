import type { LabelNote, RememberedLabel } from '../domain/index.js';
import { type StoreContext, transact } from './context.js';
import { audit } from './events.js';
import { storableText } from './storable.js';

/** What we remember of the labels that we set, so that those of people are left alone. */
export function labels(context: StoreContext) {
  return {
    async of(messageId: string): Promise<readonly RememberedLabel[]> {
      return context.db
        .selectFrom('label')
        .select(['label', 'place', 'state'])
        .where('message_id', '=', messageId)
        .orderBy('at')
        .orderBy('label')
        .execute();
    },

    /** Writes what is about to be done, or what was found; a person's decision becomes a line of the audit record. */
    async note(messageId: string, account: string, notes: readonly LabelNote[]): Promise<void> {
      if (notes.length === 0) return;
      await transact(context, async (trx) => {
        for (const { label, place, state, reason } of notes) {
          const key = { message_id: messageId, label: storableText(label), place: storableText(place) };
          if (state === null) {
            await trx
              .deleteFrom('label')
              .where('message_id', '=', messageId)
              .where('label', '=', key.label)
              .where('place', '=', key.place)
              .execute();
          } else {
            const row = { ...key, state, at: context.now() };
            await trx
              .insertInto('label')
              .values(row)
              .onConflict((conflict) => conflict.columns(['message_id', 'label', 'place']).doUpdateSet(row))
              .execute();
          }
          if (reason !== undefined)
            await audit(trx, context, {
              kind: 'message',
              code: 'label-left',
              account,
              messageId,
              reason,
              detail: label,
            });
        }
      });
    },
  };
}
