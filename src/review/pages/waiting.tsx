import type { LogCounts, WaitingAction } from '../../domain/index.js';
import { logMask } from '../log-mask.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { LogTabs } from '../parts/log-tabs.js';
import { Effect } from '../parts/waiting-effect.js';

/** Answers (and labels) that were held, failed, or may have happened: they wait for a person. */
export function WaitingPage(props: {
  frame: PageFrame;
  actions: readonly WaitingAction[];
  /** Answers that wait for their time only. */
  planned: readonly WaitingAction[];
  next: string | null;
  counts: LogCounts;
}) {
  const { frame, actions, planned, next, counts } = props;
  const line = (effect: WaitingAction) => (
    <Effect
      key={effect.id}
      effect={effect}
      mask={logMask(frame.viewer, effect.messageId, effect.from, effect.application)}
      frame={frame}
      back="/log/answers"
    />
  );
  return (
    <Layout frame={frame} title="Answers that wait">
      <div class="heading">
        <h1>Inbox log</h1>
      </div>
      <LogTabs lane="answers" counts={counts} />
      <p class="lead muted">
        What the program could not do by itself. “Send now” asks everything again that may stop a mail: the kill switch,
        the caps, and whether the person was answered before.
      </p>
      {actions.length === 0 ? (
        <p class="empty">Nothing was held, and nothing is uncertain.</p>
      ) : (
        <ol class="effects-list">{actions.map(line)}</ol>
      )}
      {next === null ? null : (
        <p class="more">
          <a class="button" rel="next" href={`/log/answers?after=${next}`}>
            Older
          </a>
        </p>
      )}
      {planned.length === 0 ? null : (
        <section aria-labelledby="planned">
          <h2 id="planned">Planned for later</h2>
          <p class="lead muted">
            These go by themselves at their time. Until then you can send one now, take it into your own hands as a
            draft, or drop it.
          </p>
          <ol class="effects-list">{planned.map(line)}</ol>
        </section>
      )}
    </Layout>
  );
}
