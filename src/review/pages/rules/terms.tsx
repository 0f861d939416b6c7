import { Layout, type PageFrame } from '../../parts/layout.js';
import { Stack } from '../../parts/plots.js';
import { ReportStanding } from '../../parts/rules/report.js';
import { ShareOf } from '../../parts/rules/share-of.js';
import { type SortColumn, SortedTable } from '../../parts/rules/sorted-table.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { editPath, percent } from '../../parts/rules/words.js';
import type { Report, Statistics, TermRow } from '../../rules-desk.js';
import { bandParts } from '../today.js';
import { BandLegend, Measured } from './overview.js';

/** Which terms are shown. */
export interface TermsQuery {
  readonly file: string | undefined;
  readonly show: string | undefined;
  readonly sort: string | undefined;
}

const shows = [
  { id: '', title: 'All' },
  { id: 'dead', title: 'Hit nothing' },
  { id: 'alone', title: 'Often alone' },
  { id: 'wrong', title: 'Mostly declined' },
  { id: 'overlap', title: 'Overlapping' },
] as const;

/** A term is often alone, or mostly declined, from such a share on, and from so many applications on. */
const often = 0.5;
const least = 3;

const kept: Readonly<Record<string, (row: TermRow) => boolean>> = {
  dead: (row) => row.messages === 0,
  alone: (row) => row.messages >= least && row.alone / row.messages >= often,
  wrong: (row) => row.decided >= least && (row.precision ?? 1) < often,
  overlap: (row) => row.overlaps.length > 0,
};

/** How single terms do. */
export function TermsPage(props: { frame: PageFrame; report: Report<Statistics>; query: TermsQuery; drafted: number }) {
  const { frame, report, query, drafted } = props;
  const statistics = report.result;
  return (
    <Layout frame={frame} title="Terms of the rules" scripts={['rules-progress.js']}>
      <div class="heading">
        <h1>Single terms</h1>
      </div>
      <RulesTabs tab="terms" drafted={drafted} />
      <div data-progress>
        {statistics === null ? null : <Measured statistics={statistics} />}
        <ReportStanding
          report={report}
          action="/rules/statistics"
          here="/rules/terms"
          frame={frame}
          begin="Compute the numbers"
        />
        {statistics === null ? null : <Terms statistics={statistics} query={query} />}
      </div>
    </Layout>
  );
}

function Terms({ statistics, query }: { statistics: Statistics; query: TermsQuery }) {
  const { file, show, sort } = query;
  const ofFile = statistics.terms.filter((row) => file === undefined || row.file === file);
  const rows = ofFile.filter(kept[show ?? ''] ?? (() => true));
  const longest = Math.max(1, ...statistics.terms.map((row) => row.messages));
  const href = (changes: Partial<TermsQuery>): string => {
    const all = { file, show, sort, ...changes };
    const named = Object.entries(all).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
    return `/rules/terms${named.length === 0 ? '' : `?${new URLSearchParams(named)}`}`;
  };
  return (
    <>
      <nav class="tabs" aria-label="Which terms">
        <ul>
          {shows.map(({ id, title }) => (
            <li key={id}>
              <a href={href({ show: id })} aria-current={(show ?? '') === id ? 'true' : undefined}>
                {title}
                <span class="count"> {ofFile.filter(kept[id] ?? (() => true)).length}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form action="/rules/terms" method="get" class="pick">
        <label>
          Topic
          <select name="file">
            <option value="">All topics</option>
            {statistics.files
              .filter((row) => row.terms > 0)
              .map((row) => (
                <option key={row.file} value={row.file} selected={row.file === file}>
                  {row.title}
                </option>
              ))}
          </select>
        </label>
        {show === undefined || show === '' ? null : <input type="hidden" name="show" value={show} />}
        <button type="submit">Show</button>
      </form>
      {rows.length === 0 ? (
        <p class="empty">No such term.</p>
      ) : (
        <SortedTable
          caption="Terms"
          columns={columnsOf(longest)}
          rows={rows}
          keyOf={(row) => row.rule}
          sort={sort ?? 'hits'}
          href={(id) => href({ sort: id })}
        />
      )}
      <BandLegend />
      <dl class="facts small meaning">
        <dt>Applications</dt>
        <dd>In how many the term earned points; coloured by their bands.</dd>
        <dt>Alone</dt>
        <dd>Of these, how often no other term of its topic earned any: without it they would have had nothing.</dd>
        <dt>For nothing</dt>
        <dd>It stood there but earned nothing: another meaning, a denial, a quotation, a bare list.</dd>
        <dt>Good finds, found</dt>
        <dd>Precision and recall against the verdicts: of the decided ones, shortlisted; of all shortlisted, hit.</dd>
        <dt>Same as</dt>
        <dd>Terms that hit mostly the same applications. One of two may be superfluous.</dd>
      </dl>
    </>
  );
}

function columnsOf(longest: number): SortColumn<TermRow>[] {
  return [
    {
      id: 'term',
      title: 'Term',
      about: 'Leads to its file',
      value: (row) => row.rule,
      cell: (row) => (
        <>
          <a href={`${editPath(row.file)}?at=${encodeURIComponent(row.term)}`}>{row.term}</a>
          <span class="path small muted">
            {row.file.replace(/^topics\/|\.yaml$/g, '')}: {row.spellings.join(', ') || 'no longer in the rules'}
          </span>
        </>
      ),
    },
    {
      id: 'hits',
      title: 'Applications',
      about: 'In how many it earned points',
      value: (row) => row.messages,
      cell: (row) => (
        <span class="measure">
          <Stack parts={bandParts(row.bands)} longest={longest} label={row.term} />
          <span>{row.messages === 0 ? <b class="state">none</b> : row.messages.toLocaleString('en')}</span>
        </span>
      ),
    },
    {
      id: 'alone',
      title: 'Alone',
      about: 'How often it alone earned points for its topic',
      value: (row) => row.alone,
      cell: (row) => row.alone.toLocaleString('en'),
    },
    {
      id: 'worthless',
      title: 'For nothing',
      about: 'How often it stood there and earned nothing',
      value: (row) => row.worthless,
      cell: (row) => row.worthless.toLocaleString('en'),
    },
    {
      id: 'precision',
      title: 'Good finds',
      about: 'Of the decided applications that it hit, the share that was shortlisted',
      value: (row) => row.precision,
      cell: (row) => <ShareOf share={row.precision} of={row.decided} />,
    },
    {
      id: 'recall',
      title: 'Found',
      about: 'Of the shortlisted applications, the share that it hit',
      value: (row) => row.recall,
      cell: (row) => percent(row.recall),
    },
    {
      id: 'overlap',
      title: 'Same as',
      about: 'Terms that hit mostly the same applications',
      value: (row) => row.overlaps[0]?.share ?? null,
      cell: (row) => row.overlaps.map((one) => `${one.rule.replace(/^.*#/, '')} ${percent(one.share)}`).join(', '),
    },
  ];
}
