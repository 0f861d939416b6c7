import type { QueueRow, SearchHit, SearchTerm } from '../../domain/index.js';
import type { Mask } from '../blind.js';
import { Marked, Snippet } from './marked.js';
import { Age } from './time.js';
import { bandTitles, words } from './words.js';

/** Points 0-100 as a bar. */
export function Bar({ points, label }: { points: number; label: string }) {
  return (
    <svg
      class="bar"
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label} ${points.toFixed(0)}`}
    >
      <rect class="track" width="100" height="6" />
      <rect class="fill" width={Math.max(0, Math.min(100, points)).toFixed(1)} height="6" />
    </svg>
  );
}

/** The score with its band. */
export function Score({ row }: { row: Pick<QueueRow, 'score' | 'band' | 'flags'> }) {
  const unread = row.flags.includes('cv-unread');
  return (
    <p class={`score band-${unread ? 'unread' : row.band}`}>
      <b>{unread ? '–' : row.score.toFixed(0)}</b>
      <span>{unread ? 'CV unread' : bandTitles[row.band]}</span>
    </p>
  );
}

/** The topics with the most points. */
export function TopicBars({
  topics,
  titles,
  most,
}: {
  topics: QueueRow['topics'];
  titles: ReadonlyMap<string, string>;
  most: number;
}) {
  const shown = Object.entries(topics)
    .filter(([, points]) => points > 0)
    .sort(([, one], [, other]) => other - one)
    .slice(0, most);
  if (shown.length === 0) return <p class="muted small">No topic found</p>;
  return (
    <ul class="topics">
      {shown.map(([id, points]) => {
        const title = titles.get(id) ?? words(id);
        return (
          <li key={id}>
            <span>{title}</span>
            <Bar points={points} label={title} />
          </li>
        );
      })}
    </ul>
  );
}

/** Documents that were given and those that are missing. */
export function Documents({ given, missing }: Pick<QueueRow, 'given' | 'missing'>) {
  const shown = given.filter((type) => type !== 'other');
  return (
    <ul class="chips">
      {shown.map((type) => (
        <li key={type} class="chip">
          {words(type)}
        </li>
      ))}
      {missing.map((type) => (
        <li key={`missing ${type}`} class="chip missing">
          <span class="hidden">missing: </span>
          {words(type)}
        </li>
      ))}
    </ul>
  );
}

/** What people decided: the shared state, and who said what when they differ. */
export function State({ row }: { row: Pick<QueueRow, 'state' | 'verdicts' | 'assignee'> }) {
  const who = row.verdicts.map((one) => `${one.reviewer}: ${one.value}`).join(', ');
  return (
    <>
      {row.state === null ? null : (
        <span class={`state ${row.state}`} title={who}>
          {row.state === 'conflict' ? 'Conflict' : words(row.state)}
        </span>
      )}
      {row.assignee === null ? null : (
        <span class="assignee">
          <span class="muted">for</span> <bdi>{row.assignee}</bdi>
        </span>
      )}
    </>
  );
}

const answers: Readonly<Record<string, string>> = {
  'draft done': 'Draft written',
  'acknowledge done': 'Acknowledged',
  'draft planned': 'Draft planned',
  'acknowledge planned': 'Answer planned',
  held: 'Answer held',
  uncertain: 'Answer uncertain',
  failed: 'Answer failed',
  skipped: 'Not answered',
};

/** What was labelled and acknowledged, in a line. */
export function Effects({ labels, answer }: Pick<QueueRow, 'labels' | 'answer'>) {
  const answered =
    answer === null
      ? null
      : (answers[`${answer.kind} ${answer.state}`] ?? answers[answer.state] ?? words(answer.state));
  return (
    <p class="effects small muted">
      {labels.length === 0 ? 'Not labelled' : <span title={labels.join(', ')}>Labelled</span>}
      {answered === null ? null : <span title={answer?.reason ?? undefined}> · {answered}</span>}
    </p>
  );
}

/** One line of the ranked queue. */
export function QueueLine(props: {
  row: QueueRow;
  mask: Mask;
  href: string;
  csrf: string;
  now: Date;
  titles: ReadonlyMap<string, string>;
  /** Shown when the list mixes positions. */
  position: string | null;
  /** The day until which the position prefers applications. */
  preferredBy: string | null;
  /** What the form returns to. */
  back: string;
  /** What was searched for, and where it was found. */
  terms: readonly SearchTerm[];
  hit: SearchHit | null;
}) {
  const { row, mask, href, csrf, now, titles, position, preferredBy, back, terms, hit } = props;
  const late = preferredBy !== null && row.firstAt !== null && row.firstAt.slice(0, 10) > preferredBy;
  const flags = row.flags.filter((flag) => flag !== 'cv-unread');
  const from = [row.degree, mask.on ? null : row.institution].filter((part) => part !== null);
  return (
    <li class={row.unread ? 'line unread' : 'line'} data-id={row.applicationId} id={`a${row.applicationId}`}>
      <Score row={row} />
      <div class="who">
        <p class="name">
          <a href={href}>
            <Marked text={mask.name} terms={terms} most={80} />
          </a>
          {row.unread ? <span class="hidden"> (unread)</span> : null}
        </p>
        <p class="small">
          {from.length === 0 ? (
            <span class="muted">No degree seen</span>
          ) : (
            <Marked text={mask.text(from.join(', '))} terms={terms} most={90} />
          )}
        </p>
        <p class="small muted">
          {position === null ? (
            <Marked text={mask.text(row.subject ?? '(no subject)')} terms={terms} most={80} />
          ) : (
            <span class="position">{position}</span>
          )}
        </p>
      </div>
      <TopicBars topics={row.topics} titles={titles} most={4} />
      <div class="papers">
        <Documents given={row.given} missing={row.missing} />
        {flags.length === 0 ? null : (
          <ul class="chips">
            {flags.map((flag) => (
              <li key={flag} class="chip flag">
                {words(flag)}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="stand">
        <State row={row} />
        <Effects labels={row.labels} answer={row.answer} />
        <p class="small muted">
          <Age at={row.lastAt} now={now} />
          {row.messages > 1 ? ` · ${row.messages} mails` : ''}
          {late ? <span class="late"> · after {preferredBy}</span> : preferredBy === null ? '' : ` · by ${preferredBy}`}
        </p>
        <form action={`/applications/${row.applicationId}/verdict`} method="post" class="quick">
          <input type="hidden" name="_csrf" value={csrf} />
          <input type="hidden" name="revision" value={row.revision} />
          <input type="hidden" name="back" value={back} />
          <button name="value" value="shortlist" type="submit" title="Shortlist (s)">
            Shortlist
          </button>
          <button name="value" value="hold" type="submit" title="Hold (h)">
            Hold
          </button>
          <button name="value" value="decline" type="submit" title="Decline (d)">
            Decline
          </button>
        </form>
      </div>
      {hit === null ? null : (
        <Snippet hit={hit} terms={terms} mask={mask} href={`${href}${href.includes('?') ? '&' : '?'}hit=1#h1`} />
      )}
    </li>
  );
}
