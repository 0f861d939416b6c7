import type { Logger } from 'pino';
import type { Action, Caps, Effect, Finish, Mailbox, MessageRecord } from '../src/domain/index.js';
import { type Backoff, backoffSeconds } from './backoff.js';
import type { AccountSettings, ActStore, ComposeReply, Outbox, Signal } from './interfaces.js';

export interface ActDeps {
  readonly store: ActStore;
  readonly mailbox: Mailbox;
  readonly outbox: Outbox;
  readonly composeReply: ComposeReply;
  /** Message-ID of what an action writes, the same at every try; `key` is the action's key in the ledger. */
  readonly replyMessageId: (account: string, key: string) => string;
  readonly settings: (account: string) => AccountSettings;
  readonly signal: Signal;
  readonly logger: Logger;
  readonly limits: {
    /** Days in which a person gets at most one answer about a position. */
    readonly windowDays: number;
    readonly caps: Caps;
    /** An action that failed so often for reasons that might pass waits for a person. */
    readonly maxAttempts: number;
  };
  readonly backoff: Backoff;
  /** 0 up to 1; Math.random outside tests. */
  readonly random: () => number;
}

/** How an attempt ended, before it is written into the ledger. */
export type AttemptResult = Finish;

/** An attempt that holds the action. */
export interface Attempt {
  readonly action: Action;
  readonly token: string;
  readonly message: MessageRecord;
  readonly account: AccountSettings;
  readonly effect: Effect;
}

/** The kill switch was on, or the claim was lost: nothing was done. */
export const stopped: AttemptResult = { state: 'held', reason: 'paused', retryInSeconds: 300 };

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
