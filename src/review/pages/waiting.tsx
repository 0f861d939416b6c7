import type { LogCounts, WaitingAction } from '../../domain/index.js';
import { logMask } from '../log-mask.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { LogTabs } from '../parts/log-tabs.js';
import { Effect } from '../parts/waiting-effect.js';

/** Answers (and labels) that were held, failed, or may have happened: they wait for a person. */
export function WaitingPage(props: {
  frame: PageFrame;
  actions: readonly WaitingAction[];
  next: string | null;
  counts: LogCounts;
}) {
  const { frame, actions, next, counts } = props;
  return (
    <Layout frame={frame} title="Held and uncertain">
      <div class="heading">
        <h1>Inbox log</h1>
      </div>
      <LogTabs lane="answers" counts={counts} />
      <p class="lead muted">
        What the program could not do by itself. “Send now” asks everything again that may stop a mail: the kill switch,
        the caps, and whether the person was answered before.
      </p>
      {actions.length === 0 ? (
        <p class="empty">Nothing waits for a decision.</p>
      ) : (
        <ol class="effects-list">
          {actions.map((effect) => (
            <Effect
              key={effect.id}
              effect={effect}
              mask={logMask(frame.viewer, effect.messageId, effect.from, effect.application)}
              frame={frame}
              back="/log/answers"
            />
          ))}
        </ol>
      )}
      {next === null ? null : (
        <p class="more">
          <a class="button" rel="next" href={`/log/answers?after=${next}`}>
            Older
          </a>
        </p>
      )}
    </Layout>
  );
}
