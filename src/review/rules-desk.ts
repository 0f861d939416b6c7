import type { Reviewer } from '../domain/index.js';
import type { FileDiff, RuleFinding, RulesChange, RuleText } from './rules-files.js';
import type { Preview, Report, ReportKind, Statistics, Suggestions } from './rules-reports.js';

export * from './rules-files.js';
export * from './rules-reports.js';

/** Who works on the rules. */
export type RulesAdmin = Pick<Reviewer, 'id' | 'login' | 'name'>;

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
