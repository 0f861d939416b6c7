import type { Location } from './action.js';

/** A raw message as it lies in a mailbox. */
export interface FetchedMessage {
  readonly raw: Buffer;
  /** When the server got it (INTERNALDATE), ISO 8601; the time of the fetch when the server gives none. */
  readonly receivedAt: string;
  /** True when it was larger than the limit and only the head and the first text part were fetched. */
  readonly truncated: boolean;
}

/** What workers do in mailboxes; src/mailbox does it over IMAP. Every method may throw a TriageError. */
export interface Mailbox {
  /** The raw message (BODY.PEEK[]), or null when no message has this UID under this UIDVALIDITY any more. */
  fetch(location: Location, limits: { maxBytes: number }): Promise<FetchedMessage | null>;
  /** Where the message with this Message-ID lies now, or null: for messages that a person has moved. */
  find(account: string, messageId: string): Promise<Location | null>;
  /**
   * Makes exactly `labels` of the labels that are ours (`ours`) stand on the message, leaves all others alone, and reads
   * the flags back (messageFlagsAdd drops what PERMANENTFLAGS forbids). Returns what really stands there of `ours`.
   */
  setLabels(location: Location, labels: readonly string[], ours: readonly string[]): Promise<readonly string[]>;
  /** Appends a draft (\Draft) to the Drafts folder unless one with this Message-ID is there. Returns where it lies. */
  appendDraft(account: string, raw: Buffer, messageId: string): Promise<Location>;
  /** Appends a sent mail to the Sent folder (\Seen) unless it is there already. */
  appendSent(account: string, raw: Buffer, messageId: string): Promise<void>;
  /** True when a mail with this Message-ID stands in the Sent folder: how an uncertain send is reconciled. */
  wasSent(account: string, messageId: string): Promise<boolean>;
}
