import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { Judgement } from '../domain/index.js';
import { progressTo, write } from './terminal.js';

/** The facts about rules and mailbox that a judgement needs. */
export interface MailboxOptions {
  rules?: string;
  config?: string;
  ownAddress: string[];
  authservId: string[];
}

interface ScoreOptions extends MailboxOptions {
  format: 'ndjson' | 'table';
  text: boolean;
  ocr: boolean;
}

const collect = (value: string, before: string[]): string[] => [...before, value];

/** Adds the options by which a command learns the rules and the mailbox. */
export function addMailboxOptions(command: Command): Command {
  return command
    .option('--rules <dir>', 'use other rules than the default')
    .option('--config <file>', "read rules, addresses and trusted authserv-ids from the live program's configuration")
    .option('--own-address <address>', 'an address or alias that is ours (repeatable)', collect, [])
    .option(
      '--authserv-id <id>',
      'whose Authentication-Results are trusted (repeatable; without one, none is)',
      collect,
      [],
    );
}

/** `triage score`: the offline contract. No database, no queue, no network, no effect. */
export function addScore(program: Command): void {
  const command = program
    .command('score')
    .description('judge mail from files as the live program would, and print what it would do')
    .argument('<path...>', '.eml files, folders of them, Maildir or mbox')
    .option('--format <format>', 'ndjson (one JSON object a line) or table', 'table')
    .option('--text', "include each document's extracted text", false)
    .option('--no-ocr', 'do not read scans by OCR');
  addMailboxOptions(command).action(async (paths: string[], options: ScoreOptions) => {
    if (options.format !== 'ndjson' && options.format !== 'table') {
      program.error(`score: --format is ndjson or table, not ${options.format}`, { exitCode: 2, code: 'bad-format' });
    }
    const { judgeFiles } = await import('../app/judge-files.js');
    const { messagesOf } = await import('../app/mail-files.js');
    const { loadRuleset } = await import('../app/read-rules.js');
    const { requirePositions } = await import('../app/known-positions.js');
    const { scoreLine } = await import('../app/score-line.js');
    const { createMessageReader } = await import('../documents/index.js');
    const settings = await settingsFor(options);
    const ruleset = await loadRuleset(settings.rules);
    requirePositions([{ id: null, positions: settings.aliases }], ruleset);
    const threads = Math.max(1, Math.min(4, availableParallelism()));
    const reader = createMessageReader({ threads, ocr: options.ocr });
    const progress = progressTo(process.stderr);
    try {
      const judged = judgeFiles(messagesOf(paths), reader, ruleset, settings, threads * 3);
      for await (const { source, message, judgement } of judged) {
        progress.tick(source);
        if (options.format === 'ndjson')
          await write(`${JSON.stringify(scoreLine(source, message.mail.messageId, judgement, options.text))}\n`);
        else await write(tableRow(source, judgement));
      }
    } finally {
      progress.end();
      await reader.close();
    }
  });
}

/** Rules, addresses and trusted servers: from the options, on top of the configuration where one is given. */
export async function settingsFor(
  options: MailboxOptions,
): Promise<{ rules: string; ownAddresses: string[]; aliases: Record<string, string>; authservIds: string[] }> {
  const { readMailboxFacts } = await import('../app/config.js');
  const { defaultRulesDir } = await import('../app/read-rules.js');
  const lower = (list: readonly string[]): string[] => list.map((one) => one.toLowerCase());
  // The offline commands need no secrets: what the configuration names but this machine lacks is no reason to stop.
  const config = options.config === undefined ? null : readMailboxFacts(options.config);
  return {
    rules: options.rules ?? config?.rules ?? defaultRulesDir(),
    ownAddresses: [...(config?.ownAddresses ?? []), ...lower(options.ownAddress)],
    aliases: config?.aliases ?? {},
    authservIds: [...(config?.authservIds ?? []), ...lower(options.authservId)],
  };
}

function tableRow(source: string, judgement: Judgement): string {
  const score = judgement.kind === 'application' ? judgement.scorecard.fit.toFixed(0).padStart(3) : '  -';
  const who = judgement.applicant?.name ?? judgement.applicant?.email ?? '';
  const cells = [
    score,
    judgement.band.padEnd(9),
    judgement.kind.padEnd(11),
    (judgement.position ?? '-').padEnd(18),
    judgement.decision.acknowledge.padEnd(5),
    who.padEnd(24).slice(0, 24),
    source,
  ];
  return `${cells.join('  ')}\n`;
}
