import type { ActionKind, ActionPayload, ActionState } from './action.js';
import type { Reason } from './judgement.js';

/**
 * What became of a message. seen → reading → handled | left-alone | quarantined | gone.
 * `left-alone`: read and nothing to do; `quarantined`: could not be handled, a person has to look;
 * `gone`: it left the mailbox before anybody could read it.
 */
export const messageStatuses = ['seen', 'reading', 'handled', 'left-alone', 'quarantined', 'gone'] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** `live`: arrived while we watched; `backfill`: was there already and was asked for by a person. */
export type Origin = 'live' | 'backfill';

/** What the store knows about a message without opening its mail. Times are ISO 8601. */
export interface MessageRecord {
  readonly id: string;
  readonly account: string;
  readonly fingerprint: string | null;
  /** The mail's own Message-ID with angle brackets. */
  readonly rfcMessageId: string | null;
  /** The server's own id for the content (OBJECTID's EMAILID, Gmail's X-GM-MSGID), where it has one. */
  readonly serverId?: string | null;
  readonly subject: string | null;
  readonly from: string | null;
  /** The Date header. */
  readonly date: string | null;
  /** When the server got it (INTERNALDATE). */
  readonly receivedAt: string | null;
  readonly seenAt: string;
  readonly bytes: number | null;
  readonly origin: Origin;
  readonly status: MessageStatus;
  /** Why it has this status, in a code and in words; null while it is new. */
  readonly reason: Reason | null;
  /** How often reading was begun. */
  readonly attempts: number;
}

/** An action that a plan asks for, before it has a row in the ledger. */
export interface PlannedAction {
  /** Unique for the effect, whoever plans it and how often: message × kind × template. */
  readonly key: string;
  readonly kind: ActionKind;
  readonly payload: ActionPayload;
  /** Seconds to wait before it may run, so that a person can stop it; default 0. */
  readonly delaySeconds?: number;
}

/** What a line of the audit record is about. `message` and `action` are changes of state; the others happened beside them. */
export const auditKinds = ['message', 'action', 'application', 'setting', 'verdict', 'account'] as const;

/** One line of the audit record. Nothing ever changes or removes one. */
export interface AuditEvent {
  readonly id: string;
  readonly at: string;
  readonly account: string | null;
  readonly messageId: string | null;
  readonly actionId: string | null;
  readonly kind: (typeof auditKinds)[number];
  /** The state reached, or what was done. */
  readonly code: string;
  readonly from: MessageStatus | ActionState | null;
  readonly reason: string | null;
  readonly detail: string | null;
  /** A person's name, or the name of the process. */
  readonly actor: string;
}
