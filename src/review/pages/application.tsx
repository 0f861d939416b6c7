import type { ApplicationView, JudgementCard, Place } from '../../domain/index.js';
import type { Explanation } from '../../pipeline/index.js';
import type { Hit, Numbered, OpenTab, Tab } from '../application-data.js';
import type { Mask } from '../blind.js';
import type { RulesInfo } from '../interfaces.js';
import { DocumentSide } from '../parts/document-side.js';
import { FactList } from '../parts/facts.js';
import { History, VerdictList } from '../parts/history.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { Ledger, placeHref } from '../parts/ledger.js';
import { Documents, Effects, Score, State, TopicBars } from '../parts/queue-row.js';
import { Adjustments, Flags } from '../parts/reasons.js';
import { Related } from '../parts/related.js';
import { Said } from '../parts/text.js';
import { Age } from '../parts/time.js';
import { VerdictForm } from '../parts/verdict-form.js';
import { type QueueParams, queueString, value, withQuery } from '../queue-query.js';

export interface ApplicationProps {
  readonly frame: PageFrame;
  readonly params: QueueParams;
  readonly view: ApplicationView;
  readonly tabs: readonly Tab[];
  readonly open: OpenTab | null;
  /** Which part of a long document, from 0. */
  readonly part: number;
  /** The place that the address points at, in the document that is open. */
  readonly place: { readonly page: number; readonly span: readonly [number, number] } | null;
  readonly evidence: readonly Numbered[];
  /** What the search that led here found in the documents. */
  readonly hits: readonly Hit[];
  /** The one that the address points at. */
  readonly hit: Hit | null;
  readonly mask: Mask;
  /** The judgement that speaks, when the viewer may see its mail. */
  readonly judgement: JudgementCard | null;
  readonly explanation: Explanation | null;
  readonly neighbours: { readonly previous: string | null; readonly next: string | null };
  readonly rules: RulesInfo;
  readonly reviewers: readonly string[];
}

/** One application: what it earned and why, beside the documents. */
export function ApplicationPage(props: ApplicationProps) {
  const { frame, params, view, tabs, evidence, judgement, explanation, rules, mask } = props;
  const { row } = view;
  const here = queueString(params);
  const path = `/applications/${row.applicationId}`;
  const search = value(params, 'q');
  const titles = new Map(rules.topics.map((topic) => [topic.id, topic.title]));
  const hrefOf = (place: Place | null | undefined): string | null => placeHref(place, row.messageId, tabs, path, here);
  return (
    <Layout frame={frame} title={mask.name} search={search} scripts={['application.js']}>
      <Way {...props} here={here} />
      <Subject {...props} />
      <VerdictForm frame={frame} view={view} reviewers={props.reviewers} back={withQuery(path, here)} />
      <VerdictList verdicts={view.verdicts} mask={mask} />
      <div class="sides">
        <section class="why" aria-label="Why it stands here">
          <h2>Score</h2>
          <TopicBars topics={row.topics} titles={titles} most={12} />
          {judgement === null || explanation === null ? null : (
            <Adjustments judgement={judgement} explanation={explanation} titles={titles} />
          )}
          {judgement === null ? null : <Flags judgement={judgement} mask={mask} />}
          <h2>Evidence</h2>
          <Ledger evidence={evidence} mask={mask} titles={titles} path={path} here={here} />
          <h2>Facts</h2>
          {judgement === null ? (
            <p class="muted">They come from a mail in a mailbox that you do not review.</p>
          ) : (
            <FactList facts={judgement.facts} mask={mask} hrefOf={hrefOf} />
          )}
          <Related view={view} mask={mask} rules={rules} csrf={frame.csrf} back={withQuery(path, here)} />
          <History view={view} mask={mask} />
        </section>
        <DocumentSide {...props} path={path} here={here} search={search} />
      </div>
    </Layout>
  );
}

function Way({ neighbours, here }: ApplicationProps & { here: string }) {
  return (
    <nav class="way" aria-label="Queue">
      <a href={withQuery('/', here)}>Queue</a>
      <a class="narrow" href="#document">
        Documents
      </a>
      <Step href={neighbours.previous} here={here} rel="prev" title="Previous" keyName="k" />
      <Step href={neighbours.next} here={here} rel="next" title="Next" keyName="j" />
    </nav>
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

/** Said at the top already, because what stands here may be half of what somebody sent. */
function MayBe({ view }: { view: ApplicationView }) {
  const similar = view.related.filter((one) => one.why === 'similar').length;
  if (similar === 0) return null;
  return (
    <p class="small">
      <a href="#same-person">
        {similar === 1 ? 'Another application may be' : `${similar} other applications may be`} of the same person
      </a>
    </p>
  );
}

function Subject({ frame, view, rules, mask }: ApplicationProps) {
  const { row, mails, hiddenMails } = view;
  const from = [row.degree, mask.on ? null : row.institution].filter((one) => one !== null).join(', ');
  const position = rules.positions.find((one) => one.id === row.position);
  const late = position?.preferredBy != null && row.firstAt !== null && row.firstAt.slice(0, 10) > position.preferredBy;
  return (
    <div class="subject">
      <Score row={row} />
      <div>
        <h1>
          <Said text={mask.name} most={120} />
        </h1>
        <p>{from === '' ? <span class="muted">No degree seen</span> : <Said text={mask.text(from)} most={160} />}</p>
        <p class="muted small">
          {position?.title ?? row.position ?? 'No position'} · {mails.length + hiddenMails}{' '}
          {mails.length + hiddenMails === 1 ? 'mail' : 'mails'}, the last <Age at={row.lastAt} now={frame.now} />
          {late ? <span class="late"> · after {position?.preferredBy}</span> : null}
          {hiddenMails > 0 ? ` · ${hiddenMails} in mailboxes that you do not review` : ''}
          {mask.on || row.applicant.email === null ? null : (
            <>
              {' · '}
              <Said text={row.applicant.email} most={80} />
            </>
          )}
        </p>
        <MayBe view={view} />
        <div class="standing">
          <State row={row} /> <Effects labels={row.labels} answer={row.answer} />
        </div>
      </div>
      <Documents given={row.given} missing={row.missing} />
    </div>
  );
}
