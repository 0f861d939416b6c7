import type { Aspect } from '../../../pipeline/index.js';
import type { Mask } from '../../blind.js';
import type { NamedMessage } from '../../interfaces.js';
import type { PreviewChange } from '../../rules-desk.js';
import { Said, visible } from '../text.js';
import { bandTitles, words } from '../words.js';

const answers = { send: 'sent', draft: 'draft', no: 'none' } as const;
const none = (value: string | null): string => (value === null ? 'none' : value);

/** One mail: who wrote it, what changes, and because of what. */
export function ChangeRow({ change, message, mask }: { change: PreviewChange; message: NamedMessage; mask: Mask }) {
  const { before, after } = change;
  const href = message.applicationId === null ? `/log/${change.id}` : `/applications/${message.applicationId}`;
  return (
    <tr>
      <th scope="row">
        <a href={href}>
          <Said text={mask.name} most={60} />
        </a>
        <span class="path small muted">
          <Said text={mask.text(message.subject ?? 'No subject')} most={80} />
        </span>
      </th>
      <td data-label="What changes">
        <ul class="steps">
          {before.fit === after.fit ? null : (
            <li>
              Fit <Step from={before.fit.toFixed(1)} to={after.fit.toFixed(1)} />
            </li>
          )}
          {change.changed.map((aspect) => (
            <li key={aspect}>
              <What change={change} aspect={aspect} />
            </li>
          ))}
        </ul>
      </td>
      <td data-label="Because of" class="small">
        <div>
          {change.causes.length === 0 ? <span class="muted">–</span> : null}
          {change.causes.slice(0, 3).map((cause) => (
            <code key={cause} class="cause">
              {visible(cause)}
            </code>
          ))}
        </div>
      </td>
    </tr>
  );
}

function Step({ from, to }: { from: string; to: string }) {
  return (
    <>
      <span class="muted">{from}</span> → <b>{to}</b>
    </>
  );
}

function What({ change: { before, after, rank }, aspect }: { change: PreviewChange; aspect: Aspect }) {
  switch (aspect) {
    case 'kind':
      return (
        <>
          Taken for <Step from={words(before.kind)} to={words(after.kind)} />
        </>
      );
    case 'position':
      return (
        <>
          Position <Step from={none(before.position)} to={none(after.position)} />
        </>
      );
    case 'band':
      return (
        <>
          <span class={`band-${before.band}`}>{bandTitles[before.band]}</span> →{' '}
          <b class={`band-${after.band}`}>{bandTitles[after.band]}</b>
        </>
      );
    case 'rank':
      return (
        <>
          Place <Step from={String(rank.before ?? 'none')} to={String(rank.after ?? 'none')} />
        </>
      );
    case 'labels':
      return (
        <>
          Labels{' '}
          {before.labels
            .filter((label) => !after.labels.includes(label))
            .map((label) => (
              <del key={label}>{label}</del>
            ))}
          {after.labels
            .filter((label) => !before.labels.includes(label))
            .map((label) => (
              <ins key={label}>{label}</ins>
            ))}
        </>
      );
    case 'acknowledge':
      return (
        <>
          Answer to such a mail{' '}
          <Step
            from={`${answers[before.acknowledge]} ${before.template ?? ''}`.trim()}
            to={`${answers[after.acknowledge]} ${after.template ?? ''}`.trim()}
          />
        </>
      );
    case 'missing':
      return (
        <>
          Missing{' '}
          <Step
            from={before.missing.map(words).join(', ') || 'nothing'}
            to={after.missing.map(words).join(', ') || 'nothing'}
          />
        </>
      );
  }
}
