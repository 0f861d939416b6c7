/**
 * How long `triage rules diff` takes over a full store:
 *
 *   npm run bench:rules -- [--messages 10000] [--threads N] [--keep DIR]
 *
 * Makes so many stored messages out of the fixtures (other people, other words in every line, so that no two texts are
 * alike), then judges them under the default rules and under rules with other weights. Runs on the embedded store, and on
 * PostgreSQL as well when DATABASE_URL names an empty database. Exit status 1 when a run takes more than 60 s.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import pino from 'pino';
import { defaultRulesDir, readRuleFiles } from '../src/app/read-rules.js';
import { diffPastMail, type RulesSide } from '../src/app/rules-diff.js';
import { createMessageReader } from '../src/documents/index.js';
import { emptyContext, type ReadMessage } from '../src/domain/index.js';
import { triage } from '../src/pipeline/index.js';
import { compileRules } from '../src/rules/index.js';
import { openStore, type StoreOptions } from '../src/store/index.js';
import { storableJson } from '../src/store/storable.js';

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
const fixtures = await readFixtures();
say(`${count} messages out of ${fixtures.length} fixtures`);

const vocabulary = [...new Set(fixtures.flatMap((one) => one.mail.text.match(/\p{L}{4,}/gu) ?? []))];
const judged = { ...triage(fixtures[0] as ReadMessage, emptyContext, before.ruleset), documents: [] };

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

async function readFixtures(): Promise<ReadMessage[]> {
  const folder = fileURLToPath(new URL('../../fixtures/cases/', import.meta.url));
  const reader = createMessageReader({ threads: 2, ocr: false });
  try {
    const names = (await readdir(folder)).sort();
    return await Promise.all(names.map(async (name) => reader.read(await readFile(join(folder, name, 'message.eml')))));
  } finally {
    await reader.close();
  }
}

/** The n-th message: a fixture of another person, with other words in every line. */
function variant(n: number): ReadMessage {
  const base = fixtures[n % fixtures.length] as ReadMessage;
  // A small generator of numbers that is the same in each run (Numerical Recipes' linear congruential one).
  let state = n + 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
  const other = (text: string): string =>
    text.replace(/(?<=\p{L} )\p{Ll}{4,}(?= )/gu, (word) =>
      random(9) === 0 ? (vocabulary[random(vocabulary.length)] ?? word) : word,
    );
  const address = (email: string): string => `n${n}.${email}`;
  const { mail, documents } = base;
  return {
    mail: {
      ...mail,
      messageId: `<${n}@bench.example>`,
      from: mail.from.map((one) => ({ ...one, email: address(one.email) })),
      inReplyTo: mail.inReplyTo.map((id) => `${id}${n}`),
      references: mail.references.map((id) => `${id}${n}`),
      text: other(mail.text),
    },
    documents: documents.map((one) => ({
      ...one,
      pages: one.pages.map((page) => ({ ...page, text: other(page.text) })),
    })),
    fingerprint: `bench ${n}`,
    bytes: base.bytes,
  };
}

/** True when it took too long. */
async function measure(title: string, where: Pick<StoreOptions, 'dataDir' | 'databaseUrl'>): Promise<boolean> {
  const store = await openStore({ ...where, logger: pino({ level: 'error' }) });
  try {
    const made = Date.now();
    await fill(store.database.url);
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

/** Writes the rows of judged messages at once: saving them one by one is not what is measured. */
async function fill(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const batch = 100;
  for (let from = 0; from < count; from += batch) {
    const messages = Array.from({ length: Math.min(batch, count - from) }, (_, index) => variant(from + index));
    await pool.query(
      `with given as (select * from jsonb_to_recordset($1::jsonb) as g(n bigint, fingerprint text, rfc text, subject text, sender text, mail jsonb, judgement jsonb)),
       made as (insert into triage.message (account, fingerprint, rfc_message_id, subject, sender, seen_at, bytes, origin, status, mail)
         select 'bench', fingerprint, rfc, subject, sender, now(), 1000, 'backfill', 'handled', mail from given order by n returning id, fingerprint)
       insert into triage.judgement (message_id, ruleset, kind, position, score, band, body, current, at)
         select made.id, judgement ->> 'ruleset', judgement ->> 'kind', judgement ->> 'position', 0, judgement ->> 'band', judgement, true, now()
         from made join given using (fingerprint)`,
      [storableJson(messages.map(rowOf))],
    );
    await pool.query(
      `insert into triage.document (message_id, ordinal, name, status, reason, format, content_type, sha256, bytes, chars, ocr, quality, pages, hidden, links, findings)
       select m.id, g.ordinal, g.name, g.status, g.reason, g.format, g.type, g.sha256, g.bytes, 0, g.ocr, g.quality, g.pages, g.hidden, g.links, g.findings
       from jsonb_to_recordset($1::jsonb) as g(fingerprint text, ordinal int, name text, status text, reason text, format text, type text, sha256 text, bytes bigint, ocr boolean, quality real, pages jsonb, hidden jsonb, links jsonb, findings jsonb)
       join triage.message m using (fingerprint)`,
      [storableJson(messages.flatMap(documentRows))],
    );
  }
  await pool.end();
}

function rowOf(message: ReadMessage, n: number) {
  const { mail, fingerprint } = message;
  // One judgement for all will do: what is stored is not compared here.
  const judgement = { ...judged, kind: 'application' };
  return {
    n,
    fingerprint,
    rfc: mail.messageId,
    subject: mail.subject,
    sender: mail.from[0]?.email ?? null,
    mail,
    judgement,
  };
}

function documentRows(message: ReadMessage) {
  return message.documents.map((document, ordinal) => ({
    fingerprint: message.fingerprint,
    ordinal,
    ...document,
    type: document.contentType,
  }));
}
