import { type LogPage as Lines, type LogCounts, type LogRow, messageStatuses } from '../../domain/index.js';
import { type LogMask, logMask } from '../log-mask.js';
import { lastOf, logString } from '../log-query.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { EffectWords, LogTabs } from '../parts/log-tabs.js';
import { reasonWords, statusTitles } from '../parts/outcomes.js';
import { Said } from '../parts/text.js';
import { Age } from '../parts/time.js';
import { bandTitles, words } from '../parts/words.js';
import { type QueueParams, withQuery } from '../queue-query.js';

const leads: Readonly<Record<string, string>> = {
  'left-alone': 'Read, and nothing was done: no label, no answer. Each line says why.',
  unreadable:
    'Applications whose CV could not be read. They are not ranked by what was not understood: open the original and decide.',
  quarantine: 'Messages that could not be handled, and such as left the mailbox before they were read.',
};

/** Every message that was seen, and what became of it. */
export function LogPage(props: {
  frame: PageFrame;
  params: QueueParams;
  page: Lines;
  counts: LogCounts;
  accounts: readonly string[];
}) {
  const { frame, params, page, counts, accounts } = props;
  const lane = lastOf(params, 'lane') ?? '';
  const here = logString(params);
  const filtered = logString(params, { lane: null }) !== '';
  return (
    <Layout frame={frame} title="Inbox log">
      <div class="heading">
        <h1>Inbox log</h1>
      </div>
      <LogTabs lane={lane} counts={counts} />
      {leads[lane] === undefined ? null : <p class="lead muted">{leads[lane]}</p>}
      <LogFilters params={params} accounts={accounts} open={filtered} blind={frame.viewer.blind} />
      {page.rows.length === 0 ? (
        <p class="empty">{filtered ? 'No message fits these filters.' : 'Nothing here.'}</p>
      ) : (
        <ol class="log">
          {page.rows.map((row) => (
            <LogLine
              key={row.message.id}
              row={row}
              mask={logMask(frame.viewer, row.message.id, row.message.from, row.application, row.writers)}
              frame={frame}
              several={accounts.length > 1}
              here={here}
            />
          ))}
        </ol>
      )}
      {page.next === null ? null : (
        <p class="more">
          <a class="button" rel="next" href={withQuery('/log', logString(params, { after: page.next }))}>
            Older
          </a>
        </p>
      )}
    </Layout>
  );
}

function LogLine(props: { row: LogRow; mask: LogMask; frame: PageFrame; several: boolean; here: string }) {
  const { row, mask, frame, several, here } = props;
  const { message, application, actions, unread } = row;
  return (
    <li class="entry" data-id={message.id}>
      <p class="when small muted">
        <Age at={message.receivedAt ?? message.seenAt} now={frame.now} />
        {several ? <span class="account">{message.account}</span> : null}
      </p>
      <div class="who">
        <p class="name">
          <a href={`/log/${message.id}`}>
            <Said
              text={message.subject === null ? '(no subject yet)' : mask.text(message.subject) || '(no subject)'}
              most={110}
            />
          </a>
        </p>
        <p class="small muted">
          <Said text={mask.sender} most={80} />
        </p>
      </div>
      <div class="outcome">
        <p>
          <span class={`state ${message.status}`}>{statusTitles[message.status]}</span>
          {message.reason === null ? null : (
            <a
              class="code"
              href={withQuery('/log', logString({}, { reason: message.reason.code }))}
              title="All messages with this reason"
            >
              {message.reason.code}
            </a>
          )}
        </p>
        <p class="small">
          <Why row={row} mask={mask} />
        </p>
        {unread.length === 0 || (application?.cvUnread !== true && message.status !== 'quarantined') ? null : (
          <ul class="small unread-files">
            {unread.slice(0, 5).map((document, index) => (
              <li key={document.name}>
                <Said text={mask.on ? `Attachment ${index + 1}` : document.name} most={60} />
                <span class="muted">
                  {' '}
                  {words(document.status).toLowerCase()}
                  {document.reason === null ? '' : ': '}
                </span>
                {document.reason === null ? null : <Said text={mask.text(document.reason)} most={160} />}
              </li>
            ))}
          </ul>
        )}
      </div>
      <div class="next small">
        {application === null ? null : (
          <p>
            <a href={`/applications/${application.applicationId}`}>
              {application.cvUnread
                ? 'Application, CV unread'
                : `Application, ${application.score.toFixed(0)} ${bandTitles[application.band].toLowerCase()}`}
            </a>
          </p>
        )}
        {actions.length === 0 ? null : (
          <p class="muted effects">
            {actions.map((effect) => (
              <EffectWords key={effect.kind} effect={effect} />
            ))}
          </p>
        )}
        {message.status === 'quarantined' || message.status === 'gone' ? (
          <RetryForm id={message.id} csrf={frame.csrf} back={withQuery('/log', here)} />
        ) : null}
      </div>
    </li>
  );
}

/** Why it has its status: the words of the program that decided, else the code's. */
export function Why({ row, mask }: { row: LogRow; mask: LogMask }) {
  const { reason } = row.message;
  if (reason === null) return <span class="muted">Not read yet</span>;
  const plain = reason.detail === '' || reason.detail.endsWith(`: ${reason.code}`);
  const sentence = reasonWords(reason.code) ?? '';
  const said = row.why === null ? (plain ? sentence : reason.detail) : `${sentence}: ${row.why}`;
  return <Said text={mask.text(said)} most={220} />;
}

export function RetryForm({ id, csrf, back }: { id: string; csrf: string; back: string }) {
  return (
    <form action={`/log/${id}/retry`} method="post">
      <input type="hidden" name="_csrf" value={csrf} />
      <input type="hidden" name="back" value={back} />
      <button type="submit">Try again</button>
    </form>
  );
}

function LogFilters(props: { params: QueueParams; accounts: readonly string[]; open: boolean; blind: boolean }) {
  const { params, accounts, open, blind } = props;
  const given = (name: string): string => lastOf(params, name) ?? '';
  const select = (name: string, label: string, any: string, all: readonly (readonly [string, string])[]) => (
    <label>
      {label}
      <select name={name}>
        <option value="">{any}</option>
        {all.map(([id, title]) => (
          <option key={id} value={id} selected={given(name) === id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <details class="filters" open={open}>
      <summary>Filter</summary>
      <form action="/log" method="get">
        {given('lane') === '' ? null : <input type="hidden" name="lane" value={given('lane')} />}
        {select(
          'status',
          'Became',
          'Anything',
          messageStatuses.map((status) => [status, statusTitles[status] ?? status]),
        )}
        {select(
          'account',
          'Mailbox',
          'Any mailbox',
          accounts.map((account) => [account, account]),
        )}
        <label>
          Reason
          <input name="reason" value={given('reason')} placeholder="newsletter" maxLength={60} />
        </label>
        <label>
          Came from
          <input type="date" name="since" value={given('since')} />
        </label>
        <label>
          until
          <input type="date" name="until" value={given('until')} />
        </label>
        <label>
          {blind ? 'Subject or reason holds' : 'Subject, sender or reason holds'}
          <input name="text" value={given('text')} maxLength={200} />
        </label>
        <p class="buttons">
          <button type="submit" class="primary">
            Apply
          </button>
          <a href={withQuery('/log', logString({ lane: params.lane }))}>Clear</a>
        </p>
      </form>
    </details>
  );
}
