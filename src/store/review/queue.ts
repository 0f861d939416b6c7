import { type RawBuilder, type SqlBool, sql } from 'kysely';
import {
  type Band,
  type QueuePage,
  type QueueQuery,
  type QueueRow,
  type QueueSort,
  type Sight,
  searchQuery,
  type Tells,
} from '../../domain/index.js';
import { iso, type StoreContext } from '../context.js';
import {
  inSight,
  partlyInSight,
  seenApplications,
  seenEmail,
  seenName,
  seenTells,
  wholeColumns,
  whollyInSight,
} from './in-sight.js';
import { searchHits } from './search-hits.js';

/**
 * What one sort orders by: a column of `a` (application), its type, and its direction. The id breaks ties upwards.
 * Bare columns, as the indexes have them; none is null where an application has a message.
 */
const orders = {
  score: { key: sql`a.score`, type: sql`real`, descending: true },
  newest: { key: sql`a.last_at`, type: sql`timestamptz`, descending: true },
  oldest: { key: sql`a.first_at`, type: sql`timestamptz`, descending: false },
} as const satisfies Record<QueueSort, unknown>;

/** Where a page ended: the sort key as text, and the id. */
interface Place {
  readonly key: string;
  readonly id: string;
}

/** The place as an opaque word of a URL. */
function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify([place.key, place.id])).toString('base64url');
}

/** Null for what is no cursor: then the list begins at its beginning. */
function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parsed)) return null;
    const [key, id] = parsed as unknown[];
    // What PostgreSQL would refuse as a number or a time must not reach it.
    const keyFits = typeof key === 'string' && /^(?:-?[0-9.e+-]{1,40}|-?infinity|[0-9:. +-]{10,40})$/.test(key);
    return keyFits && typeof id === 'string' && /^\d{1,18}$/.test(id) ? { key, id } : null;
  } catch {
    return null;
  }
}

/**
 * The filters as one condition on `application a`.
 * @param words true for rows that the search finds
 */
function conditionOf(query: QueueQuery, words: (query: RawBuilder<unknown>) => RawBuilder<SqlBool>) {
  const parts: RawBuilder<unknown>[] = [];
  const { position, bands, state, topic, missing, flag, since, until, unread, assignee, text, sight } = query;
  if (position !== undefined) parts.push(sql`a.position = ${position ?? ''}`);
  if (bands !== undefined && bands.length > 0) parts.push(sql`a.band = any(${bands}::text[])`);
  if (state === 'none') parts.push(sql`a.state is null`);
  else if (state !== undefined) parts.push(sql`a.state = ${state}`);
  if (topic !== undefined) parts.push(sql`(a.topics ->> ${topic.id})::real > ${topic.above}`);
  if (missing !== undefined) parts.push(sql`a.missing ? ${missing}`);
  if (flag !== undefined) parts.push(sql`${flag} = any(a.flags)`);
  if (since !== undefined) parts.push(sql`a.last_at >= ${since}::date`);
  if (until !== undefined) parts.push(sql`a.last_at < ${until}::date + 1`);
  if (assignee !== undefined) parts.push(sql`a.assignee = ${assignee}`);
  if (unread === true) parts.push(sql`not exists (${readMark(sight)})`);
  const search = text === undefined ? '' : searchQuery(text);
  if (search !== '') parts.push(words(searchFor(search, sight)));
  return parts;
}

/** The search as a tsquery; for whoever reviews blind each of its words must have the weight D: see wordsOf in card.ts. */
function searchFor(search: string, { blind = false }: Sight): RawBuilder<unknown> {
  const query = sql`websearch_to_tsquery('simple', ${search})`;
  return blind ? sql`regexp_replace(${query}::text, ${"'((?:[^']|'')*)'"}, ${"'\\1':D"}, 'g')::tsquery` : query;
}

/** Words of all mails of `application a`. */
const allWords = (query: RawBuilder<unknown>) => sql<SqlBool>`exists (select from triage.application_text t
  where t.application_id = a.id and t.words @@ ${query})`;

