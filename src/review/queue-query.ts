import { bands, documentTypes, type QueueQuery, queueSorts, verdictValues } from '../domain/index.js';
import { sightOf, type Viewer } from './auth/viewer.js';

/** The queue's filters as they stand in the address: what a saved view keeps, and what an application page goes on with. */
export interface QueueParams {
  readonly [name: string]: string | string[] | undefined;
}

/** Names that may stand in the address; the rest is dropped. */
const names = [
  'position',
  'band',
  'state',
  'topic',
  'above',
  'missing',
  'flag',
  'since',
  'until',
  'unread',
  'assignee',
  'q',
  'sort',
] as const;

/** What an address asks for. What can't be understood filters nothing. */
export function queueQueryOf(params: QueueParams, viewer: Viewer): QueueQuery {
  const one = (name: string): string | undefined => {
    const value = params[name];
    const text = Array.isArray(value) ? value.at(-1) : value;
    return text === undefined || text === '' ? undefined : text.replaceAll('\0', '').slice(0, 400);
  };
  const many = (name: string): string[] => [params[name] ?? []].flat();
  const position = one('position');
  const wanted = bands.filter((band) => many('band').includes(band));
  const state = [...verdictValues, 'conflict' as const, 'none' as const].find((known) => known === one('state'));
  const topic = one('topic');
  const above = Number(one('above') ?? 0);
  const missing = documentTypes.find((type) => type === one('missing'));
  const sort = queueSorts.find((known) => known === one('sort'));
  return {
    sight: sightOf(viewer),
    ...(position === undefined ? {} : { position: position === 'none' ? null : position }),
    ...(wanted.length === 0 ? {} : { bands: wanted }),
    ...(state === undefined ? {} : { state }),
    ...(topic === undefined ? {} : { topic: { id: topic, above: Number.isFinite(above) ? above : 0 } }),
    ...(missing === undefined ? {} : { missing }),
    ...text('flag', one('flag')),
    ...text('since', dayOf(one('since'))),
    ...text('until', dayOf(one('until'))),
    ...(one('unread') === '1' ? { unread: true } : {}),
    ...text('assignee', one('assignee') === 'me' ? viewer.login : one('assignee')),
    ...text('text', one('q')),
    ...(sort === undefined ? {} : { sort }),
    ...text('after', one('after')),
  };
}

const text = <Name extends string>(name: Name, value: string | undefined): { [K in Name]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { [K in Name]?: string };

/** An ISO day, or undefined for what is none (PostgreSQL would refuse 2026-02-31). */
export function dayOf(value: string | undefined): string | undefined {
  if (value === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value ? undefined : value;
}

/** The one value of a parameter, or nothing. */
export function value(params: QueueParams, name: string): string {
  const given = params[name];
  return (Array.isArray(given) ? given.at(-1) : given) ?? '';
}

/** The same filters as a query string, with changes; without its `?`. */
export function queueString(params: QueueParams, changes: Readonly<Record<string, string | null>> = {}): string {
  const query = new URLSearchParams();
  for (const name of names) {
    if (name in changes) continue;
    for (const value of [params[name] ?? []].flat()) if (value !== '') query.append(name, value);
  }
  for (const [name, value] of Object.entries(changes)) if (value !== null) query.append(name, value);
  return query.toString();
}

/** An address with a query, or without the `?` when there is none. */
export const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`);
