import { sql } from 'kysely';
import type { Judgement, Meanwhile } from '../domain/index.js';
import type { StoreContext } from './context.js';
import { loadJudged } from './load.js';

/** Later mails beyond these say nothing new about what is missing. */
const maxLater = 20;

/** What has happened to a message and its application since; nothing has where it belongs to none. */
export async function meanwhileOf(context: StoreContext, messageId: string): Promise<Meanwhile> {
  const judged = await judgedNow(context, messageId);
  const application = await context.db
    .selectFrom('application_message')
    .innerJoin('application', 'application.id', 'application_message.application_id')
    .select(['application.id', 'application.missing'])
    .where('application_message.message_id', '=', messageId)
    .executeTakeFirst();
  if (application === undefined) return { ...judged, later: [], missing: [], verdicts: [] };
  const verdicts = await context.db
    .selectFrom('verdict')
    .select('value')
    .where('application_id', '=', application.id)
    .where('withdrawn_at', 'is', null)
    .execute();
  const rows = await context.db
    .selectFrom('application_message')
    .select('message_id')
    .where('application_id', '=', application.id)
    .where('message_id', '>', messageId)
    .orderBy('message_id')
    .limit(maxLater)
    .execute();
  const later: Judgement[] = [];
  for (const row of rows) {
    const judged = await loadJudged(context, row.message_id);
    if (judged !== null) later.push(judged.judgement);
  }
  return { ...judged, later, missing: application.missing, verdicts: verdicts.map((verdict) => verdict.value) };
}

/** What the message counts as now, without its documents and its evidence. */
async function judgedNow(context: StoreContext, messageId: string): Promise<Pick<Meanwhile, 'judged'>> {
  const row = await context.db
    .selectFrom('judgement')
    .select(
      sql<NonNullable<Meanwhile['judged']>>`jsonb_build_object('kind', body -> 'kind', 'position', body -> 'position',
        'missing', body -> 'missing', 'decision', body -> 'decision')`.as('judged'),
    )
    .where('message_id', '=', messageId)
    .where('current', '=', true)
    .executeTakeFirst();
  return row === undefined ? {} : { judged: row.judged };
}
