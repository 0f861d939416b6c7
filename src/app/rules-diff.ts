import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { createMessageReader } from '../documents/index.js';
import { permanent } from '../domain/index.js';
import { type Compared, type Comparison, compareOutcomes, type MailboxFacts, outcomeOf } from '../pipeline/index.js';
import {
  compileRules,
  formatProblem,
  type RuleChange,
  type RuleFile,
  type Ruleset,
  ruleChanges,
} from '../rules/index.js';
import type { PastEntry, Store } from '../store/index.js';
import { comparedOf, judgePastMail } from './again/past-mail.js';
import type { StatedConfig } from './config.js';
import { judgeFilesUnder } from './judge-files.js';
import { findRuleset } from './live-rules.js';
import { messagesOf } from './mail-files.js';
import { readRuleFiles } from './read-rules.js';

/** One side of a comparison. */
export interface RulesSide {
  /** Where it is from, for people: a folder, a hash, a revision. */
  readonly name: string;
  readonly files: readonly RuleFile[];
  readonly ruleset: Ruleset;
}

/** What a change of rules would do to mail that was judged before. */
export interface RulesDiff extends Comparison {
  readonly before: { readonly name: string; readonly ruleset: string };
  readonly after: { readonly name: string; readonly ruleset: string };
  /** Where the rules themselves differ. */
  readonly rules: readonly RuleChange[];
  readonly seconds: number;
}

type OnProgress = (done: number, total: number | null) => void;

/** Rules of a folder. @throws TriageError `rules-unreadable`, `rules-invalid` */
export async function sideOfFolder(folder: string): Promise<RulesSide> {
  return sideOfFiles(folder, await readRuleFiles(folder));
}

/** A kept ruleset by the beginning of its hash. @throws TriageError `no-such-ruleset`, `rules-invalid` */
export async function sideOfKept(store: Pick<Store, 'rulesets'>, prefix: string): Promise<RulesSide> {
  const hash = await findRuleset(store, prefix);
  return sideOfFiles(`ruleset ${hash}`, (await store.rulesets.content(hash)) ?? []);
}

/** The live ruleset, or null in a store that has none yet. */
export async function sideOfLive(store: Pick<Store, 'rulesets'>): Promise<RulesSide | null> {
  const live = await store.rulesets.current();
  return live === null ? null : sideOfFiles('the live ruleset', (await store.rulesets.content(live.hash)) ?? []);
}

const run = promisify(execFile);

/**
 * The folder as it was in a revision of the git repository that it lies in.
 * @returns null where there is no such revision, no repository or no git
 */
