import type { Band } from '../domain/index.js';
import type { Aspect, Outcome } from '../pipeline/index.js';
import type { FileDiff, RuleFinding } from './rules-files.js';

export type ReportKind = 'statistics' | 'preview' | 'suggestions';

/** Something that is computed in the background. */
export interface Report<T> {
  readonly state: 'none' | 'running' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  /** Of this run, or of the one before while a new one runs. */
  readonly result: T | null;
  readonly problem: string | null;
  readonly askedBy: string | null;
  readonly askedAt: string | null;
  readonly finishedAt: string | null;
  /** True when mail was judged or people have decided since it was begun. */
  readonly outdated: boolean;
}

/** How one term does on past applications. Shares are 0-1, null where nothing can be said. */
export interface TermRow {
  readonly rule: string;
  readonly file: string;
  readonly term: string;
  /** The first spellings. */
  readonly spellings: readonly string[];
  readonly messages: number;
  readonly alone: number;
  readonly worthless: number;
  readonly bands: Readonly<Record<Band, number>>;
  readonly decided: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly overlaps: readonly { readonly rule: string; readonly share: number }[];
}

/** The same for a topic or a position. */
export interface FileRow {
  readonly file: string;
  readonly title: string;
  /** Terms of a topic. */
  readonly terms: number;
  /** Of these, such that hit nothing. */
  readonly dead: number;
  readonly messages: number;
  readonly bands: Readonly<Record<Band, number>>;
  readonly decided: number;
  readonly precision: number | null;
  readonly recall: number | null;
}

export interface Statistics {
  readonly applications: number;
  readonly decided: number;
  readonly shortlisted: number;
  readonly terms: readonly TermRow[];
  readonly files: readonly FileRow[];
}

export type SlimOutcome = Omit<Outcome, 'points' | 'applicant' | 'reason'>;

/** One mail that other rules treat otherwise; who wrote it is asked of the store when it is shown. */
export interface PreviewChange {
  readonly id: string;
  readonly changed: readonly Aspect[];
  readonly before: SlimOutcome;
  readonly after: SlimOutcome;
  readonly rank: { readonly before: number | null; readonly after: number | null };
  readonly causes: readonly string[];
}

/** What other rules would do to past mail. */
export interface Preview {
  readonly before: string;
  readonly after: string;
  readonly messages: number;
  readonly changed: number;
  readonly counts: Readonly<Record<Aspect, number>>;
  readonly onlyPoints: number;
  readonly onlyOvertaken: number;
  readonly seconds: number;
  /** What caused it most likely, with how many mails, the most first. */
  readonly causes: readonly { readonly text: string; readonly mails: number }[];
  /** The heaviest first; not more than are worth looking through. */
  readonly changes: readonly PreviewChange[];
  /** Errors for which the rules can't go live; then nothing was judged. */
  readonly errors: readonly RuleFinding[];
}

/** What a proposal changes in its file: one number (see withNumber in src/rules), or another term. */
export type ProposedEdit =
  | { readonly kind: 'number'; readonly path: readonly string[]; readonly value: number }
  | { readonly kind: 'term'; readonly id: string; readonly any: readonly string[]; readonly weight: number };

/** One edit that verdicts ask for. */
export interface Proposal {
  /** Unique within its report. */
  readonly id: string;
  readonly file: string;
  readonly title: string;
  /** Why, in words. */
  readonly because: string;
  /** Null where no file can be named: it is for a person to place it. */
  readonly edit: ProposedEdit | null;
  readonly diff: FileDiff | null;
  readonly examples: readonly { readonly id: string; readonly text: string }[];
}

export interface Suggestions {
  readonly verdicts: Readonly<Record<'shortlist' | 'hold' | 'decline', number>>;
  readonly notApplications: number;
  /** Average precision, 0-1: as it is, with the numbers changed, and the same on verdicts kept aside. */
  readonly precision: { readonly before: number; readonly after: number };
  readonly heldOut: { readonly before: number | null; readonly after: number | null };
  readonly numbers: readonly Proposal[];
  readonly terms: readonly Proposal[];
  /** Words of declined applications. */
  readonly against: readonly { readonly text: string; readonly declined: number; readonly shortlisted: number }[];
}
