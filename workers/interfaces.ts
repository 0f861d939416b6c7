import type {
  AccountMode,
  Action,
  ActionPayload,
  ActionState,
  Claim,
  ClaimOptions,
  EarlierApplication,
  Finish,
  Judgement,
  LabelNote,
  Location,
  Mail,
  Meanwhile,
  MessageRecord,
  PlannedAction,
  ReadMessage,
  Reason,
  Reconsidered,
  RememberedLabel,
  WrittenDraft,
} from '../src/domain/index.js';

/** A mail ready to leave. `raw` is complete, with all headers of mail-safety's item 10. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

/**
 * How a send ended. `refused`: the server said 5xx, or 4xx (`retry` true) before it took the mail; nothing left.
 * `uncertain`: DATA was sent and no answer came.
 */
export type SendResult =
  | { readonly outcome: 'accepted'; readonly response: string }
  | { readonly outcome: 'refused'; readonly retry: boolean; readonly response: string; readonly code?: string }
  | { readonly outcome: 'uncertain'; readonly detail: string };

/** What the act worker needs of SMTP; src/outbox implements it. */
export interface Outbox {
  /** `stillAllowed` is asked right before DATA (kill switch); false ends the transaction with nothing sent. */
  send(account: string, mail: OutgoingMail, stillAllowed: () => Promise<boolean>): Promise<SendResult>;
}

/** Reads a raw message and its attachments in threads with limits; src/documents implements it. Never throws for bad mail. */
export interface MessageReader {
  read(raw: Buffer): Promise<ReadMessage>;
}

/** A row of the ledger changing state, for the audit record. */
export interface Transition {
  readonly from: ActionState;
  readonly to: ActionState;
  readonly reason: string | null;
  readonly at: string;
}

/** What the judge is told besides the message. The wiring adds what the account's settings say. */
export interface JudgeContext {
  readonly account: string;
  /** The application that this mail goes on with, or null. */
  readonly earlier: EarlierApplication | null;
}

/** The pure core with the live ruleset: src/pipeline behind the wiring. */
export type Judge = (message: ReadMessage, context: JudgeContext) => Judgement;

export type { AccountMode };

/** What the workers know of an account. Asked for at each use, so that a change holds at once. */
export interface AccountSettings {
  readonly id: string;
  readonly mode: AccountMode;
  /** Mail that is older becomes a draft where it would have been sent, ISO 8601; null or absent: no such moment. */
  readonly sendSince?: string | null;
  /**
   * A person has named the moment from which mail is answered: for what came before this one (ISO 8601), when that was first
   * read, no other limit of age holds. Null or absent: nobody has.
   */
  readonly anyAgeUntil?: string | null;
  /** Every label that may ever be ours, in the order in which they decide where a message can have only one. */
  readonly labels: readonly string[];
}

/** A judged message's plan as rows for the ledger. Pure; the same message and judgement give the same keys. */
export type PlanActions = (
  judgement: Judgement,
  message: MessageRecord,
  account: AccountSettings,
) => readonly PlannedAction[];

/** What a reply is written from. */
export interface ReplyRequest {
  /** `draft` leaves out the headers by which a mail calls itself automatic: a person sends it. */
  readonly form: 'reply' | 'draft';
  readonly account: string;
  readonly payload: Extract<ActionPayload, { kind: 'draft' | 'acknowledge' }>;
  readonly message: MessageRecord;
  readonly mail: Mail;
  readonly judgement: Judgement;
  /** What later mails of the application have brought, and what the answer asks for now. */
  readonly meanwhile: Meanwhile;
  readonly asks: readonly string[] | null;
  /** From `replyMessageId`: the mail must carry this one. */
  readonly messageId: string;
}

/** A planned answer looked at again with what has come since. Pure. */
export type Reconsider = (
  payload: Extract<ActionPayload, { kind: 'draft' | 'acknowledge' }>,
  meanwhile: Meanwhile,
) => Reconsidered;

/** Makes the mail of a draft or an acknowledgement. May throw a TriageError (permanent for a bad address or template). */
export type ComposeReply = (request: ReplyRequest) => Promise<OutgoingMail>;

/** Something to do, by its id in the store. */
export interface Work {
  readonly id: string;
  readonly attempts: number;
}

