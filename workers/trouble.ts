import type { TriageError } from '../src/domain/index.js';
import { backoffSeconds } from './backoff.js';

/** Why an effect is not tried now, and for how long. */
export interface Away {
  readonly reason: string;
  readonly detail: string;
  readonly retryInSeconds: number;
}

interface Trouble {
  readonly reason: string;
  readonly detail: string;
  /** Failures in a row. */
  readonly failures: number;
  /** Until then nobody tries, in milliseconds since 1970. */
  until: number;
  /** Somebody was let through to see whether it is over. */
  probing: boolean;
}

/** Codes of a server that does not serve the account at all: whatever is tried next would fail in the same way. */
const ofTheSession =
  /^(?:imap|smtp)-(?:unreachable|unavailable|throttled|login-refused|tls-failed|token-unavailable)$|^oauth-|^secret-key-|^token-damaged$/;

/** Longest wait for a server that is away, in seconds. */
const longestAway = 900;
/** A full mailbox, a missing folder: whoever puts that right is a person, and nobody logs in in vain meanwhile. */
const personsBackoff = { firstSeconds: 900, maxSeconds: 6 * 3600 };
/** While one tries whether the server is back, the others of the account wait so long, in seconds. */
const probeSeconds = 30;
/** A hint to wait for weeks is a mistake of the server: a day at most, in seconds. */
const longestHint = 86_400;

/**
 * What keeps effects from being tried, as this process has met it: by account and effect where the server is away or
 * refuses the login, else by action. Nothing of it says anything about a message, so none of it is counted against one;
 * and an account with a thousand actions knocks at its server's door once, not a thousand times.
 */
export function createTroubles(firstSeconds: number, random: () => number) {
  const met = new Map<string, Trouble>();
  const secondsTo = (until: number, now: Date): number => Math.max(1, Math.ceil((until - now.getTime()) / 1000));

  return {
    knows: (place: string): boolean => met.has(place),

    /** What keeps this account's effects from being tried now, or null. When the wait is over, one is let through. */
    standing(place: string, now: Date): Away | null {
      const trouble = met.get(place);
      if (trouble === undefined) return null;
      if (now.getTime() < trouble.until) {
        const { reason, detail, until } = trouble;
        return { reason, detail, retryInSeconds: secondsTo(until, now) };
      }
      trouble.until = now.getTime() + probeSeconds * 1000;
      trouble.probing = true;
      return null;
    },

    /** What was thrown before or instead of an effect. Null when it says something about this one message. */
    thrown(place: string, action: string, error: TriageError, now: Date): Away | null {
      const session = ofTheSession.test(error.code);
      if (!session && error.errorClass !== 'permanent') return null;
      const key = session ? place : `action ${action}`;
      const before = met.get(key);
      const detail = `${error.message} ${error.help}`;
      // Those that were under way together fail together: that is one failure.
      const another = before === undefined || before.probing || now.getTime() >= before.until;
      const failures = (before?.failures ?? 0) + (another ? 1 : 0);
      const hint = Math.min(longestHint, (error.retryAfterMs ?? 0) / 1000);
      const wait = Math.max(hint, waitSeconds(session, error, failures));
      const until = another ? now.getTime() + wait * 1000 : Math.max(before.until, now.getTime() + hint * 1000);
      met.set(key, { reason: error.code, detail, failures, until, probing: false });
      const seconds = secondsTo(until, now);
      // A little later than the others: if it were this one's fault, another would find out.
      const retryInSeconds = session ? seconds + Math.min(seconds, probeSeconds) : seconds;
      return { reason: error.code, detail, retryInSeconds };
    },

    /** The server did what it was asked, or had an answer about the message. */
    over(place: string, action: string): void {
      met.delete(place);
      met.delete(`action ${action}`);
    },
  };

  function waitSeconds(session: boolean, { errorClass }: TriageError, failures: number): number {
    if (!session) return backoffSeconds(failures, personsBackoff, random());
    // A login that was refused is refused again, and tries that fail quickly lock accounts.
    if (errorClass === 'permanent') return longestAway;
    return backoffSeconds(failures, { firstSeconds, maxSeconds: longestAway }, random());
  }
}

export type Troubles = ReturnType<typeof createTroubles>;
