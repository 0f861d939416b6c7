import type { Today } from '../../domain/index.js';
import type { Operation } from '../interfaces.js';
import type { PageFrame } from './layout.js';
import { Said } from './text.js';
import { Age } from './time.js';
import { words } from './words.js';

/** The last verified sync of each watched folder, and what its account may do. */
export function Syncs(props: { folders: Today['folders']; operation: Operation; now: Date }) {
  const { folders, operation, now } = props;
  if (folders.length === 0) return <p class="muted">No folder has been looked at yet.</p>;
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Mailbox</th>
            <th scope="col">Last verified sync</th>
            <th scope="col">May</th>
          </tr>
        </thead>
        <tbody>
          {folders.map(({ account, folder, verifiedAt }) => {
            const late = verifiedAt === null || now.getTime() - Date.parse(verifiedAt) > operation.syncSeconds * 1000;
            const mode = operation.modes.find((one) => one.account === account)?.mode;
            return (
              <tr key={`${account} ${folder}`}>
                <th scope="row">
                  <Said text={account} most={40} /> <span class="muted">{folder}</span>
                </th>
                <td>
                  {verifiedAt === null ? 'never' : <Age at={verifiedAt} now={now} />}
                  {late ? <span class="late"> · late</span> : null}
                </td>
                <td>{mode === undefined ? 'not configured here' : words(mode)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Stops and lets go on; for admins. What is stopped is said to everybody. */
export function KillSwitch({ operation, frame }: { operation: Operation; frame: PageFrame }) {
  if (frame.viewer.role !== 'admin') return null;
  const { pauses, modes } = operation;
  const open = modes.filter(({ account }) => !pauses.some((pause) => pause.account === account));
  return (
    <div class="switch">
      {pauses.map((pause) => (
        <form key={pause.account ?? ''} action="/effects/resume" method="post">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <input type="hidden" name="account" value={pause.account ?? ''} />
          <button type="submit" class="primary">
            {pause.account === null ? 'Resume all effects' : `Resume ${pause.account}`}
          </button>
        </form>
      ))}
      {pauses.some((pause) => pause.account === null) ? null : (
        <details>
          <summary>Pause labels, drafts and answers</summary>
          <form action="/effects/pause" method="post" class="stack">
            <input type="hidden" name="_csrf" value={frame.csrf} />
            <label>
              Mailbox
              <select name="account">
                <option value="">All mailboxes</option>
                {open.map(({ account }) => (
                  <option key={account} value={account}>
                    {account}
                  </option>
                ))}
              </select>
            </label>
            <label>
              Why
              <input name="reason" maxLength={200} />
            </label>
            <p>
              <button type="submit">Pause</button>
            </p>
          </form>
        </details>
      )}
    </div>
  );
}
