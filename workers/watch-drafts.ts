import type { Logger } from 'pino';
import { asTriageError, type DraftSighting, type Mailbox, type OpenDraft } from '../src/domain/index.js';

export interface DraftWatchDeps {
  readonly store: {
    readonly drafts: {
      due(account: string): Promise<readonly OpenDraft[]>;
      sighted(actionId: string, sighting: DraftSighting): Promise<'sent-by-hand' | 'deleted-by-hand' | null>;
    };
    /** Keeps two processes from looking at the same time. */
    readonly lease: {
      acquire(key: string, ttlMs: number): Promise<boolean>;
      release(key: string): Promise<void>;
    };
  };
  readonly mailbox: Pick<Mailbox, 'findDrafts'>;
  readonly logger: Logger;
}

/** A look takes seconds; whoever dies in it keeps others waiting so long, in milliseconds. */
const leaseMs = 120_000;

/**
 * Looks after the drafts that we wrote and that are due, account by account: were they sent or deleted by hand? An
 * account without such drafts costs one question to the store, and one whose server is away stops no other.
 */
export async function watchDrafts(deps: DraftWatchDeps, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) {
    if ((await deps.store.drafts.due(account)).length === 0) continue;
    const key = `drafts/${account}`;
    if (!(await deps.store.lease.acquire(key, leaseMs))) continue;
    try {
      await lookAfter(deps, account);
    } catch (thrown) {
      const { code, message } = asTriageError(thrown);
      deps.logger.info({ account, code, reason: message }, 'drafts could not be looked for; later again');
    } finally {
      await deps.store.lease.release(key);
    }
  }
}

async function lookAfter({ store, mailbox, logger }: DraftWatchDeps, account: string): Promise<void> {
  const due = await store.drafts.due(account);
  if (due.length === 0) return;
  const sightings = await mailbox.findDrafts(account, due);
  for (const [index, { actionId }] of due.entries()) {
    const sighting = sightings[index];
    if (sighting === undefined) continue;
    const fate = await store.drafts.sighted(actionId, sighting);
    if (fate !== null) logger.info({ account, action: actionId, fate }, 'a person has decided about a draft');
  }
}
