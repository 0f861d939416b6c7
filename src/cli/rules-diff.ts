import type { Command } from 'commander';
import { withRulesFolder } from './rules-folder.js';
import type { DiffOptions } from './rules-options.js';
import { write } from './terminal.js';

/** `triage rules diff`: what edited rules would do to past mail. */
export function addRulesDiff(rules: Command): void {
  withRulesFolder(
    rules
      .command('diff')
      .description('judge past mail by the rules folder and by what is live, and show what changes; no effect happens')
      .argument('[path...]', '.eml files, folders, Maildir or mbox; default: the mail in the store'),
  )
    .option('--rules <dir>', "the edited rules; default: the configuration's folder")
    .option(
      '--against <rev|dir>',
      'what to compare with: a folder, a hash from `rules history`, or a git revision of the folder; default: the live ruleset, for files without a store the rules that come with the program',
    )
    .option('--since <date>', 'only mail in the store received since this day (YYYY-MM-DD)')
    .option('--limit <n>', 'show at most so many changes', '50')
    .option('--json', 'as JSON, with all changes')
    .option('--exit-code', 'exit status 1 when anything changes', false)
    .option('--ocr', 'read scans in files by OCR as well', false)
    .action(async (paths: string[], options: DiffOptions) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 0) rules.error('rules diff: --limit is a whole number from 0');
      const { diffText, runDiff } = await import('./rules-diff-run.js');
      const diff = await runDiff(paths, options);
      await write(options.json === true ? `${JSON.stringify(diff, null, 2)}\n` : diffText(diff, limit));
      if (options.exitCode && diff.changes.length > 0) process.exitCode = 1;
    });
}