export async function sideOfRevision(folder: string, revision: string): Promise<RulesSide | null> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...args], { maxBuffer: 50_000_000 })).stdout;
  try {
    const commit = (await git('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`)).trim();
    const paths = (await git('ls-tree', '-r', '--name-only', '-z', commit))
      .split('\0')
      .filter((path) => /\.(ya?ml|liquid|txt)$/.test(path));
    const files = await Promise.all(
      paths.map(async (path) => ({ path, text: await git('show', `${commit}:./${path}`) })),
    );
    return files.length === 0 ? null : sideOfFiles(`${revision} (${commit.slice(0, 10)})`, files);
  } catch (error) {
    if (error instanceof Error && 'errorClass' in error) throw error;
    return null;
  }
}

/**
 * What `--against` names: a folder, a revision of the repository of the rules, or a kept ruleset.
 * @throws TriageError `no-such-ruleset` when it is none of them
 */
export async function sideNamed(
  name: string,
  folder: string,
  store: Pick<Store, 'rulesets'> | null,
): Promise<RulesSide> {
  if (isFolder(name)) return sideOfFolder(resolve(name));
  if (store !== null && (await store.rulesets.find(name.toLowerCase())).length > 0) return sideOfKept(store, name);
  const side = await sideOfRevision(folder, name);
  if (side !== null) return side;
  throw permanent(
    'no-such-ruleset',
    `${name} is no folder, no kept ruleset and no revision of ${folder}.`,
    'Give a folder of rules, a hash from `triage rules history`, or a git revision.',
  );
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Rules that are in memory. @throws TriageError `rules-invalid` */
export function sideOfFiles(name: string, files: readonly RuleFile[]): RulesSide {
  const { ruleset, problems } = compileRules(files);
  if (ruleset !== null) return { name, files, ruleset };
  const errors = problems.filter((problem) => problem.severity === 'error').map(formatProblem);
  throw permanent(
    'rules-invalid',
    `The rules of ${name} have errors:\n${errors.join('\n')}`,
    'Correct the lines named above.',
  );
}

/** The messages that came at this moment or later. */
export function since(moment: Date): (entry: PastEntry) => boolean {
  return (entry) => Date.parse(entry.at) >= moment.getTime();
}

/** How past mail is looked at. */
export interface PastOptions {
  readonly wanted?: (entry: PastEntry) => boolean;
  readonly onProgress?: OnProgress;
  readonly threads?: number;
}

type PastStore = Pick<Store, 'past' | 'corrections'>;

/** Compares what both sides make of the store's past mail, in threads. Changes nothing and has no effect. */
export async function diffPastMail(
  store: PastStore,
  config: Pick<StatedConfig, 'accounts'>,
  before: RulesSide,
  after: RulesSide,
  options: PastOptions = {},
): Promise<RulesDiff> {
  const started = Date.now();
  return result(await pastUnder(store, config, [before, after], options), before, after, started);
}

/** Past mail as one side judges it against what the store holds, or as two sides do; in the order of arrival. */
async function pastUnder(
  store: PastStore,
  config: Pick<StatedConfig, 'accounts'>,
  sides: readonly RulesSide[],
  options: PastOptions,
): Promise<Compared[]> {
  const messages: Compared[] = [];
  const parts = { store, mailboxes: mailboxesOf(config), ...options };
  const files = sides.map((side) => side.files);
  for await (const done of judgePastMail(parts, files)) messages.push(...done.map(comparedOf));
  return messages.sort((a, b) => Number(a.id) - Number(b.id));
}

/** The same for .eml files, folders, Maildir and mbox. */
export async function diffFiles(
  paths: readonly string[],
  mailbox: MailboxFacts,
  before: RulesSide,
  after: RulesSide,
  options: { readonly onProgress?: OnProgress; readonly ocr?: boolean } = {},
): Promise<RulesDiff> {
  const started = Date.now();
  const threads = Math.max(1, Math.min(4, availableParallelism()));
  const reader = createMessageReader({ threads, ocr: options.ocr ?? false });
  const messages: Compared[] = [];
  try {
    const rulesets = [before.ruleset, after.ruleset];
    for await (const { source, message, judgements } of judgeFilesUnder(
      messagesOf(paths),
      reader,
      rulesets,
      mailbox,
      threads * 3,
    )) {
      const [old, now] = judgements.map(outcomeOf);
      if (old === undefined || now === undefined) continue;
      messages.push({ id: source, subject: message.mail.subject, application: null, before: old, after: now });
      options.onProgress?.(messages.length, null);
    }
  } finally {
    await reader.close();
  }
  return result(messages, before, after, started);
}

function result(messages: readonly Compared[], before: RulesSide, after: RulesSide, started: number): RulesDiff {
  const rules = ruleChanges(before.files, after.files);
  return {
    before: { name: before.name, ruleset: before.ruleset.hash },
    after: { name: after.name, ruleset: after.ruleset.hash },
    rules,
    ...compareOutcomes(messages, rules),
    seconds: (Date.now() - started) / 1000,
  };
}

/** What judging needs to know of each account's mailbox. */
export function mailboxesOf(config: Pick<StatedConfig, 'accounts'>): Record<string, MailboxFacts> {
  return Object.fromEntries(
    config.accounts.map(({ id, ownAddresses, otherAccounts, positions, authservIds }) => [
      id,
      { ownAddresses, otherAccounts, aliases: positions, authservIds },
    ]),
  );
}

/** What the live ruleset makes of past mail, against how it was judged. Changes nothing and has no effect. */
export async function replayPastMail(
  store: PastStore,
  config: Pick<StatedConfig, 'accounts'>,
  live: RulesSide,
  options: PastOptions = {},
): Promise<RulesDiff> {
  const started = Date.now();
  const messages = await pastUnder(store, config, [live], options);
  return {
    before: { name: 'as it was judged', ruleset: 'various' },
    after: { name: live.name, ruleset: live.ruleset.hash },
    rules: [],
    ...compareOutcomes(messages, []),
    seconds: (Date.now() - started) / 1000,
  };
}
