import type { Location } from './action.js';
import type { DraftSighting, WrittenDraft } from './draft.js';

/** A raw message as it lies in a mailbox. */
export interface FetchedMessage {
  readonly raw: Buffer;
  /** When the server got it (INTERNALDATE), ISO 8601; the time of the fetch when the server gives none. */
  readonly receivedAt: string;
  /** True when it was larger than the limit and only the head and the first text part were fetched. */
  readonly truncated: boolean;
}

/** How labels are kept: Gmail's own, IMAP keywords, a folder for each, or not at all. */
export type LabelBackend = 'gmail' | 'keywords' | 'folders' | 'none';

/** What stands on a message at one place. */
export interface LabelsAt {
  readonly backend: LabelBackend;
  /** Why this backend, in words. */
  readonly why: string;
  /** Those of our labels that stand there, in our spelling; where labels are folders, the one in whose folder it lies. */
  readonly standing: readonly string[];
  /**
   * Those of our labels that the server can't be trusted to have kept: when they are missing, that says nothing about a
   * person (a folder that knows as many keywords as a Maildir keeps, and not this one).
   */
  readonly forgotten: readonly string[];
  /** True in a folder that is watched: where mail arrives, and from where it may be moved. */
  readonly watched: boolean;
}

/** Labels to set and to take off; no label in both. */
export interface LabelChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * Whether an effect may still happen; asked on the open folder as the last thing before the command that does it, because
 * the work may have waited long for others and for the server. False: nothing is done.
 */
export type StillAllowed = () => Promise<boolean>;

/** What workers do in mailboxes; src/mailbox does it over IMAP. Every method may throw a TriageError. */
export interface Mailbox {
  /** The raw message (BODY.PEEK[]), or null when no message has this UID under this UIDVALIDITY any more. */
  fetch(location: Location, limits: { maxBytes: number }): Promise<FetchedMessage | null>;
  /**
   * Where the message lies now, or null: for messages that a person has moved. By the server's own id for it where
   * there is one, else by its Message-ID.
   */
  find(account: string, messageId: string | null, serverId?: string | null): Promise<Location | null>;
  /**
   * How labels are kept at this place, and which of `ours` stand there. Changes nothing.
   * @throws TriageError imap-message-gone, labels-unsupported, imap-folder-read-only
   */
  labelsAt(location: Location, ours: readonly string[]): Promise<LabelsAt>;
  /**
   * Sets and takes off labels where they are Gmail's or keywords, and looks whether they stand; every other label and
   * flag stays as it is.
   * @returns false when it was not allowed any more
   * @throws TriageError imap-message-gone, imap-label-invalid, imap-label-dropped, imap-label-failed
   */
  changeLabels(location: Location, change: LabelChange, stillAllowed: StillAllowed): Promise<boolean>;
  /**
   * Where labels are folders: moves the message into the label's folder, which is made when it is not there. Nothing is
   * ever expunged but this one message, and only once it stands in the other folder.
   * @param messageId by which it is found there again when the server does not say where it put it
   * @returns the new place; null when the server did not say and it was not found; `withheld` when it was not allowed any
   *   more
   * @throws TriageError imap-message-gone, labels-unsupported, imap-move-failed
   */
  moveToLabel(
    location: Location,
    label: string,
    messageId: string | null,
    stillAllowed: StillAllowed,
  ): Promise<Location | null | 'withheld'>;
  /**
   * Appends a draft (\Draft) to the Drafts folder unless one with this Message-ID is there.
   * @returns where it lies; `withheld` when it was not allowed any more
   */
  appendDraft(
    account: string,
    raw: Buffer,
    messageId: string,
    stillAllowed: StillAllowed,
  ): Promise<Location | 'withheld'>;
  /** Where each of these drafts is now, in their order: still in Drafts, sent, or in neither. */
  findDrafts(account: string, drafts: readonly WrittenDraft[]): Promise<readonly DraftSighting[]>;
  /**
   * What the mailbox knows of an answer that we are about to give: it stands in Sent itself (`sent`: an earlier try, another
   * installation, or a person who sent our draft as it was), another mail in Sent answers the same mail and goes to the
   * same person (`by-hand`), or it lies in Drafts itself (`drafted`). Null when none of it is there.
   */
  standingAnswer(account: string, reply: WrittenDraft): Promise<'sent' | 'by-hand' | 'drafted' | null>;
  /** Appends a sent mail to the Sent folder (\Seen) unless it is there already. */
  appendSent(account: string, raw: Buffer, messageId: string): Promise<void>;
  /** True when a mail with this Message-ID stands in the Sent folder: how an uncertain send is reconciled. */
  wasSent(account: string, messageId: string): Promise<boolean>;
}
