import type { Command } from 'commander';
import { withConfig } from './common.js';
import type { ApplyOptions, ReplayOptions } from './rules-options.js';

/** `triage rules apply`: makes a folder live, after showing what that changes. */
export function addRulesApply(rules: Command): void {
  withConfig(
    rules
      .command('apply')
      .description('show what the rules folder changes for past mail, ask, make it live, and judge past mail again')
      .argument('[dir]', "the folder; default: the configuration's"),
  )
    .option('--yes', 'do not ask', false)
    .option('--note <text>', 'why, for the history')
    .option('--labels', 'let labels of past mail in the mailbox follow as well', false)
    .option('--no-rescore', 'leave past mail as it was judged')
    .option('--background', 'leave judging past mail again to a running `triage start` or `work`', false)
    .option('--limit <n>', 'show at most so many changes', '20')
    .action(async (directory: string | undefined, options: ApplyOptions) => {
      const { runApply } = await import('./rules-apply-run.js');
      await runApply(directory, options);
    });
}

/** `triage replay`: judges old mail again by the live rules. */
export function addReplay(program: Command): void {
  withConfig(
    program
      .command('replay')
      .description('judge past mail again by the live rules and show what differs; without --apply nothing is changed'),
  )
    .requiredOption('--since <date>', 'mail received since this day (YYYY-MM-DD)')
    .option('--apply', 'keep the new judgements; the queue follows, no mail is answered', false)
    .option('--labels', 'with --apply: let labels in the mailbox follow as well', false)
    .option('--yes', 'do not ask', false)
    .option('--limit <n>', 'show at most so many changes', '50')
    .option('--json', 'as JSON, with all changes')
    .action(async (options: ReplayOptions) => {
      if (options.labels && !options.apply) program.error('replay: --labels goes with --apply');
      const { runReplay } = await import('./rules-apply-run.js');
      await runReplay(options);
    });
}
