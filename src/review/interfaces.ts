import type { Correction } from '../domain/index.js';
import type { Explanation } from '../pipeline/index.js';
import type { ReviewStore, SessionLimits } from './review-store.js';
import type { RulesDesk } from './rules-desk.js';

export * from './review-store.js';

/** What the pages know of the rules that are live. Asked at every use, so that a reload holds at once. */
export interface RulesInfo {
  readonly hash: string;
  readonly positions: readonly {
    readonly id: string;
    readonly title: string;
    /** Topics that count for it, the heaviest first. */
    readonly topics: readonly string[];
    /** ISO date, or null. */
    readonly preferredBy: string | null;
  }[];
  /** All topics, by id. */
  readonly topics: readonly { readonly id: string; readonly title: string }[];
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly claim: string;
  readonly scope: string;
  readonly create: boolean;
  readonly label: string;
}

export interface ReviewSettings {
  /** Address under which people open the page, without a slash at its end; null when it is wherever they came. */
  readonly baseUrl: string | null;
  /** Proxies whose X-Forwarded-For is believed. */
  readonly proxies: readonly string[];
  readonly session: SessionLimits;
  readonly oidc: OidcSettings | null;
  readonly trustedProxy: { readonly header: string; readonly addresses: readonly string[] } | null;
  /** Signs cookies; the same for all processes on one store. */
  readonly cookieSecret: string;
  /** Folder of the style sheet and the scripts. */
  readonly assetsDir: string;
  /** Accounts that are configured. */
  readonly accounts: readonly string[];
}

/** A part of a mail as it lies in the mailbox. */
export interface OriginalPart {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** How the program itself stands: what the page of the day tells besides the store's numbers. */
export interface Operation {
  /** Signals that wait in the queues; null when the queue does not answer. */
  readonly signals: number | null;
  /** A sync that is older is late, in seconds. */
  readonly syncSeconds: number;
  /** Who stopped effects: of one account, or (null) of all. */
  readonly pauses: readonly Pause[];
  /** Per account, what it may do at the most now. */
  readonly modes: readonly { readonly account: string; readonly mode: string }[];
  readonly rules: {
    readonly since: string | null;
    /** What is wrong with the rules that were to go live last; null when nothing is. */
    readonly problem: string | null;
  };
}

export interface Pause {
  readonly account: string | null;
  readonly reason: string | null;
  readonly actor: string;
  readonly at: string;
}

/** The kill switch. `account` left out: all. */
export interface KillSwitch {
  pause(options: { readonly account?: string; readonly reason?: string; readonly actor: string }): Promise<void>;
  resume(options: { readonly account?: string; readonly actor: string }): Promise<void>;
}

/** What a person said about a mail. */
export interface GivenCorrection extends Correction {
  readonly note: string | null;
  readonly actor: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What people say a mail is. Both ways judge it again at once; they may throw a TriageError that says what is wrong. */
export interface Corrections {
  of(messageId: string): Promise<GivenCorrection | null>;
  give(
    wish: Correction & { readonly messageId: string; readonly note: string | null; readonly actor: string },
  ): Promise<void>;
  withdraw(messageId: string, actor: string): Promise<void>;
}

/** Everything that the pages work with; src/app/web.ts puts it together. */
export interface ReviewParts {
  readonly store: ReviewStore;
  readonly settings: ReviewSettings;
  readonly rules: () => RulesInfo;
  /** What nearly counted and what would have changed the band, by the functions that decided. */
  readonly explain: (judgement: Parameters<ExplainCard>[0]) => Explanation;
  /**
   * The attachment with this name and hash as it lies in the mailbox, fetched now; null when the mail or the part is gone.
   * May throw a TriageError when the mailbox can't be reached.
   */
  readonly original: (messageId: string, name: string, sha256: string) => Promise<OriginalPart | null>;
  /**
   * A page of such an attachment, a PDF, as a picture (PNG); or in a sentence why it can't be drawn; null when the mail or
   * the part is gone. `page` from 1.
   */
  readonly page: (
    messageId: string,
    name: string,
    sha256: string,
    page: number,
  ) => Promise<{ readonly pages: number; readonly picture: Buffer } | { readonly refused: string } | null>;
  /** Lets the mailbox show what was decided, where the account's settings say so. */
  readonly relabel: (applicationId: string, reviewer: string) => Promise<void>;
  readonly corrections: Corrections;
  /** Says that a message or an effect is to be done now. When nobody hears it, the sweeper says it again. */
  readonly wake: (what: 'intake' | 'act', id: string) => Promise<void>;
  readonly operation: () => Promise<Operation>;
  readonly killSwitch: KillSwitch;
  readonly rulesDesk: RulesDesk;
  readonly logger: ReviewLogger;
}

type ExplainCard = typeof import('../pipeline/index.js').explain;

export interface ReviewLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
