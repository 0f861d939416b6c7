import type { ApplicationView } from '../../domain/index.js';
import type { PageFrame } from './layout.js';
import { words } from './words.js';

/** One's own verdict with a note and a score, undo, and whom the application is given to. */
export function VerdictForm(props: {
  frame: PageFrame;
  view: ApplicationView;
  reviewers: readonly string[];
  /** Where a form returns to: this page, or the next application. */
  back: string;
}) {
  const { frame, view, reviewers, back } = props;
  const { row } = view;
  const mine = view.verdicts.findLast((one) => one.reviewer === frame.viewer.login && one.withdrawnAt === null);
  const hidden = (
    <>
      <input type="hidden" name="_csrf" value={frame.csrf} />
      <input type="hidden" name="revision" value={row.revision} />
      <input type="hidden" name="back" value={back} />
    </>
  );
  // Also somebody who was given it and reviews it no longer: the form must not say that it is nobody's.
  const choices = [...new Set([...reviewers, ...(row.assignee === null ? [] : [row.assignee])])];
  const path = `/applications/${row.applicationId}`;
  return (
    <div class="decide" id="decide">
      <form action={`${path}/verdict`} method="post" class="verdict">
        {hidden}
        <p class="choices">
          {(['shortlist', 'hold', 'decline'] as const).map((value) => (
            <button
              key={value}
              type="submit"
              name="value"
              value={value}
              class={mine?.value === value ? `chosen ${value}` : value}
            >
              {words(value)}
              <span class="key" aria-hidden="true">
                {value.charAt(0)}
              </span>
            </button>
          ))}
        </p>
        <details>
          <summary>Note and own score</summary>
          <div class="note-fields">
            <label>
              Note
              <textarea name="note" rows={3} maxLength={8000}>
                {mine?.note ?? ''}
              </textarea>
            </label>
            <label>
              Own score, 0 to 100
              <input type="number" name="score" min="0" max="100" step="any" value={mine?.score ?? ''} />
            </label>
          </div>
          <p class="small muted">Both are saved with the verdict that you choose above.</p>
        </details>
      </form>
      <div class="beside">
        {mine === undefined ? null : (
          <form action={`${path}/undo`} method="post" class="undo">
            {hidden}
            <button type="submit" class="quiet">
              Undo my verdict
            </button>
          </form>
        )}
        <form action={`${path}/assign`} method="post" class="assign">
          {hidden}
          <label class="hidden" for="assignee">
            Assign to
          </label>
          <select id="assignee" name="assignee">
            <option value="">Assigned to nobody</option>
            {choices.map((login) => (
              <option key={login} value={login} selected={row.assignee === login}>
                {login === frame.viewer.login ? `${login} (me)` : login}
              </option>
            ))}
          </select>
          <button type="submit">Assign</button>
        </form>
      </div>
    </div>
  );
}
