import type { Numbered, OpenTab, Tab } from '../application-data.js';
import type { Mask } from '../blind.js';
import { segmentsOf, viewsOf } from '../document-parts.js';
import { withQuery } from '../queue-query.js';
import { Said, visible } from './text.js';
import { words } from './words.js';

/** The documents and mails in tabs, and the text of the one that is open with its marks. */
export function DocumentSide(props: {
  tabs: readonly Tab[];
  open: OpenTab | null;
  part: number;
  evidence: readonly Numbered[];
  mask: Mask;
  path: string;
  here: string;
}) {
  const { tabs, open, part, evidence, mask, path, here } = props;
  const href = (key: string, more: Readonly<Record<string, string>> = {}): string => {
    const query = new URLSearchParams(here);
    query.set('doc', key);
    for (const [name, value] of Object.entries(more)) query.set(name, value);
    return withQuery(path, query.toString());
  };
  return (
    <section class="papers-side" id="document" aria-label="Documents">
      <nav class="tabs" aria-label="Documents and mails">
        <ul>
          {tabs.map((tab) => (
            <li key={tab.key}>
              <a href={href(tab.key)} aria-current={tab.key === open?.tab.key ? 'true' : undefined}>
                {words(tab.type)}
                {tab.type === 'mail' || mask.on ? null : (
                  <span class="muted small">
                    {' '}
                    <Said text={tab.name} most={24} />
                  </span>
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {open === null ? (
        <p class="empty">No document was read.</p>
      ) : (
        <OpenDocument {...{ open, part, evidence, mask, href }} />
      )}
    </section>
  );
}

function OpenDocument(props: {
  open: OpenTab;
  part: number;
  evidence: readonly Numbered[];
  mask: Mask;
  href: (key: string, more?: Readonly<Record<string, string>>) => string;
}) {
  const { open, part, evidence, mask, href } = props;
  const { tab, pages } = open;
  const views = viewsOf(pages);
  const at = Math.min(views.length - 1, Math.max(0, Number.isInteger(part) ? part : 0));
  const mine = evidence.filter((one) => one.tab === tab.key);
  return (
    <article class="paper">
      {tab.reason === null ? null : <p class="notice warning">{tab.reason}</p>}
      {(views[at] ?? []).map((run) => {
        const text = mask.text(pages.find((page) => page.number === run.page)?.text ?? '');
        const marks = mine.filter((one) => one.page === run.page);
        return (
          <section key={`${run.page}.${run.start}`} class="page" aria-label={`Page ${run.page}`}>
            <p class="page-number muted small">Page {run.page}</p>
            <div class="text" dir="auto">
              {segmentsOf(text, run, marks).map((segment, index) =>
                segment.marks.length === 0 ? (
                  visible(segment.text)
                ) : (
                  <mark key={String(index)} id={segment.begins[0] === undefined ? undefined : `e${segment.begins[0]}`}>
                    {visible(segment.text)}
                  </mark>
                ),
              )}
            </div>
          </section>
        );
      })}
      {views.length > 1 ? (
        <p class="more">
          Part {at + 1} of {views.length}
          {at > 0 ? <a href={href(tab.key, { part: String(at - 1) })}>Show the part before</a> : null}
          {at < views.length - 1 ? <a href={href(tab.key, { part: String(at + 1) })}>Show more</a> : null}
        </p>
      ) : null}
    </article>
  );
}
