/** Something that happened, and the accounts that it belongs to; null when it belongs to none. */
export interface Change {
  readonly id: string;
  readonly accounts: readonly string[] | null;
}

/** Where changes are read: the store's record of events, which everything that happens is written into. */
export interface ChangeSource {
  /** Id of the newest event. */
  newest(): Promise<string>;
  /** Events after this one, oldest first, at most `limit`. */
  since(id: string, limit: number): Promise<readonly Change[]>;
}

/** Somebody who looks at a page that updates itself. */
export interface LiveClient {
  readonly reviewerId: string;
  /** Null for all. */
  readonly accounts: readonly string[] | null;
  /**
   * Told once for everything that happened since the last time. `spreadMs`: within so long all windows together should ask
   * for their pages again, each at a moment of its own.
   */
  changed(revision: string, spreadMs: number): void;
  /** Called every `heartbeatMs`. */
  beat(): void;
  /** No more will be told. */
  end(): void;
}

export interface HubOptions {
  readonly everyMs: number;
  readonly heartbeatMs: number;
  /** Open connections in all, and of one person. */
  readonly most: number;
  readonly mostOfOne: number;
  readonly now: () => number;
  /** Called with what went wrong in a look; the next one tries again. */
  readonly onError: (error: unknown) => void;
}

export interface LiveHub {
  /** What takes the client out again; null when there are too many. */
  join(client: LiveClient): (() => void) | null;
  readonly size: number;
  close(): Promise<void>;
}

/**
 * A transaction's events get their ids when they are written and are seen when it commits, so a lower id may appear after
 * a higher one. So long, in milliseconds, is looked back for those.
 */
const lookBackMs = 30_000;
/** What making a page for one window takes of the server, roughly; windows that are told at once ask one after the other. */
const pageMs = 100;
/** More at once are too many to ask whose they are: everybody is told. */
const most = 1000;

/**
 * Tells pages that something has changed. One look into the store serves everybody, and nobody looks while no page is open;
 * LISTEN/NOTIFY would not reach us on the embedded store.
 */
export function createLiveHub(source: ChangeSource, options: HubOptions): LiveHub {
  const clients = new Set<LiveClient>();
  let timer: NodeJS.Timeout | undefined;
  let beats: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let closed = false;
  let floor: string | null = null;
  let seen = new Set<string>();
  let tops: { at: number; top: string }[] = [];

  const look = async (): Promise<void> => {
    if (floor === null) {
      floor = await source.newest();
      return;
    }
    const found = await source.since(floor, most);
    const fresh = found.filter((change) => !seen.has(change.id));
    const top = found.at(-1)?.id ?? floor;
    for (const { id } of fresh) seen.add(id);
    tops.push({ at: options.now(), top });
    const before = floor;
    if (found.length >= most) floor = top;
    for (let first = tops[0]; first !== undefined && first.at < options.now() - lookBackMs; first = tops[0]) {
      if (BigInt(first.top) > BigInt(floor)) floor = first.top;
      tops.shift();
    }
    if (floor !== before) {
      const gone = BigInt(floor);
      seen = new Set([...seen].filter((id) => BigInt(id) > gone));
    }
    if (fresh.length === 0) return;
    const told = [...clients].filter(
      (client) => found.length >= most || fresh.some((change) => concerns(client, change)),
    );
    for (const client of told) client.changed(top, told.length * pageMs);
  };

  const turn = (): void => {
    looking = look()
      .catch(options.onError)
      .finally(() => {
        if (!closed && clients.size > 0) timer = setTimeout(turn, options.everyMs);
        else stop();
      });
  };
  const stop = (): void => {
    clearTimeout(timer);
    clearInterval(beats);
    timer = undefined;
    beats = undefined;
    floor = null;
    seen = new Set();
    tops = [];
  };

  return {
    get size() {
      return clients.size;
    },
    join(client) {
      const own = [...clients].filter((one) => one.reviewerId === client.reviewerId).length;
      if (closed || clients.size >= options.most || own >= options.mostOfOne) return null;
      clients.add(client);
      if (beats === undefined) {
        beats = setInterval(() => {
          for (const one of clients) one.beat();
        }, options.heartbeatMs);
        turn();
      }
      return () => void clients.delete(client);
    },
    async close() {
      closed = true;
      for (const client of clients) client.end();
      clients.clear();
      stop();
      await looking;
    },
  };
}

function concerns({ accounts }: LiveClient, change: Change): boolean {
  return accounts === null || change.accounts?.some((account) => accounts.includes(account)) === true;
}
