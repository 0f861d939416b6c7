import { createHash } from 'node:crypto';
import type { Band, Reviewer } from '../domain/index.js';
import type { Aspect, Outcome } from '../pipeline/index.js';

/** Who works on the rules. */
export type RulesAdmin = Pick<Reviewer, 'id' | 'login' | 'name'>;

export interface RuleText {
  readonly path: string;
  readonly text: string;
}

/** One finding of the checks, as `triage rules check` shows it. Lines and columns from 1. */
export interface RuleFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly text?: string;
  readonly suggestion: string | null;
}

/** A ruleset that was or is live. */
export interface LiveVersion {
  readonly id: string;
  readonly hash: string;
  /** ISO 8601. */
  readonly at: string;
  readonly actor: string;
  readonly how: 'start' | 'apply' | 'reload' | 'rollback';
  readonly note: string | null;
}

/** What holds now, what lies in the folder, and what went wrong. */
export interface RulesStanding {
  readonly live: LiveVersion | null;
  /** A live ruleset that a running program could not take over. */
  readonly refused: { readonly hash: string; readonly reason: string } | null;
  /** What a running program last found in its rules folder. */
  readonly proposal: {
    readonly folder: string;
    readonly holder: string;
    readonly at: string;
    readonly hash: string;
    readonly sound: boolean;
    readonly problems: readonly string[];
  } | null;
  /** This machine's rules folder; its hash is null when it can't be read. */
  readonly folder: { readonly path: string; readonly hash: string | null; readonly reload: 'auto' | 'manual' };
  readonly rescore: {
    readonly hash: string;
    readonly labels: boolean;
    readonly actor: string;
    readonly askedAt: string;
    readonly done: number;
    readonly total: number;
  } | null;
}

/** A file as the admin sees it. */
export interface DraftFile {
  readonly path: string;
  /** Null where the draft takes it out. */
  readonly text: string | null;
  readonly state: 'same' | 'changed' | 'added' | 'removed';
}

/** The rules as one admin has them: the live ones with that admin's draft upon them. */
export interface Workspace {
  /** Hash of the ruleset under the draft. */
  readonly base: string;
  /** False when another ruleset went live since the draft was begun. */
  readonly current: boolean;
  /** Hash of the whole as it stands. */
  readonly hash: string;
  /** When the draft was changed last; null without one. */
  readonly changedAt: string | null;
  /** By path. */
  readonly files: readonly DraftFile[];
}

/** Lines that differ, with some that stay around them. Line numbers from 1; null where the side lacks the line. */
export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'come';
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

export interface FileDiff {
  readonly path: string;
  readonly state: 'changed' | 'added' | 'removed';
  readonly hunks: readonly (readonly DiffLine[])[];
}

/** Where two rulesets differ: in words by file and key, and line by line. */
export interface RulesChange {
  readonly words: readonly string[];
  readonly files: readonly FileDiff[];
}

/** A file that both the admin and whoever applied meanwhile have changed, in ways that don't go together. */
export interface Clash {
  readonly path: string;
  /** What each side did to it. */
  readonly mine: FileDiff | null;
  readonly theirs: FileDiff | null;
}

export interface BroughtUpToDate {
  readonly outcome: 'done' | 'nothing' | 'clash';
  readonly live: string;
  readonly clashes: readonly Clash[];
}

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

/** Which files a page is about. */
export type Which = { readonly draftOf: RulesAdmin } | { readonly hash: string };

export type Applied =
  | { readonly outcome: 'live'; readonly hash: string; readonly folderDiffers: boolean }
  | { readonly outcome: 'same' | 'overtaken' | 'changed' }
  | { readonly outcome: 'unsound'; readonly findings: readonly RuleFinding[] };

/** What is asked for when rules go live. */
export interface ApplyWish {
  readonly note: string | null;
  /** Judge past mail again. */
  readonly rescore: boolean;
  /** Let labels of past mail in the mailboxes follow. */
  readonly labels: boolean;
}

/** Everything that the rules pages do; src/app/rules-desk puts it together. */
export interface RulesDesk {
  standing(): Promise<RulesStanding>;
  history(limit: number): Promise<readonly LiveVersion[]>;
  /** The files of a kept ruleset, or null. */
  files(hash: string): Promise<readonly RuleText[] | null>;
  /** Null in a store without a live ruleset. */
  workspace(admin: RulesAdmin): Promise<Workspace | null>;
  otherDrafts(admin: RulesAdmin): Promise<readonly { name: string; files: number; changedAt: string }[]>;
  /**
   * Writes a file of the draft; the text of the base is no change, null takes the file out.
   * @param seen what `seenOf` said of the text that the admin had before the eyes; null to write it whatever stands there
   * @returns the text that stands there when it is another than was seen; then nothing was written
   */
  write(
    admin: RulesAdmin,
    path: string,
    text: string | null,
    seen: string | null,
  ): Promise<{ readonly outcome: 'written' } | { readonly outcome: 'other'; readonly text: string | null }>;
  /** Takes the draft's changes back, of one file or of all. */
  revert(admin: RulesAdmin, path: string | null): Promise<void>;
  /** Puts what the rules folder holds into the draft. Number of files that differ from the live rules. */
  takeFolder(admin: RulesAdmin): Promise<number>;
  bringUpToDate(admin: RulesAdmin, choices: Readonly<Record<string, 'mine' | 'theirs'>>): Promise<BroughtUpToDate>;
  /** Findings on the whole. `quick`: the mails of examples.yaml are not tried. */
  check(files: readonly RuleText[], options?: { readonly quick?: boolean }): Promise<readonly RuleFinding[]>;
  changes(before: readonly RuleText[], after: readonly RuleText[]): RulesChange;

  statistics(): Promise<Report<Statistics> & { readonly hash: string | null }>;
  computeStatistics(admin: RulesAdmin): Promise<void>;
  preview(which: Which): Promise<Report<Preview>>;
  computePreview(admin: RulesAdmin, which: Which): Promise<void>;
  suggestions(): Promise<Report<Suggestions>>;
  computeSuggestions(admin: RulesAdmin): Promise<void>;
  stop(kind: ReportKind, admin: RulesAdmin, which?: Which): Promise<void>;
  /** Makes one of the suggestions in the draft. False when the file has changed so that it has no place there. */
  takeProposal(admin: RulesAdmin, id: string): Promise<boolean>;

  /** @param seen hash of the draft that the admin had before the eyes */
  apply(admin: RulesAdmin, seen: string, wish: ApplyWish): Promise<Applied>;
  rollback(admin: RulesAdmin, hash: string, live: string, wish: ApplyWish): Promise<Applied>;
  rescore(admin: RulesAdmin, labels: boolean): Promise<void>;
}

/** The files that stand in a workspace, without those that are taken out. */
export function textsOf({ files }: Workspace): RuleText[] {
  return files.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
}

/** A word for a text, so that a form can say which one its writer had before the eyes. */
export function seenOf(text: string | null): string {
  return text === null ? 'none' : createHash('sha256').update(text).digest('hex').slice(0, 16);
}
