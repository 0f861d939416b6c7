import type { Location } from '../../src/domain/index.js';
import type { ArrivalEnvelope, Arrivals, Checkpoint, Lease } from '../../src/mailbox/index.js';

export interface Recorded {
  readonly location: Location;
  readonly envelope: ArrivalEnvelope;
}

/** A store in memory: what the watcher is promised of the real one, and a log of what it was told. */
export class MemoryArrivals implements Arrivals {
  readonly recorded: Recorded[] = [];
  readonly verifications: Date[] = [];
  readonly checkpoints = new Map<string, Checkpoint>();
  private readonly known = new Set<string>();
  private waiting: { count: number; resolve: () => void }[] = [];

  /** Called before each commit; throws to fail it. */
  beforeRecord: (location: Location, envelope: ArrivalEnvelope) => void = () => {};

  async checkpoint(account: string, folder: string): Promise<Checkpoint | null> {
    return this.checkpoints.get(`${account}/${folder}`) ?? null;
  }

  async missing(account: string, folder: string, uidValidity: string, uids: readonly number[]): Promise<number[]> {
    return uids.filter((uid) => !this.known.has(keyOf({ account, folder, uidValidity, uid })));
  }

  async record(location: Location, envelope: ArrivalEnvelope): Promise<'new' | 'known'> {
    this.beforeRecord(location, envelope);
    const key = keyOf(location);
    if (this.known.has(key)) return 'known';
    this.known.add(key);
    this.recorded.push({ location, envelope });
    this.waiting = this.waiting.filter(({ count, resolve }) => {
      if (this.recorded.length < count) return true;
      resolve();
      return false;
    });
    return 'new';
  }

  async advance(account: string, folder: string, checkpoint: Checkpoint): Promise<void> {
    this.checkpoints.set(`${account}/${folder}`, checkpoint);
  }

  async verified(_account: string, _folder: string, at: Date): Promise<void> {
    this.verifications.push(at);
  }

  /** Resolves when so many messages have been recorded. */
  reached(count: number): Promise<void> {
    if (this.recorded.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ count, resolve }));
  }

  get uids(): number[] {
    return this.recorded.map(({ location }) => location.uid);
  }

  get subjects(): (string | null)[] {
    return this.recorded.map(({ envelope }) => envelope.subject);
  }
}

/** A lease table in memory; `as(owner)` is what one process sees of it. */
export class MemoryLeases {
  private readonly held = new Map<string, { owner: string; until: number }>();

  as(owner: string): Lease {
    const take = async (key: string, ttlMs: number) => {
      const holder = this.held.get(key);
      if (holder !== undefined && holder.owner !== owner && holder.until > Date.now()) return false;
      this.held.set(key, { owner, until: Date.now() + ttlMs });
      return true;
    };
    return {
      acquire: take,
      renew: async (key, ttlMs) => this.held.get(key)?.owner === owner && (await take(key, ttlMs)),
      release: async (key) => {
        if (this.held.get(key)?.owner === owner) this.held.delete(key);
      },
    };
  }

  /** Somebody else takes the key by force, as after a lease that ran out. */
  steal(key: string, owner: string): void {
    this.held.set(key, { owner, until: Date.now() + 60_000 });
  }
}

function keyOf(location: Location): string {
  return `${location.account}/${location.folder}/${location.uidValidity}/${location.uid}`;
}
