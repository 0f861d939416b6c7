import type { MailboxFacts } from '../../pipeline/index.js';
import type { RuleFile, RuleProblem } from '../../rules/index.js';
import type { ApplicationJudgement } from '../../store/decided.js';
import type { VerdictValue } from '../../tuning/index.js';
import type { NamedPositions } from '../known-positions.js';

/** What a thread of the rules pages is made for. */
export type ThreadSetup =
  | { readonly job: 'check' }
  | { readonly job: 'statistics'; readonly files: readonly RuleFile[] }
  | { readonly job: 'suggestions'; readonly files: readonly RuleFile[]; readonly mailbox: MailboxFacts };

/** One check of a set of files. */
export interface CheckAsked {
  readonly id: number;
  /** Where the mails of `examples.yaml` lie. */
  readonly directory: string;
  readonly files: readonly RuleFile[];
  /** Whether these mails are tried. */
  readonly mails: boolean;
  readonly accounts: readonly NamedPositions[];
}

export interface CheckAnswer {
  readonly id: number;
  readonly problems?: readonly RuleProblem[];
  readonly failed?: string;
}

/** A piece of what a counting thread is given, or its end. */
export type Feed = { readonly items: readonly unknown[] } | { readonly end: true };

/** What a counting thread answers: that it took a piece, how far it is, what it found, or why it found nothing. */
export type FeedAnswer =
  | { readonly took: true }
  | { readonly share: number }
  | { readonly result: unknown }
  | { readonly failed: string };

/** What statistics need of an application. */
export interface CountedApplication {
  readonly judgement: Pick<ApplicationJudgement['judgement'], 'kind' | 'band' | 'position' | 'scorecard'>;
  readonly verdict: VerdictValue | null;
}
