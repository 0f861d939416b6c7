import type { ActionCard, ApplicationView, AuditEvent, ReviewVerdict } from '../../domain/index.js';
import type { Mask } from '../blind.js';
import { Said, visible } from './text.js';
import { moment } from './time.js';
import { words } from './words.js';

const shownEvents = 300;

/** Every action with its state, and everything that happened, the newest first. */
export function History({ view, mask }: { view: ApplicationView; mask: Mask }) {
  const { actions, events, mails } = view;
  const subjects = new Map(mails.map((mail) => [mail.message.id, mail.message.subject ?? '(no subject)']));
  return (
    <>
      <h2>Actions</h2>
      {actions.length === 0 ? (
        <p class="muted">None was planned.</p>
      ) : (
        <ul class="list">
          {actions.map((action) => (
            <ActionLine key={action.id} action={action} mask={mask} />
          ))}
        </ul>
      )}
      <details>
        <summary>
          History <span class="count">{events.length}</span>
        </summary>
        <div class="scroll">
          <table class="history">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">Why</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {[...events]
                .reverse()
                .slice(0, shownEvents)
                .map((event) => (
                  <EventRow key={event.id} event={event} mask={mask} subject={subjects.get(event.messageId ?? '')} />
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

function ActionLine({ action, mask }: { action: ActionCard; mask: Mask }) {
  const { payload } = action;
  const what =
    payload.kind === 'label'
      ? payload.labels.join(', ') || 'no label'
      : `${payload.template} to ${mask.text(payload.to)}`;
  return (
    <li>
      {words(action.kind)}: <b>{words(action.state).toLowerCase()}</b> · <Said text={what} most={120} />
      <span class="muted">
        {action.reason === null ? '' : ` · ${words(action.reason).toLowerCase()}`}
        {action.finishedAt === null ? '' : ` · ${moment(action.finishedAt)}`}
        {action.dueAt === null ? '' : ` · due ${moment(action.dueAt)}`}
      </span>
      {action.detail === null ? null : (
        <p class="small muted">
          <Said text={mask.text(action.detail)} most={300} />
        </p>
      )}
    </li>
  );
}

function EventRow({ event, mask, subject }: { event: AuditEvent; mask: Mask; subject: string | undefined }) {
  const why = [event.reason === null ? null : words(event.reason), event.detail]
    .filter((part) => part !== null)
    .join(': ');
  return (
    <tr>
      <td class="nowrap">
        <time dateTime={event.at}>{moment(event.at)}</time>
      </td>
      <td title={subject === undefined ? undefined : visible(mask.text(subject)).slice(0, 200)}>
        {words(event.kind)} {words(event.code).toLowerCase()}
      </td>
      <td>
        <Said text={mask.text(why)} most={240} />
      </td>
      <td>
        <Said text={event.actor} most={30} />
      </td>
    </tr>
  );
}

/** What reviewers decided, the verdicts that hold first; those taken back stay to be seen. */
export function VerdictList({ verdicts, mask }: { verdicts: readonly ReviewVerdict[]; mask: Mask }) {
  const sorted = [...verdicts]
    .reverse()
    .sort((one, other) => Number(one.withdrawnAt !== null) - Number(other.withdrawnAt !== null));
  if (sorted.length === 0) return null;
  return (
    <ul class="list verdicts">
      {sorted.slice(0, 50).map((one) => (
        <li key={one.id} class={one.withdrawnAt === null ? undefined : 'withdrawn'}>
          <span class={`state ${one.value}`}>{words(one.value)}</span> <bdi>{one.reviewer}</bdi>
          <span class="muted small">
            {one.score === null ? '' : ` · own score ${one.score}`} · {moment(one.at)}
            {one.withdrawnAt === null ? '' : ' · taken back'}
          </span>
          {one.note === null ? null : <p class="text small">{visible(mask.text(one.note))}</p>}
        </li>
      ))}
    </ul>
  );
}
