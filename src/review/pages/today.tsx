import { type Band, bands, type Span, type Today } from '../../domain/index.js';
import type { Operation, RulesInfo } from '../interfaces.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { reasonWords } from '../parts/outcomes.js';
import { Columns, Legend, type Part, Stack } from '../parts/plots.js';
import { KillSwitch, Syncs } from '../parts/standing.js';
import { Said } from '../parts/text.js';
import { Age, moment } from '../parts/time.js';
import { bandTitles } from '../parts/words.js';

/** What has come, what waits, and whether everything runs. */
export function TodayPage(props: { frame: PageFrame; today: Today; operation: Operation; rules: RulesInfo }) {
  const { frame, today, operation, rules } = props;
  const { days, positions, waiting, spans, open, caps, folders } = today;
  const last = days.at(-1);
  const count = days.reduce((sum, day) => sum + day.applications, 0);
  const most = [...days].sort((one, other) => other.applications - one.applications)[0];
  const titles = new Map(rules.positions.map((position) => [position.id, position.title]));
  const undecided = positions.reduce((sum, one) => sum + one.undecided, 0);
  return (
    <Layout frame={frame} title="Today">
      <div class="heading">
        <h1>Today</h1>
        <p class="muted">{moment(frame.now.toISOString())}</p>
      </div>
      <Attention today={today} operation={operation} frame={frame} />
      <dl class="figures">
        <Figure title="Applications today" value={String(last?.applications ?? 0)} href="/?sort=newest" />
        <Figure title="Undecided" value={String(undecided)} href="/?state=none" />
        <Figure
          title="From first mail to first verdict"
          value={spanText(spans.decided)}
          note={spanNote(spans.decided)}
        />
        <Figure title="From mail to answer" value={spanText(spans.answered)} note={spanNote(spans.answered)} />
        <Figure title="From mail to judgement" value={spanText(spans.judged)} note={spanNote(spans.judged)} />
      </dl>
      <div class="panels">
        <section class="wide" aria-labelledby="arrivals">
          <h2 id="arrivals">Arrivals, last {days.length} days</h2>
          <Columns
            title="Arrivals per day"
            summary={`${count} applications in ${days.length} days${most === undefined || most.applications === 0 ? '' : `, most of them (${most.applications}) on ${most.day}`}.`}
            columns={days.map(({ day, applications, inquiries, others }) => ({
              label: day,
              parts: [
                { title: 'Applications', value: applications, tone: 'accent' },
                { title: 'Inquiries', value: inquiries, tone: 'possible' },
                { title: 'Other mail', value: others, tone: 'quiet' },
              ],
            }))}
          />
        </section>
        <section aria-labelledby="bands">
          <h2 id="bands">Bands per position</h2>
          <Stacks
            rows={positions.map((one) => ({
              key: one.position ?? 'none',
              title: one.position === null ? 'No position' : (titles.get(one.position) ?? one.position),
              href: `/?position=${encodeURIComponent(one.position ?? 'none')}`,
              bands: one.bands,
            }))}
            none="No application has come yet."
          />
        </section>
        <section aria-labelledby="waiting">
          <h2 id="waiting">Waiting for a verdict</h2>
          <Stacks
            rows={waiting.map((one) => ({ key: String(one.from), title: ageTitle(one), href: null, bands: one.bands }))}
            none="Everything has a verdict."
          />
        </section>
        <section aria-labelledby="work">
          <h2 id="work">Work in hand</h2>
          <dl class="facts">
            <dt>Mails to read</dt>
            <dd>
              {open.messages}
              {open.oldest === null ? null : (
                <span class="muted">
                  {', the oldest seen '}
                  <Age at={open.oldest} now={frame.now} />
                  {' ago'}
                </span>
              )}
            </dd>
            <dt>Effects planned</dt>
            <dd>{open.effects}</dd>
            <dt>Queue depth</dt>
            <dd>{operation.signals === null ? 'The queue does not answer' : `${operation.signals} signals`}</dd>
            <dt>Held, uncertain, failed</dt>
            <dd>
              <a href="/log/answers">
                {open.held}, {open.uncertain}, {open.failed}
              </a>
            </dd>
            <dt>Quarantine</dt>
            <dd>
              <a href="/log?lane=quarantine">{open.quarantined}</a>
            </dd>
            {caps.map((cap) => (
              <CapLine key={cap.reason} cap={cap} now={frame.now} />
            ))}
          </dl>
        </section>
        <section aria-labelledby="mailboxes">
          <h2 id="mailboxes">Mailboxes</h2>
          <Syncs folders={folders} operation={operation} now={frame.now} />
          <KillSwitch operation={operation} frame={frame} />
        </section>
      </div>
    </Layout>
  );
}

