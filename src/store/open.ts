import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { type Origin, retryable } from '../domain/index.js';
import { arrivals } from './arrivals.js';
import { clockOf, type StoreContext } from './context.js';
import { corrections } from './corrections.js';
import type { Database } from './database.js';
import { applicationJudgements, decidedApplications } from './decided.js';
import { drafts } from './drafts.js';
import { earlierApplication, earlierUnread } from './earlier.js';
import { type Embedded, openEmbedded } from './embedded/open.js';
import { eventLog } from './events.js';
import { intake } from './intake.js';
import { saveJudged } from './judged.js';
import { labels } from './labels.js';
import { leases } from './leases.js';
import { ledger } from './ledger.js';
import { migrate } from './migrate.js';
import { pastMail } from './past.js';
import { people } from './people.js';
import { queries } from './queries.js';
import { recovery } from './recovery.js';
import { rehearsals } from './rehearsal.js';
import { relabel } from './relabel.js';
import { rescore } from './rescore.js';
import { reviewStore } from './review/index.js';
import { rulesets } from './rulesets.js';
import { settings } from './settings.js';
import { tokens } from './tokens.js';
import { verdicts } from './verdicts.js';

export interface StoreOptions {
  /** A PostgreSQL server; wins over `dataDir`. */
  readonly databaseUrl?: string;
  /** Folder of the embedded PostgreSQL. */
  readonly dataDir?: string;
  readonly logger: Logger;
  /** Connections of this process; default 10. */
  readonly connections?: number;
  /** How long a claim of a process that died stays in the way, in seconds; default 60. Renew it every third of that. */
  readonly claimSeconds?: number;
  /** Name of this process in claims, leases and the audit record; default host, pid and a random part. */
  readonly holder?: string;
  /** For tests: stands for the database's clock. */
  readonly clock?: () => Date;
}

export type Store = Awaited<ReturnType<typeof openStore>>;

/**
 * Opens the store, bringing its tables up to date.
 *
 * @throws `store-unreachable` (retryable), `store-is-newer`, `data-folder-unusable` (permanent), `data-folder-busy` (retryable)
 */
export async function openStore(options: StoreOptions) {
  const { pool, url, embedded, close: disconnect } = await connect(options);
  const kysely = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const context: StoreContext = {
    db: kysely.withSchema('triage'),
    now: clockOf(options.clock),
    holder: options.holder ?? `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
    claimSeconds: options.claimSeconds ?? 60,
  };
  try {
    await migrate(kysely);
    const recovering = recovery(context);
    if (embedded?.owner === true) await recovering.expireAllClaims();
    return {
      /** What the queue needs to live in the same database. */
      database: { url, embedded: embedded !== null },
      holder: context.holder,
      claimSeconds: context.claimSeconds,
      arrivals: (origin: Origin) => arrivals(context, origin),
      lease: leases(context),
      intake: {
        ...intake(context),
        saveJudged: (...args: Tail<Parameters<typeof saveJudged>>) => saveJudged(context, ...args),
        earlier: (...args: Tail<Parameters<typeof earlierApplication>>) => earlierApplication(context, ...args),
        earlierUnread: (...args: Tail<Parameters<typeof earlierUnread>>) => earlierUnread(context, ...args),
      },
      ledger: ledger(context),
      labels: labels(context),
      drafts: drafts(context),
      relabel: (...args: Tail<Parameters<typeof relabel>>) => relabel(context, ...args),
      recovery: recovering,
      settings: settings(context),
      rulesets: rulesets(context),
      rescore: rescore(context),
      corrections: corrections(context),
      past: pastMail(context),
      people: people(context),
      tokens: tokens(context),
      verdicts: verdicts(context),
      /** What people decided, beside what was judged: for statistics and suggestions. */
      decided: () => decidedApplications(context),
      applicationJudgements: () => applicationJudgements(context),
      events: eventLog(context),
      read: queries(context),
      rehearsal: rehearsals(context),
      review: reviewStore(context),
      close: disconnect,
    };
  } catch (error) {
    await disconnect();
    throw error;
  }
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

interface Connection {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly embedded: Embedded | null;
  close(): Promise<void>;
}

/** Who joins another process's store may find that it has just ended; the next look makes us the owner. */
const joins = 5;

async function connect(options: StoreOptions): Promise<Connection> {
  for (let attempt = 1; ; attempt += 1) {
    const embedded =
      options.databaseUrl === undefined ? await openEmbedded(options.dataDir ?? 'data', options.logger) : null;
    const connection = poolOf(options, embedded);
    try {
      await connection.pool.query('select 1');
      return connection;
    } catch (error) {
      await connection.close();
      if (embedded?.owner === false && attempt < joins) continue;
      throw retryable(
        'store-unreachable',
        `the store does not answer: ${error instanceof Error ? error.message : String(error)}`,
        'Check that PostgreSQL runs and that DATABASE_URL names its host, port, user, password and database.',
        error,
      );
    }
  }
}

function poolOf({ databaseUrl = '', connections = 10, logger }: StoreOptions, embedded: Embedded | null): Connection {
  const url = embedded?.url ?? databaseUrl;
  const pool = new pg.Pool({ connectionString: url, max: connections, keepAlive: true });
  let closing = false;
  // An idle connection that breaks must not end the process; the next query gets a new one or says what is wrong.
  pool.on('error', ({ message }) => {
    if (!closing) logger.warn({ reason: message }, 'a connection to the store broke');
  });
  // A connection that is in use has no listener of the pool's, and one that breaks between two queries would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const close = async (): Promise<void> => {
    closing = true;
    await pool.end();
    await embedded?.close();
  };
  return { pool, url, embedded, close };
}
