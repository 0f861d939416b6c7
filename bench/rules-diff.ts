/**
 * How long `triage rules diff` takes over a full store:
 *
 *   npm run bench:rules -- [--messages 10000] [--threads N] [--keep DIR]
 *
 * Makes so many stored messages out of the fixtures (other people, other words in every line, so that no two texts are
 * alike), then judges them under the default rules and under rules with other weights. Runs on the embedded store, and on
 * PostgreSQL as well when DATABASE_URL names an empty database. Exit status 1 when a run takes more than 60 s.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { defaultRulesDir, readRuleFiles } from '../src/app/read-rules.js';
import { diffPastMail, type RulesSide } from '../src/app/rules-diff.js';
import { compileRules } from '../src/rules/index.js';
import { openStore, type StoreOptions } from '../src/store/index.js';
import { fillPast, fixtureMails } from './past-mail.js';

const LIMIT_S = 60;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    threads: { type: 'string' },
    embedded: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const count = Number(values.messages);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const files = await readRuleFiles(defaultRulesDir());
const before = sideOf('the default rules', files);
const after = sideOf(
  'other weights',
  files.map((file) => ({
    path: file.path,
    text: file.text.replace('strong: 70', 'strong: 66').replace('weight: 0.9\n', 'weight: 0.6\n'),
  })),
);
const fixtures = await fixtureMails();
say(`${count} messages out of ${fixtures.length} fixtures`);

let slow = false;
if (values.embedded) {
  const dataDir = await mkdtemp(join(tmpdir(), 'triage-bench-'));
  try {
    slow = (await measure('embedded store', { dataDir })) || slow;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
const databaseUrl = process.env.DATABASE_URL;
if (databaseUrl !== undefined) slow = (await measure('PostgreSQL', { databaseUrl })) || slow;
process.exitCode = slow ? 1 : 0;

function sideOf(name: string, given: typeof files): RulesSide {
  const { ruleset } = compileRules(given);
  if (ruleset === null) throw new Error(`${name} do not compile`);
  return { name, files: given, ruleset };
}

/** True when it took too long. */
async function measure(title: string, where: Pick<StoreOptions, 'dataDir' | 'databaseUrl'>): Promise<boolean> {
  const store = await openStore({ ...where, logger: pino({ level: 'error' }) });
  try {
    const made = Date.now();
    await fillPast(store.database.url, fixtures, count, before.ruleset);
    say(`${title}: filled in ${((Date.now() - made) / 1000).toFixed(1)} s`);
    const spent = process.cpuUsage();
    let last = 0;
    const diff = await diffPastMail(store, { accounts: [] }, before, after, {
      ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
      onProgress: (done, total) => {
        if (process.stderr.isTTY && Date.now() - last > 200) process.stderr.write(`\r${done}/${total}`);
        last = Date.now();
      },
    });
    const { user, system } = process.cpuUsage(spent);
    const took = `${diff.seconds.toFixed(1)} s, ${((diff.seconds * 1000) / diff.messages).toFixed(2)} ms a message under both, ${((user + system) / 1e6).toFixed(1)} s of processor`;
    say(`${title}: ${diff.messages} messages in ${took}; ${diff.changes.length} change`);
    if (diff.messages !== count) throw new Error(`${diff.messages} of ${count} were judged`);
    return diff.seconds > LIMIT_S;
  } finally {
    await store.close();
  }
}
