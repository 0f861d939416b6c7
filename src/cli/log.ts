import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type AuditEvent, auditKinds, permanent } from '../domain/index.js';
import type { EventFilter, Store } from '../store/index.js';
import { type ConfigOption, untilSignal, withConfig, withStore } from './common.js';
import { plain } from './show.js';
import { write } from './terminal.js';

interface LogOptions extends ConfigOption {
  account?: string;
  message?: string;
  applicant?: string;
  kind?: string;
  since?: string;
  limit: string;
  beyond?: string;
  follow?: boolean;
  json?: boolean;
}

/** How often a follower looks, in milliseconds. */
const LOOK_MS = 1_000;
const PAGE = 500;

/** `triage log`: the append-only record of every effect, every hold and every decision of a person. */
export function addLog(program: Command): void {
  withConfig(
    program.command('log').description('the audit record: every effect and every hold with its reason, who and when'),
  )
    .option('--account <id>', 'only this account')
    .option('--message <id>', 'only this message, by the id that `triage queue` prints')
    .option('--applicant <text>', 'only messages of people whose name or address contains this')
    .option('--kind <kinds>', `only these, with commas between: ${auditKinds.join(', ')}`)
    .option('--since <when>', 'from this day or moment on (ISO 8601), or a span back from now: 30m, 12h, 7d')
    .option('-n, --limit <n>', 'at most so many of the newest lines', '50')
    .option('--beyond <id>', 'the page before: only lines older than this one')
    .option('-f, --follow', 'go on with what comes, until Ctrl-C')
    .option('--json', 'one JSON object a line')
    .action(async (options: LogOptions) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100_000)
        program.error('log: --limit is a whole number from 1 to 100000');
      const filter = filterOf(options, new Date());
      const print = async (events: readonly AuditEvent[]): Promise<void> => {
        for (const event of events)
          await write(options.json === true ? `${JSON.stringify(event)}\n` : eventLine(event));
      };
      await withStore(options, async (store) => {
        const events = await newest(store, filter, limit, options.beyond);
        await print(events);
        if (options.follow === true) await follow(store, filter, events.at(-1)?.id ?? (await lastId(store)), print);
        else if (options.json !== true) await write(endLine(events, limit));
      });
    });
}

/** @throws TriageError `bad-date`, `bad-filter` */
export function filterOf(options: Omit<LogOptions, 'config' | 'limit'>, now: Date): EventFilter {
  for (const [name, id] of [
    ['--message', options.message],
    ['--beyond', options.beyond],
  ] as const) {
    if (id !== undefined && !/^\d{1,18}$/.test(id))
      throw permanent(
        'bad-filter',
        `${name} ${plain(id)} is no id.`,
        'Ids are whole numbers, as the listings print them.',
      );
  }
  const kinds = options.kind?.split(',').map((kind) => kind.trim());
  const known = auditKinds.filter((kind) => kinds?.includes(kind));
  if (kinds !== undefined && known.length < new Set(kinds).size)
    throw permanent(
      'bad-filter',
      `--kind ${plain(kinds.join(','))} names no kind of event.`,
      `Known: ${auditKinds.join(', ')}.`,
    );
  return {
    ...(options.account === undefined ? {} : { account: options.account }),
    ...(options.message === undefined ? {} : { messageId: options.message }),
    ...(options.applicant === undefined ? {} : { applicant: options.applicant }),
    ...(kinds === undefined ? {} : { kinds: known }),
    ...(options.since === undefined ? {} : { since: momentOf(options.since, now) }),
  };
}

const SPANS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function momentOf(text: string, now: Date): Date {
  const span = /^(\d{1,6})([mhd])$/.exec(text);
  if (span !== null) return new Date(now.getTime() - Number(span[1]) * (SPANS[span[2] ?? ''] ?? 0));
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw permanent(
    'bad-date',
    `--since ${plain(text)} is no moment.`,
    'Write a day as YYYY-MM-DD, a moment as YYYY-MM-DDThh:mm:ssZ, or a span back from now as 30m, 12h or 7d.',
  );
}

/** The newest lines in the order in which they happened, read page by page. */
async function newest(store: Store, filter: EventFilter, most: number, beyond?: string): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  for (let last = beyond; found.length < most; last = found.at(-1)?.id) {
    const limit = Math.min(PAGE, most - found.length);
    const page = await store.events.list({
      ...filter,
      newest: true,
      limit,
      ...(last === undefined ? {} : { beyond: last }),
    });
    found.push(...page);
    if (page.length < limit) break;
  }
  return found.reverse();
}

async function lastId(store: Store): Promise<string> {
  return (await store.events.list({ newest: true, limit: 1 }))[0]?.id ?? '0';
}

/**
 * Prints what comes until a signal. Ids are given before their transactions are committed, so a lower one may appear after
 * a higher one: the last few are looked at again.
 */
async function follow(
  store: Store,
  filter: EventFilter,
  from: string,
  print: (events: readonly AuditEvent[]) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  void untilSignal().then(() => stopping.abort());
  const started = BigInt(from);
  let highest = started;
  const printed = new Set<string>();
  while (!stopping.signal.aborted) {
    const overlap = highest - BigInt(PAGE);
    const beyond = String(overlap > started ? overlap : started);
    const events = await store.events.list({ ...filter, beyond, limit: 2 * PAGE });
    const fresh = events.filter((event) => !printed.has(event.id));
    await print(fresh);
    for (const { id } of fresh) {
      printed.add(id);
      if (BigInt(id) > highest) highest = BigInt(id);
    }
    for (const id of printed) if (BigInt(id) < highest - BigInt(2 * PAGE)) printed.delete(id);
    if (fresh.length < PAGE) await sleep(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => {});
  }
}

const WIDTH = 100;

/** One event in at most 100 columns a line: when, what, why, about which, by whom; then the words, where there are some. */
export function eventLine(event: AuditEvent): string {
  const { at, kind, code, from, reason, account, messageId, actionId, detail, actor } = event;
  const about = [
    account,
    messageId === null ? null : `message ${messageId}`,
    actionId === null ? null : `action ${actionId}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
  const what = `${kind} ${code}${from === null || from === code ? '' : ` (was ${from})`}${reason === null ? '' : `: ${reason}`}`;
  const lines = [`${at.slice(0, 19)}Z  ${plain(what)}`];
  const who = plain([about, `by ${actor}`].filter((part) => part !== '').join('; '));
  lines.push(...folded(who));
  if (detail !== null && detail !== '') lines.push(...folded(plain(detail)));
  const [first = '', ...rest] = lines;
  return `${colourOf(event)(first.slice(0, WIDTH))}\n${rest.map((line) => pc.dim(line)).join('\n')}\n`;
}

function colourOf({ kind, code }: AuditEvent): (text: string) => string {
  if (kind === 'setting' || kind === 'account') return pc.cyan;
  if (['failed', 'uncertain', 'quarantined', 'paused'].includes(code)) return pc.red;
  return ['held', 'skipped'].includes(code) ? pc.yellow : (text) => text;
}

/** Words in lines of at most 100 columns, set in under the time. */
function folded(text: string): string[] {
  const indent = ' '.repeat(22);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => each.match(/.{1,70}/gu) ?? [])) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}

function endLine(events: readonly AuditEvent[], limit: number): string {
  const first = events[0];
  if (first === undefined) return 'Nothing is recorded that fits.\n';
  if (events.length < limit) return '';
  return pc.dim(`Older lines: --beyond ${first.id}\n`);
}
