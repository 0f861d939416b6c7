import { type SqlBool, sql } from 'kysely';
import {
  type Band,
  nameWords,
  type PersonAddress,
  type PersonEvidence,
  type RelatedApplication,
  type Sight,
  sameName,
  TELLING_CHARS,
} from '../../domain/index.js';
import type { StoreContext } from '../context.js';
import { messageInSight, seenApplications, seenEmail, seenName } from './in-sight.js';

/** Of so many who share a name or a file the likeliest are shown; more than that are a common name. */
const mostCandidates = 300;
const mostShown = 12;

interface Found {
  readonly id: string;
  readonly position: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly score: number;
  readonly band: string;
  readonly institution: string | null;
  /** Addresses of pages of their own that the documents name. */
  readonly links: readonly string[] | null;
}

/** What is told of each application `a` of an applicant `p`. */
const columns = sql`a.id, a.position, ${seenName} as name, ${seenEmail} as email, a.score, a.band, a.institution,
  (select jsonb_agg(lower(link ->> 'url')) from triage.judgement j,
    jsonb_array_elements(j.body -> 'facts' -> 'links') link where j.id = a.judgement_id) as links`;

/** Other applications of the same person, and those that may be theirs, as far as the viewer may see them. */
export async function relatedTo(context: StoreContext, sight: Sight, id: string): Promise<RelatedApplication[]> {
  const { rows: own } = await sql<Found & { applicant_id: string; root: string }>`
    select ${columns}, p.id as applicant_id, coalesce(p.merged_into, p.id) as root
    from ${seenApplications(sight, sql`${id}::bigint`)} a join triage.applicant p on p.id = a.applicant_id`.execute(
    context.db,
  );
  const me = own[0];
  if (me === undefined) return [];
  const { rows: theirs } = await sql<Found & { applicant_id: string }>`
    select ${columns}, p.id as applicant_id
    from triage.applicant p join ${seenApplications(sight)} a on a.applicant_id = p.id
    where (p.id = ${me.root} or p.merged_into = ${me.root}) and a.id <> ${id}
    order by a.last_at desc nulls last limit 20`.execute(context.db);
  const others = sql<SqlBool>`coalesce(p.merged_into, p.id) <> ${me.root}`;
  const files = await sharedFiles(context, sight, id, others);
  const names = await sharedNames(context, sight, me.name, others);
  const similar = new Map([...files, ...names].map((row) => [row.id, row]));
  return [
    ...theirs.map((row) => related(row, row.applicant_id === me.applicant_id ? 'same-person' : 'merged', [])),
    ...[...similar.values()]
      .map((row) => related(row, 'similar', evidenceFor(me, row, files.find((file) => file.id === row.id)?.file)))
      .sort((one, other) => weightOf(other) - weightOf(one))
      .slice(0, mostShown),
  ];
}

/** Applications with an identical document, each with its name. */
async function sharedFiles(context: StoreContext, sight: Sight, id: string, others: ReturnType<typeof sql<SqlBool>>) {
  const { rows } = await sql<Found & { file: string }>`
    with mine as (select distinct on (d.sha256) d.sha256, d.name from triage.application_message am
        join triage.message m on m.id = am.message_id join triage.document d on d.message_id = am.message_id
      where am.application_id = ${id} and ${messageInSight(sight)} and d.chars > ${TELLING_CHARS} limit 100),
    shared as (select distinct on (am.application_id) am.application_id, mine.name from mine
        join triage.document d on d.sha256 = mine.sha256 join triage.application_message am on am.message_id = d.message_id
        join triage.message m on m.id = am.message_id
      where ${messageInSight(sight)} limit ${mostCandidates})
    select ${columns}, shared.name as file from shared, lateral ${seenApplications(sight, sql`shared.application_id`)} a
      join triage.applicant p on p.id = a.applicant_id where ${others}`.execute(context.db);
  return rows;
}

/** Applications of people whose name may be the same: the words are looked up in the index, the name is compared here. */
async function sharedNames(
  context: StoreContext,
  sight: Sight,
  name: string | null,
  others: ReturnType<typeof sql<SqlBool>>,
) {
  const words = name === null ? [] : [...nameWords(name)].slice(0, 5);
  if (name === null || words.length < 2) return [];
  // Two names of one person have two words in common. The words are letters and digits only, so they need no quotes.
  const pairs = words.flatMap((one, index) => words.slice(index + 1).map((other) => `(${one} & ${other})`));
  const { rows } = await sql<Found>`
    select ${columns} from triage.application_text t, lateral ${seenApplications(sight, sql`t.application_id`)} a
      join triage.applicant p on p.id = a.applicant_id
    where t.words @@ to_tsquery('simple', ${pairs.join(' | ')}) and ${seenName} is not null and ${others}
    limit ${mostCandidates}`.execute(context.db);
  return rows.filter((row) => row.name !== null && sameName(name, row.name));
}

function evidenceFor(me: Found, other: Found, file: string | undefined): PersonEvidence[] {
  const evidence: PersonEvidence[] = [];
  if (file !== undefined) evidence.push({ code: 'same-document', detail: file });
  const link = (me.links ?? []).find((url) => other.links?.includes(url) === true);
  if (link !== undefined) evidence.push({ code: 'same-link', detail: link });
  if (me.name !== null && other.name !== null && sameName(me.name, other.name))
    evidence.push({ code: 'same-name', detail: other.name });
  if (me.institution !== null && me.institution === other.institution)
    evidence.push({ code: 'same-institution', detail: me.institution });
  return evidence;
}

const weights = { 'same-document': 4, 'same-link': 4, 'same-name': 2, 'same-institution': 1 } as const;
const weightOf = ({ evidence }: RelatedApplication): number =>
  evidence.reduce((sum, one) => sum + weights[one.code], 0);

function related(row: Found, why: RelatedApplication['why'], evidence: readonly PersonEvidence[]): RelatedApplication {
  const { id, position, name, email, score, band } = row;
  return {
    applicationId: id,
    position: position === '' ? null : position,
    name,
    email,
    score,
    band: band as Band,
    why,
    evidence,
  };
}

/** Addresses that were merged with the person of an application; those of mail that the viewer may not see are left out. */
export async function addressesOf(
  context: StoreContext,
  { accounts }: Sight,
  applicationId: string,
): Promise<PersonAddress[]> {
  const { rows } = await sql<{ id: string; name: string | null; email: string | null }>`
    select p.id, p.name, p.email from triage.application a join triage.applicant me on me.id = a.applicant_id
      join triage.applicant p on p.merged_into = coalesce(me.merged_into, me.id)
    where a.id = ${applicationId} and (${accounts === null} or exists (
      select from triage.message m left join triage.judgement j on j.message_id = m.id and j.current
        join triage.application_message am on am.message_id = m.id
        join triage.application b on b.id = am.application_id and (b.applicant_id = p.id or b.applicant_id = p.merged_into)
      where m.account = any(${accounts ?? []}::text[]) and lower(coalesce(j.applicant_email, m.sender)) = lower(p.email)))
    order by p.id limit 20`.execute(context.db);
  return rows.map(({ id, name, email }) => ({ applicantId: id, name, email }));
}
