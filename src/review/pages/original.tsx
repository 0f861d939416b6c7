import type { Tab } from '../application-data.js';
import type { Mask } from '../blind.js';
import { Layout, type PageFrame } from '../parts/layout.js';
import { Said } from '../parts/text.js';
import { words } from '../parts/words.js';

/** Pages that are drawn on one view; each is a picture that the browser asks for when it comes into sight. */
export const drawnPages = 40;

/** How an attachment can be looked at: its number of pages, a picture, or not and why. */
export type Look =
  | { readonly kind: 'pdf'; readonly pages: number }
  | { readonly kind: 'picture' }
  | { readonly kind: 'none'; readonly why: string };

/** An attachment as it came, shown as pictures that the program has drawn: nothing of the file reaches the browser itself. */
export function OriginalPage(props: {
  frame: PageFrame;
  mask: Mask;
  tab: Tab;
  path: string;
  back: string;
  look: Look;
}) {
  const { frame, mask, tab, path, back, look } = props;
  const title = `${words(tab.type)} of ${mask.name}`;
  return (
    <Layout frame={frame} title={title}>
      <nav class="way" aria-label="Application">
        <a href={back}>Back to the application</a>
        <a href={path} download>
          Download the file
        </a>
      </nav>
      <div class="heading">
        <h1>
          <Said text={title} most={120} />
        </h1>
        <p class="muted small">
          <Said text={tab.name} most={120} />
        </p>
      </div>
      {look.kind === 'none' ? (
        <p class="notice warning">{look.why} You can download the file; open it only where that is safe.</p>
      ) : look.kind === 'picture' ? (
        <p class="sheets">
          <img src={path} alt={`${tab.name}, as it came`} />
        </p>
      ) : (
        <>
          <ol class="sheets">
            {Array.from({ length: Math.min(look.pages, drawnPages) }, (_, index) => index + 1).map((page) => (
              <li key={page}>
                <img
                  src={`${path}/pages/${page}`}
                  alt={`Page ${page} of ${look.pages}; its text stands in the application`}
                  loading={page > 2 ? 'lazy' : undefined}
                />
              </li>
            ))}
          </ol>
          {look.pages > drawnPages ? (
            <p class="muted">
              {drawnPages} of {look.pages} pages are shown; the file has them all.
            </p>
          ) : null}
        </>
      )}
    </Layout>
  );
}
