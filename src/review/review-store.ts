import type {
  ApplicationView,
  EffectDecision,
  HiddenText,
  LogCounts,
  LogPage,
  LogQuery,
  MessageView,
  Page,
  QueuePage,
  QueueQuery,
  QueueRow,
  Reviewer,
  ReviewRole,
  SavedView,
  SearchHit,
  Sight,
  Today,
  VerdictState,
  WaitingAction,
} from '../domain/index.js';
import type { ChangeSource } from './live/hub.js';

/** What the pages need of the store; src/store/review implements it. */
export interface ReviewStore {
  readonly queue: {
    page(query: QueueQuery): Promise<QueuePage>;
    row(sight: Sight, applicationId: string): Promise<QueueRow | null>;
    hits(sight: Sight, text: string, applicationIds: readonly string[]): Promise<readonly SearchHit[]>;
    neighbours(query: QueueQuery, applicationId: string): Promise<{ previous: string | null; next: string | null }>;
    positions(sight: Sight): Promise<readonly { position: string | null; applications: number }[]>;
  };
  application(sight: Sight, row: QueueRow): Promise<ApplicationView>;
  documentText(
    messageId: string,
    index: number,
  ): Promise<{ readonly pages: readonly Page[]; readonly hidden: readonly HiddenText[] } | null>;
  readonly views: {
    of(reviewerId: string): Promise<readonly SavedView[]>;
    save(reviewerId: string, name: string, query: string): Promise<boolean>;
    remove(reviewerId: string, id: string): Promise<boolean>;
  };
  readonly verdicts: VerdictStore;
  readonly samePerson: SamePersonStore;
  readonly reviewers: ReviewerStore;
  readonly sessions: SessionStore;
  readonly keptForms: KeptFormStore;
  readonly log: LogStore;
  readonly waiting: WaitingStore;
  today(sight: Sight): Promise<Today>;
  /** Who wrote these messages; those that the viewer may not see are left out. */
  namedMessages(sight: Sight, ids: readonly string[]): Promise<readonly NamedMessage[]>;
  readonly changes: ChangeSource & { recent(seconds: number): Promise<string | null> };
}

/** A message that a comparison of rules names. */
export interface NamedMessage {
  readonly messageId: string;
  readonly applicationId: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly institution: string | null;
  readonly subject: string | null;
}

/** Every message that was seen, and what became of it. */
export interface LogStore {
  page(query: LogQuery): Promise<LogPage>;
  counts(sight: Sight): Promise<LogCounts>;
}

/** What waits for a person's decision. `decide` and `retry` are called for what the viewer may see only. */
export interface WaitingStore {
  page(
    sight: Sight,
    after?: string,
  ): Promise<{ readonly actions: readonly WaitingAction[]; readonly next: string | null }>;
  /** Answers that are planned for later, the next one first. */
  planned(sight: Sight): Promise<readonly WaitingAction[]>;
  get(sight: Sight, id: string): Promise<WaitingAction | null>;
  decide(id: string, decision: EffectDecision, actor: string): Promise<boolean>;
  message(sight: Sight, id: string): Promise<MessageView | null>;
  retry(messageId: string, actor: string): Promise<boolean>;
}

export interface Decided {
  readonly verdictId: string | null;
  readonly state: VerdictState;
  readonly revision: number;
}

/** How many mails went over, and the applications whose mails or verdicts are others now. */
export interface Regrouped {
  readonly mails: number;
  readonly applications: readonly string[];
}

/** Two applicants found to be one person, and that taken back. Null for what the viewer may not see. */
export interface SamePersonStore {
  join(sight: Sight, applicationId: string, otherId: string, actor: string): Promise<Regrouped | null>;
  part(sight: Sight, applicationId: string, applicantId: string, actor: string): Promise<Regrouped | null>;
}

export interface VerdictStore {
  give(
    sight: Sight,
    verdict: {
      readonly applicationId: string;
      readonly reviewer: string;
      readonly value: string;
      /** Left out: the note of one's verdict before stays; so does the score. */
      readonly note?: string | null | undefined;
      readonly score?: number | null | undefined;
    },
  ): Promise<Decided | null>;
  undo(sight: Sight, applicationId: string, reviewer: string): Promise<Decided | null>;
  /** `not-theirs`: the colleague is unknown, or sees none of the mailboxes by which the viewer sees the application. */
  assign(
    sight: Sight,
    applicationId: string,
    assignee: string | null,
    actor: string,
  ): Promise<'assigned' | 'not-found' | 'not-theirs'>;
  markRead(sight: Sight, applicationId: string): Promise<void>;
}

export interface ReviewerStore {
  add(
    one: {
      readonly login: string;
      readonly name: string;
      readonly role: ReviewRole;
      readonly password: string | null;
      readonly accounts: readonly string[] | null;
    },
    actor: string,
    options?: { readonly first?: boolean },
  ): Promise<Reviewer | null>;
  list(): Promise<readonly (Reviewer & { readonly hasPassword: boolean })[]>;
  byLogin(login: string): Promise<(Reviewer & { readonly password: string | null }) | null>;
  any(): Promise<boolean>;
  remove(login: string, actor: string): Promise<boolean>;
  change(
    id: string,
    change: Partial<Pick<Reviewer, 'name' | 'role' | 'accounts' | 'blind'>> & { readonly password?: string },
    actor: string,
  ): Promise<boolean>;
}

export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

export interface SessionStore {
  begin(tokenHash: string, reviewerId: string): Promise<void>;
  find(tokenHash: string, limits: SessionLimits, options?: { readonly use?: boolean }): Promise<Reviewer | null>;
  end(tokenHash: string): Promise<void>;
  tidy(limits: SessionLimits): Promise<void>;
  makeLink(
    tokenHash: string,
    purpose: 'setup' | 'login' | 'password',
    reviewerId: string | null,
    seconds: number,
  ): Promise<void>;
  link(
    tokenHash: string,
    purpose: 'setup' | 'login' | 'password',
  ): Promise<{ readonly reviewer: Reviewer | null } | undefined>;
  useLink(tokenHash: string): Promise<boolean>;
}

/** What somebody sent when their session had ended. */
export interface KeptForm {
  readonly id: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly at: string;
}

/** Forms that came too late, each for the person from whose page it was sent. `keep` gives its id, or null when it was not kept. */
export interface KeptFormStore {
  keep(
    reviewerId: string,
    path: string,
    fields: Readonly<Record<string, string>>,
    seconds: number,
  ): Promise<string | null>;
  /** Puts later words into one of this path. False when this person has none by that id. */
  replace(reviewerId: string, id: string, path: string, fields: Readonly<Record<string, string>>): Promise<boolean>;
  of(reviewerId: string): Promise<readonly KeptForm[]>;
  drop(reviewerId: string, id: string): Promise<boolean>;
}
