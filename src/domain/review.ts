import type { Action } from './action.js';
import type { Tells } from './blackout.js';
import type { DocumentStatus, DocumentType, ReadDocument } from './document.js';
import type { Band, Judgement } from './judgement.js';
import type { Mail } from './mail.js';
import type { AuditEvent, MessageRecord } from './record.js';

/** What a person of the review page may do: an admin also sees people and rules. */
export const reviewRoles = ['reviewer', 'admin'] as const;
export type ReviewRole = (typeof reviewRoles)[number];

/** A person who reviews. */
export interface Reviewer {
  readonly id: string;
  /** The name to log in with, lower case; verdicts and the audit record carry it. */
  readonly login: string;
  /** What the others see. */
  readonly name: string;
  readonly role: ReviewRole;
  /** Accounts whose mail this person may see; null for all. */
  readonly accounts: readonly string[] | null;
  /** True: names, photos, addresses and institutions are hidden from this person. */
  readonly blind: boolean;
}

/** Whose eyes look: every query about applications and messages takes it, so that none can forget it. */
export interface Sight {
  readonly reviewerId: string;
  /** Null for all accounts. */
  readonly accounts: readonly string[] | null;
  /** True for whoever reviews blind: then a search finds only what is shown. */
  readonly blind?: boolean;
}

export const verdictValues = ['shortlist', 'hold', 'decline'] as const;
export type VerdictValue = (typeof verdictValues)[number];

/** What the verdicts that hold amount to: one value when all agree, `conflict` when they do not, null when there is none. */
export type VerdictState = VerdictValue | 'conflict' | null;

/** A verdict that holds, or held. */
export interface ReviewVerdict {
  readonly id: string;
  readonly reviewer: string;
  readonly value: string;
  readonly note: string | null;
  /** A score of the reviewer's own, 0-100. */
  readonly score: number | null;
  readonly at: string;
  readonly withdrawnAt: string | null;
}

export const queueSorts = ['score', 'newest', 'oldest'] as const;
export type QueueSort = (typeof queueSorts)[number];

/** Flags that are offered as a filter, those that matter most first; odd mails and documents have further ones. */
export const offeredFlags = [
  'hidden-text',
  'keyword-stuffing',
  'implausible',
  'cv-unread',
  'late',
  'forwarded',
  'duplicate',
  'unsafe',
  'several-from',
  'header-injection',
  'truncated',
] as const;

/** What the ranked queue is asked for. Everything left out filters nothing. */
export interface QueueQuery {
  readonly sight: Sight;
  /** A position's id; `null` for applications that fit none. */
  readonly position?: string | null;
  readonly bands?: readonly Band[];
  /** `none`: no verdict yet. */
  readonly state?: VerdictValue | 'conflict' | 'none';
  /** Applications with more than so many points (0-100) in the topic. */
  readonly topic?: { readonly id: string; readonly above: number };
  /** A document type that is missing. */
  readonly missing?: string;
  readonly flag?: string;
  /** Days (ISO dates, inclusive) between which the last mail came. */
  readonly since?: string;
  readonly until?: string;
  /** Only what the viewer has not opened since the last mail. */
  readonly unread?: boolean;
  /** Login of the colleague to whom it was given. */
  readonly assignee?: string;
  /** Words that mails or documents must hold; `"a phrase"` and `-not` work. */
  readonly text?: string;
  readonly sort?: QueueSort;
  /** From a page before: see `QueuePage.next`. */
  readonly after?: string;
  /** 1-200; default 50. */
  readonly limit?: number;
}

