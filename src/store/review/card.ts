import { sql } from 'kysely';
import { type Degree, foldForSearch } from '../../domain/index.js';
import type { StoreContext, Trx } from '../context.js';
import { transact } from '../context.js';
import { storableJson, storableText } from '../storable.js';

/** Raised when cards are made otherwise: older ones are then made anew (see refreshStale). */
const cardVersion = 1;
/** Characters of an application that can be searched; a tsvector holds 1 MB at most (PostgreSQL manual, 12.11). */
const searchedChars = 200_000;

/**
 * Brings what the queue filters by up to date with the application's messages: accounts, topics, flags, documents, the
 * highest degree, and the words of all mails and documents.
 */
export async function refreshCard(trx: Trx, applicationId: string): Promise<void> {
  const { rows } = await sql<{
    accounts: string[];
    given: string[] | null;
    topics: Record<string, number> | null;
    flags: string[] | null;
    degrees: Degree[] | null;
  }>`select
      (select coalesce(array_agg(distinct m.account), '{}') from triage.application_message am
        join triage.message m on m.id = am.message_id where am.application_id = a.id) as accounts,
      (select array_agg(distinct given #>> '{}') from triage.application_message am
        join triage.judgement g on g.message_id = am.message_id and g.current,
        jsonb_path_query(g.body, '$.documents[*] ? (@.status == "ok").type') given
        where am.application_id = a.id) as given,
      j.body -> 'scorecard' -> 'topics' as topics,
      jsonb_path_query_array(j.body, '$.flags[*].code') as flags,
      j.body -> 'facts' -> 'degrees' as degrees
    from triage.application a left join triage.judgement j on j.id = a.judgement_id
    where a.id = ${applicationId}`.execute(trx);
  const card = rows[0];
  if (card === undefined) return;
  const degree = highest(card.degrees ?? []);
  await trx
    .updateTable('application')
    .set({
      accounts: card.accounts,
      topics: storableJson(card.topics ?? {}),
      flags: card.flags ?? [],
      given: card.given ?? [],
      degree: degree === null ? null : degreeInWords(degree),
      institution: degree?.institution ?? null,
      card_version: cardVersion,
    })
    .where('id', '=', applicationId)
    .execute();
  const words = foldForSearch(await searchedText(trx, applicationId));
  await sql`insert into triage.application_text (application_id, words)
    values (${applicationId}, to_tsvector('simple', ${words}))
    on conflict (application_id) do update set words = excluded.words`.execute(trx);
}

/** Everything that can be searched of an application, the applicant first, bounded in the database already. */
async function searchedText(trx: Trx, applicationId: string): Promise<string> {
  const { rows } = await sql<{ text: string | null }>`
    select concat_ws(' ', p.name, p.email) as text from triage.application a
      join triage.applicant p on p.id = a.applicant_id where a.id = ${applicationId}
    union all
    select left(concat_ws(' ', m.subject, m.sender, m.mail ->> 'text'), ${searchedChars})
      from triage.application_message am join triage.message m on m.id = am.message_id
      where am.application_id = ${applicationId}
    union all
    select left(concat_ws(' ', d.name, (select string_agg(page ->> 'text', ' ') from jsonb_array_elements(d.pages) page)), ${searchedChars})
      from triage.application_message am join triage.document d on d.message_id = am.message_id
      where am.application_id = ${applicationId}
      and (select coalesce(sum(e.chars), 0) from triage.document e
        where e.message_id = d.message_id and e.ordinal < d.ordinal) < ${searchedChars}`.execute(trx);
  return storableText(rows.map((row) => row.text ?? '').join(' ')).slice(0, searchedChars);
}

const levels = { bachelor: 1, master: 2, doctorate: 3 } as const;

/** The highest degree; of two on one level the finished one, then the later one. */
function highest(degrees: readonly Degree[]): Degree | null {
  const order = (one: Degree): number => levels[one.level] * 10_000 + (one.finished ? 5_000 : 0) + (one.year ?? 0);
  return [...degrees].sort((one, other) => order(other) - order(one))[0] ?? null;
}

function degreeInWords({ level, field, finished, year }: Degree): string {
  const subject = field === null ? '' : ` ${field}`;
  const when = finished
    ? year === null
      ? ''
      : ` ${year}`
    : ` (${year === null ? 'not finished' : `expected ${year}`})`;
  return `${level}${subject}${when}`.slice(0, 200);
}

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
      await refreshCard(trx, id);
    });
  }
  return stale.length;
}
