import { type SqlBool, sql } from 'kysely';
import { type Band, bands, type Sight, type Span, type Today } from '../../domain/index.js';
import { iso, plusSeconds, type StoreContext } from '../context.js';
import { inSight, messageInSight, seenApplications } from './in-sight.js';

const shownDays = 28;
/** Limits of the groups by age, in days. */
const ages = [0, 1, 3, 7, 14, 28] as const;

/** Everything that the page of the day shows, of the accounts that the viewer may see. */
export async function today(context: StoreContext, sight: Sight): Promise<Today> {
  const [days, { positions, waiting }, spans, open, caps, folders] = await Promise.all([
    arrivalsPerDay(context, sight),
    standingApplications(context, sight),
    spansOf(context, sight),
    openWork(context, sight),
    capTrips(context, sight),
    lastSyncs(context, sight),
  ]);
  return { days, positions, waiting, spans, open, caps, folders };
}

const beginning = (context: StoreContext) =>
  sql<Date>`(date_trunc('day', ${context.now()} at time zone 'UTC') at time zone 'UTC'
    - make_interval(days => ${shownDays - 1}))`;

async function arrivalsPerDay(context: StoreContext, sight: Sight): Promise<Today['days']> {
  const { rows } = await sql<{ day: string; applications: string; inquiries: string; others: string }>`
    with day as (select generate_series(0, ${shownDays - 1}::int) as n),
      arrived as (
        select floor(extract(epoch from coalesce(m.received_at, m.seen_at) - ${beginning(context)}) / 86400)::int as n,
          j.kind from triage.message m left join triage.judgement j on j.message_id = m.id and j.current
        where coalesce(m.received_at, m.seen_at) >= ${beginning(context)} and ${messageInSight(sight)}
      )
    select to_char((${beginning(context)} at time zone 'UTC') + make_interval(days => day.n), 'YYYY-MM-DD') as day,
      count(*) filter (where a.kind = 'application') as applications,
      count(*) filter (where a.kind = 'inquiry') as inquiries,
      count(a.n) - count(*) filter (where a.kind in ('application', 'inquiry')) as others
    from day left join arrived a on a.n = day.n group by day.n order by day.n`.execute(context.db);
  return rows.map(({ day, applications, inquiries, others }) => ({
    day,
    applications: Number(applications),
    inquiries: Number(inquiries),
    others: Number(others),
  }));
}

interface Standing {
  readonly position: string;
  readonly band: string;
  /** Which of `ages` the first mail belongs to, from 0; null for applications with a verdict. */
  readonly age: number | null;
  readonly count: string;
}

const sum = (rows: readonly Standing[]): number => rows.reduce((all, row) => all + Number(row.count), 0);

function perBand(rows: readonly Standing[]): Record<Band, number> {
  return Object.fromEntries(bands.map((band) => [band, sum(rows.filter((row) => row.band === band))])) as Record<
    Band,
    number
  >;
}

/** Bands by position, and of the undecided by age: all applications are counted once for both. */
async function standingApplications(
  context: StoreContext,
  sight: Sight,
): Promise<Pick<Today, 'positions' | 'waiting'>> {
  const { rows } = await sql<Standing>`
    select a.position, a.band, count(*) as count, case when a.state is null then
      width_bucket(extract(epoch from ${context.now()} - coalesce(a.first_at, a.created_at)) / 86400,
        ${ages.slice(1)}::float8[]) end as age
    from ${seenApplications(sight)} a group by 1, 2, 4 order by 1`.execute(context.db);
  const positions = [...new Set(rows.map((row) => row.position))].map((position) => {
    const own = rows.filter((row) => row.position === position);
    return {
      position: position === '' ? null : position,
      bands: perBand(own),
      undecided: sum(own.filter((row) => row.age !== null)),
    };
  });
  const waiting = ages.map((from, index) => ({
    from,
    to: ages[index + 1] ?? null,
    bands: perBand(rows.filter((row) => row.age === index)),
  }));
  return { positions, waiting };
}

