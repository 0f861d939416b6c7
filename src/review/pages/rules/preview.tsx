import type { Aspect } from '../../../pipeline/index.js';
import { isKeeper } from '../../auth/viewer.js';
import type { Mask } from '../../blind.js';
import type { NamedMessage } from '../../interfaces.js';
import { Layout, type PageFrame } from '../../parts/layout.js';
import { ApplyForm } from '../../parts/rules/apply-form.js';
import { ChangeRow } from '../../parts/rules/change-row.js';
import { Findings } from '../../parts/rules/findings.js';
import { ReportStanding } from '../../parts/rules/report.js';
import { RulesTabs } from '../../parts/rules/tabs.js';
import { count } from '../../parts/rules/words.js';
import { visible } from '../../parts/text.js';
import type { Preview, PreviewChange, Report } from '../../rules-desk.js';

/** A change with who wrote the mail, as far as the viewer may know; null for a mail of another account. */
export interface NamedChange {
  readonly change: PreviewChange;
  readonly message: NamedMessage | null;
  readonly mask: Mask | null;
}

export interface PreviewProps {
  readonly frame: PageFrame;
  readonly report: Report<Preview>;
  /** The ruleset that was live once and is looked at; null for the admin's draft. */
  readonly of: string | null;
  /** Hash of what is looked at. */
  readonly hash: string;
  /** Hash of what is live. */
  readonly live: string;
  readonly rows: readonly NamedChange[];
  /** Changes of the kind that is asked for, and the first that is shown, from 0. */
  readonly matching: number;
  readonly from: number;
  readonly aspect: Aspect | null;
  readonly drafted: number;
  /** True when applying would have no effect, because it is what is live. */
  readonly same: boolean;
}

export const pageSize = 100;

const aspectTitles: Readonly<Record<Aspect, string>> = {
  kind: 'What it is',
  position: 'Position',
  band: 'Band',
  rank: 'Place',
  labels: 'Labels',
  acknowledge: 'Answer',
  missing: 'Missing documents',
};

/** What other rules would do to past mail, and the form that makes them live. */
export function RulesPreviewPage(props: PreviewProps) {
  const { frame, report, of, hash, same, drafted } = props;
  const preview = report.result;
  const scripts = ['rules-progress.js'];
  // Whoever can't wait, or whose comparison failed, may still apply: nothing but errors stands in the way.
  const applicable = report.state === 'failed' || (report.state === 'done' && preview?.errors.length === 0);
  const fields: Record<string, string> = of === null ? {} : { of };
  return (
    <Layout frame={frame} title="What it would change" scripts={scripts}>
      <p class="way">{of === null ? <a href="/rules/draft">Your draft</a> : <a href="/rules/history">History</a>}</p>
      <div class="heading">
        <h1>{of === null ? 'What your draft would change' : `What going back to ${of} would change`}</h1>
      </div>
      <RulesTabs tab={of === null ? 'draft' : 'history'} drafted={drafted} />
      {same ? (
        <p class="empty">These are the live rules. There is nothing to apply.</p>
      ) : (
        <div data-progress>
          <p class="lead">
            All past mail is judged by both, by the live rules and by {of === null ? 'your draft' : 'the earlier ones'}.
            Nothing is changed by looking, and nobody is answered.
          </p>
          <ReportStanding
            report={report}
            action="/rules/preview"
            here={of === null ? '/rules/preview' : `/rules/preview?of=${of}`}
            frame={frame}
            begin="Judge past mail by both"
            fields={fields}
          >
            {applicable && isKeeper(frame.viewer) ? <a href="#apply">Make it live</a> : null}
          </ReportStanding>
          {preview === null || report.state === 'running' ? null : preview.errors.length > 0 ? (
            <section aria-labelledby="errors">
              <h2 id="errors">These rules can’t go live</h2>
              <Findings findings={preview.errors.slice(0, 30)} />
            </section>
          ) : (
            <>
              <Summary preview={preview} />
              <Changes {...props} preview={preview} />
            </>
          )}
          {applicable ? <ApplyForm frame={frame} hash={hash} live={props.live} of={of} /> : null}
        </div>
      )}
    </Layout>
  );
}