/** Words of its mails in one of these accounts. */
const ownWords = (accounts: readonly string[]) => (query: RawBuilder<unknown>) =>
  sql<SqlBool>`exists (select from triage.application_card t where t.application_id = a.id
    and t.account = any(${accounts}::text[]) and t.words @@ ${query})`;

/** A mark of the viewer's that is not older than the last mail. */
function readMark({ reviewerId }: Sight) {
  return sql`select from triage.read_mark r where r.application_id = a.id and r.reviewer_id = ${reviewerId}
    and r.at >= coalesce(a.last_at, '-infinity')`;
}

interface Found {
  id: string;
  message_id: string | null;
  position: string;
  score: number;
  band: string;
  missing: string[];
  messages: number;
  first_at: Date | null;
  last_at: Date | null;
  topics: Record<string, number>;
  flags: string[];
  given: string[];
  degree: string | null;
  institution: string | null;
  tells: Tells;
  state: QueueRow['state'];
  assignee: string | null;
  revision: number;
  name: string | null;
  email: string | null;
  subject: string | null;
  labels: string[];
  answer: QueueRow['answer'];
  verdicts: QueueRow['verdicts'];
  unread: boolean;
  place: string;
}

/** Rows of the queue: the ids are found first, in an index, and only those of the page are dressed. */
async function find(
  context: StoreContext,
  query: QueueQuery,
  options: { readonly after: Place | null; readonly backward?: boolean; readonly limit: number; readonly id?: string },
): Promise<Found[]> {
  const order = orders[query.sort ?? 'score'];
  const down = order.descending !== (options.backward === true);
  const parts: RawBuilder<unknown>[] = [];
  if (options.after !== null) {
    const { key, id } = options.after;
    const place = sql`${key}::text::${order.type}`;
    const beyond = sql`${order.key} ${down ? sql`<` : sql`>`} ${place}`;
    // The first half lets the index begin at the place; the second settles ties by id.
    parts.push(sql`${order.key} ${down ? sql`<=` : sql`>=`} ${place}
      and (${beyond} or a.id ${options.backward === true ? sql`<` : sql`>`} ${id}::bigint)`);
  }
  const direction = down ? sql`desc` : sql`asc`;
  const tie = options.backward === true ? sql`desc` : sql`asc`;
  const { sight } = query;
  const end = sql`order by ${order.key} ${direction}, a.id ${tie} limit ${options.limit}`;
  const filters = (words: Parameters<typeof conditionOf>[1]) =>
    options.id === undefined ? conditionOf(query, words) : [sql`a.id = ${options.id}`];
  const whole = sql`select ${wholeColumns} from triage.application a
    where ${sql.join([whollyInSight(sight), ...filters(allWords), ...parts], sql` and `)} ${end}`;
  // Each half is cut to the page by itself, so that the greater one is still read in an index's order.
  const found =
    sight.accounts === null
      ? whole
      : sql`select a.* from ((${whole}) union all (select a.* from ${partlyInSight(sight.accounts)} a
          where ${sql.join([sql`a.messages > 0`, ...filters(ownWords(sight.accounts)), ...parts], sql` and `)} ${end})) a ${end}`;
  const effectInSight = sight.accounts === null ? sql`true` : sql`act.account = any(${sight.accounts}::text[])`;
  const { rows } = await sql<Found>`
    with page as materialized (
      select a.*, (${order.key})::text as place, row_number() over () as rank from (${found}) a
    )
    select a.id, a.message_id, a.position, a.score, a.band, a.missing, a.messages, a.first_at, a.last_at, a.topics, a.flags,
      a.given, a.degree, a.institution, ${seenTells(sight)} as tells, a.state, a.assignee, a.revision, a.place,
      ${seenName} as name, ${seenEmail} as email, m.subject,
      (select coalesce(jsonb_agg(distinct label), '[]') from triage.application_message am
        join triage.action act on act.message_id = am.message_id and act.kind = 'label' and act.state = 'done',
        jsonb_array_elements_text((act.payload -> 'labels') || coalesce(act.payload -> 'verdict', '[]')) label
        where am.application_id = a.id and ${effectInSight}) as labels,
      (select jsonb_build_object('kind', act.kind, 'state', act.state, 'reason', act.reason,
          'dueAt', to_char(act.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
        from triage.application_message am join triage.action act on act.message_id = am.message_id
        where am.application_id = a.id and act.kind <> 'label' and ${effectInSight}
        order by act.state = 'done' desc, act.id desc limit 1) as answer,
      (select coalesce(jsonb_agg(jsonb_build_object('reviewer', v.reviewer, 'value', v.value) order by v.id), '[]')
        from triage.verdict v where v.application_id = a.id and v.withdrawn_at is null) as verdicts,
      not exists (${readMark(query.sight)}) as unread
    from page a
      join triage.applicant p on p.id = a.applicant_id
      left join triage.message m on m.id = a.message_id
    order by a.rank`.execute(context.db);
  return rows;
}

