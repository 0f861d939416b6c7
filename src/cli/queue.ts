import Table from 'cli-table3';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type Band, bands } from '../domain/index.js';
import type { Ranked } from '../store/index.js';
import { actor, type ConfigOption, withConfig, withStore } from './common.js';
import { sendTime } from './send-time.js';
import { write } from './terminal.js';

/** `triage queue`, and what a person tells the program about one mail: `retry`, `settle`. */
export function addQueue(program: Command): void {
  withConfig(
    program.command('queue').description('the ranked queue with the reasons in short; `triage show ID` tells the rest'),
  )
    .option('--position <id>', 'only this position')
    .option('--band <band>', `only this band (${bands.join(', ')})`)
    .option('--limit <n>', 'at most so many rows', '50')
    .option('--json', 'one JSON object a row')
    .action(async (options: ConfigOption & { position?: string; band?: string; limit: string; json?: boolean }) => {
      const band = bands.find((known) => known === options.band);
      if (options.band !== undefined && band === undefined)
        program.error(`queue: --band is one of ${bands.join(', ')}`);
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1) program.error('queue: --limit is a whole number from 1');
      await withStore(options, async (store) => {
        const rows = await store.read.rankedQueue({
          ...(options.position === undefined ? {} : { position: options.position }),
          ...(band === undefined ? {} : { bands: [band] }),
          limit,
        });
        if (options.json === true) for (const row of rows) await write(`${JSON.stringify(row)}\n`);
        else await write(`${queueTable(rows)}\n`);
      });
    });
  withConfig(program.command('retry').description('read a quarantined message again, or one that was gone'))
    .argument('<id>', "the message's id")
    .action(async (id: string, options: ConfigOption) => {
      const done = await withStore(options, (store) => store.intake.retry(id, actor()));
      if (!done)
        program.error(`triage: message ${id} is neither in quarantine nor gone`, {
          exitCode: 1,
          code: 'nothing-to-retry',
        });
      await write('It is read again by `triage work` or `triage start`.\n');
    });
  withConfig(program.command('settle').description('decide an action that waits: planned, held, failed or uncertain'))
    .argument('<action>', "the action's id, as `triage show` prints it")
    .argument('<decision>', 'go: let it happen; drop: never; sent: it did happen')
    .action(async (id: string, decision: string, options: ConfigOption) => {
      const wanted = (['go', 'drop', 'sent'] as const).find((known) => known === decision);
      if (wanted === undefined) return program.error(`settle: the decision is go, drop or sent, not ${decision}`);
      const done = await withStore(options, (store) => store.ledger.decide(id, wanted, actor()));
      if (!done)
        program.error(`triage: action ${id} does not wait: it runs, or it has ended`, {
          exitCode: 1,
          code: 'nothing-to-settle',
        });
      await write('Recorded.\n');
    });
}

const COLOURS: Readonly<Record<Band, (text: string) => string>> = {
  strong: pc.green,
  possible: pc.yellow,
  weak: pc.dim,
  'off-topic': pc.dim,
};

/** The queue as a table for a terminal. */
export function queueTable(rows: readonly Ranked[]): string {
  if (rows.length === 0) return 'The queue is empty.';
  const table = new Table({
    head: ['#', 'id', 'score', 'band', 'position', 'applicant', 'topics', 'missing', 'flags', 'labelled', 'answer'],
    style: { head: [], border: [], compact: true },
    chars: {
      mid: '',
      'left-mid': '',
      'mid-mid': '',
      'right-mid': '',
      left: '',
      right: '',
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      middle: ' ',
    },
  });
  for (const [index, row] of rows.entries()) {
    const unread = row.flags.includes('cv-unread');
    const topics = Object.entries(row.topics)
      .filter(([, points]) => points >= 12)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 2)
      .map(([topic, points]) => `${topic} ${points.toFixed(0)}`)
      .join(', ');
    table.push([
      index + 1,
      row.messageId,
      { content: unread ? 'unread' : row.score.toFixed(0), hAlign: 'right' },
      COLOURS[row.band](unread ? 'CV unread' : row.band),
      row.position ?? '-',
      shorten(row.applicant.name ?? row.applicant.email ?? 'unnamed', 26),
      shorten(topics, 36),
      row.missing.join(' ') || '-',
      row.flags.filter((flag) => flag !== 'cv-unread').join(' ') || '-',
      row.labels.join(' ').replaceAll('Triage-', '') || '-',
      row.answer === null ? '-' : answerCell(row.answer, new Date()),
    ]);
  }
  return table.toString();
}

/** State of the answer; of one that waits for its time, when it will be sent. */
function answerCell(answer: NonNullable<Ranked['answer']>, now: Date): string {
  const at = sendTime(answer, now);
  return at === null ? `${answer.kind === 'draft' ? 'draft' : 'sent'}: ${answer.state}` : `will be sent at ${at}`;
}

function shorten(text: string, width: number): string {
  // Control and bidirectional characters of a stranger's name would rearrange the terminal.
  const plain = text.replace(/[\p{C}]+/gu, '');
  return plain.length <= width ? plain : `${plain.slice(0, width - 1)}…`;
}
