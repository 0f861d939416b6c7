import type { Command } from 'commander';
import { type ConfigOption, withConfig } from './common.js';
import { withRulesFolder } from './rules-folder.js';
import { levels, type NewOptions, type SuggestOptions } from './rules-options.js';
import { write } from './terminal.js';

/** `triage rules stats | suggest | new position`: what past mail, verdicts and a vacancy say about the rules. */
export function addRulesLearn(rules: Command): void {
  withConfig(rules.command('stats').description('hits, bands, precision against verdicts and overlaps of every term'))
    .option('--topic <id>', 'only terms of this topic')
    .option('--dead', 'only terms that hit nothing', false)
    .option('--json', 'one JSON object a row')
    .action(async (options: ConfigOption & { topic?: string; dead: boolean; json?: boolean }) => {
      const { runStats, statisticsTable } = await import('./rules-stats-run.js');
      const rows = (await runStats(options))
        .filter((row) => options.topic === undefined || row.rule.startsWith(`topics/${options.topic}.yaml#`))
        .filter((row) => !options.dead || row.messages === 0);
      if (options.json === true) for (const row of rows) await write(`${JSON.stringify(row)}\n`);
      else await write(`${statisticsTable(rows)}\n`);
    });
  withRulesFolder(
    rules
      .command('suggest')
      .description('numbers and terms that would rank as people decided, as edits to paste; nothing is changed')
      .argument('[path...]', 'mails as files, with --verdicts; default: the decided applications in the store'),
  )
    .option('--rules <dir>', "the rules to improve; default: the configuration's folder")
    .option('--verdicts <file>', 'YAML or JSON: path or Message-ID of a mail, and shortlist, hold or decline')
    .option('--patch <file>', 'write the numbers as a patch of the rules folder (`git apply`, `patch -p1`)')
    .option('--json', 'as JSON')
    .action(async (paths: string[], options: SuggestOptions) => {
      if (paths.length > 0 && options.verdicts === undefined)
        rules.error('rules suggest: for files name their verdicts with --verdicts FILE');
      const { asJson, runSuggest, suggestionText } = await import('./rules-suggest-run.js');
      const found = await runSuggest(paths, options);
      await write(options.json === true ? `${JSON.stringify(asJson(found), null, 2)}\n` : suggestionText(found));
    });
  const made = rules.command('new').description('draft a new part of the rules');
  withRulesFolder(
    made
      .command('position')
      .description('draft a position from a vacancy: topics, documents, dates, subject tag; says what it is unsure of')
      .argument('<vacancy>', 'text file with the advert'),
  )
    .option('--rules <dir>', "where it is written; default: the configuration's folder")
    .option('--id <id>', 'its id (lower-case letters, digits, hyphens)')
    .option('--title <text>', 'its title')
    .option('--seeks <level>', `its level (${levels.join(', ')})`)
    .option('-y, --yes', 'ask nothing, take what was read', false)
    .option('--print', 'print the file and write nothing', false)
    .action(async (vacancy: string, options: NewOptions) => {
      const level = levels.find((one) => one === options.seeks);
      if (options.seeks !== undefined && level === undefined)
        rules.error(`rules new position: --seeks is one of ${levels.join(', ')}`);
      const { runNewPosition } = await import('./rules-new-run.js');
      await write(await runNewPosition(vacancy, options, level));
    });
}
