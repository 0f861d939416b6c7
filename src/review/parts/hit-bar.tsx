import type { Hit, Tab } from '../application-data.js';
import { withQuery } from '../queue-query.js';
import { Said } from './text.js';

/** The address of a hit: its document, and its mark to scroll to. */
export function hitHref(hit: Hit, path: string, here: string): string {
  const query = new URLSearchParams(here);
  query.set('doc', hit.tab);
  query.set('hit', String(hit.number));
  return `${withQuery(path, query.toString())}#h${hit.number}`;
}

/** What was searched for, where in these documents it stands, and the way to the hit before and after. */
export function HitBar(props: {
  search: string;
  hits: readonly Hit[];
  /** Number of the hit that the address points at, or null. */
  current: number | null;
  open: Tab | null;
  /** True for whoever reviews blind: what is blacked out is not searched. */
  blind: boolean;
  path: string;
  here: string;
}) {
  const { search, hits, current, open, blind, path, here } = props;
  if (search === '') return null;
  const first = hits.find((hit) => hit.tab === open?.key) ?? hits[0];
  const at = hits.findIndex((hit) => hit.number === current);
  const previous = at < 0 ? undefined : hits[at - 1];
  const next = at < 0 ? first : hits[at + 1];
  const step = (hit: Hit | undefined, title: string, rel: string, key: string) =>
    hit === undefined ? (
      <span class="muted">{title}</span>
    ) : (
      <a href={hitHref(hit, path, here)} data-hit={rel} title={`${title} (${key})`}>
        {title}
      </a>
    );
  return (
    <p class="hit-bar small">
      <span>
        <b>
          <Said text={search} most={60} />
        </b>{' '}
        {hits.length === 0
          ? blind
            ? 'stands in none of these texts; a long document may hold it'
            : 'stands in none of these texts; the name, the address or a long document may hold it'
          : at < 0
            ? `${hits.length} ${hits.length === 1 ? 'time' : 'times'}`
            : `${at + 1} of ${hits.length}`}
      </span>
      {hits.length === 0 ? null : (
        <span class="steps">
          {step(previous, 'Hit before', 'prev', 'F')} {step(next, at < 0 ? 'First hit' : 'Next hit', 'next', 'f')}
        </span>
      )}
    </p>
  );
}
