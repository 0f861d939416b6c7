import { sql } from 'kysely';
import type { Trx } from './context.js';
import { refreshCard } from './review/card.js';
import { storableJson } from './storable.js';

/**
 * Brings an application's place in the ranked queue up to date with its messages: the best of their judgements speaks for
 * it (a later mail with only the transcript doesn't lower it), and what is missing is what none of them brought.
 */
export async function refreshApplication(trx: Trx, applicationId: string): Promise<void> {
  const rows = await trx
    .selectFrom('application_message')
    .innerJoin('message', 'message.id', 'application_message.message_id')
    .leftJoin('judgement', (join) =>
      join.onRef('judgement.message_id', '=', 'message.id').on('judgement.current', '=', true),
    )
    .select([
      'message.id as message_id',
      'judgement.id as judgement_id',
      'judgement.score',
      'judgement.band',
      sql<string[] | null>`judgement.body -> 'missing'`.as('missing'),
      sql<string[] | null>`jsonb_path_query_array(judgement.body, '$.documents[*] ? (@.status == "ok").type')`.as(
        'given',
      ),
      sql<Date>`coalesce(message.received_at, message.seen_at)`.as('came_at'),
    ])
    .where('application_message.application_id', '=', applicationId)
    .orderBy(sql`judgement.kind = 'application'`, (order) => order.desc().nullsLast())
    .orderBy('judgement.score', (order) => order.desc().nullsLast())
    .orderBy('message.id', 'desc')
    .execute();
  const best = rows[0];
  const times = rows.map((row) => row.came_at.getTime());
  const given = new Set(rows.flatMap((row) => row.given ?? []));
  const missing = (best?.missing ?? []).filter((type) => !given.has(type) || best?.given?.includes(type) === true);
  await trx
    .updateTable('application')
    .set({
      judgement_id: best?.judgement_id ?? null,
      message_id: best?.message_id ?? null,
      score: best?.score ?? 0,
      band: best?.band ?? 'off-topic',
      missing: storableJson(missing),
      messages: rows.length,
      first_at: times.length === 0 ? null : new Date(Math.min(...times)),
      last_at: times.length === 0 ? null : new Date(Math.max(...times)),
    })
    .where('id', '=', applicationId)
    .execute();
  await refreshCard(trx, applicationId);
}
