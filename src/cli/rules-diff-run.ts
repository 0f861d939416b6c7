import Table from 'cli-table3';
import pc from 'picocolors';
import { readMailboxFacts } from '../app/config.js';
import { defaultRulesDir } from '../app/read-rules.js';
import {
  diffFiles,
  diffPastMail,
  type RulesDiff,
  type RulesSide,
  sideNamed,
  sideOfFolder,
  sideOfLive,
  since,
} from '../app/rules-diff.js';
import { permanent } from '../domain/index.js';
import { type Aspect, aspects, type Change } from '../pipeline/index.js';
import { describeRuleChange } from '../rules/index.js';
import { type ConfigOption, withStore } from './common.js';
import { dayOf } from './day.js';
import { configNamed, rulesFolder } from './rules-folder.js';
import type { DiffOptions } from './rules-options.js';
import { plain } from './show.js';
import { barTo } from './terminal.js';

/** Compares as the options say, with a bar on standard error. */
export function runDiff(paths: readonly string[], options: DiffOptions): Promise<RulesDiff> {
  return paths.length === 0 ? ofStore(options) : ofFiles(paths, options);
}

async function ofStore(options: DiffOptions): Promise<RulesDiff> {
  const config = configNamed(options) ?? 'triage.yaml';
  return withStore({ config } satisfies ConfigOption, async (store, settings) => {
    const folder = options.rules ?? settings.rulesDir;
    const after = await sideOfFolder(folder);
    const before =
      options.against === undefined ? await sideOfLive(store) : await sideNamed(options.against, folder, store);
    if (before === null)
      throw permanent(
        'no-such-ruleset',
        'No ruleset is live yet.',
        'Start the program once, or name the other rules with --against.',
      );
    const bar = barTo(process.stderr, 'messages');
    try {
      const wanted = options.since === undefined ? {} : { wanted: since(dayOf('--since', options.since)) };
      return await diffPastMail(store, settings, before, after, { ...wanted, onProgress: bar.update });
    } finally {
      bar.stop();
    }
  });
}

async function ofFiles(paths: readonly string[], options: DiffOptions): Promise<RulesDiff> {
  const named = configNamed(options);
  const facts = named === null ? null : readMailboxFacts(named);
  const folder = await rulesFolder(options.rules, options);
  const after = await sideOfFolder(folder);
  const before = await otherSide(options.against, folder, named);
  const bar = barTo(process.stderr, 'messages');
  try {
    const mailbox = {
      ownAddresses: facts?.ownAddresses ?? [],
      aliases: facts?.aliases ?? {},
      authservIds: facts?.authservIds ?? [],
    };
    return await diffFiles(paths, mailbox, before, after, { onProgress: bar.update, ocr: options.ocr });
  } finally {
    bar.stop();
  }
}

/** Files need no store: one is opened only where a configuration names it, and nothing else is named. */
async function otherSide(against: string | undefined, folder: string, config: string | null): Promise<RulesSide> {
  const standard = async (): Promise<RulesSide> => ({
    ...(await sideOfFolder(defaultRulesDir())),
    name: 'the rules that come with the program',
  });
  if (against === undefined)
    return config === null
      ? standard()
      : withStore({ config }, async (store) => (await sideOfLive(store)) ?? standard());
  return sideNamed(against, folder, null).catch((error: unknown) => {
    if (config === null) throw error;
    return withStore({ config }, (store) => sideNamed(against, folder, store));
  });
}

const shown = (value: string | null): string => value ?? 'none';

/** What of a message changes, one line an aspect. */
function stepsOf({ before, after, changed, rank }: Change): string[] {
  const steps: Record<Aspect, () => string> = {
    kind: () => `kind ${before.kind} → ${after.kind}`,
    position: () => `position ${shown(before.position)} → ${shown(after.position)}`,
    band: () => `band ${before.band} → ${after.band}`,
    rank: () => `rank ${rank.before ?? 'none'} → ${rank.after ?? 'none'}`,
    labels: () => {
      const gone = before.labels.filter((label) => !after.labels.includes(label)).map((label) => `−${label}`);
      const come = after.labels.filter((label) => !before.labels.includes(label)).map((label) => `+${label}`);
      return `labels ${[...gone, ...come].join(' ')}`;
    },
    acknowledge: () =>
      `answer ${before.acknowledge}${before.template === null ? '' : ` ${before.template}`} → ${after.acknowledge}${after.template === null ? '' : ` ${after.template}`}`,
    missing: () => `missing ${before.missing.join(' ') || 'nothing'} → ${after.missing.join(' ') || 'nothing'}`,
  };
  const fit = before.fit === after.fit ? [] : [`fit ${before.fit.toFixed(1)} → ${after.fit.toFixed(1)}`];
  return [...fit, ...changed.map((aspect) => steps[aspect]())];
}

/** The comparison in words and a table that fits 100 columns. */
export function diffText(diff: RulesDiff, limit: number): string {
  const lines = [
    `${pc.bold('before')} ${diff.before.name} (${diff.before.ruleset})`,
    `${pc.bold('after ')} ${diff.after.name} (${diff.after.ruleset})`,
  ];
  for (const change of diff.rules.slice(0, 12)) lines.push(`  ${describeRuleChange(change)}`.slice(0, 100));
  if (diff.rules.length > 12) lines.push(`  and ${diff.rules.length - 12} more places`);
  if (diff.rules.length === 0) lines.push('  the rules are the same, up to comments and layout');
  if (diff.changes.length > 0 && limit > 0) {
    const table = new Table({
      head: ['mail', 'applicant', 'what changes', 'because of'],
      colWidths: [19, 15, 30, 31],
      wordWrap: true,
      wrapOnWordBoundary: false,
      style: { head: [], border: [], compact: true },
    });
    for (const change of diff.changes.slice(0, limit))
      table.push([
        nameOf(change.id),
        plain(change.after.applicant ?? change.before.applicant ?? '').slice(0, 40),
        stepsOf(change).join('\n'),
        change.causes.slice(0, 3).join('\n') || '-',
      ]);
    lines.push('', table.toString());
    if (diff.changes.length > limit) lines.push(`and ${diff.changes.length - limit} more (--limit, --json)`);
  }
  const counts = aspects
    .filter((aspect) => diff.counts[aspect] > 0)
    .map((aspect) => `${aspect} of ${diff.counts[aspect]}`);
  lines.push(
    '',
    `${diff.messages} messages, ${pc.bold(`${diff.changes.length} change`)}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}.`,
  );
  if (diff.onlyPoints > 0) lines.push(`Of ${diff.onlyPoints} more only points move.`);
  if (diff.onlyOvertaken > 0) lines.push(`${diff.onlyOvertaken} more are only overtaken.`);
  lines.push(`Judged in ${diff.seconds.toFixed(1)} s. Nothing was changed.`);
  return `${lines.join('\n')}\n`;
}

/** A path's telling end: the case's folder for `cases/x/message.eml`, else the file. */
function nameOf(id: string): string {
  const parts = id.split('/');
  const last = parts.at(-1) ?? id;
  return last === 'message.eml' ? (parts.at(-2) ?? last) : last;
}
