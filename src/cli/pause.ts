import type { Command } from 'commander';
import type { Pause, Store } from '../store/index.js';
import { accountOf, actor, type ConfigOption, withConfig, withStore } from './common.js';
import { plain } from './show.js';
import { write } from './terminal.js';

/** `triage pause` and `resume`: the kill switch. They need the store and nothing else, and say what really holds now. */
export function addPause(program: Command): void {
  withConfig(
    program.command('pause').description('stop all effects at once: no label, no draft, no mail; reading goes on'),
  )
    .option('--account <id>', 'only this account')
    .option('--reason <text>', 'why, for the record')
    .action(async (options: ConfigOption & { account?: string; reason?: string }) => {
      const { account, reason } = options;
      await withStore(options, async (store, config) => {
        // A pause of an account that isn't there would stop nothing and sound as if it did.
        if (account !== undefined) accountOf(config, account);
        await store.settings.pause({
          actor: actor(),
          ...(account === undefined ? {} : { account }),
          ...(reason === undefined ? {} : { reason }),
        });
        await write(
          account === undefined
            ? 'Paused. Nothing is labelled, drafted or sent until `triage resume`.\n'
            : `Paused. Nothing of account ${account} is labelled, drafted or sent;\n\`triage resume --account ${account}\` ends it. Other accounts go on.\n`,
        );
      });
    });
  withConfig(program.command('resume').description('let effects happen again'))
    .option('--account <id>', 'only this account')
    .action(async (options: ConfigOption & { account?: string }) => {
      const account = options.account ?? null;
      await withStore(options, async (store, config) => {
        const before = await store.settings.pauses();
        const known = before.some((pause) => pause.account === account);
        // An account that was taken out of the configuration while it was paused can still be let go.
        if (account !== null && !known) accountOf(config, account);
        await store.settings.resume({ actor: actor(), ...(account === null ? {} : { account }) });
        await write(resumed(account, known, await store.settings.pauses()));
      });
    });
}

type Pauses = Awaited<ReturnType<Store['settings']['pauses']>>;

/** What was resumed, and every pause that holds all the same. */
function resumed(account: string | null, known: boolean, left: Pauses): string {
  const what = account === null ? 'Everything' : `Account ${account}`;
  const first = known ? 'Resumed.' : `${what} was not paused${account === null ? ' as a whole' : ' by itself'}.`;
  const lines = left
    // One account that goes on says nothing about another.
    .filter((pause) => account === null || pause.account === null || pause.account === account)
    .map((pause) => `Still paused: ${pausedBy(pause)}`);
  return `${[first, ...lines].join('\n')}\n`;
}

function pausedBy({ account, actor: who, at, reason }: Pause & { readonly account: string | null }): string {
  const what = account === null ? 'everything' : `account ${plain(account)}`;
  const command = account === null ? 'triage resume' : `triage resume --account ${plain(account)}`;
  return `${what}, by ${plain(who)} at ${at}${reason === null ? '' : `: ${plain(reason)}`}\n  \`${command}\` ends it.`;
}
