import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { blackout, type Degree, foldForSearch, type Tells } from '../../domain/index.js';
import type { Trx } from '../context.js';
import { storableJson, storableText } from '../storable.js';

/** Raised when cards are made otherwise: older ones are then made anew (see stale-cards.ts). */
export const cardVersion = 2;
/** Characters of an application that can be searched; a tsvector holds 1 MB at most (PostgreSQL manual, 12.11). */
const searchedChars = 200_000;

/** What the queue filters by, out of an application's messages. */
interface Content {
  readonly topics: Readonly<Record<string, number>>;
  readonly flags: string[];
  /** Types of documents that were read. */
  readonly given: string[];
  /** The highest degree, in words. */
  readonly degree: string | null;
  readonly institution: string | null;
}

/**
 * Brings what the queue filters by up to date with the application's messages: accounts, topics, flags, documents, the
 * highest degree, what tells who it is, and the words of all mails and documents.
 */
export async function refreshCard(
  trx: Trx,
  applicationId: string,
  { judgementId, accounts }: { readonly judgementId: string | null; readonly accounts: string[] },
): Promise<Tells> {
  const { topics, ...content } = await contentOf(trx, applicationId, judgementId, null);
  const tells = await tellsOf(trx, applicationId);
  await trx
    .updateTable('application')
    .set({ accounts, ...content, topics: storableJson(topics), tells: storableJson(tells), card_version: cardVersion })
    .where('id', '=', applicationId)
    .execute();
  const words = await wordsOf(trx, applicationId, null, tells);
  await sql`insert into triage.application_text (application_id, words) values (${applicationId}, ${words})
    on conflict (application_id) do update set words = excluded.words`.execute(trx);
  return tells;
}

/** Names, addresses and institutions in the headers and the facts of all its mails. */
async function tellsOf(trx: Trx, applicationId: string): Promise<Tells> {
  const { rows } = await sql<Record<keyof Tells, (string | null)[] | null>>`
    with mail as (select m.id, m.sender, jsonb_path_query_array(m.mail, '$.from[*]') || jsonb_path_query_array(m.mail, '$.sender[*]')
          || jsonb_path_query_array(m.mail, '$.replyTo[*]') as people
        from triage.application_message am join triage.message m on m.id = am.message_id
        where am.application_id = ${applicationId} limit 200),
      judged as (select j.* from mail join triage.judgement j on j.message_id = mail.id and j.current),
      person as (select p.name, p.email from triage.application a join triage.applicant p on p.id = a.applicant_id
          where a.id = ${applicationId}
        union select applicant_name, applicant_email from judged
        union select null, sender from mail
        union select one ->> 'name', one ->> 'email' from mail, jsonb_array_elements(mail.people) one)
    select (select jsonb_agg(distinct name) from person) as names, (select jsonb_agg(distinct email) from person) as emails,
      (select jsonb_agg(distinct place) from judged,
        jsonb_path_query(judged.body, '$.facts.degrees[*].institution') place) as institutions`.execute(trx);
  const { names, emails, institutions } = rows[0] ?? {};
  const texts = (some: readonly (string | null)[] | null | undefined): string[] =>
    (some ?? []).filter((one): one is string => one !== null && one !== '').slice(0, 100);
  return { names: texts(names), emails: texts(emails), institutions: texts(institutions) };
}

/** True for rows of `message m` of the account, or (null) of any. */
const ofAccount = (account: string | null) =>
  account === null ? sql<SqlBool>`true` : sql<SqlBool>`m.account = ${account}`;

