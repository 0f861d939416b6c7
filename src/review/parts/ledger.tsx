import type { Numbered } from '../application-data.js';
import type { Mask } from '../blind.js';
import { withQuery } from '../queue-query.js';
import { Said } from './text.js';
import { words } from './words.js';

/** The address of a piece of evidence's marked place. */
export function markHref(one: Numbered, path: string, here: string): string | null {
  if (one.tab === null) return null;
  const query = new URLSearchParams(here);
  query.set('doc', one.tab);
  query.set('at', `${one.page}:${one.span[0]}`);
  return `${withQuery(path, query.toString())}#e${one.number}`;
}

/** The ledger: what earned points, the most first, each with its place. */
export function Ledger(props: {
  evidence: readonly Numbered[];
  mask: Mask;
  titles: ReadonlyMap<string, string>;
  path: string;
  here: string;
}) {
  const { evidence, mask, titles, path, here } = props;
  const counted = evidence.filter((one) => one.points > 0);
  const others = evidence.filter((one) => one.points <= 0);
  const line = (one: Numbered) => {
    const href = markHref(one, path, here);
    const term = <Said text={mask.text(one.term)} most={80} />;
    return (
      <li key={one.number} id={`l${one.number}`}>
        <span class="points">{one.points.toFixed(1)}</span>
        <div>
          <p>
            {href === null ? (
              term
            ) : (
              <a href={href} data-mark={one.number}>
                {term}
              </a>
            )}{' '}
            <span class="muted small">
              {titles.get(one.topic) ?? words(one.topic)} · {words(one.stance).toLowerCase()} · p. {one.page}
              {one.section === null ? null : (
                <>
                  {' '}
                  · <Said text={mask.text(one.section)} most={40} />
                </>
              )}
            </span>
          </p>
          <p class="quote">
            <Said text={mask.text(one.quote)} most={240} />
          </p>
          {one.note === null ? null : <p class="small note">{one.note}</p>}
        </div>
      </li>
    );
  };
  return (
    <>
      <h2>Evidence</h2>
      {counted.length === 0 ? (
        <p class="muted">Nothing earned points.</p>
      ) : (
        <ol class="ledger">{counted.slice(0, 200).map(line)}</ol>
      )}
      {others.length === 0 ? null : (
        <details>
          <summary>{others.length} that earned nothing</summary>
          <ol class="ledger">{others.slice(0, 200).map(line)}</ol>
        </details>
      )}
    </>
  );
}
