import type { ActionKind, ActionState } from './action.js';
import type { Tells } from './blackout.js';
import type { Band } from './judgement.js';
import type { AuditEvent, MessageRecord, MessageStatus } from './record.js';
import type { Sight } from './review.js';

/** Ways through the inbox log: everything, what was left alone, applications whose CV could not be read, quarantine. */
export const logLanes = ['all', 'left-alone', 'unreadable', 'quarantine'] as const;
export type LogLane = (typeof logLanes)[number];

/** What the inbox log is asked for. Everything left out filters nothing. */
export interface LogQuery {
  readonly sight: Sight;
  readonly lane?: LogLane;
  readonly status?: MessageStatus;
  readonly account?: string;
  /** Why it has its status: a reason code. */
  readonly reason?: string;
  /** Days (ISO dates, inclusive) between which the mail came. */
  readonly since?: string;
  readonly until?: string;
  /** Part of the subject, the sender or the reason. */
  readonly text?: string;
  /** Id of the last row of the page before. */
  readonly after?: string;
  /** 1-200; default 50. */
  readonly limit?: number;
}

/** A document that could not be read, or not whole. */
export interface UnreadDocument {
  readonly name: string;
  readonly status: string;
  readonly reason: string | null;
}

/** The application that a message belongs to, as far as the log tells of it. */
export interface LogApplication {
  readonly applicationId: string;
  readonly position: string | null;
  /** 0-100. */
  readonly score: number;
  readonly band: Band;
  readonly cvUnread: boolean;
  readonly applicant: { readonly name: string | null; readonly email: string | null };
  readonly institution: string | null;
  /** See QueueRow. */
  readonly tells?: Tells;
}

/** One message that was seen, and what became of it. */
export interface LogRow {
  readonly message: MessageRecord;
  /** What kind of mail it was judged to be; null until it was judged. */
  readonly kind: string | null;
  /** Why, in the words of the program that decided; null when the record says no more than its code. */
  readonly why: string | null;
  readonly application: LogApplication | null;
  readonly actions: readonly {
    readonly kind: ActionKind;
    readonly state: ActionState;
    readonly reason: string | null;
  }[];
  readonly unread: readonly UnreadDocument[];
  /** Names in its header, for whoever reviews blind: they are to be hidden. */
  readonly writers?: readonly string[];
}

export interface LogPage {
  readonly rows: readonly LogRow[];
  /** `after` of the next page, or null at the end. */
  readonly next: string | null;
}

/** How much lies in each lane, and how many answers wait for a person. */
export interface LogCounts {
  readonly unreadable: number;
  readonly quarantine: number;
  readonly waiting: number;
}

/** Everything about one message but its text. */
export interface MessageView {
  readonly row: LogRow;
  readonly places: readonly { readonly folder: string; readonly uid: number; readonly goneAt: string | null }[];
  readonly documents: readonly (UnreadDocument & { readonly type: string | null; readonly format: string })[];
  readonly actions: readonly WaitingAction[];
  /** Oldest first; at most 500. */
  readonly events: readonly AuditEvent[];
}

/** An effect with what a person needs to decide about it. */
export interface WaitingAction {
  readonly id: string;
  readonly account: string;
  readonly messageId: string;
  readonly kind: ActionKind;
  readonly state: ActionState;
  readonly reason: string | null;
  readonly detail: string | null;
  /** When it goes on by itself; null when it does not. */
  readonly dueAt: string | null;
  readonly since: string;
  readonly attempts: number;
  /** Address of an answer; null for labels. */
  readonly to: string | null;
  readonly template: string | null;
  readonly labels: readonly string[];
  readonly subject: string | null;
  readonly from: string | null;
  readonly application: LogApplication | null;
}

/** What a person may decide about an effect that waits; see the ledger. */
export const effectDecisions = ['go', 'draft', 'sent', 'drop'] as const;
export type EffectDecision = (typeof effectDecisions)[number];
