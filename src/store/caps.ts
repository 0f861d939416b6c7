import { type Selectable, sql } from 'kysely';
import type { Caps } from '../domain/index.js';
import type { StoreContext, Trx } from './context.js';
import type { Database } from './database.js';

export interface Tripped {
  readonly reason: 'cap-domain' | 'cap-account' | 'cap-overall' | 'cap-drafts';
  readonly detail: string;
  /** When the oldest counted answer leaves the window. */
  readonly retryInSeconds: number;
}

/** Any number that no other part of the program uses: one claim of an answer at a time counts and then joins the count. */
const capsLock = 7_300_101;

/** The first cap that one more send or draft would break, or null. The count stays true until the transaction ends. */
export async function trippedCap(
  trx: Trx,
  context: StoreContext,
  row: Selectable<Database['action']>,
  caps: Caps,
  effect: 'send' | 'draft',
): Promise<Tripped | null> {
  const checks = effect === 'send' ? sendChecks(row, caps) : draftChecks(row, caps);
  if (checks.length === 0) return null;
  await sql`select pg_advisory_xact_lock(${capsLock})`.execute(trx);
  for (const { reason, cap, column, value } of checks) {
    let query = trx
      .selectFrom('action')
      .select((each) => [
        each.fn.countAll<string>().as('count'),
        sql<
          string | null
        >`extract(epoch from min(started_at) + make_interval(secs => ${cap.hours * 3600}) - ${context.now()})`.as(
          'free_in',
        ),
      ])
      .where('effect', '=', effect)
      .where('state', 'in', ['running', 'done', 'uncertain'])
      .where('id', '<>', row.id)
      .where(sql<boolean>`started_at > ${context.now()} - make_interval(secs => ${cap.hours * 3600})`);
    if (column !== null) query = query.where(column, '=', value);
    const { count, free_in } = await query.executeTakeFirstOrThrow();
    if (Number(count) >= cap.max) {
      return {
        reason,
        detail: `${count} ${effect === 'send' ? 'sent' : 'drafted'} in the last ${cap.hours} h, at most ${cap.max}`,
        retryInSeconds: Math.max(60, Math.ceil(Number(free_in ?? 0))),
      };
    }
  }
  return null;
}

interface Check {
  readonly reason: Tripped['reason'];
  readonly cap: Caps['overall'];
  /** What is counted together with this action; null: everything. */
  readonly column: 'domain' | 'account' | null;
  readonly value: string;
}

function sendChecks(row: Pick<Selectable<Database['action']>, 'domain' | 'account'>, caps: Caps): Check[] {
  return [
    { reason: 'cap-domain', cap: caps.domain, column: 'domain', value: row.domain ?? '' },
    { reason: 'cap-account', cap: caps.account, column: 'account', value: row.account },
    { reason: 'cap-overall', cap: caps.overall, column: null, value: '' },
  ];
}

function draftChecks({ account }: Pick<Selectable<Database['action']>, 'account'>, { drafts }: Caps): Check[] {
  return drafts === undefined ? [] : [{ reason: 'cap-drafts', cap: drafts, column: 'account', value: account }];
}
