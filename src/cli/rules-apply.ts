import { confirm } from '@inquirer/prompts';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import { soundRules } from '../app/check-rules.js';
import type { Config } from '../app/config.js';
import { runRescore } from '../app/rescore.js';
import { diffPastMail, replayPastMail, sideOfLive, since } from '../app/rules-diff.js';
import { permanent } from '../domain/index.js';
import type { Store } from '../store/index.js';
import { actor, type ConfigOption, withConfig, withStore } from './common.js';
import { dayOf } from './day.js';
import { diffText } from './rules-diff.js';
import { barTo, write } from './terminal.js';

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
    .action(
      async (
        directory: string | undefined,
        options: ConfigOption & {
          yes: boolean;
          note?: string;
          labels: boolean;
          rescore: boolean;
          background: boolean;
          limit: string;
        },
      ) => {
        await withStore(options, async (store, config, logger) => {
          const { ruleset, files } = await soundRules(directory ?? config.rulesDir);
          const before = await sideOfLive(store);
          if (before?.ruleset.hash === ruleset.hash) return write(`Ruleset ${ruleset.hash} is live already.\n`);
          if (before !== null) {
            const bar = barTo(process.stderr, 'messages');
            const after = { name: directory ?? config.rulesDir, files, ruleset };
            const diff = await diffPastMail(store, config, before, after, { onProgress: bar.update }).finally(bar.stop);
            await write(diffText(diff, Number(options.limit) || 0));
          }
          if (!(await agreed('Make these rules live?', options.yes))) return write('Nothing was changed.\n');
          const { live } = await store.rulesets.makeLive({
            hash: ruleset.hash,
            files,
            actor: actor(),
            how: before === null ? 'start' : 'apply',
            note: options.note ?? null,
          });
          await write(`Ruleset ${live.hash} is live. Running programs take it over within seconds.\n`);
          if (!options.rescore) return write('Past mail stays as it was judged.\n');
          await store.rescore.ask({ hash: live.hash, since: null, labels: options.labels, actor: actor() });
          if (options.background) return write('A running `triage start` or `work` judges past mail again.\n');
          await judgeAgain(store, config, logger);
        });
      },
    );
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
    .action(
      async (
        options: ConfigOption & {
          since: string;
          apply: boolean;
          labels: boolean;
          yes: boolean;
          limit: string;
          json?: boolean;
        },
      ) => {
        const from = dayOf('--since', options.since);
        if (options.labels && !options.apply) program.error('replay: --labels goes with --apply');
        await withStore(options, async (store, config, logger) => {
          const live = await sideOfLive(store);
          if (live === null)
            throw permanent(
              'no-such-ruleset',
              'No ruleset is live yet.',
              'Start the program once, or `triage rules apply`.',
            );
          const bar = barTo(process.stderr, 'messages');
          const wanted = { wanted: since(from), onProgress: bar.update };
          const diff = await replayPastMail(store, config, live, wanted).finally(bar.stop);
          await write(
            options.json === true ? `${JSON.stringify(diff, null, 2)}\n` : diffText(diff, Number(options.limit) || 0),
          );
          if (!options.apply || !(await agreed('Keep the new judgements?', options.yes))) return;
          const hash = live.ruleset.hash;
          await store.rescore.ask({ hash, since: from.toISOString(), labels: options.labels, actor: actor() });
          await judgeAgain(store, config, logger);
        });
      },
    );
}

/** Asks a person; without one (a pipe, CI) only --yes agrees. */
async function agreed(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY)
    throw permanent('not-confirmed', 'Nobody is there to be asked, so nothing was changed.', 'Give --yes.');
  return confirm({ message: question, default: false });
}

/** Judges past mail again with a bar, here or by looking on while another process does it. */
async function judgeAgain(store: Store, config: Config, logger: Logger): Promise<void> {
  const bar = barTo(process.stderr, 'messages');
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  try {
    for (;;) {
      const end = await runRescore({ store, config, logger, onProgress: bar.update, signal: stopping.signal });
      if (end.outcome === 'finished')
        return void (await write(
          `Past mail is judged again: ${end.changed} judgements are others now. Nobody was answered.\n`,
        ));
      if (end.outcome === 'nothing') return void (await write('Past mail is judged again by another process.\n'));
      if (end.outcome === 'stopped')
        return void (await write('Stopped. It goes on with the next `triage start`, `work` or `rules apply`.\n'));
      if (stopping.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    process.off('SIGINT', stop);
    bar.stop();
  }
}
