import type { SavedView } from '../../domain/index.js';
import { withQuery } from '../queue-query.js';
import { Said } from './text.js';

/** The views that the person keeps, and a form that keeps this one. */
export function Views({ views, here, csrf }: { views: readonly SavedView[]; here: string; csrf: string }) {
  const current = views.find((view) => view.query === here);
  return (
    <div class="views">
      {views.length === 0 ? null : (
        <nav aria-label="Saved views">
          <ul class="chips">
            {views.map((view) => (
              <li key={view.id}>
                <a class="chip" href={withQuery('/', view.query)} aria-current={view === current ? 'true' : undefined}>
                  <Said text={view.name} most={40} />
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {current === undefined ? (
        here === '' ? null : (
          <form action="/views" method="post">
            <input type="hidden" name="_csrf" value={csrf} />
            <input type="hidden" name="query" value={here} />
            <label class="hidden" for="view-name">
              Name of this view
            </label>
            <input id="view-name" name="name" required maxLength={60} placeholder="Name of this view" />
            <button type="submit">Keep</button>
          </form>
        )
      ) : (
        <form action={`/views/${current.id}/remove`} method="post">
          <input type="hidden" name="_csrf" value={csrf} />
          <button type="submit" class="quiet">
            Remove this view
          </button>
        </form>
      )}
    </div>
  );
}
