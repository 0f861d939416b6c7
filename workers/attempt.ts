import type { Logger } from 'pino';
import type {
  Action,
  Caps,
  Effect,
  Finish,
  Mailbox,
  Meanwhile,
  MessageRecord,
  Reconsidered,
} from '../src/domain/index.js';
import { type Backoff, backoffSeconds } from './backoff.js';
import type { AccountSettings, ActStore, ComposeReply, Outbox, Reconsider, Signal } from './interfaces.js';

export interface ActDeps {
  readonly store: ActStore;
  readonly mailbox: Mailbox;
  readonly outbox: Outbox;
  readonly composeReply: ComposeReply;
  readonly reconsider: Reconsider;
  /** Message-ID of what an action writes, the same at every try; `key` is the action's key in the ledger. */
  readonly replyMessageId: (account: string, key: string) => string;
  readonly settings: (account: string) => AccountSettings | Promise<AccountSettings>;
  readonly signal: Signal;
  readonly logger: Logger;
  readonly limits: {
    /** Days in which a person gets at most one answer about a position. */
    readonly windowDays: number;
    /** Mail that is older when its turn comes is not answered by itself, in days; left out, there is no such limit. */
    readonly maxAgeDays?: number;
    readonly caps: Caps;
    /** An action that failed so often for reasons that might pass waits for a person. */
    readonly maxAttempts: number;
    /** When the quiet hours that hold at a moment end, or null. */
    readonly quietUntil?: (now: Date) => Date | null;
  };
  readonly backoff: Backoff;
  /** 0 up to 1; Math.random outside tests. */
  readonly random: () => number;
  /** The time on this machine in milliseconds; Date.now outside tests. */
  readonly clock: () => number;
}

/** How an attempt ended, before it is written into the ledger. */
export type AttemptResult = Finish;

/** An answer that still stands, with what was looked at. */
export interface Review {
  readonly meanwhile: Meanwhile;
  readonly stands: Extract<Reconsidered, { outcome: 'stands' }>;
}

/** An attempt that holds the action. */
export interface Attempt {
  readonly action: Action;
  readonly token: string;
  readonly message: MessageRecord;
  readonly account: AccountSettings;
  readonly effect: Effect;
  /** True when a person has said that it is to happen, knowing what has. */
  readonly decided: boolean;
  /** What the answer has become; null for labels. */
  readonly review: Review | null;
}

/** A failure, with the time of the next try when there is one. */
export function failed(
  deps: ActDeps,
  { action }: Attempt,
  retry: boolean,
  code: string,
  detail: string,
): AttemptResult {
  if (!retry) return { state: 'failed', reason: code, detail };
  if (action.attempts >= deps.limits.maxAttempts) {
    return {
      state: 'failed',
      reason: 'retries-exhausted',
      detail: `after ${action.attempts} tries: ${code}: ${detail}`,
    };
  }
  const retryInSeconds = backoffSeconds(action.attempts, deps.backoff, deps.random());
  return { state: 'failed', reason: code, detail, retryInSeconds };
}

/**
 * Why an effect was not allowed after the action was claimed: the account's mode was lowered (looked at again at once, a
 * send may still become a draft), the kill switch came down, or the claim ran out and another worker may take it over.
 */
async function stopped(deps: ActDeps, { message, effect }: Attempt): Promise<AttemptResult> {
  const { mode } = await deps.settings(message.account);
  const lowered =
    mode === 'shadow' || (effect !== 'label' && mode === 'label') || (effect === 'send' && mode !== 'send');
  if (lowered)
    return { state: 'held', reason: 'mode-lowered', detail: `the account's mode is now ${mode}`, retryInSeconds: 1 };
  if ((await deps.store.settings.paused(message.account)) !== null)
    return { state: 'held', reason: 'paused', retryInSeconds: 300 };
  const detail = 'it took longer than its claim holds, and nothing was done';
  return { state: 'held', reason: 'interrupted', detail, retryInSeconds: 1 };
}

/**
 * A yes is worth so long, in milliseconds, and no claim is shorter (work.claimSeconds): whoever hears it later was stopped
 * meanwhile, with their machine or their thread, and another may have taken the work over.
 */
const yesHoldsMs = 3000;

/** Asks right before an effect whether it may happen, and says afterwards why it did not. */
export interface Gate {
  /** Never throws: who can't be asked has not agreed. */
  readonly allowed: () => Promise<boolean>;
  readonly stopped: () => Promise<AttemptResult>;
}

export function gateOf(deps: ActDeps, attempt: Attempt, ask = asksLedger(deps, attempt)): Gate {
  let unanswered: string | null = null;
  return {
    async allowed() {
      const askedAt = deps.clock();
      try {
        const may = await ask();
        const took = deps.clock() - askedAt;
        // A clock that was set back proves nothing either.
        return may && took >= 0 && took <= yesHoldsMs;
      } catch (thrown) {
        unanswered = thrown instanceof Error ? thrown.message : String(thrown);
        return false;
      }
    },
    stopped: async () =>
      unanswered === null
        ? stopped(deps, attempt)
        : { state: 'held', reason: 'store-unreachable', detail: unanswered, retryInSeconds: 10 },
  };
}

function asksLedger({ store }: ActDeps, { action, token }: Attempt): () => Promise<boolean> {
  return () => store.ledger.stillAllowed(action.id, token);
}
