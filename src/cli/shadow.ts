import type { Command } from 'commander';
import pc from 'picocolors';
import type { StatedConfig } from '../app/config.js';
import type { ShadowReport } from '../app/shadow-report.js';
import type { RehearsalGroup } from '../decide/index.js';
import type { Store } from '../store/index.js';
import { agreementLines } from './agreement-lines.js';
import { accountOf, type ConfigOption, withConfig, withStore } from './common.js';
import { plain } from './show.js';
import { write } from './terminal.js';

/** `triage shadow report`: what would have been done, or was, per position and band. */
export function addShadow(program: Command): void {
  const shadow = program.command('shadow').description('look at what accounts in shadow mode would have done');
  withConfig(
    shadow
      .command('report')
      .description('what would have been labelled, drafted and sent, why not more, and how far people agree'),
  )
    .option('--account <id>', 'only this account')
    .option('--days <n>', 'of the last so many days', '30')
    .option('--format <format>', 'table or json', 'table')
    .action(async (options: ConfigOption & { account?: string; days: string; format: string }) => {
      const days = Number(options.days);
      if (!Number.isInteger(days) || days < 1 || days > 3650)
        program.error('shadow report: --days is a whole number from 1 to 3650');
      if (!['table', 'json'].includes(options.format)) program.error('shadow report: --format is table or json');
      await withStore(options, async (store, config) => {
        const report = await reportOn(store, config, options.account ?? null, days);
        await write(options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : describeReport(report));
      });
    });
}

/**
 * The report on one account or on all, by the rules that are live: what lies in the folder may never have judged a mail.
 * @throws TriageError `account-unknown`, `rules-invalid`
 */
export async function reportOn(
  store: Store,
  config: StatedConfig,
  account: string | null,
  days: number,
): Promise<ShadowReport> {
  const { settingsWithActivation } = await import('../app/activation.js');
  const { rulesInForce } = await import('../app/live-rules.js');
  const { shadowReport } = await import('../app/shadow-report.js');
  const chosen = account === null ? config.accounts : [accountOf(config, account)];
  const modes = settingsWithActivation(
    (id) => ({ id, mode: accountOf(config, id).mode, labels: [] }),
    config.accounts,
    store,
  );
  const accounts = await Promise.all(chosen.map(async ({ id }) => ({ id, mode: (await modes(id)).mode })));
  return shadowReport(store, await rulesInForce(config, store), accounts, days);
}

/** The report for a terminal of 100 columns. */
export function describeReport(report: ShadowReport): string {
  const modes = report.accounts.map(({ id, mode }) => `${id} (${mode})`).join(', ');
  const lines = [`${report.messages} mails of the last ${report.days} days; accounts: ${modes}.`];
  lines.push('For accounts in shadow: what would have been done were they to send, each mail handled when it came.');
  for (const group of report.groups) lines.push('', ...groupLines(group));
  lines.push('', pc.bold('Agreement with verdicts'), ...agreementLines(report.agreement));
  return `${lines.join('\n')}\n`;
}

function groupLines({
  position,
  lane,
  messages,
  labels,
  answers,
  reasons,
  waited,
  examples,
}: RehearsalGroup): string[] {
  const { sent, drafted, held, none } = answers;
  const head = `${(position ?? 'no position').padEnd(24)} ${lane.padEnd(10)} ${count(messages, 'mail').padStart(9)}`;
  const lines = [`${pc.bold(head)}   sent ${sent}, drafted ${drafted}, held ${held}, none ${none}`];
  if (Object.keys(labels).length > 0) lines.push(...wrapped('labels', labels));
  for (const [name, codes] of Object.entries(reasons))
    if (Object.keys(codes).length > 0) lines.push(...wrapped(name, codes));
  const waits = Object.fromEntries(Object.entries(waited).filter(([, times]) => times > 0));
  if (Object.keys(waits).length > 0) lines.push(...wrapped('sent after', waits));
  if (examples.length > 0) lines.push(`  ${'for example'.padEnd(12)}${examples.join(', ')}`);
  return lines;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** Counts by name, the most frequent first, within 100 columns. */
function wrapped(title: string, counts: Readonly<Record<string, number>>): string[] {
  const items = Object.entries(counts)
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([name, n]) => `${plain(name)} ${n}`);
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length < 84) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(12)}${line}`);
}
