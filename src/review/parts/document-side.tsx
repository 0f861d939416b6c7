import type { HiddenText } from '../../domain/index.js';
import type { Hit, Numbered, OpenTab, Tab } from '../application-data.js';
import type { Mask } from '../blind.js';
import { type Segment, segmentsOf, viewsOf, viewWith } from '../document-parts.js';
import { mayLook } from '../original.js';
import { withQuery } from '../queue-query.js';
import { HitBar } from './hit-bar.js';
import { Said, visible } from './text.js';
import { words } from './words.js';

/** A place that the address points at. */
export interface PointedPlace {
  readonly page: number;
  readonly span: readonly [number, number];
}

export interface DocumentSideProps {
  readonly tabs: readonly Tab[];
  readonly open: OpenTab | null;
  readonly part: number;
  readonly place: PointedPlace | null;
  readonly evidence: readonly Numbered[];
  readonly search: string;
  readonly hits: readonly Hit[];
  readonly hit: Hit | null;
  readonly mask: Mask;
  readonly path: string;
  readonly here: string;
}

/** Tabs that are shown at once; an application of 300 documents has the others in a list that opens. */
const shownTabs = 12;

/** The documents and mails in tabs, and the text of the one that is open with its marks. */
export function DocumentSide(props: DocumentSideProps) {
  const { tabs, open, mask, search, hits, hit, path, here } = props;
  const line = (tab: Tab) => (
    <li key={tab.key}>
      <a href={tabHref(props, tab.key)} aria-current={tab.key === open?.tab.key ? 'true' : undefined} data-tab>
        {words(tab.type)}
        {tab.status === 'ok' || tab.type === 'mail' ? null : (
          <span class="small alarm"> {words(tab.status).toLowerCase()}</span>
        )}
        {tab.type === 'mail' || mask.on ? null : (
          <span class="muted small">
            {' '}
            <Said text={tab.name} most={22} />
          </span>
        )}
        <HitCount count={hits.filter((one) => one.tab === tab.key).length} />
      </a>
    </li>
  );
  const current = tabs.findIndex((tab) => tab.key === open?.tab.key);
  const first = tabs.filter((_, index) => index < shownTabs || index === current);
  const rest = tabs.filter((_, index) => index >= shownTabs && index !== current);
  return (
    <section class="papers-side" id="document" aria-label="Documents">
      <nav class="tabs" aria-label="Documents and mails">
        <ul>{first.map(line)}</ul>
        {rest.length === 0 ? null : (
          <details>
            <summary>{rest.length} more</summary>
            <ul class="rest">{rest.map(line)}</ul>
          </details>
        )}
      </nav>
      <HitBar
        search={search}
        hits={hits}
        current={hit?.number ?? null}
        open={open?.tab ?? null}
        blind={mask.on}
        path={path}
        here={here}
      />
      {open === null ? <p class="empty">No document was read.</p> : <OpenDocument {...props} open={open} />}
    </section>
  );
}

function HitCount({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span class="hit-count">
      {count}
      <span class="hidden"> {count === 1 ? 'hit' : 'hits'}</span>
    </span>
  );
}

function tabHref({ path, here }: DocumentSideProps, key: string, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(here);
  query.set('doc', key);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `${withQuery(path, query.toString())}#document`;
}

function OpenDocument(props: DocumentSideProps & { open: OpenTab }) {
  const { open, part, evidence, mask, hits, hit } = props;
  const { tab, pages, hidden } = open;
  const views = viewsOf(pages);
  const place = hit?.tab === tab.key ? hit : props.place;
  const wanted = place === null ? part : viewWith(views, place.page, place.span[0]);
  const at = Math.min(views.length - 1, Math.max(0, Number.isInteger(wanted) ? wanted : 0));
  const marked = [
    ...evidence.map(({ number, ...one }) => ({ ...one, id: `e${number}` })),
    ...hits.map(({ number, ...one }) => ({ ...one, id: `h${number}` })),
    ...(props.place === null ? [] : [{ ...props.place, tab: tab.key, id: 'at' }]),
  ].filter((one) => one.tab === tab.key);
  return (
    <article class="paper">
      <PaperHead {...props} />
      {tab.status === 'ok' || tab.type === 'mail' ? null : (
        <p class="notice warning">
          {words(tab.status)}: <Said text={mask.text(tab.reason ?? 'this document could not be read.')} most={300} />
        </p>
      )}
      {tab.status === 'ok' && tab.reason !== null ? (
        <p class="notice">
          <Said text={mask.text(tab.reason)} most={300} />
        </p>
      ) : null}
      <Hidden hidden={hidden} mask={mask} />
      {(views[at] ?? []).map((run) => {
        const text = mask.text(pages.find((page) => page.number === run.page)?.text ?? '');
        const marks = marked.filter((one) => one.page === run.page);
        return (
          <section key={`${run.page}.${run.start}`} class="page" aria-label={`Page ${run.page}`}>
            {pages.length > 1 ? <p class="page-number muted small">Page {run.page}</p> : null}
            <div class="text" dir="auto">
              {segmentsOf(text, run, marks).map((segment, index) => (
                <Run key={String(index)} segment={segment} />
              ))}
            </div>
          </section>
        );
      })}
      {views.length > 1 ? (
        <p class="more">
          {at > 0 ? <a href={tabHref(props, tab.key, { part: String(at - 1) })}>Show the part before</a> : null}
          <span class="muted">
            Part {at + 1} of {views.length}
          </span>
          {at < views.length - 1 ? (
            <a class="button" href={tabHref(props, tab.key, { part: String(at + 1) })}>
              Show more
            </a>
          ) : null}
        </p>
      ) : null}
    </article>
  );
}

