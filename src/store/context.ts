import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from './database.js';

/** What every part of the store works with. */
export interface StoreContext {
  readonly db: Kysely<Database>;
  /** The moment, as SQL: the database's clock, which all machines share, unless a test handed in its own. */
  readonly now: () => RawBuilder<Date>;
  /** Name of this process in claims, leases and the audit record. */
  readonly holder: string;
  /** How long a claim lives without being renewed, in seconds. */
  readonly claimSeconds: number;
}

export type Trx = Transaction<Database>;

/** The database's clock, or the given one. */
export function clockOf(clock: (() => Date) | undefined): () => RawBuilder<Date> {
  if (clock === undefined) return () => sql<Date>`clock_timestamp()`;
  return () => sql<Date>`${clock().toISOString()}::timestamptz`;
}

/** `moment` and some seconds (which may be negative). */
export function plusSeconds(moment: RawBuilder<Date>, seconds: number): RawBuilder<Date> {
  return sql<Date>`(${moment} + make_interval(secs => ${seconds}))`;
}

/** PostgreSQL's word that a transaction lost a race which it would win alone: serialization failure, deadlock. */
const lostRaces: ReadonlySet<unknown> = new Set(['40001', '40P01']);
const tries = 5;

/** Thrown inside a transaction that found the world changed under it: it is rolled back and begun anew. */
export class Collision extends Error {}

/** Runs `work` in a transaction, again when it lost a race. Only `trx` may be used inside: the embedded store serves one transaction at a time. */
export async function transact<T>(context: StoreContext, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await context.db.transaction().execute(work);
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (attempt >= tries || !(error instanceof Collision || lostRaces.has(code))) throw error;
    }
  }
}

/** A time from the database as ISO 8601. */
export function iso(time: Date): string;
export function iso(time: Date | null): string | null;
export function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
