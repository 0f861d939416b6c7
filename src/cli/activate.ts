import type { Command } from 'commander';
import pc from 'picocolors';
import type { StatedAccount, StatedConfig } from '../app/config.js';
import { type ActivationMode, activationModes, permanent } from '../domain/index.js';
import type { Store } from '../store/index.js';
import { agreementLines, inWords } from './agreement-lines.js';
import { accountOf, actor, type ConfigOption, withConfig, withStore } from './common.js';
import { reportOn } from './shadow.js';
import { write } from './terminal.js';

/** `triage activate ACCOUNT`: shadow → draft → send, one step at a time, with the numbers before the question. */
export function addActivate(program: Command): void {
  withConfig(
    program
      .command('activate')
      .description('let an account go one step further: from shadow to drafts, from drafts to sending'),
  )
    .argument('<account>', "the account's id")
    .option('--to <mode>', `${activationModes.join(', ')}; default: the next step up. A lower one holds at once`)
    .option('--days <n>', 'days of the report that is shown first', '30')
    .option('-y, --yes', 'do not ask', false)
    .action(async (id: string, options: ConfigOption & { to?: string; days: string; yes: boolean }) => {
      const wanted = activationModes.find((mode) => mode === options.to) ?? null;
      if (options.to !== undefined && wanted === null)
        program.error(`activate: --to is one of ${activationModes.join(', ')}`);
      const days = Number(options.days);
      if (!Number.isInteger(days) || days < 1) program.error('activate: --days is a whole number from 1');
      const { plannedStep, takeStep } = await import('../app/activation.js');
      await withStore(options, async (store, config) => {
        const account = accountOf(config, id);
        const step = await plannedStep(store, account, wanted);
        // Down needs no proof, and nothing that could be missing may stand in its way.
        const detail = step.rises ? await shownProof(store, config, id, days) : null;
        await write(`${whatItMeans(account, step.to, step.rises)}\n`);
        if (step.rises && !options.yes && !(await agreed(`${step.from} → ${step.to}?`))) {
          process.exitCode = 1;
          return write('Nothing was changed.\n');
        }
        await takeStep(store, account, step, actor(), detail);
        await write(`Account ${id} is at ${step.to} now.\n`);
      });
    });
}

/** Prints what speaks for the step or against it; the same in short, for the record. */
async function shownProof(store: Store, config: StatedConfig, id: string, days: number): Promise<string> {
  const report = await reportOn(store, config, id, days);
  await write(`${[`${pc.bold('Agreement with verdicts')}`, ...agreementLines(report.agreement)].join('\n')}\n`);
  const { sent, drafted, held } = totals(report.groups.map((group) => group.answers));
  const so = `${sent} sent, ${drafted} drafted, ${held} held`;
  await write(`\nOf ${report.messages} mails in the last ${days} days: ${so}; \`triage shadow report\` has more.\n\n`);
  const { precision, kappa, decisions } = report.agreement;
  return `strong and possible that were shortlisted: ${inWords(precision)}; kappa ${kappa?.toFixed(2) ?? 'unknown'} over ${decisions} decisions; ${days} days: ${so}`;
}

function totals(answers: readonly Readonly<Record<'sent' | 'drafted' | 'held', number>>[]) {
  const sum = (key: 'sent' | 'drafted' | 'held'): number => answers.reduce((all, one) => all + one[key], 0);
  return { sent: sum('sent'), drafted: sum('drafted'), held: sum('held') };
}

/** What holds after the step, with the moments as they will be. Lines of at most 100 columns. */
function whatItMeans({ id, answerSince }: StatedAccount, to: ActivationMode, rises: boolean): string {
  if (!rises) return `Account ${id} goes down to ${to}; that holds at once.`;
  const since = answerSince?.toISOString() ?? null;
  const named = `mail from ${since} on (answerSince in the configuration)`;
  if (to === 'draft') {
    const older =
      since === null ? 'Mail that came before this moment is never answered' : `Answers are written to ${named}`;
    return `From now on account ${id} labels mail and writes drafts.\n${older};\nwhat it saw in shadow gets its labels now, and no answer.`;
  }
  const which =
    since === null
      ? 'to mail that comes from this moment on. Older mail gets drafts.'
      : `to ${named},\nalso where an answer to older mail still waits.`;
  return `From now on account ${id} sends answers where rules and guard allow it,\n${which} \`triage pause\` stops everything.`;
}

async function agreed(question: string): Promise<boolean> {
  if (process.stdin.isTTY) {
    const { confirm } = await import('@inquirer/prompts');
    return confirm({ message: question, default: false });
  }
  throw permanent(
    'confirmation-needed',
    'This changes what leaves the mailbox, and nobody is there to ask.',
    'Run it in a terminal, or add --yes.',
  );
}
