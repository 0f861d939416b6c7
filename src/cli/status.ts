import type { Command } from 'commander';
import pc from 'picocolors';
import type { StatedConfig } from '../app/config.js';
import type { AccountMode } from '../domain/index.js';
import type { Counts, FolderState, Pause, Store } from '../store/index.js';
import { accountOf, type ConfigOption, withConfig, withStore } from './common.js';
import { plain } from './show.js';
import { write } from './terminal.js';

/** What the store knows about the running program. */
export interface Status {
  readonly accounts: readonly {
    readonly id: string;
    /** The most that the configuration allows, what people have activated, and the stricter of both. */
    readonly configured: AccountMode;
    readonly activated: AccountMode | null;
    readonly mode: AccountMode;
    readonly answersSince: string | null;
    readonly sendsSince: string | null;
    readonly paused: Pause | null;
  }[];
  readonly folders: readonly FolderState[];
  readonly counts: Counts;
  /** Held actions by reason. */
  readonly held: Readonly<Record<string, number>>;
}

/** `triage status`: modes, kill switch, last looks and counts, from the store alone. */
export function addStatus(program: Command): void {
  withConfig(program.command('status').description('modes, kill switch, last sync and counts; asks the store only'))
    .option('--json', 'as JSON')
    .action(async (options: ConfigOption & { json?: boolean }) => {
      await withStore(options, async (store, config) => {
        const status = await statusOf(store, config);
        await write(options.json === true ? `${JSON.stringify(status, null, 2)}\n` : describeStatus(status));
      });
    });
}

export async function statusOf(store: Store, config: StatedConfig): Promise<Status> {
  const { settingsWithActivation } = await import('../app/activation.js');
  const settings = settingsWithActivation(
    (id) => ({ id, mode: accountOf(config, id).mode, labels: [] }),
    config.accounts,
    store,
  );
  const accounts = [];
  for (const { id, mode: configured } of config.accounts) {
    const { mode, sendSince } = await settings(id);
    const state = await store.settings.account(id);
    accounts.push({
      id,
      configured,
      activated: state?.mode ?? null,
      mode,
      answersSince: state?.activatedAt ?? null,
      sendsSince: mode === 'send' ? (sendSince ?? null) : null,
      paused: await store.settings.paused(id),
    });
  }
  const { folders, counts, held } = store.read;
  return { accounts, folders: await folders(), counts: await counts(), held: await held() };
}

export function describeStatus({ accounts, folders, counts, held }: Status): string {
  const lines: string[] = [];
  for (const account of accounts) {
    const ceiling = account.configured === account.mode ? '' : `, ${account.configured} in the configuration`;
    lines.push(`${pc.bold(account.id.padEnd(16))} ${account.mode}${ceiling}`);
    if (account.paused !== null) {
      const { actor, at, reason } = account.paused;
      lines.push(pc.red(`  PAUSED by ${plain(actor)} at ${at}${reason === null ? '' : `: ${plain(reason)}`}`));
    }
    if (account.answersSince !== null) lines.push(`  answers mail from ${account.answersSince} on`);
    if (account.sendsSince !== null) lines.push(`  sends answers to mail from ${account.sendsSince} on`);
    for (const folder of folders.filter((each) => each.account === account.id))
      lines.push(`  ${folder.folder}: last verified ${folder.verifiedAt ?? 'never'}`);
  }
  const numbers = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ') || 'none';
  lines.push('', `messages: ${numbers(counts.messages)}`, `actions: ${numbers(counts.actions)}`);
  const caps = Object.keys(held).some((reason) => reason.startsWith('cap-'));
  if (Object.keys(held).length > 0) lines.push((caps ? pc.red : String)(`held because of: ${plain(numbers(held))}`));
  lines.push(`applications: ${counts.applications}; open: ${counts.open}`);
  return `${lines.join('\n')}\n`;
}