/** What the judgement says that speaks, and the documents of all mails of the account, or (null) of all accounts. */
export async function contentOf(
  trx: Trx,
  applicationId: string,
  judgementId: string | null,
  account: string | null,
): Promise<Content> {
  const { rows } = await sql<{
    given: string[] | null;
    topics: Record<string, number> | null;
    flags: string[] | null;
    degrees: Degree[] | null;
  }>`select
      (select array_agg(distinct given #>> '{}') from triage.application_message am
        join triage.message m on m.id = am.message_id
        join triage.judgement g on g.message_id = am.message_id and g.current,
        jsonb_path_query(g.body, '$.documents[*] ? (@.status == "ok").type') given
        where am.application_id = ${applicationId} and ${ofAccount(account)}) as given,
      j.body -> 'scorecard' -> 'topics' as topics,
      jsonb_path_query_array(j.body, '$.flags[*].code') as flags,
      j.body -> 'facts' -> 'degrees' as degrees
    from (select ${judgementId}::bigint as id) one left join triage.judgement j on j.id = one.id`.execute(trx);
  const { given, topics, flags, degrees } = rows[0] ?? {};
  const degree = highest(degrees ?? []);
  return {
    topics: topics ?? {},
    flags: flags ?? [],
    given: given ?? [],
    degree: degree === null ? null : degreeInWords(degree),
    institution: degree?.institution ?? null,
  };
}

/**
 * The words of the account's mails and documents, or (null) of all accounts', as an expression that makes a tsvector. What
 * blind reviewing hides has the weight A, the rest D (PostgreSQL manual, 12.4.1), so that one index serves both searches.
 */
export async function wordsOf(
  trx: Trx,
  applicationId: string,
  account: string | null,
  tells: Tells,
): Promise<RawBuilder<string>> {
  const pieces = await searchedText(trx, applicationId, account);
  const all = foldForSearch(pieces.map((piece) => piece.text).join(' '));
  const texts = pieces.filter((piece) => piece.shown).map((piece) => piece.text);
  const shown = foldForSearch(blackout(tells)(texts.join(' ')).replaceAll('▮', ' '));
  return sql<string>`(select setweight(v.words, 'A', array(select unnest(tsvector_to_array(v.words))
      except select unnest(tsvector_to_array(v.shown))))
    from (select to_tsvector('simple', ${all}) as words, to_tsvector('simple', ${shown}) as shown) v)`;
}

/** Text of an application; `shown` is false for names and addresses that whoever reviews blind sees nowhere. */
interface Piece {
  readonly text: string;
  readonly shown: boolean;
}

/** Everything that can be searched of an application, the applicant first, bounded in the database already. */
async function searchedText(trx: Trx, applicationId: string, account: string | null): Promise<Piece[]> {
  // Who it is may be known from another account's mail only: then their own mails tell it below.
  const { rows } = await sql<{ hidden: string | null; text: string | null }>`
    select concat_ws(' ', p.name, p.email) as hidden, null as text from triage.application a
      join triage.applicant p on p.id = a.applicant_id where a.id = ${applicationId} and ${account === null}
    union all
    select concat_ws(' ', j.applicant_name, j.applicant_email), null from triage.application_message am
      join triage.message m on m.id = am.message_id join triage.judgement j on j.message_id = m.id and j.current
      where am.application_id = ${applicationId} and ${account !== null} and ${ofAccount(account)}
    union all
    select m.sender, left(concat_ws(' ', m.subject, m.mail ->> 'text'), ${searchedChars})
      from triage.application_message am join triage.message m on m.id = am.message_id
      where am.application_id = ${applicationId} and ${ofAccount(account)}
    union all
    select d.name, left((select string_agg(page ->> 'text', ' ') from jsonb_array_elements(d.pages) page), ${searchedChars})
      from triage.application_message am join triage.message m on m.id = am.message_id
        join triage.document d on d.message_id = am.message_id
      where am.application_id = ${applicationId} and ${ofAccount(account)}
      and (select coalesce(sum(e.chars), 0) from triage.document e
        where e.message_id = d.message_id and e.ordinal < d.ordinal) < ${searchedChars}`.execute(trx);
  let room = searchedChars;
  return rows
    .flatMap(({ hidden, text }) => [
      { text: hidden ?? '', shown: false },
      { text: text ?? '', shown: true },
    ])
    .map(({ text, shown }) => {
      const piece = storableText(text).slice(0, room);
      room -= piece.length;
      return { text: piece, shown };
    });
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
