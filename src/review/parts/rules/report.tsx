import type { ComponentChildren } from 'preact';
import type { Report } from '../../rules-desk.js';
import type { PageFrame } from '../layout.js';
import { Said } from '../text.js';
import { Age } from '../time.js';

/** How a report stands: being computed, computed when, out of date, failed; with what can be done about it. */
export function ReportStanding(props: {
  report: Report<unknown>;
  /** Where a POST begins it, and `…/stop` ends it. */
  action: string;
  /** Address of the page that shows it. */
  here: string;
  frame: PageFrame;
  /** What the button that begins it says. */
  begin: string;
  fields?: Readonly<Record<string, string>>;
  children?: ComponentChildren;
}) {
  const { report, action, here, frame, begin, fields = {} } = props;
  const { state, done, total, problem, finishedAt, askedBy } = report;
  const hidden = Object.entries({ _csrf: frame.csrf, ...fields });
  const button = (path: string, title: string, kind: string | undefined) => (
    <form action={path} method="post">
      {hidden.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={kind}>
        {title}
      </button>
    </form>
  );
  if (state === 'running')
    return (
      <div class="report running" data-running={state}>
        <p role="status">
          Being computed
          {total > 0
            ? `: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`
            : done > 0
              ? `: ${done.toLocaleString('en')}`
              : ''}
          {report.result === null ? '.' : '; below is what was found before.'}
        </p>
        {total > 0 ? (
          <progress value={done} max={total} aria-label="How far it is" />
        ) : (
          <progress aria-label="How far it is" />
        )}
        <div class="buttons">
          <noscript>
            <a href={here}>Look again</a>
          </noscript>
          {button(`${action}/stop`, 'Stop', 'quiet')}
        </div>
      </div>
    );
  return (
    <div class="report">
      {state === 'failed' ? (
        <p class="notice warning">
          <Said text={problem ?? 'It could not be computed.'} most={400} />
        </p>
      ) : null}
      <div class="buttons">
        {finishedAt === null || state !== 'done' ? null : (
          <p class="small muted">
            Computed <Age at={finishedAt} now={frame.now} /> for <bdi>{askedBy}</bdi>
            {report.outdated ? '; since then mail has come, or people have decided' : ''}.
          </p>
        )}
        {button(action, state === 'done' ? 'Compute again' : begin, state === 'done' ? 'quiet' : 'primary')}
        {props.children}
      </div>
    </div>
  );
}
