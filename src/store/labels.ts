import { type Kysely, sql } from 'kysely';
import type { LabelNote, RememberedLabel } from '../domain/index.js';
import { type StoreContext, transact } from './context.js';
import type { Database } from './database.js';
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
      const kept = notes.filter((note) => note.state !== null);
      const forgotten = notes.filter((note) => note.state === null);
      const noticed = notes.filter((note) => note.reason !== undefined);
      // One statement is a transaction by itself, and this stands before and after each label of each mail.
      if (noticed.length === 0 && forgotten.length === 0) return keep(context.db, context, messageId, kept);
      if (noticed.length === 0 && kept.length === 0) return forget(context.db, messageId, forgotten);
      await transact(context, async (trx) => {
        // First what is forgotten: a label may be forgotten at its place and remembered for the message.
        await forget(trx, messageId, forgotten);
        await keep(trx, context, messageId, kept);
        const about = { kind: 'message', code: 'label-left', account, messageId } as const;
        const events = noticed.map(({ reason = null, label }) => ({ ...about, reason, detail: label }));
        await audit(trx, context, ...events);
      });
    },
  };
}

async function keep(
  db: Kysely<Database>,
  context: StoreContext,
  messageId: string,
  notes: readonly LabelNote[],
): Promise<void> {
  const rows = notes.flatMap(({ label, place, state }) =>
    state === null
      ? []
      : [{ message_id: messageId, label: storableText(label), place: storableText(place), state, at: context.now() }],
  );
  if (rows.length === 0) return;
  await db
    .insertInto('label')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['message_id', 'label', 'place'])
        .doUpdateSet({ state: sql`excluded.state`, at: sql<Date>`excluded.at` }),
    )
    .execute();
}

async function forget(db: Kysely<Database>, messageId: string, notes: readonly LabelNote[]): Promise<void> {
  if (notes.length === 0) return;
  await db
    .deleteFrom('label')
    .where('message_id', '=', messageId)
    .where(({ or, and, eb }) =>
      or(
        notes.map(({ label, place }) =>
          and([eb('label', '=', storableText(label)), eb('place', '=', storableText(place))]),
        ),
      ),
    )
    .execute();
}
