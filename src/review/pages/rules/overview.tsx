import { Layout, type PageFrame } from '../../parts/layout.js';
import { Legend, Stack } from '../../parts/plots.js';
import { ReportStanding } from '../../parts/rules/report.js';
import { ShareOf } from '../../parts/rules/share-of.js';
import { type SortColumn, SortedTable } from '../../parts/rules/sorted-table.js';
import { StandingOfRules } from '../../parts/rules/standing.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { count, editPath, percent } from '../../parts/rules/words.js';
import type { FileRow, Report, RulesStanding, Statistics, Workspace } from '../../rules-desk.js';
import { bandParts } from '../today.js';

export interface OverviewProps {
  readonly frame: PageFrame;
  readonly standing: RulesStanding;
  readonly workspace: Workspace | null;
  readonly others: readonly { readonly name: string; readonly files: number; readonly changedAt: string }[];
  readonly report: Report<Statistics>;
  readonly sort: string | undefined;
}

/** What is live, and how topics and positions do on past mail. */
export function RulesPage({ frame, standing, workspace, others, report, sort }: OverviewProps) {
  const statistics = report.result;
  const drafted = workspace?.files.filter((file) => file.state !== 'same').length ?? 0;
  return (
    <Layout frame={frame} title="Rules" scripts={['rules-progress.js']}>
      <div class="heading">
        <h1>Rules</h1>
        <p class="muted small">What the program looks for, and what that is worth.</p>
      </div>
      <RulesTabs tab="overview" drafted={drafted} />
      <StandingOfRules standing={standing} workspace={workspace} others={others} drafted={drafted} frame={frame} />
      <section aria-labelledby="how" data-progress>
        <h2 id="how">How the rules do on past mail</h2>
        {statistics === null ? null : <Measured statistics={statistics} />}
        <ReportStanding
          report={report}
          action="/rules/statistics"
          here="/rules"
          frame={frame}
          begin="Compute the numbers"
        />
        {statistics === null ? null : <Tables statistics={statistics} sort={sort} />}
      </section>
    </Layout>
  );
}

/** What the numbers were measured on. */
export function Measured({ statistics }: { statistics: Statistics }) {
  const { applications, decided, shortlisted } = statistics;
  return (
    <p class="lead">
      Measured on {count(applications, 'application')}; people have decided about {decided.toLocaleString('en')} of them
      and shortlisted {shortlisted.toLocaleString('en')}.
      {decided < 20 ? ' With so few verdicts, shares of them say little.' : ''}
    </p>
  );
}

function Tables({ statistics, sort }: { statistics: Statistics; sort: string | undefined }) {
  const topics = statistics.files.filter((row) => row.file.startsWith('topics/'));
  const positions = statistics.files.filter((row) => row.file.startsWith('positions/'));
  const longest = Math.max(1, ...statistics.files.map((row) => row.messages));
  const href = (id: string): string => `/rules?sort=${id}#how`;
  return (
    <>
      <h3>Topics</h3>
      <SortedTable
        caption="Topics"
        columns={columnsOf(longest, statistics.applications, true)}
        rows={topics}
        keyOf={(row) => row.file}
        sort={sort ?? 'hits'}
        href={href}
      />
      <h3>Positions</h3>
      <SortedTable
        caption="Positions"
        columns={columnsOf(longest, statistics.applications, false)}
        rows={positions}
        keyOf={(row) => row.file}
        sort={sort ?? 'hits'}
        href={href}
      />
      <BandLegend />
      <dl class="facts small meaning">
        <dt>Applications</dt>
        <dd>In how many the topic earned points, or how many are for the position; coloured by band.</dd>
        <dt>Good finds</dt>
        <dd>Of those among them that people decided, the share that was shortlisted (precision).</dd>
        <dt>Found</dt>
        <dd>Of everything that was shortlisted, the share that is among them (recall).</dd>
        <dt>Terms</dt>
        <dd>How many the topic has, and how many of them never earned a point.</dd>
      </dl>
    </>
  );
}

/** What the colours of the bars mean. */
export function BandLegend() {
  return <Legend parts={bandParts({ strong: 0, possible: 0, weak: 0, 'off-topic': 0 })} />;
}

function columnsOf(longest: number, all: number, topics: boolean): SortColumn<FileRow>[] {
  const title: SortColumn<FileRow> = {
    id: 'title',
    title: topics ? 'Topic' : 'Position',
    about: 'Leads to its file',
    value: (row) => row.title.toLowerCase(),
    cell: (row) => (
      <>
        <a href={editPath(row.file)}>{row.title}</a>
        <span class="path small muted">{row.file}</span>
      </>
    ),
  };
  const numbers: SortColumn<FileRow>[] = [
    {
      id: 'hits',
      title: 'Applications',
      about: 'In how many it counted',
      value: (row) => row.messages,
      cell: (row) => (
        <span class="measure">
          <Stack parts={bandParts(row.bands)} longest={longest} label={row.title} />
          <span>
            {row.messages.toLocaleString('en')}{' '}
            <span class="muted">{percent(all === 0 ? null : row.messages / all)}</span>
          </span>
        </span>
      ),
    },
    {
      id: 'precision',
      title: 'Good finds',
      about: 'Of the decided ones among them, the share that was shortlisted',
      value: (row) => row.precision,
      cell: (row) => <ShareOf share={row.precision} of={row.decided} />,
    },
    {
      id: 'recall',
      title: 'Found',
      about: 'Of all that were shortlisted, the share that is among them',
      value: (row) => row.recall,
      cell: (row) => percent(row.recall),
    },
  ];
  if (!topics) return [title, ...numbers];
  return [
    title,
    ...numbers,
    {
      id: 'dead',
      title: 'Terms',
      about: 'How many, and how many of them hit nothing',
      value: (row) => row.dead,
      cell: (row) => (
        <a href={`/rules/terms?file=${encodeURIComponent(row.file)}`}>
          {row.terms}
          {row.dead === 0 ? '' : `, ${row.dead} hit nothing`}
        </a>
      ),
    },
  ];
}
