import { Plain } from '../parts/layout.js';
import { visible } from '../parts/text.js';

/** Any end of a request that is not a page. */
export function ErrorPage(props: { status: number; title: string; message: string; written?: string | null }) {
  const { status, title, message, written = null } = props;
  return (
    <Plain title={title}>
      <p>{message}</p>
      {written === null ? null : (
        <dl class="facts kept">
          <dt>What you wrote</dt>
          <dd class="text">{visible(written)}</dd>
        </dl>
      )}
      <p class="muted">
        Status {status}. <a href="/">Back to the queue</a>
      </p>
    </Plain>
  );
}
