import { type Selectable, sql } from 'kysely';
import type { Trx } from './context.js';
import type { Database } from './database.js';

type Row = Selectable<Database['action']>;

/** Whether the answer asks for documents. */
export function asksOf({ payload }: Pick<Row, 'payload'>): boolean {
  return payload.kind !== 'label' && (payload.asks?.length ?? 0) > 0;
}

/**
 * The action by which this action's application was asked for documents before, however long ago, or null. An application
 * is its person's, whichever address they wrote from; what was found to be one person counts as one.
 */
export async function askedBefore(trx: Trx, row: Row): Promise<string | null> {
  const persons = await addressesOf(trx, row.person ?? '');
  const found = await trx
    .selectFrom('action')
    .leftJoin('application_message as joined', 'joined.message_id', 'action.message_id')
    .select('action.id')
    .where('action.id', '<>', row.id)
    .where('action.kind', '<>', 'label')
    .where('action.state', 'in', ['running', 'done', 'uncertain'])
    .where(sql<boolean>`jsonb_array_length(coalesce(action.payload -> 'asks', '[]')) > 0`)
    .where(({ or, and, eb, selectFrom }) =>
      or([
        eb(
          'joined.application_id',
          'in',
          selectFrom('application_message').select('application_id').where('message_id', '=', row.message_id),
        ),
        and([eb('action.person', 'in', persons), eb('action.position', '=', row.position)]),
      ]),
    )
    .orderBy('action.id')
    .executeTakeFirst();
  return found?.id ?? null;
}

/** All addresses (see person.ts) that were found to be the same person as this one, itself among them. */
async function addressesOf(trx: Trx, person: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('applicant as one')
    .innerJoin('applicant as other', (join) =>
      join.on(sql<boolean>`coalesce(one.merged_into, one.id) = coalesce(other.merged_into, other.id)`),
    )
    .select('other.person')
    .where('one.person', '=', person)
    .execute();
  return [person, ...rows.flatMap((row) => row.person ?? [])];
}
