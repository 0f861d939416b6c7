import type { ComponentChildren } from 'preact';
import type { Viewer } from '../auth/viewer.js';
import { visible } from './text.js';

/** What every page of somebody who is logged in needs. */
export interface PageFrame {
  readonly viewer: Viewer;
  /** For forms and scripts. */
  readonly csrf: string;
  /** The page that the person is on, for the navigation. */
  readonly section: SectionId | null;
  readonly now: Date;
  /** Said once at the top, after something was done. */
  readonly notice?: { readonly kind: 'done' | 'warning'; readonly text: string } | undefined;
}

/** The navigation, in order. A new page adds its line here. */
export const sections = [
  { id: 'queue', title: 'Queue', href: '/', admin: false },
  { id: 'today', title: 'Today', href: '/today', admin: false },
  { id: 'log', title: 'Inbox log', href: '/log', admin: false },
  { id: 'rules', title: 'Rules', href: '/rules', admin: true },
  { id: 'people', title: 'People', href: '/people', admin: true },
] as const;
export type SectionId = (typeof sections)[number]['id'];

export function Head({ title, scripts = [] }: { title: string; scripts?: readonly string[] }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex, nofollow" />
      <title>{`${visible(title)} · Triage`}</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/assets/review.css" />
      {scripts.map((script) => (
        <script key={script} type="module" src={`/assets/${script}`} />
      ))}
    </head>
  );
}

/** A whole page with navigation. `search` fills the search field. */
export function Layout({
  frame,
  title,
  scripts = [],
  search = '',
  children,
}: {
  frame: PageFrame;
  title: string;
  scripts?: readonly string[];
  search?: string;
  children: ComponentChildren;
}) {
  const { viewer, section, csrf, notice } = frame;
  const shown = sections.filter((one) => !one.admin || viewer.role === 'admin');
  return (
    <html lang="en">
      <Head title={title} scripts={['page.js', ...scripts]} />
      <body data-csrf={csrf} class={viewer.blind ? 'blind' : undefined}>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <a class="brand" href="/">
            <Mark />
            Triage
          </a>
          <nav aria-label="Main">
            <ul>
              {shown.map(({ id, title: name, href }) => (
                <li key={id}>
                  <a href={href} aria-current={id === section ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <search>
            <form action="/" method="get" class="search">
              <label class="hidden" for="search">
                Search mails and documents
              </label>
              <input
                id="search"
                type="search"
                name="q"
                value={search}
                placeholder="Search mails and documents"
                maxLength={400}
              />
              <span class="key" aria-hidden="true">
                /
              </span>
            </form>
          </search>
          <details class="menu">
            <summary>
              <bdi>{viewer.name}</bdi>
            </summary>
            <div>
              <form action="/me/blind" method="post">
                <input type="hidden" name="_csrf" value={csrf} />
                <button type="submit">{viewer.blind ? 'Show names again' : 'Review blind'}</button>
              </form>
              <a href="/help">Keys and help</a>
              <form action="/logout" method="post">
                <input type="hidden" name="_csrf" value={csrf} />
                <button type="submit">Log out</button>
              </form>
            </div>
          </details>
        </header>
        <main id="main" tabIndex={-1}>
          {notice === undefined ? null : (
            <p class={`notice ${notice.kind}`} role="status">
              {notice.text}
            </p>
          )}
          {children}
        </main>
      </body>
    </html>
  );
}

/** A page in the middle of the window: login, set-up, errors. */
export function Plain({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <html lang="en">
      <Head title={title} />
      <body class="plain">
        <main id="main">
          <p class="brand">
            <Mark />
            Triage
          </p>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <rect x="2" y="3" width="16" height="3" rx="1.5" />
      <rect x="2" y="8.5" width="11" height="3" rx="1.5" />
      <rect x="2" y="14" width="6" height="3" rx="1.5" />
    </svg>
  );
}
