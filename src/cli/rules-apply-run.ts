import { confirm } from '@inquirer/prompts';
import type { Logger } from 'pino';
import { soundRules } from '../app/check-rules.js';
import type { StatedConfig } from '../app/config.js';
import { makeLiveAfter } from '../app/live-rules.js';
import { runRescore } from '../app/rescore.js';
import { diffPastMail, replayPastMail, sideOfLive, since } from '../app/rules-diff.js';
import { permanent } from '../domain/index.js';
import type { Store } from '../store/index.js';
import { actor, withStore } from './common.js';
import { dayOf } from './day.js';
import { diffText } from './rules-diff-run.js';
import type { ApplyOptions, ReplayOptions } from './rules-options.js';
import { barTo, write } from './terminal.js';

/** Said when another ruleset went live, or the judging was asked for anew, while this command was at it. */
const OVERTAKEN =
  'Somebody made other rules live meanwhile, or asked for the judging anew: this one has ended. What it did stays.\n';

/** Shows what a folder changes, asks, makes it live, and judges past mail again. */
export async function runApply(directory: string | undefined, options: ApplyOptions): Promise<void> {
  await withStore(options, (store, config, logger) =>
    applyFolder(directory ?? config.rulesDir, options, { store, config, logger }),
  );
}

interface ApplyParts {
  readonly store: Store;
  readonly config: Pick<StatedConfig, 'accounts'>;
  readonly logger: Logger;
}

/**
 * The same in a store that is open.
 * @throws TriageError `rules-invalid`, `rules-unreadable`; `not-confirmed`; `rules-overtaken` when a colleague made others live
 */
export async function applyFolder(
  folder: string,
  options: Omit<ApplyOptions, 'config'>,
  { store, config, logger }: ApplyParts,
): Promise<void> {
  const { ruleset, files } = await soundRules(folder, config.accounts);
  const before = await sideOfLive(store);
  if (before?.ruleset.hash === ruleset.hash) return write(`Ruleset ${ruleset.hash} is live already.\n`);
  if (before !== null) {
    const bar = barTo(process.stderr, 'messages');
    const after = { name: folder, files, ruleset };
    const diff = await diffPastMail(store, config, before, after, { onProgress: bar.update }).finally(bar.stop);
    await write(diffText(diff, Number(options.limit) || 0));
  }
  if (!(await agreed('Make these rules live?', options.yes))) return write('Nothing was changed.\n');
  const live = await makeLiveAfter(store, before?.ruleset.hash ?? null, {
    hash: ruleset.hash,
    files,
    actor: actor(),
    how: before === null ? 'start' : 'apply',
    note: options.note ?? null,
  });
  await write(`Ruleset ${live.hash} is live. Running programs take it over within seconds.\n`);
  if (!options.rescore) return write('Past mail stays as it was judged.\n');
  const asked = { hash: live.hash, since: null, labels: options.labels, actor: actor() };
  if ((await store.rescore.ask(asked)) === null) return write(OVERTAKEN);
  if (options.background) return write('A running `triage start` or `work` judges past mail again.\n');
  await judgeAgain(store, config, logger);
}

/** Shows what the live rules make of old mail, and keeps it where that was asked for. */
export async function runReplay(options: ReplayOptions): Promise<void> {
  const from = dayOf('--since', options.since);
  await withStore(options, async (store, config, logger) => {
    const live = await sideOfLive(store);
    if (live === null)
      throw permanent('no-such-ruleset', 'No ruleset is live yet.', 'Start the program once, or `triage rules apply`.');
    const bar = barTo(process.stderr, 'messages');
    const wanted = { wanted: since(from), onProgress: bar.update };
    const diff = await replayPastMail(store, config, live, wanted).finally(bar.stop);
    await write(
      options.json === true ? `${JSON.stringify(diff, null, 2)}\n` : diffText(diff, Number(options.limit) || 0),
    );
    if (!options.apply || !(await agreed('Keep the new judgements?', options.yes))) return;
    const hash = live.ruleset.hash;
    const asked = { hash, since: from.toISOString(), labels: options.labels, actor: actor() };
    if ((await store.rescore.ask(asked)) === null) return write(OVERTAKEN);
    await judgeAgain(store, config, logger);
  });
}

/** Asks a person; without one (a pipe, CI) only --yes agrees. */
async function agreed(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY)
    throw permanent('not-confirmed', 'Nobody is there to be asked, so nothing was changed.', 'Give --yes.');
  return confirm({ message: question, default: false });
}

/** Judges past mail again with a bar, here or by looking on while another process does it. */
async function judgeAgain(store: Store, config: Pick<StatedConfig, 'accounts'>, logger: Logger): Promise<void> {
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
        return void (await write(
          stopping.signal.aborted
            ? 'Stopped. It goes on with the next `triage start`, `work` or `rules apply`.\n'
            : OVERTAKEN,
        ));
      if (stopping.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    process.off('SIGINT', stop);
    bar.stop();
  }
}
