import {
  bands,
  documentTypes,
  offeredFlags,
  queueSorts,
  type QueuePage as Rows,
  type SavedView,
  type SearchHit,
  searchTerms,
  verdictValues,
} from '../../domain/index.js';
import { maskOf } from '../blind.js';
import type { RulesInfo } from '../interfaces.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { QueueLine } from '../parts/queue-row.js';
import { Views } from '../parts/views.js';
import { bandTitles, words } from '../parts/words.js';
import { type QueueParams, queueString, value, withQuery } from '../queue-query.js';

const sortTitles = { score: 'Best first', newest: 'Newest first', oldest: 'Waiting longest' } as const;

/** The ranked queue. */
export function QueuePage(props: {
  frame: PageFrame;
  params: QueueParams;
  page: Rows;
  positions: readonly { position: string | null; applications: number }[];
  rules: RulesInfo;
  reviewers: readonly string[];
  views: readonly SavedView[];
  /** Where the search was found, for the rows that have such a place. */
  hits: readonly SearchHit[];
}) {
  const { frame, params, page, positions, rules, reviewers, views } = props;
  const terms = searchTerms(value(params, 'q'));
  const hits = new Map(props.hits.map((hit) => [hit.applicationId, hit]));
  const titles = new Map(rules.topics.map((topic) => [topic.id, topic.title]));
  const known = new Map(rules.positions.map((position) => [position.id, position]));
  const chosen = value(params, 'position');
  const here = queueString(params);
  const title =
    chosen === '' ? 'All applications' : chosen === 'none' ? 'No position' : (known.get(chosen)?.title ?? chosen);
  const filtered = queueString(params, { position: null, sort: null, q: null }) !== '';
  return (
    <Layout frame={frame} title={title} search={value(params, 'q')} scripts={['queue.js', 'live.js']}>
      <div class="heading">
        <h1>{title}</h1>
        <Exports here={here} />
      </div>
      <nav class="tabs" aria-label="Positions">
        <ul>
          <Tab
            params={params}
            position={null}
            title="All"
            count={positions.reduce((sum, one) => sum + one.applications, 0)}
          />
          {positions.map(({ position, applications }) => (
            <Tab
              key={position ?? 'none'}
              params={params}
              position={position ?? 'none'}
              title={position === null ? 'No position' : words(position)}
              whole={positionTitle(known, position)}
              count={applications}
            />
          ))}
        </ul>
      </nav>
      <Filters params={params} rules={rules} reviewers={reviewers} open={filtered} />
      <Views views={views} here={here} csrf={frame.csrf} />
      {page.rows.length === 0 ? (
        <p class="empty">{here === '' ? 'No application has come yet.' : 'No application fits these filters.'}</p>
      ) : (
        <ol class="lines" data-live="queue">
          {page.rows.map((row) => (
            <QueueLine
              key={row.applicationId}
              row={row}
              mask={maskOf(frame.viewer, row)}
              href={withQuery(`/applications/${row.applicationId}`, here)}
              csrf={frame.csrf}
              now={frame.now}
              titles={titles}
              position={chosen === '' ? positionTitle(known, row.position) : null}
              preferredBy={row.position === null ? null : (known.get(row.position)?.preferredBy ?? null)}
              back={withQuery('/', here)}
              terms={terms}
              hit={hits.get(row.applicationId) ?? null}
            />
          ))}
        </ol>
      )}
      {page.next === null ? null : (
        <p class="more">
          <a class="button" rel="next" href={withQuery('/', queueString(params, { after: page.next }))}>
            Next {page.rows.length}
          </a>
        </p>
      )}
    </Layout>
  );
}

/** The list as it is filtered, to be taken along. */
function Exports({ here }: { here: string }) {
  return (
    <details class="menu export">
      <summary>Export</summary>
      <div>
        <a href={withQuery('/sheet', here)}>Sheet for a meeting</a>
        <a href={withQuery('/export.csv', here)} download>
          CSV
        </a>
        <a href={withQuery('/export.json', here)} download>
          JSON
        </a>
      </div>
    </details>
  );
}

function positionTitle(known: ReadonlyMap<string, { title: string }>, position: string | null): string {
  return position === null ? 'No position' : (known.get(position)?.title ?? position);
}

function Tab(props: { params: QueueParams; position: string | null; title: string; whole?: string; count: number }) {
  const { params, position, title, whole, count } = props;
  const current = value(params, 'position') === (position ?? '');
  return (
    <li>
      <a
        href={withQuery('/', queueString(params, { position }))}
        title={whole}
        aria-current={current ? 'true' : undefined}
      >
        {title} <span class="count">{count}</span>
      </a>
    </li>
  );
}

/** The filters: an ordinary form, so that they work without scripts and stand in the address. */
function Filters({
  params,
  rules,
  reviewers,
  open,
}: {
  params: QueueParams;
  rules: RulesInfo;
  reviewers: readonly string[];
  open: boolean;
}) {
  const select = (name: string, label: string, any: string, options: readonly (readonly [string, string])[]) => (
    <label>
      {label}
      <select name={name}>
        <option value="">{any}</option>
        {options.map(([id, title]) => (
          <option key={id} value={id} selected={value(params, name) === id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <details class="filters" open={open}>
      <summary>Filter and sort</summary>
      <form action="/" method="get">
        {['position', 'q'].map((name) =>
          value(params, name) === '' ? null : (
            <input key={name} type="hidden" name={name} value={value(params, name)} />
          ),
        )}
        {select(
          'band',
          'Band',
          'Any band',
          bands.map((band) => [band, bandTitles[band]]),
        )}
        {select('state', 'Verdict', 'Any verdict', [
          ['none', 'Undecided'],
          ...verdictValues.map((one) => [one, words(one)] as const),
          ['conflict', 'Conflict'],
        ])}
        {select(
          'topic',
          'Topic',
          'Any topic',
          rules.topics.map((topic) => [topic.id, topic.title]),
        )}
        <label>
          Topic above
          <input type="number" name="above" min="0" max="100" value={value(params, 'above')} placeholder="0" />
        </label>
        {select(
          'missing',
          'Missing',
          'Anything',
          documentTypes.map((type) => [type, words(type)]),
        )}
        {select(
          'flag',
          'Flag',
          'Any or none',
          // One that is not offered may stand in a bookmark.
          [...new Set<string>([...offeredFlags, value(params, 'flag')])]
            .filter((flag) => flag !== '')
            .map((flag) => [flag, words(flag)]),
        )}
        <label>
          Last mail from
          <input type="date" name="since" value={value(params, 'since')} />
        </label>
        <label>
          until
          <input type="date" name="until" value={value(params, 'until')} />
        </label>
        {select('assignee', 'Assigned to', 'Anybody', [
          ['me', 'Me'],
          ...reviewers.map((login) => [login, login] as const),
        ])}
        {select(
          'sort',
          'Sort',
          sortTitles.score,
          queueSorts.filter((sort) => sort !== 'score').map((sort) => [sort, sortTitles[sort]]),
        )}
        <label class="check">
          <input type="checkbox" name="unread" value="1" checked={value(params, 'unread') === '1'} />
          Unread by me
        </label>
        <p class="buttons">
          <button type="submit" class="primary">
            Apply
          </button>
          <a href={withQuery('/', queueString({ position: params.position, q: params.q }))}>Clear</a>
        </p>
      </form>
    </details>
  );
}