async function spansOf(context: StoreContext, sight: Sight): Promise<Today['spans']> {
  const since = beginning(context);
  const judged = sql`select extract(epoch from m.handled_at - m.seen_at) as s from triage.message m
    where m.handled_at >= ${since} and m.origin = 'live' and coalesce(m.received_at, m.seen_at) >= ${since}
      and ${messageInSight(sight)}`;
  const decided = sql`select extract(epoch from min(v.at) - min(coalesce(a.first_at, a.created_at))) as s
    from triage.verdict v join triage.application a on a.id = v.application_id
    where ${inSight(sight)} and a.id in (select application_id from triage.verdict where at >= ${since})
    group by a.id having min(v.at) >= ${since}`;
  const answered = sql`select extract(epoch from x.finished_at - m.seen_at) as s from triage.action x
      join triage.message m on m.id = x.message_id
    where x.kind <> 'label' and x.state = 'done' and x.finished_at >= ${since} and ${messageInSight(sight)}`;
  const [first, second, third] = await Promise.all([judged, decided, answered].map((one) => spanOf(context, one)));
  return { judged: first ?? null, decided: second ?? null, answered: third ?? null };
}

async function spanOf(context: StoreContext, seconds: ReturnType<typeof sql>): Promise<Span | null> {
  const { rows } = await sql<{ count: string; median: number | null; most: number | null }>`
    select count(*) as count, percentile_cont(0.5) within group (order by s)::float8 as median,
      percentile_cont(0.9) within group (order by s)::float8 as most from (${seconds}) spans`.execute(context.db);
  const { count = '0', median = null, most = null } = rows[0] ?? {};
  return median === null || most === null ? null : { count: Number(count), median, most };
}

async function openWork(context: StoreContext, sight: Sight): Promise<Today['open']> {
  const { rows: messages } = await sql<{ waiting: string; quarantined: string; oldest: Date | null }>`
    select count(*) filter (where m.status in ('seen', 'reading')) as waiting,
      count(*) filter (where m.status = 'quarantined') as quarantined,
      min(m.seen_at) filter (where m.status in ('seen', 'reading')) as oldest
    from triage.message m where m.status in ('seen', 'reading', 'quarantined') and ${messageInSight(sight)}`.execute(
    context.db,
  );
  const { rows: effects } = await sql<{ state: string; count: string }>`
    select m.state, count(*) as count from triage.action m
    where (m.due_at is not null or m.state in ('running', 'held', 'uncertain', 'failed')) and ${messageInSight(sight)}
    group by m.state`.execute(context.db);
  const of = (...states: readonly string[]): number =>
    effects.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + Number(row.count), 0);
  return {
    messages: Number(messages[0]?.waiting ?? 0),
    effects: of('planned', 'running'),
    held: of('held'),
    uncertain: of('uncertain'),
    failed: of('failed'),
    quarantined: Number(messages[0]?.quarantined ?? 0),
    oldest: iso(messages[0]?.oldest ?? null),
  };
}

async function capTrips(context: StoreContext, sight: Sight): Promise<Today['caps']> {
  const reasons = ['cap-domain', 'cap-account', 'cap-overall', 'cap-drafts'];
  const since = plusSeconds(context.now(), -shownDays * 86_400);
  const own = sight.accounts === null ? sql<SqlBool>`true` : sql<SqlBool>`e.account = any(${sight.accounts}::text[])`;
  const { rows: trips } = await sql<{ reason: string; count: string; last: Date }>`
    select e.reason, count(*) as count, max(e.at) as last from triage.event e
    where e.at >= ${since} and e.kind = 'action' and e.code = 'held' and e.reason = any(${reasons}::text[]) and ${own}
    group by e.reason`.execute(context.db);
  const { rows: held } = await sql<{ reason: string; count: string }>`
    select m.reason, count(*) as count from triage.action m
    where m.state in ('held', 'uncertain', 'failed') and m.state = 'held' and m.reason = any(${reasons}::text[])
      and ${messageInSight(sight)} group by m.reason`.execute(context.db);
  return reasons.map((reason) => {
    const trip = trips.find((row) => row.reason === reason);
    return {
      reason,
      trips: Number(trip?.count ?? 0),
      held: Number(held.find((row) => row.reason === reason)?.count ?? 0),
      lastAt: iso(trip?.last ?? null),
    };
  });
}

async function lastSyncs(context: StoreContext, { accounts }: Sight): Promise<Today['folders']> {
  let query = context.db.selectFrom('folder').select(['account', 'name', 'verified_at']);
  if (accounts !== null) query = query.where('account', 'in', accounts.length === 0 ? [''] : [...accounts]);
  const rows = await query.orderBy('account').orderBy('name').execute();
  return rows.map(({ account, name, verified_at }) => ({ account, folder: name, verifiedAt: iso(verified_at) }));
}
