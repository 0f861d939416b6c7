import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import pc from 'picocolors';
import type { RuleProblem } from '../rules/index.js';
import { namedPositions, type RulesFolderOptions, rulesFolder, withRulesFolder } from './rules-folder.js';
import { write } from './terminal.js';

type CheckOptions = RulesFolderOptions & { json?: boolean; strict: boolean; info: boolean };

/** `triage rules check | test | schema`: what a folder of rules holds, without any effect. */
export function addRulesCheck(rules: Command): void {
  withRulesFolder(
    rules
      .command('check')
      .description('check a folder of rules: files, terms, numbers, names, examples; exit status 1 on an error')
      .argument('[dir]', "the folder; default: the configuration's, or the rules that come with the program"),
  )
    .option('--strict', 'exit status 1 on a warning as well', false)
    .option('--info', 'show notes on what is of no use as well', false)
    .option('--json', 'as JSON: all findings, also notes')
    .action(async (directory: string | undefined, options: CheckOptions) => {
      const { checkRules } = await import('../app/check-rules.js');
      const check = await checkRules(await rulesFolder(directory, options), await namedPositions(options));
      if (options.json === true)
        await write(
          `${JSON.stringify({ directory: check.directory, ruleset: check.ruleset?.hash ?? null, findings: check.problems }, null, 2)}\n`,
        );
      else await write(report(check.directory, check.problems, options.info, check.ruleset?.hash ?? null));
      process.exitCode = isFailure(check.problems, options.strict) ? 1 : 0;
    });
  withRulesFolder(
    rules
      .command('test')
      .description(
        'try the examples: sentences in topics, and the mails of examples.yaml; exit status 1 when one fails',
      )
      .argument('[dir]', 'the folder, as for check'),
  )
    .option('--json', 'as JSON')
    .action(async (directory: string | undefined, options: CheckOptions) => {
      const { checkRules } = await import('../app/check-rules.js');
      const check = await checkRules(await rulesFolder(directory, options));
      const failed = check.problems.filter((problem) => problem.severity === 'error');
      const sentences =
        check.ruleset?.topics.flatMap((topic) => [...topic.examples.hit, ...topic.examples.miss]).length ?? 0;
      const mails = check.ruleset?.examples.cases.length ?? 0;
      if (options.json === true) await write(`${JSON.stringify({ sentences, mails, failed }, null, 2)}\n`);
      else if (check.ruleset === null) await write(report(check.directory, failed, false, null));
      else {
        const summary = `${sentences} sentences and ${mails} mails tried`;
        await write(
          failed.length === 0
            ? `${summary}: ${pc.green('all hold.')}\n`
            : `${report(check.directory, failed, false, null)}${summary}.\n`,
        );
      }
      process.exitCode = failed.length === 0 ? 0 : 1;
    });
  withRulesFolder(
    rules
      .command('schema')
      .description('write the JSON Schemas beside a folder of rules (schema/), for editors')
      .argument('[dir]', 'the folder, as for check'),
  ).action(async (directory: string | undefined, options: RulesFolderOptions) => {
    const { jsonSchemas, SCHEMA_FOLDER } = await import('../rules/index.js');
    const folder = join(await rulesFolder(directory, options), SCHEMA_FOLDER);
    await mkdir(folder, { recursive: true });
    const schemas = jsonSchemas();
    for (const [name, text] of schemas) await writeFile(join(folder, name), text);
    await write(`Wrote ${schemas.size} schemas into ${folder}.\n`);
  });
}

function isFailure(problems: readonly RuleProblem[], strict: boolean): boolean {
  return problems.some((problem) => problem.severity === 'error' || (strict && problem.severity === 'warning'));
}

const COLOURS = { error: pc.red, warning: pc.yellow, info: pc.dim } as const;

/** Findings as a table that fits a terminal, with what they come to. */
function report(directory: string, problems: readonly RuleProblem[], info: boolean, hash: string | null): string {
  const shown = problems.filter((problem) => info || problem.severity !== 'info');
  const count = (severity: RuleProblem['severity']): number =>
    problems.filter((one) => one.severity === severity).length;
  const hidden = problems.length - shown.length;
  const lines: string[] = [];
  if (shown.length > 0) {
    const table = new Table({
      head: ['where', '', 'what', 'instead'],
      colWidths: [30, 9, 40, 21],
      wordWrap: true,
      wrapOnWordBoundary: false,
      style: { head: [], border: [], compact: true },
    });
    for (const { severity, code, file, line, column, message, suggestion } of shown)
      table.push([`${file}:${line}:${column}`, COLOURS[severity](severity), `${message} [${code}]`, suggestion ?? '']);
    lines.push(table.toString());
  }
  const counts = `${count('error')} errors, ${count('warning')} warnings${hidden > 0 ? `, ${hidden} notes (--info shows them)` : ''}`;
  lines.push(`${directory}: ${counts}${hash === null ? '' : `; ruleset ${hash}`}.`);
  return `${lines.join('\n')}\n`;
}