function Summary({ preview }: { preview: Preview }) {
  const { messages, changed, counts, onlyPoints, onlyOvertaken, seconds, causes } = preview;
  const aspects = (Object.keys(aspectTitles) as Aspect[]).filter((aspect) => counts[aspect] > 0);
  return (
    <section aria-labelledby="sum">
      <h2 id="sum">In short</h2>
      <p class="lead">
        <b>
          {changed.toLocaleString('en')} of {count(messages, 'mail')}
        </b>{' '}
        would be treated otherwise{changed === 0 ? '.' : ':'}{' '}
        {aspects
          .map((aspect) => `${aspectTitles[aspect].toLowerCase()} of ${counts[aspect].toLocaleString('en')}`)
          .join(', ')}
        {aspects.length === 0 ? '' : '.'}
        {onlyPoints > 0 ? ` Of ${onlyPoints.toLocaleString('en')} more only points move.` : ''}
        {onlyOvertaken > 0 ? ` ${onlyOvertaken.toLocaleString('en')} more are only overtaken.` : ''}{' '}
        <span class="muted small">Judged in {seconds.toFixed(seconds < 10 ? 1 : 0)} s.</span>
      </p>
      {causes.length === 0 ? null : (
        <details>
          <summary>Because of what</summary>
          <ul class="list">
            {causes.map(({ text, mails }) => (
              <li key={text}>
                <code>{visible(text)}</code> <span class="muted">{count(mails, 'mail')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Changes(props: PreviewProps & { preview: Preview }) {
  const { preview, rows, aspect, from, matching, of } = props;
  if (preview.changed === 0) return null;
  const href = (to: { aspect?: Aspect | null; from?: number }): string => {
    const params = new URLSearchParams();
    if (of !== null) params.set('of', of);
    const kind = to.aspect === undefined ? aspect : to.aspect;
    if (kind !== null) params.set('aspect', kind);
    if (to.from !== undefined && to.from > 0) params.set('from', String(to.from));
    return `/rules/preview${params.size === 0 ? '' : `?${params}`}#changes`;
  };
  const hidden = rows.filter((row) => row.message === null).length;
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">Who changes</h2>
      <nav class="tabs" aria-label="Kinds of changes">
        <ul>
          <li>
            <a href={href({ aspect: null })} aria-current={aspect === null ? 'true' : undefined}>
              All <span class="count">{preview.changed}</span>
            </a>
          </li>
          {(Object.keys(aspectTitles) as Aspect[])
            .filter((one) => preview.counts[one] > 0)
            .map((one) => (
              <li key={one}>
                <a href={href({ aspect: one })} aria-current={aspect === one ? 'true' : undefined}>
                  {aspectTitles[one]} <span class="count">{preview.counts[one]}</span>
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <table class="blocks">
        <caption class="hidden">Mails that would be treated otherwise</caption>
        <thead>
          <tr>
            <th scope="col">Applicant</th>
            <th scope="col">What changes</th>
            <th scope="col">Because of</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ change, message, mask }) =>
            message === null || mask === null ? null : (
              <ChangeRow key={change.id} change={change} message={message} mask={mask} />
            ),
          )}
        </tbody>
      </table>
      {hidden === 0 ? null : (
        <p class="muted small">{count(hidden, 'mail')} of mailboxes that you do not review are not listed.</p>
      )}
      <div class="more">
        {from > 0 ? <a href={href({ from: Math.max(0, from - pageSize) })}>Before</a> : null}
        {from + pageSize < matching ? <a href={href({ from: from + pageSize })}>More</a> : null}
      </div>
      {preview.changes.length < preview.changed ? (
        <p class="muted small">
          Only the {preview.changes.length.toLocaleString('en')} heaviest changes are listed; the counts are of all.
        </p>
      ) : null}
    </section>
  );
}
