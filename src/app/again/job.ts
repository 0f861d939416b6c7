import type { MailboxFacts, Outcome } from '../../pipeline/index.js';
import type { Lesson, RuleFile } from '../../rules/index.js';
import type { PastRow } from '../../store/index.js';

/** What a judging thread is given when it starts. */
export interface ThreadSetup {
  /** One: judged again against what the store holds. Two: judged under both. */
  readonly rulesets: readonly (readonly RuleFile[])[];
  /** What people corrected: every ruleset's classifier learns it. */
  readonly lessons: readonly Lesson[];
  /** By account; mail of an account that is no longer configured is judged without knowing addresses. */
  readonly mailboxes: Readonly<Record<string, MailboxFacts>>;
}

/** A piece of work: messages that belong together, oldest first. */
export interface ThreadJob {
  readonly rows: readonly PastRow[];
}

/** What became of one message. */
export interface Again {
  readonly id: string;
  readonly before: Outcome;
  readonly after: Outcome;
  /** The new judgement packed as JSON, where one ruleset judged and it differs from what the store holds; else null. */
  readonly packed: string | null;
  /** Id of the correction that it was judged with, or null. */
  readonly correction: string | null;
}

export type ThreadAnswer = { readonly done: readonly Again[] } | { readonly failed: string };
