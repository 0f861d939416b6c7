import { sql } from 'kysely';
import type { Judgement } from '../domain/index.js';
import type { StoreContext } from './context.js';

/** An application that people decided about. */
export interface Decided {
  readonly applicationId: string;
  readonly account: string;
  /** What most reviewers say; `hold` where as many say one thing as another. */
  readonly verdict: 'shortlist' | 'hold' | 'decline';
  /** Its messages, oldest first. */
  readonly messageIds: readonly string[];
}

/** Applications with verdicts that hold and are known here, by id. */
export async function decidedApplications(context: StoreContext): Promise<Decided[]> {
  const rows = await context.db
    .selectFrom('verdict')
    .innerJoin('application_message', 'application_message.application_id', 'verdict.application_id')
    .innerJoin('message', 'message.id', 'application_message.message_id')
    .select([
      'verdict.application_id',
      sql<string[]>`array_agg(distinct verdict.reviewer || chr(31) || verdict.value)`.as('verdicts'),
      sql<string[]>`array_agg(distinct message.id::text)`.as('messages'),
      sql<string>`min(message.account)`.as('account'),
    ])
    .where('verdict.withdrawn_at', 'is', null)
    .where('verdict.value', 'in', ['shortlist', 'hold', 'decline'])
    .where('message.mail', 'is not', null)
    .groupBy('verdict.application_id')
    .orderBy('verdict.application_id')
    .execute();
  return rows.map((row) => ({
    applicationId: row.application_id,
    account: row.account,
    verdict: sharedVerdict(row.verdicts.map((one) => one.split('\u001f')[1] ?? '')),
    messageIds: [...row.messages].sort((a, b) => Number(a) - Number(b)),
  }));
}

/** What most say; nobody is overruled by as many others. */
export function sharedVerdict(values: readonly string[]): Decided['verdict'] {
  const count = (value: string): number => values.filter((one) => one === value).length;
  const [good, bad] = [count('shortlist'), count('decline')];
  const half = values.length / 2;
  if (good > half) return 'shortlist';
  return bad > half ? 'decline' : 'hold';
}

/** What holds of an application, without texts. */
export interface ApplicationJudgement {
  readonly applicationId: string;
  readonly judgement: Pick<Judgement, 'kind' | 'band' | 'scorecard' | 'position'>;
}

/** The judgement that holds of each application, by keyset, so that thousands pass in bounded memory. */
export async function* applicationJudgements(context: StoreContext, page = 500): AsyncGenerator<ApplicationJudgement> {
  for (let after = '0'; ; ) {
    const rows = await context.db
      .selectFrom('application')
      .innerJoin('judgement', 'judgement.id', 'application.judgement_id')
      .select(['application.id', 'judgement.body'])
      .where('application.id', '>', after)
      .orderBy('application.id')
      .limit(page)
      .execute();
    for (const { id, body } of rows) yield { applicationId: id, judgement: body };
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = last.id;
  }
}
