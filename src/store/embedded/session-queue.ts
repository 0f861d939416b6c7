import type { PGlite } from '@electric-sql/pglite';

/** What a PGlite needs to be able to do here; a test can hand in less than a database. */
export type SharedSession = Pick<PGlite, 'runExclusive' | 'execProtocolRawStream' | 'isInTransaction' | 'exec'>;

interface Batch {
  readonly client: number;
  readonly bytes: Uint8Array;
  readonly onData: (data: Uint8Array) => void;
  readonly resolve: (length: number) => void;
  readonly reject: (error: unknown) => void;
}

const codesOf = (letters: string): ReadonlySet<number> => new Set([...letters].map((letter) => letter.charCodeAt(0)));
/** Bind, Close, Describe, Execute, Parse, CopyData: more of the same batch follows. */
const batchParts = codesOf('BCDEPd');
/** A client that flushes waits for answers in the middle of a batch; pg does so only for cursors, which we don't use. */
const flush = 'H'.charCodeAt(0);
const terminate = 'X'.charCodeAt(0);

/**
 * Lets many connections share PGlite's one session without mixing their work.
 *
 * pglite-socket's own queue hands PGlite one protocol message at a time, so between one client's Parse and its Bind
 * another client's Parse may replace the unnamed statement, and the first client gets the second one's result (measured:
 * 793 of 2,000 queries beside three clients with transactions; electric-sql/pglite#1046). Here a client's messages are
 * kept until the one that ends the batch (Query or Sync, PostgreSQL manual 53.2.3) and run in one go, and while a
 * transaction is open only its owner is served.
 *
 * The three public methods are those that PGLiteSocketHandler calls.
 */
export class SessionQueue {
  private readonly parts = new Map<number, Uint8Array[]>();
  private waiting: Batch[] = [];
  private active = false;
  private executing: number | null = null;
  /** The client whose transaction is open. */
  private owner: number | null = null;
  /** Clients that disconnected while they were being served: what they leave open is rolled back. */
  private readonly gone = new Set<number>();

  constructor(
    private readonly session: SharedSession,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Takes one frontend message; resolves when its batch has run (at once while the batch isn't complete). */
  async enqueue(client: number, message: Uint8Array, onData: (data: Uint8Array) => void): Promise<number> {
    const kind = message[0] ?? 0;
    if (kind === terminate) return 0;
    if (kind === flush) throw new Error('Flush is not supported on the embedded store');
    const parts = this.parts.get(client) ?? [];
    parts.push(message);
    if (batchParts.has(kind)) {
      this.parts.set(client, parts);
      return 0;
    }
    this.parts.delete(client);
    return new Promise((resolve, reject) => {
      this.waiting.push({ client, bytes: joined(parts), onData, resolve, reject });
      void this.run();
    });
  }

  /** Forgets what a client that went away still wanted. */
  clearQueueForHandler(client: number): void {
    this.parts.delete(client);
    if (this.executing === client || this.owner === client) this.gone.add(client);
    const dropped = this.waiting.filter((batch) => batch.client === client);
    this.waiting = this.waiting.filter((batch) => batch.client !== client);
    for (const batch of dropped) batch.reject(new Error('the client disconnected'));
  }

  /** Rolls back what a client that went away left open (when it is still being served, right after that). */
  async clearTransactionIfNeeded(client: number): Promise<void> {
    if (this.gone.has(client)) await this.run();
  }

  private async run(): Promise<void> {
    if (this.active) return;
    this.active = true;
    try {
      // Between a look at the world and the deed that follows from it nothing is awaited, so nothing is missed.
      for (;;) {
        if (this.owner !== null && this.gone.delete(this.owner)) {
          await this.rollBack();
          continue;
        }
        const batch = this.next();
        if (batch === undefined) break;
        await this.execute(batch);
      }
    } finally {
      this.active = false;
    }
  }

  private next(): Batch | undefined {
    const index = this.owner === null ? 0 : this.waiting.findIndex((batch) => batch.client === this.owner);
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0];
  }

  private async execute(batch: Batch): Promise<void> {
    let length = 0;
    this.executing = batch.client;
    const onRawData = (data: Uint8Array): void => {
      length += data.length;
      batch.onData(data);
    };
    try {
      await this.session.runExclusive(() => this.session.execProtocolRawStream(batch.bytes, { onRawData }));
      batch.resolve(length);
    } catch (error) {
      // An error of SQL is an answer to the client; this one is PGlite's own. The others must still be served.
      this.onError(error);
      batch.reject(error);
    } finally {
      this.executing = null;
      this.owner = this.session.isInTransaction() ? batch.client : null;
      if (this.owner === null) this.gone.delete(batch.client);
    }
  }

  private async rollBack(): Promise<void> {
    this.owner = null;
    try {
      await this.session.exec('ROLLBACK');
    } catch (error) {
      this.onError(error);
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts);
}