function rowOf(found: Found): QueueRow {
  const { name, email } = found;
  return {
    applicationId: found.id,
    messageId: found.message_id,
    position: found.position === '' ? null : found.position,
    score: found.score,
    band: found.band as Band,
    applicant: { name, email },
    subject: found.subject,
    topics: found.topics,
    flags: found.flags,
    given: found.given,
    missing: found.missing,
    degree: found.degree,
    institution: found.institution,
    tells: found.tells,
    messages: found.messages,
    firstAt: iso(found.first_at),
    lastAt: iso(found.last_at),
    labels: found.labels,
    answer: found.answer,
    state: found.state,
    verdicts: found.verdicts,
    assignee: found.assignee,
    unread: found.unread,
    revision: found.revision,
  };
}

/** Rows that fit, from a place on, without a bound of its own: the terminal asks for as many as it shows. */
export async function queueRows(
  context: StoreContext,
  query: QueueQuery,
  options: { readonly after: Place | null; readonly limit: number },
): Promise<QueueRow[]> {
  return (await find(context, query, options)).map(rowOf);
}

/** The ranked queue as the review page sees it. */
export function reviewQueue(context: StoreContext) {
  return {
    async page(query: QueueQuery): Promise<QueuePage> {
      const limit = Math.min(200, Math.max(1, query.limit ?? 50));
      const found = await find(context, query, { after: placeOf(query.after), limit: limit + 1 });
      const last = found.length > limit ? found[limit - 1] : undefined;
      return {
        rows: found.slice(0, limit).map(rowOf),
        next: last === undefined ? null : cursorOf({ key: last.place, id: last.id }),
      };
    },

    /** See search-hits.ts. */
    hits: (sight: Sight, text: string, applicationIds: readonly string[]) =>
      searchHits(context, sight, text, applicationIds),

    /** One application, whatever the filters say; null when there is none that the viewer may see. */
    async row(sight: Sight, applicationId: string): Promise<QueueRow | null> {
      if (!/^\d{1,18}$/.test(applicationId)) return null;
      const [found] = await find(context, { sight }, { after: null, limit: 1, id: applicationId });
      return found === undefined ? null : rowOf(found);
    },

    /** The applications before and after this one in the list that the query asks for. */
    async neighbours(
      query: QueueQuery,
      applicationId: string,
    ): Promise<{ previous: string | null; next: string | null }> {
      if (!/^\d{1,18}$/.test(applicationId)) return { previous: null, next: null };
      const order = orders[query.sort ?? 'score'];
      const { rows } = await sql<{ place: string }>`select (${order.key})::text as place
        from ${seenApplications(query.sight, sql`${applicationId}::bigint`)} a`.execute(context.db);
      if (rows[0] === undefined) return { previous: null, next: null };
      const after = { key: rows[0].place, id: applicationId };
      const [next] = await find(context, query, { after, limit: 1 });
      const [previous] = await find(context, query, { after, limit: 1, backward: true });
      return { previous: previous?.id ?? null, next: next?.id ?? null };
    },

    /** How many applications each position has (empty: none fits), for those that the viewer may see. */
    async positions(sight: Sight): Promise<{ position: string | null; applications: number }[]> {
      const { rows } = await sql<{ position: string; applications: string }>`
        select a.position, count(*) as applications from triage.application a where ${inSight(sight)}
        group by a.position order by a.position`.execute(context.db);
      return rows.map((row) => ({
        position: row.position === '' ? null : row.position,
        applications: Number(row.applications),
      }));
    },
  };
}
