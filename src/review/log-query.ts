import { type LogQuery, logLanes, messageStatuses } from '../domain/index.js';
import { sightOf, type Viewer } from './auth/viewer.js';
import { dayOf, type QueueParams } from './queue-query.js';

const names = ['lane', 'status', 'account', 'reason', 'since', 'until', 'text'] as const;

/** The last value of a parameter, or undefined for none. */
export function lastOf(params: QueueParams, name: string): string | undefined {
  const given = params[name];
  // PostgreSQL's texts hold no NUL.
  const text = (Array.isArray(given) ? given.at(-1) : given)?.replaceAll('\0', '').slice(0, 200);
  return text === '' ? undefined : text;
}

/** What an address asks of the inbox log. What can't be understood filters nothing. */
export function logQueryOf(params: QueueParams, viewer: Viewer): LogQuery {
  const lane = logLanes.find((known) => known === lastOf(params, 'lane'));
  const status = messageStatuses.find((known) => known === lastOf(params, 'status'));
  const given = {
    account: lastOf(params, 'account'),
    reason: lastOf(params, 'reason'),
    since: dayOf(lastOf(params, 'since')),
    until: dayOf(lastOf(params, 'until')),
    text: lastOf(params, 'text'),
    after: lastOf(params, 'after'),
  };
  return {
    sight: sightOf(viewer),
    ...(lane === undefined ? {} : { lane }),
    ...(status === undefined ? {} : { status }),
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<LogQuery>),
  };
}

/** The same filters as a query string, with changes; without its `?`. */
export function logString(params: QueueParams, changes: Readonly<Record<string, string | null>> = {}): string {
  const query = new URLSearchParams();
  for (const name of names) {
    const value = name in changes ? (changes[name] ?? undefined) : lastOf(params, name);
    if (value !== undefined) query.set(name, value);
  }
  if (typeof changes.after === 'string') query.set('after', changes.after);
  return query.toString();
}
