import { kinds, type LogRow } from '../../domain/index.js';
import type { GivenCorrection, RulesInfo } from '../interfaces.js';
import { visible } from './text.js';
import { moment } from './time.js';

const kindTitles = {
  application: 'An application',
  inquiry: 'A question about an opening',
  other: 'Neither of them',
} as const;

/** What a mail was taken for, who says otherwise, and the form to say so. */
export function CorrectForm(props: {
  row: LogRow;
  correction: GivenCorrection | null;
  rules: RulesInfo;
  csrf: string;
  back: string;
}) {
  const { row, correction, rules, csrf, back } = props;
  const { message, application } = row;
  const kind = kinds.find((known) => known === (correction?.kind ?? row.kind));
  if (kind === undefined) return null;
  const position = correction?.position ?? application?.position ?? null;
  const hidden = (
    <>
      <input type="hidden" name="_csrf" value={csrf} />
      <input type="hidden" name="back" value={back} />
    </>
  );
  return (
    <section aria-labelledby="correct">
      <h2 id="correct">What it is</h2>
      <p>
        {kindTitles[kind]}
        {kind === 'other' || position === null
          ? ''
          : `, for ${rules.positions.find((one) => one.id === position)?.title ?? position}`}
        {correction === null ? null : (
          <span class="muted">
            {' · said '}
            <bdi>{correction.actor}</bdi>, {moment(correction.at)}
          </span>
        )}
      </p>
      {correction?.note == null ? null : <p class="text small">{visible(correction.note)}</p>}
      {correction === null ? null : (
        <form action={`/log/${message.id}/uncorrect`} method="post">
          {hidden}
          <button type="submit">Take the correction back</button>
        </form>
      )}
      <details class="correct">
        <summary>{correction === null ? 'It is something else' : 'Correct it again'}</summary>
        <form action={`/log/${message.id}/correct`} method="post" class="stack">
          {hidden}
          <label>
            This mail is
            <select name="kind">
              {kinds.map((one) => (
                <option key={one} value={one} selected={one === kind}>
                  {kindTitles[one]}
                </option>
              ))}
            </select>
          </label>
          <label>
            For the position
            <select name="position">
              <option value="">As the program finds it</option>
              {rules.positions.map((one) => (
                <option key={one.id} value={one.id} selected={one.id === correction?.position}>
                  {one.title}
                </option>
              ))}
            </select>
          </label>
          <label>
            Why (for the record)
            <textarea name="note" rows={2} maxLength={2000} />
          </label>
          <p class="small muted">
            It is judged and labelled as you say, and the program learns from it for mails to come. Answers that still
            wait are dropped; none is sent by this.
          </p>
          <p>
            <button type="submit" class="primary">
              Correct
            </button>
          </p>
        </form>
      </details>
    </section>
  );
}
