import type { Action, ActionState } from './action.js';

/** What an attempt really does: an acknowledgement becomes a draft where the account may not send. */
export type Effect = 'label' | 'draft' | 'send';

/** At most `max` sends in any `hours`. */
export interface Cap {
  readonly max: number;
  readonly hours: number;
}

/** Limits on answers; mail-safety's item 8. */
export interface Caps {
  /** To one recipient domain. */
  readonly domain: Cap;
  /** By one account. */
  readonly account: Cap;
  /** By this installation. */
  readonly overall: Cap;
  /** Drafts of one account, so that a flood leaves its Drafts folder readable; left out, there is no limit. */
  readonly drafts?: Cap;
}

export interface ClaimOptions {
  readonly effect: Effect;
  /** Days in which a person gets at most one answer about a position. */
  readonly windowDays: number;
  readonly caps: Caps;
  /** When the quiet hours that hold at the moment end, or null; asked with the store's clock before a send. */
  readonly quietUntil?: (now: Date) => Date | null;
  /** The server is known not to serve the account: the action is held so long without a try. */
  readonly away?: { readonly reason: string; readonly detail: string; readonly retryInSeconds: number };
  /** Whether the answer asks for documents; left out, the plan says it. */
  readonly asks?: boolean;
}

/** An action that was taken for one attempt, or why it was not. */
export type Claim =
  | { readonly outcome: 'claimed'; readonly token: string; readonly action: Action }
  /** The action is now held or skipped, for this reason. */
  | { readonly outcome: 'held' | 'skipped'; readonly reason: string }
  /** Somebody else runs it (or another answer to the same person), or it is not due yet. */
  | { readonly outcome: 'busy' }
  /** Nothing to do any more, or unknown. */
  | { readonly outcome: 'settled'; readonly state: ActionState | null };

/**
 * How an attempt ended. `retryInSeconds` makes a failed or held action due again; without it only a person does. One that
 * ended `held` does not count as a try: it says nothing about the message.
 */
export interface Finish {
  readonly state: Extract<ActionState, 'done' | 'failed' | 'held' | 'uncertain' | 'skipped'>;
  readonly reason: string | null;
  readonly detail?: string | null;
  readonly retryInSeconds?: number;
}