/** Says that there is work; src/queue implements it. A signal may be lost: the sweeper repeats it. */
export type Signal = (
  queue: 'intake' | 'act',
  work: readonly Work[],
  options?: { readonly delaySeconds?: number; readonly behind?: boolean },
) => Promise<void>;

/** A message that was taken for reading, or why it was not. */
export type BegunMessage =
  | {
      readonly outcome: 'begun';
      readonly token: string;
      readonly message: MessageRecord;
      /** Where it lies, newest place first. */
      readonly locations: readonly Location[];
    }
  | { readonly outcome: 'settled' | 'busy' };

/** What the intake worker needs of the store; src/store implements it. A `token` that ran out changes nothing. */
export interface IntakeStore {
  begin(id: string): Promise<BegunMessage>;
  identify(
    id: string,
    token: string,
    fingerprint: string,
  ): Promise<{ readonly outcome: 'mine' | 'lost' } | { readonly outcome: 'merged'; readonly into: string }>;
  earlier(account: string, read: ReadMessage): Promise<EarlierApplication | null>;
  /** Whether a mail that this one goes on with came before it and is still unread. */
  earlierUnread(id: string, account: string, mail: Mail): Promise<boolean>;
  placeGone(id: string, location: Location): Promise<void>;
  foundAt(id: string, location: Location): Promise<void>;
  saveJudged(
    id: string,
    token: string,
    judged: {
      readonly read: ReadMessage;
      readonly judgement: Judgement;
      readonly status: 'handled' | 'left-alone';
      readonly reason: Reason;
      readonly actions: readonly PlannedAction[];
      readonly receivedAt: string | null;
    },
  ): Promise<{ readonly outcome: 'lost' } | { readonly outcome: 'saved'; readonly actionIds: readonly string[] }>;
  quarantine(id: string, token: string, reason: Reason): Promise<boolean>;
  gone(id: string, token: string, reason: Reason): Promise<boolean>;
  later(id: string, token: string, reason: Reason, afterSeconds: number): Promise<boolean>;
}

/** What the act worker needs of the ledger; src/store implements it. */
export interface ActLedger {
  get(id: string): Promise<Action | null>;
  claim(id: string, options: ClaimOptions): Promise<Claim>;
  /** Asked right before DATA: true once it is recorded that the mail may have left from now on. */
  beginSending(id: string, token: string, rfcMessageId: string): Promise<boolean>;
  /** Asked right before any other effect. */
  stillAllowed(id: string, token: string): Promise<boolean>;
  finish(id: string, token: string, result: Finish): Promise<boolean>;
  skip(id: string, reason: string, detail: string | null): Promise<boolean>;
  reconciled(id: string, found: boolean): Promise<boolean>;
}

/** What the act worker needs of the rest of the store. */
export interface ActStore {
  readonly ledger: ActLedger;
  readonly intake: {
    locations(id: string): Promise<readonly Location[]>;
    placeGone(id: string, location: Location): Promise<void>;
    foundAt(id: string, location: Location): Promise<void>;
    /** We moved it; null where the server did not say where to. */
    moved(id: string, from: Location, to: Location | null): Promise<void>;
  };
  readonly drafts: {
    /** A draft lies in the mailbox; from now on it is looked after. */
    written(actionId: string, draft: WrittenDraft, place: Location): Promise<void>;
  };
  readonly labels: {
    of(messageId: string): Promise<readonly RememberedLabel[]>;
    note(messageId: string, account: string, notes: readonly LabelNote[]): Promise<void>;
  };
  readonly settings: {
    /** Since when mail of this account may be answered, ISO 8601; null when it is unknown. */
    activatedAt(account: string): Promise<string | null>;
    /** The kill switch that holds for the account, or null. */
    paused(account: string): Promise<object | null>;
  };
  readonly read: {
    message(id: string): Promise<MessageRecord | null>;
    /** The store's clock. */
    now(): Promise<Date>;
    /** What has happened to the message's application since. */
    meanwhile(messageId: string): Promise<Meanwhile>;
    judged(id: string): Promise<{
      readonly message: MessageRecord;
      readonly read: ReadMessage;
      readonly judgement: Judgement;
    } | null>;
  };
}

export type { Caps, FetchedMessage, Mailbox } from '../src/domain/index.js';