/** Filters of the queue that a person keeps, as the query string of their address. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly query: string;
}

/** One application in the ranked queue. */
export interface QueueRow {
  readonly applicationId: string;
  /** The message that speaks for it: the one with the best judgement. */
  readonly messageId: string | null;
  readonly position: string | null;
  /** 0-100. */
  readonly score: number;
  readonly band: Band;
  readonly applicant: { readonly name: string | null; readonly email: string | null };
  readonly subject: string | null;
  /** Points per topic, 0-100. */
  readonly topics: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  /** Types of documents that were read, over all its mails. */
  readonly given: readonly string[];
  readonly missing: readonly string[];
  /** The highest degree that was seen, in words, and where. */
  readonly degree: string | null;
  readonly institution: string | null;
  /** How many mails it is made of. */
  readonly messages: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Labels that are set, over all its messages. */
  readonly labels: readonly string[];
  readonly answer: {
    readonly kind: 'draft' | 'acknowledge';
    /** Its ledger state. */
    readonly state: string;
    readonly reason: string | null;
    /** When it may go on, ISO 8601; null when it waits for nothing. */
    readonly dueAt: string | null;
  } | null;
  readonly state: VerdictState;
  readonly verdicts: readonly { readonly reviewer: string; readonly value: string }[];
  readonly assignee: string | null;
  /** True when the viewer has not opened it since its last mail. */
  readonly unread: boolean;
  /** Counts what people decided about it; a form sends it back to say what its writer had seen. */
  readonly revision: number;
  /** What blind reviewing hides, from all its mails; the applicant's name, address and institution besides. */
  readonly tells?: Tells;
}

/** Where a search was found in an application: the first place in its mails and documents. */
export interface SearchHit {
  readonly applicationId: string;
  /** The document's name, or null for the mail's own text. */
  readonly document: string | null;
  /** The document's type, where it was judged. */
  readonly type: string | null;
  /** Null for a mail. */
  readonly page: number | null;
  /** The text around it, wide enough to be masked before it is cut. */
  readonly text: string;
}

export interface QueuePage {
  readonly rows: readonly QueueRow[];
  /** Where the next page begins, or null at the end. Opaque. */
  readonly next: string | null;
}

/** A document as the application page lists it, without its text. */
export interface DocumentCard extends Omit<ReadDocument, 'pages' | 'hidden'> {
  /** Place among the judgement's documents, from 0; -1 is the mail's own text. */
  readonly index: number;
  readonly type: DocumentType;
  readonly status: DocumentStatus;
  readonly pageNumbers: readonly number[];
  /** Place of the attachment that it came from among the mail's read documents; null when it is the mail's text. */
  readonly ordinal: number | null;
}

/** A judgement without the documents' texts. */
export interface JudgementCard extends Omit<Judgement, 'documents'> {
  readonly documents: readonly DocumentCard[];
}

/** One mail of an application. */
export interface ApplicationMail {
  readonly message: MessageRecord;
  /** How it joined: `applicant`, `same-address`, `same-document`, `thread`, `person`. */
  readonly joinedBy: string;
  /** Null until it was read. */
  readonly mail: Omit<Mail, 'headers' | 'text'> | null;
  readonly judgement: JudgementCard | null;
}

/** An action with what explains its state. */
export interface ActionCard extends Action {
  readonly detail: string | null;
  readonly dueAt: string | null;
  readonly finishedAt: string | null;
}

/** Everything about one application but the documents' texts. */
export interface ApplicationView {
  readonly row: QueueRow;
  /** The one that speaks first, then by time. Mails of accounts that the viewer may not see are left out. */
  readonly mails: readonly ApplicationMail[];
  /** How many mails were left out because they lie in accounts that the viewer may not see. */
  readonly hiddenMails: number;
  readonly actions: readonly ActionCard[];
  /** What happened to its mails and to itself, oldest first. */
  readonly events: readonly AuditEvent[];
  /** Every verdict ever given, oldest first. */
  readonly verdicts: readonly ReviewVerdict[];
  /** Other applications of the same person, of people who were merged with them, and of such as may be the same person. */
  readonly related: readonly RelatedApplication[];
  /** Further addresses that were found to be this person's; each can be parted again. */
  readonly addresses: readonly PersonAddress[];
}

/** An address that was merged with the person of an application. */
export interface PersonAddress {
  readonly applicantId: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** Why two applications may be one person's. */
export interface PersonEvidence {
  readonly code: 'same-name' | 'same-document' | 'same-link' | 'same-institution';
  /** What is the same: a name, a file, an address of a page. */
  readonly detail: string;
}

export interface RelatedApplication {
  readonly applicationId: string;
  readonly position: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly score: number;
  readonly band: Band;
  /** `same-person`, `merged` (two addresses that were found to be one person), `similar` (may be the same person). */
  readonly why: 'same-person' | 'merged' | 'similar';
  /** The strongest first; empty unless it is `similar`. */
  readonly evidence: readonly PersonEvidence[];
}
