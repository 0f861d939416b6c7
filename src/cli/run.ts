import cliProgress from 'cli-progress';
import type { Command } from 'commander';
import type { Config } from '../app/config.js';
import type { Program, Role } from '../app/program.js';
import type { Web } from '../app/web.js';
import { permanent } from '../domain/index.js';
import { type ConfigOption, configOf, untilSignal, withConfig } from './common.js';
import { dayOf } from './day.js';
import { write } from './terminal.js';

/** `triage start | poll | work | web`: the long-running roles. */
export function addRun(program: Command): void {
  withConfig(
    program
      .command('start')
      .description('all roles in one process: watch the mailboxes, do the work, serve the review page'),
  ).action((options: ConfigOption) => run(options, ['poll', 'work', 'web']));
  withConfig(program.command('web').description('serve the review page: the ranked queue in a browser')).action(
    (options: ConfigOption) => run(options, ['web']),
  );
  withConfig(program.command('work').description('read, judge, label and answer what the pollers have found')).action(
    (options: ConfigOption) => run(options, ['work']),
  );
  withConfig(
    program
      .command('poll')
      .description('watch the mailboxes; with --since or --all, take in mail that is already there and end'),
  )
    .option(
      '--since <date>',
      'take in mail received since this day (YYYY-MM-DD); what came before the account was activated is never answered',
    )
    .option('--all', 'take in all mail that is there')
    .action(async (options: ConfigOption & { since?: string; all?: boolean }) => {
      if (options.since === undefined && options.all !== true) return run(options, ['poll']);
      const range = options.all === true ? { all: true as const } : { since: dayOf('--since', options.since ?? '') };
      return takeIn(options, range);
    });
}

async function run(options: ConfigOption, roles: readonly Role[]): Promise<void> {
  const config = await configOf(options);
  requireAccounts(config);
  // Asked for before the start, which takes seconds: a signal meanwhile is not lost.
  const stopped = untilSignal();
  const { createLogger } = await import('../app/logger.js');
  const { startProgram } = await import('../app/program.js');
  const logger = createLogger(config.logLevel);
  const program = await startProgram(config, new Set(roles), logger);
  if (program.web !== null) await write(webAddress(program.web));
  const signal = await stopped;
  logger.info({ signal }, 'stopping');
  await program.stop();
}

/** Where the review page is, and how the first person gets in. */
export function webAddress({ url, setupLink }: Web): string {
  const first = setupLink === null ? '' : `Nobody can log in yet. The first person, once, within a day: ${setupLink}\n`;
  return `The review page is at ${url}\n${first}`;
}

async function takeIn(options: ConfigOption, range: { since: Date } | { all: true }): Promise<void> {
  const config = await configOf(options);
  requireAccounts(config);
  const { createLogger } = await import('../app/logger.js');
  const { startProgram } = await import('../app/program.js');
  const { backfill } = await import('../mailbox/index.js');
  const logger = createLogger('warn');
  const program: Program = await startProgram(config, new Set(), logger);
  const bar = new cliProgress.SingleBar(
    { format: '{bar} {value}/{total}  {where}', hideCursor: true, stream: process.stderr, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  try {
    for (const account of program.accounts) {
      for (const folder of account.imap.folders) {
        const where = `${account.id}/${folder}`;
        bar.start(0, 0, { where });
        const result = await backfill(account, folder, range, program.store.arrivals('backfill'), {
          logger,
          onNew: (location) => program.announce(location, true),
          onProgress: (done, total) => {
            bar.setTotal(total);
            bar.update(done, { where });
          },
        });
        bar.stop();
        await write(`${where}: ${result.seen} messages, ${result.fresh} of them new\n`);
      }
    }
    await write(
      'They are read by `triage work` or `triage start`, behind new mail. What came before the account was activated is never answered.\n',
    );
  } finally {
    bar.stop();
    await program.stop();
  }
}

function requireAccounts(config: Config): void {
  if (config.accounts.length === 0) {
    throw permanent(
      'no-accounts',
      `${config.path ?? 'The configuration'} names no account.`,
      'Add one under `accounts:`; `triage init` asks for it.',
    );
  }
}
