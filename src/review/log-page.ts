import type { LogPage, LogQuery, LogRow } from '../domain/index.js';
import type { Viewer } from './auth/viewer.js';
import type { LogStore } from './interfaces.js';
import { logMask } from './log-mask.js';

/** Rows of a page, and so many pages of the store are looked through for one of them at most. */
const shownRows = 50;
const mostLooks = 10;

/**
 * A page of the log as the viewer may find it: who reviews blind finds only what is shown, or the list would tell by its
 * length whose mail it is.
 */
export async function logPageFor(log: LogStore, query: LogQuery, viewer: Viewer): Promise<LogPage> {
  const text = query.text?.trim().toLowerCase() ?? '';
  if (!viewer.blind || text === '') return log.page(query);
  const rows: LogRow[] = [];
  let after = query.after;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const page = await log.page({ ...query, ...(after === undefined ? {} : { after }), limit: 200 });
    rows.push(...page.rows.filter((row) => shownText(row, viewer).includes(text)));
    if (rows.length > shownRows) {
      const shown = rows.slice(0, shownRows);
      return { rows: shown, next: shown.at(-1)?.message.id ?? null };
    }
    if (page.next === null) return { rows, next: null };
    after = page.next;
  }
  return { rows, next: after ?? null };
}

/** What the filter looks at, as this viewer is shown it. */
function shownText({ message, application, writers }: LogRow, viewer: Viewer): string {
  const mask = logMask(viewer, message.id, message.from, application, writers);
  const { subject, reason } = message;
  return [mask.text(subject ?? ''), reason?.code, mask.text(reason?.detail ?? '')].join(' ').toLowerCase();
}
