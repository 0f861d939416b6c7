import type { QueueRow } from '../../domain/index.js';
import { maskOf } from '../blind.js';
import type { RulesInfo } from '../interfaces.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { Said } from '../parts/text.js';
import { moment } from '../parts/time.js';
import { bandTitles, words } from '../parts/words.js';
import { type QueueParams, queueString, withQuery } from '../queue-query.js';

/** The list on paper, for a meeting of the committee, with room to write. */
export function SheetPage(props: {
  frame: PageFrame;
  params: QueueParams;
  rows: readonly QueueRow[];
  /** True when more fit the filters than a sheet takes. */
  more: boolean;
  rules: RulesInfo;
}) {
  const { frame, params, rows, more, rules } = props;
  const topics = new Map(rules.topics.map((topic) => [topic.id, topic.title]));
  const positions = new Map(rules.positions.map((position) => [position.id, position.title]));
  const one = params.position;
  const title =
    typeof one === 'string' && one !== '' ? (one === 'none' ? 'No position' : (positions.get(one) ?? one)) : null;
  const here = queueString(params);
  const preferredBy = rules.positions.find((position) => position.id === one)?.preferredBy ?? null;
  return (
    <Layout frame={frame} title="Committee sheet" scripts={['sheet.js']}>
      <p class="way">
        <a href={withQuery('/', here)}>Back to the queue</a>
        <button type="button" id="print" hidden>
          Print
        </button>
      </p>
      <div class="heading">
        <h1>{title ?? 'All applications'}</h1>
        <p class="muted small">
          {moment(frame.now.toISOString())} · {rows.length} applications
          {preferredBy === null ? '' : ` · preferred by ${preferredBy}`} · rules <code>{rules.hash.slice(0, 10)}</code>
        </p>
      </div>
      <Filters params={params} />
      {more ? (
        <p class="notice warning">
          More applications fit these filters than a sheet takes. These are the first {rows.length}; filter further, or
          take the CSV.
        </p>
      ) : null}
      {rows.length === 0 ? (
        <p class="empty">No application fits these filters.</p>
      ) : (
        <div class="scroll">
          <table class="sheet">
            <thead>
              <tr>
                <th scope="col">
                  <span class="hidden">Rank</span>
                </th>
                <th scope="col">Applicant</th>
                <th scope="col">Score</th>
                <th scope="col">Topics</th>
                <th scope="col">Missing</th>
                <th scope="col">Verdicts</th>
                <th scope="col">Committee</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <SheetRow
                  key={row.applicationId}
                  row={row}
                  rank={index + 1}
                  frame={frame}
                  topics={topics}
                  position={
                    title === null ? (positions.get(row.position ?? '') ?? row.position ?? 'No position') : null
                  }
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Layout>
  );
}

function SheetRow(props: {
  row: QueueRow;
  rank: number;
  frame: PageFrame;
  topics: ReadonlyMap<string, string>;
  position: string | null;
}) {
  const { row, rank, frame, topics, position } = props;
  const mask = maskOf(frame.viewer, row);
  const unread = row.flags.includes('cv-unread');
  const from = [row.degree, mask.on ? null : row.institution].filter((part) => part !== null);
  const best = Object.entries(row.topics)
    .filter(([, points]) => points > 0)
    .sort(([, first], [, second]) => second - first)
    .slice(0, 3);
  return (
    <tr>
      <td class="muted">{rank}</td>
      <th scope="row">
        <Said text={mask.name} most={70} />
        {from.length === 0 ? null : (
          <p class="small">
            <Said text={mask.text(from.join(', '))} most={90} />
          </p>
        )}
        {position === null ? null : <p class="small muted">{position}</p>}
      </th>
      <td>
        <b>{unread ? '–' : row.score.toFixed(0)}</b>
        <p class="small">{unread ? 'CV unread' : bandTitles[row.band]}</p>
      </td>
      <td class="small">
        {best.map(([id, points]) => `${topics.get(id) ?? words(id)} ${points.toFixed(0)}`).join(', ')}
      </td>
      <td class="small gap">{row.missing.map((type) => words(type)).join(', ')}</td>
      <td class="small">
        {row.verdicts.map(({ reviewer, value }) => (
          <p key={reviewer}>
            <bdi>{reviewer}</bdi>: {words(value).toLowerCase()}
          </p>
        ))}
      </td>
      <td class="room" />
    </tr>
  );
}

const filterTitles: Readonly<Record<string, string>> = {
  q: 'search',
  above: 'topic above',
  state: 'verdict',
  sort: 'sorted by',
};

/** What the list was narrowed by, so that the paper says what it does not show. */
function Filters({ params }: { params: QueueParams }) {
  const shown = [...new URLSearchParams(queueString(params, { position: null }))];
  if (shown.length === 0) return null;
  return (
    <p class="small muted">
      {'Only: '}
      {shown.map(([name, value], index) => (
        <>
          {index === 0 ? '' : ', '}
          {filterTitles[name] ?? name} <Said text={value} most={80} />
        </>
      ))}
    </p>
  );
}
