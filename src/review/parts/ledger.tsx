import type { Place } from '../../domain/index.js';
import type { Numbered, Tab } from '../application-data.js';
import type { Mask } from '../blind.js';
import { withQuery } from '../queue-query.js';
import { Said } from './text.js';
import { words } from './words.js';

/** The address of a marked place: the document's tab, the place in it, and the mark to scroll to. */
function markHref(
  tab: string,
  page: number,
  span: readonly [number, number] | null,
  way: { readonly path: string; readonly here: string; readonly mark: string },
): string {
  const query = new URLSearchParams(way.here);
  query.set('doc', tab);
  if (span !== null) query.set('at', [page, ...span].join('.'));
  return `${withQuery(way.path, query.toString())}#${way.mark}`;
}

/** The address of a place in a document of the mail that speaks; null when it can't be shown. */
export function placeHref(
  place: Place | null | undefined,
  messageId: string | null,
  tabs: readonly Tab[],
  path: string,
  here: string,
): string | null {
  if (place === null || place === undefined || place.page === null) return null;
  const tab = tabs.find((one) => one.mail.message.id === messageId && one.name === place.document);
  return tab === undefined ? null : markHref(tab.key, place.page, place.span, { path, here, mark: 'at' });
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
    const href =
      one.tab === null ? null : markHref(one.tab, one.page, one.span, { path, here, mark: `e${one.number}` });
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
          {one.note === null ? null : (
            <p class="small note">
              <Said text={mask.text(one.note)} most={240} />
            </p>
          )}
        </div>
      </li>
    );
  };
  return (
    <>
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
