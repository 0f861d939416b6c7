import { isKeeper } from '../../auth/viewer.js';
import type { PageFrame } from '../layout.js';

/** The form that makes rules live: a draft's, or (with `of`) those of an earlier time. */
export function ApplyForm(props: {
  frame: PageFrame;
  /** Hash of what goes live, as the admin has seen it. */
  hash: string;
  /** Hash of what is live now. */
  live: string;
  of: string | null;
}) {
  const { frame, hash, live, of } = props;
  if (!isKeeper(frame.viewer))
    return <p class="muted apart">Rules hold for all mailboxes: an admin who sees every one makes them live.</p>;
  return (
    <section aria-labelledby="apply" class="apply">
      <h2 id="apply">{of === null ? 'Make the draft live' : 'Go back to these rules'}</h2>
      <form action={of === null ? '/rules/apply' : '/rules/rollback'} method="post" class="stack">
        <input type="hidden" name="_csrf" value={frame.csrf} />
        <input type="hidden" name="hash" value={hash} />
        <input type="hidden" name="live" value={live} />
        <label>
          Why, for the history
          <input
            name="note"
            maxLength={300}
            placeholder={of === null ? 'federated learning added' : 'too many in strong'}
          />
        </label>
        <label class="check">
          <input type="checkbox" name="rescore" value="yes" checked /> Judge past mail again, so that the queue follows
        </label>
        <label class="check">
          <input type="checkbox" name="labels" value="yes" /> Let labels of past mail in the mailboxes follow as well
        </label>
        <label class="check">
          <input type="checkbox" name="sure" value="yes" required /> I have looked at what changes
        </label>
        <p class="small muted">
          New mail is judged by these rules within seconds, on all machines. Nobody is answered because of it. The rules
          folder on disk stays as it is: download the files and commit them. You can go back at any time.
        </p>
        <div class="buttons">
          <button type="submit" class="primary">
            {of === null ? 'Make these rules live' : 'Go back to these rules'}
          </button>
        </div>
      </form>
    </section>
  );
}