function Figure({
  title,
  value,
  note,
  href,
}: {
  title: string;
  value: string;
  note?: string | undefined;
  href?: string;
}) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {href === undefined ? <b>{value}</b> : <a href={href}>{value}</a>}
        {note === undefined ? null : <span class="small muted">{note}</span>}
      </dd>
    </div>
  );
}

/** What a person should look at, first of all; nothing when there is nothing. */
function Attention({ today, operation, frame }: { today: Today; operation: Operation; frame: PageFrame }) {
  const { pauses, rules } = operation;
  const { uncertain, quarantined } = today.open;
  const lines = [
    ...pauses.map((pause) => (
      <>
        Effects {pause.account === null ? 'of all mailboxes' : `of ${pause.account}`} are paused by{' '}
        <bdi>{pause.actor}</bdi> since {moment(pause.at)}
        {pause.reason === null ? null : (
          <>
            {': '}
            <Said text={pause.reason} />
          </>
        )}
      </>
    )),
    ...(rules.problem === null
      ? []
      : [
          <>
            The last change of the rules did not go live; the rules of{' '}
            {rules.since === null ? 'before' : moment(rules.since)} stay. <Said text={rules.problem} most={300} />
          </>,
        ]),
    ...(uncertain === 0
      ? []
      : [
          <>
            <a href="/log/answers">{uncertain === 1 ? 'One answer' : `${uncertain} answers`}</a> may have been sent or
            not: a person has to say.
          </>,
        ]),
    ...(quarantined === 0
      ? []
      : [
          <>
            <a href="/log?lane=quarantine">{quarantined === 1 ? 'One message' : `${quarantined} messages`}</a> could not
            be handled.
          </>,
        ]),
  ];
  if (lines.length === 0) return null;
  return (
    <ul class="notice warning attention" aria-label="To look at">
      {lines.map((line, index) => (
        <li key={`${frame.csrf.length}-${index}`}>{line}</li>
      ))}
    </ul>
  );
}

const tones: Readonly<Record<Band, string>> = {
  strong: 'strong',
  possible: 'possible',
  weak: 'weak',
  'off-topic': 'quiet',
};

export const bandParts = (counts: Readonly<Record<Band, number>>): Part[] =>
  bands.map((band) => ({ title: bandTitles[band], value: counts[band], tone: tones[band] }));

function Stacks(props: {
  rows: readonly { key: string; title: string; href: string | null; bands: Readonly<Record<Band, number>> }[];
  none: string;
}) {
  const rows = props.rows.map((row) => ({ ...row, sum: bands.reduce((sum, band) => sum + row.bands[band], 0) }));
  const longest = Math.max(0, ...rows.map((row) => row.sum));
  if (longest === 0) return <p class="muted">{props.none}</p>;
  return (
    <>
      <ul class="stacks">
        {rows.map(({ key, title, href, bands: counts, sum }) => (
          <li key={key}>
            <span class="label small">{href === null ? title : <a href={href}>{title}</a>}</span>
            <Stack parts={bandParts(counts)} longest={longest} label={title} />
            <b class="small">{sum}</b>
          </li>
        ))}
      </ul>
      <Legend parts={bands.map((band) => ({ title: bandTitles[band], tone: tones[band] }))} />
    </>
  );
}

function CapLine({ cap, now }: { cap: Today['caps'][number]; now: Date }) {
  if (cap.trips === 0 && cap.held === 0) return null;
  return (
    <>
      <dt>{reasonWords(cap.reason)}</dt>
      <dd>
        {cap.trips} times
        <span class="muted">
          {' in 28 days, the last '}
          <Age at={cap.lastAt} now={now} />
          {` ago; ${cap.held} held now`}
        </span>
      </dd>
    </>
  );
}

function ageTitle({ from, to }: { from: number; to: number | null }): string {
  if (to === null) return `Over ${from} days`;
  return from === 0 ? 'Under a day' : `${from} to ${to} days`;
}

/** A span in its largest unit: `3.5 days`, `40 s`. */
function spanWords(seconds: number): string {
  const unit = (size: number, name: string): string => `${Number((seconds / size).toPrecision(2))} ${name}`;
  if (seconds < 1) return 'under 1 s';
  if (seconds < 90) return unit(1, 's');
  if (seconds < 5400) return unit(60, 'min');
  return seconds < 172_800 ? unit(3600, 'h') : unit(86_400, 'days');
}

const spanText = (span: Span | null): string => (span === null ? '–' : spanWords(Math.max(0, span.median)));
const spanNote = (span: Span | null): string =>
  span === null ? 'nothing in 28 days' : `nine of ten within ${spanWords(Math.max(0, span.most))}`;
