import type { MessageView } from '../../domain/index.js';
import type { GivenCorrection, RulesInfo } from '../interfaces.js';
import { logMask } from '../log-mask.js';
import { CorrectForm } from '../parts/correct-form.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { reasonWords, statusTitles } from '../parts/outcomes.js';
import { Said } from '../parts/text.js';
import { moment } from '../parts/time.js';
import { Effect } from '../parts/waiting-effect.js';
import { words } from '../parts/words.js';
import { RetryForm, Why } from './log.js';

/** One message: where it lies, what was read of it, what was done and by whom. */
export function MessagePage(props: {
  frame: PageFrame;
  view: MessageView;
  correction: GivenCorrection | null;
  rules: RulesInfo;
}) {
  const { frame, view, correction, rules } = props;
  const { row, places, documents, actions, events } = view;
  const { message, application } = row;
  const mask = logMask(frame.viewer, message.id, message.from, application, row.writers);
  const subject = message.subject === null ? '(no subject yet)' : mask.text(message.subject) || '(no subject)';
  return (
    <Layout frame={frame} title={`Message ${message.id}`}>
      <p class="way">
        <a href="/log">Inbox log</a>
        {application === null ? null : <a href={`/applications/${application.applicationId}`}>Its application</a>}
      </p>
      <div class="heading">
        <h1>
          <Said text={subject} most={160} />
        </h1>
        <p>
          <span class={`state ${message.status}`}>{statusTitles[message.status]}</span>
        </p>
      </div>
      <p class="lead">
        <Why row={row} mask={mask} />
      </p>
      {message.status === 'quarantined' || message.status === 'gone' ? (
        <RetryForm id={message.id} csrf={frame.csrf} back={`/log/${message.id}`} />
      ) : null}
      <CorrectForm row={row} correction={correction} rules={rules} csrf={frame.csrf} back={`/log/${message.id}`} />
      <h2>Mail</h2>
      <dl class="facts">
        <dt>From</dt>
        <dd>
          <Said text={mask.sender} />
        </dd>
        <dt>Came</dt>
        <dd>{moment(message.receivedAt ?? message.seenAt)}</dd>
        <dt>Seen</dt>
        <dd>
          {moment(message.seenAt)}
          {message.origin === 'backfill' ? ', taken in on request' : ''}
        </dd>
        <dt>Lies in</dt>
        <dd>
          {message.account}
          {places.map(({ folder, uid, goneAt }) => (
            <span key={`${folder} ${uid}`}>
              {', '}
              <Said text={folder} most={60} /> {uid}
              {goneAt === null ? '' : ' (no longer)'}
            </span>
          ))}
        </dd>
        <dt>Reason</dt>
        <dd>{message.reason === null ? 'none yet' : <code>{message.reason.code}</code>}</dd>
      </dl>
      {documents.length === 0 ? null : (
        <>
          <h2>Documents</h2>
          <ul class="plain-list">
            {documents.map((document, index) => (
              <li key={document.name}>
                <Said text={mask.on ? `Attachment ${index + 1}` : document.name} most={100} />
                <span class="muted small">
                  {' '}
                  {[document.type === null ? null : words(document.type), document.format, document.status]
                    .filter((part) => part !== null && part !== 'ok')
                    .join(', ')}
                </span>
                {document.reason === null ? null : (
                  <span class="small">
                    {': '}
                    <Said text={mask.text(document.reason)} most={200} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {actions.length === 0 ? null : (
        <>
          <h2>What was done</h2>
          <ol class="effects-list">
            {actions.map((effect) => (
              <Effect key={effect.id} effect={effect} mask={mask} frame={frame} back={`/log/${message.id}`} brief />
            ))}
          </ol>
        </>
      )}
      <h2>History</h2>
      <ol class="history small">
        {events.map((event) => (
          <li key={event.id}>
            <time dateTime={event.at}>{moment(event.at)}</time>
            <span>
              {words(event.kind)} {words(event.code).toLowerCase()}
              {event.reason === null ? '' : `: ${reasonWords(event.reason)?.toLowerCase()}`}
              {event.detail === null || event.detail === '' ? null : (
                <span class="muted">
                  {' · '}
                  <Said text={mask.text(event.detail)} most={200} />
                </span>
              )}
            </span>
            <bdi class="muted">{event.actor}</bdi>
          </li>
        ))}
      </ol>
    </Layout>
  );
}
