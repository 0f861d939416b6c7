import { stringify } from 'csv-stringify/sync';
import type { QueueQuery, QueueRow } from '../domain/index.js';
import { maskOf } from './blind.js';
import type { ReviewStore } from './interfaces.js';

/** One application as it leaves the program. Times are ISO 8601, points 0-100. */
export interface Exported {
  readonly id: string;
  readonly position: string | null;
  readonly score: number;
  readonly band: string;
  readonly name: string;
  readonly email: string | null;
  readonly degree: string | null;
  readonly institution: string | null;
  readonly topics: Readonly<Record<string, number>>;
  readonly given: readonly string[];
  readonly missing: readonly string[];
  readonly flags: readonly string[];
  readonly labels: readonly string[];
  readonly answer: string | null;
  readonly state: string | null;
  readonly verdicts: readonly { readonly reviewer: string; readonly value: string }[];
  readonly assignee: string | null;
  readonly subject: string | null;
  readonly mails: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** The day until which its position prefers applications (ISO date). */
  readonly preferredBy: string | null;
  readonly link: string;
}

/** All applications that fit the filters, a page of the queue at a time, so that an export holds no more in memory. */
export async function* pagesOf(
  store: Pick<ReviewStore, 'queue'>,
  query: QueueQuery,
): AsyncGenerator<readonly QueueRow[]> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<ReviewStore['queue']['page']>> = await store.queue.page({
      ...query,
      ...(after === null ? {} : { after }),
      limit: 200,
    });
    yield page.rows;
    after = page.next;
  } while (after !== null);
}

/** The row as this viewer may take it along: who reviews blind exports blind. */
export function exported(
  row: QueueRow,
  viewer: { readonly blind: boolean },
  url: string,
  preferredBy: string | null,
): Exported {
  const mask = maskOf(viewer, row);
  const text = (value: string | null): string | null => (value === null ? null : mask.text(value));
  return {
    id: row.applicationId,
    position: row.position,
    score: Math.round(row.score * 10) / 10,
    band: row.flags.includes('cv-unread') ? 'cv-unread' : row.band,
    name: mask.name,
    email: mask.on ? null : row.applicant.email,
    degree: text(row.degree),
    institution: mask.on ? null : row.institution,
    topics: row.topics,
    given: row.given,
    missing: row.missing,
    flags: row.flags,
    labels: row.labels,
    answer: row.answer === null ? null : `${row.answer.kind} ${row.answer.state}`,
    state: row.state,
    verdicts: row.verdicts,
    assignee: row.assignee,
    subject: text(row.subject),
    mails: row.messages,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
    preferredBy,
    link: `${url}/applications/${row.applicationId}`,
  };
}

const columns = [
  'id',
  'position',
  'score',
  'band',
  'name',
  'email',
  'degree',
  'institution',
  'topics',
  'given',
  'missing',
  'flags',
  'labels',
  'answer',
  'state',
  'verdicts',
  'assignee',
  'subject',
  'mails',
  'firstAt',
  'lastAt',
  'preferredBy',
  'link',
] as const;

/**
 * Lines of a CSV file (RFC 4180), with the names of the columns and a byte order mark where asked (spreadsheets take the
 * text for UTF-8 then). What a spreadsheet would take for a formula begins with an apostrophe: names and subjects are
 * written by strangers (OWASP, CSV injection).
 */
export function csvOf(rows: readonly Exported[], options: { readonly header: boolean }): string {
  return stringify(
    rows.map((row) => ({
      ...row,
      topics: Object.entries(row.topics)
        .filter(([, points]) => points > 0)
        .sort(([, one], [, other]) => other - one)
        .map(([topic, points]) => `${topic} ${points.toFixed(0)}`)
        .join('; '),
      given: row.given.join('; '),
      missing: row.missing.join('; '),
      flags: row.flags.join('; '),
      labels: row.labels.join('; '),
      verdicts: row.verdicts.map(({ reviewer, value }) => `${reviewer}: ${value}`).join('; '),
    })),
    {
      columns: [...columns],
      header: options.header,
      bom: options.header,
      record_delimiter: 'windows',
      escape_formulas: true,
    },
  );
}
