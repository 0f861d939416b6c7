import type { Correction } from './correction.js';
import type { Document } from './document.js';
import type { Applicant } from './judgement.js';

/** What a judgement needs to know besides the message: facts about the mailbox, and what came before. */
export interface TriageContext {
  /** Addresses and aliases that are ours, lower case. Empty: unknown, so To and Cc are not checked. */
  readonly ownAddresses: readonly string[];
  /** Addresses of the other accounts of this installation: what they write is never answered. */
  readonly otherAccounts?: readonly string[];
  /** Addressee (whole, lower case) → position id, from the account's settings. */
  readonly aliases: Readonly<Record<string, string>>;
  /** authserv-ids whose Authentication-Results are trusted (RFC 8601 section 2.5). */
  readonly authservIds: readonly string[];
  /** True when this very message was judged before (a second delivery). */
  readonly duplicate: boolean;
  /** The application that this mail continues, or null. */
  readonly earlier: EarlierApplication | null;
  /** What a person said about this mail; left out where nobody did. */
  readonly correction?: Correction;
}

/** What earlier mails of the same application brought. */
export interface EarlierApplication {
  readonly position: string | null;
  readonly applicant: Applicant | null;
  readonly documents: readonly Document[];
  /**
   * Positions about which an application of this person was answered, or was to be; null stands for none named. Left out:
   * the position of this application.
   */
  readonly answered?: readonly (string | null)[];
}

/** A context in which nothing is known. */
export const emptyContext: TriageContext = {
  ownAddresses: [],
  aliases: {},
  authservIds: [],
  duplicate: false,
  earlier: null,
};
