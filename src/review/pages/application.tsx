import type { ApplicationView } from '../../domain/index.js';
import type { Explanation } from '../../pipeline/index.js';
import type { Numbered, OpenTab, Tab } from '../application-data.js';
import { maskOf } from '../blind.js';
import type { RulesInfo } from '../interfaces.js';
import { DocumentSide } from '../parts/document-side.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { Ledger } from '../parts/ledger.js';
import { Documents, Effects, Score, State, TopicBars } from '../parts/queue-row.js';
import { Said } from '../parts/text.js';
import { Age } from '../parts/time.js';
import { type QueueParams, queueString, withQuery } from '../queue-query.js';

export interface ApplicationProps {
  readonly frame: PageFrame;
  readonly params: QueueParams;
  readonly view: ApplicationView;
  readonly tabs: readonly Tab[];
  readonly open: OpenTab | null;
  /** Which part of a long document, from 0. */
  readonly part: number;
  readonly evidence: readonly Numbered[];
  readonly explanation: Explanation | null;
  readonly neighbours: { readonly previous: string | null; readonly next: string | null };
  readonly rules: RulesInfo;
  readonly reviewers: readonly string[];
}

/** One application: what it earned and why, beside the documents. */
export function ApplicationPage(props: ApplicationProps) {
  const { frame, params, view, tabs, open, part, evidence, neighbours, rules } = props;
  const { row } = view;
  const here = queueString(params);
  const path = `/applications/${row.applicationId}`;
  const institutions = view.mails.flatMap(
    (mail) => mail.judgement?.facts.degrees.map((degree) => degree.institution) ?? [],
  );
  const mask = maskOf(frame.viewer, row, institutions);
  const titles = new Map(rules.topics.map((topic) => [topic.id, topic.title]));
  return (
    <Layout frame={frame} title={mask.on ? mask.name : (row.applicant.name ?? mask.name)} scripts={['application.js']}>
      <nav class="way" aria-label="Queue">
        <a href={withQuery('/', here)}>Queue</a>
        <Step href={neighbours.previous} here={here} rel="prev" title="Previous" keyName="k" />
        <Step href={neighbours.next} here={here} rel="next" title="Next" keyName="j" />
      </nav>
      <div class="subject">
        <Score row={row} />
        <div>
          <h1>
            <Said text={mask.name} most={120} />
          </h1>
          <p class="muted">
            {[row.degree, mask.on ? null : row.institution].filter((one) => one !== null).join(', ') ||
              'No degree seen'}{' '}
            · {rules.positions.find((one) => one.id === row.position)?.title ?? row.position ?? 'No position'} · last
            mail <Age at={row.lastAt} now={frame.now} />
          </p>
          <p>
            <State row={row} />
          </p>
          <Effects labels={row.labels} answer={row.answer} />
        </div>
        <Documents given={row.given} missing={row.missing} />
      </div>
      <div class="sides">
        <section class="why" aria-label="Why it stands here">
          <TopicBars topics={row.topics} titles={titles} most={12} />
          <Ledger evidence={evidence} mask={mask} titles={titles} path={path} here={here} />
        </section>
        <DocumentSide tabs={tabs} open={open} part={part} evidence={evidence} mask={mask} path={path} here={here} />
      </div>
    </Layout>
  );
}

function Step(props: { href: string | null; here: string; rel: string; title: string; keyName: string }) {
  const { href, here, rel, title, keyName } = props;
  if (href === null) return <span class="muted">{title}</span>;
  return (
    <a rel={rel} href={withQuery(`/applications/${href}`, here)} title={`${title} (${keyName})`}>
      {title}
    </a>
  );
}