/** A run of text, marked where evidence (`e1`), a hit (`h1`) or the place that the address points at (`at`) covers it. */
function Run({ segment }: { segment: Segment }) {
  const { text, marks, begins } = segment;
  if (marks.length === 0) return <>{visible(text)}</>;
  const [first, ...others] = begins;
  const kind = marks.some((id) => id.startsWith('h'))
    ? 'hit'
    : marks.every((id) => id === 'at')
      ? 'pointed'
      : undefined;
  return (
    <>
      {others.map((id) => (
        <span key={id} id={id} />
      ))}
      <mark id={first} class={kind}>
        {visible(text)}
      </mark>
    </>
  );
}

function PaperHead({ open, mask, path }: DocumentSideProps & { open: OpenTab }) {
  const { tab } = open;
  const { message, mail } = tab.mail;
  const original = `${path}/original/${tab.key}`;
  return (
    <header class="paper-head">
      <p>
        <b>
          {tab.type === 'mail' ? (
            <Said text={mask.text(message.subject ?? '(no subject)')} most={160} />
          ) : (
            words(tab.type)
          )}
        </b>
        {tab.type === 'mail' || mask.on ? null : (
          <span class="muted">
            {' '}
            <Said text={tab.name} most={120} />
          </span>
        )}
      </p>
      <p class="small muted">
        {tab.type === 'mail' ? (
          <>
            From{' '}
            <Said
              text={mask.text(mail?.from.map((one) => one.email).join(', ') ?? message.from ?? 'nobody')}
              most={120}
            />
            {' · '}
          </>
        ) : null}
        {message.receivedAt === null ? 'at an unknown time' : message.receivedAt.slice(0, 16).replace('T', ' ')} ·{' '}
        {message.account}
        {tab.type === 'mail' ? (
          <>
            {' · '}
            <a href={`/log/${message.id}#correct`}>Not what it was taken for?</a>
          </>
        ) : null}
      </p>
      {tab.sha256 === null ? null : mask.on ? (
        <p class="small muted">The original is not shown while you review blind.</p>
      ) : (
        <p class="original">
          {mayLook(tab.format) ? (
            <a href={`${original}/look`} class="button">
              Look at the original
            </a>
          ) : null}
          <a href={original} download class={mayLook(tab.format) ? 'small' : 'button'}>
            {mayLook(tab.format) ? 'Download' : 'Download the original'}
          </a>
        </p>
      )}
    </header>
  );
}

const causes: Readonly<Record<HiddenText['cause'], string>> = {
  colour: 'in the colour of the page',
  tiny: 'too small to read',
  'off-page': 'beside the page',
  clipped: 'cut away',
  'render-mode': 'not drawn',
  style: 'hidden by its style',
  metadata: 'in the metadata',
  covered: 'under something else',
};

function Hidden({ hidden, mask }: { hidden: readonly HiddenText[]; mask: Mask }) {
  if (hidden.length === 0) return null;
  return (
    <details class="hidden-text" open>
      <summary>Text that a reader can't see</summary>
      <ul class="list small">
        {hidden.slice(0, 20).map((one, index) => (
          <li key={String(index)}>
            Page {one.page}, {causes[one.cause]}: <Said text={mask.text(one.text)} most={500} />
          </li>
        ))}
      </ul>
    </details>
  );
}
