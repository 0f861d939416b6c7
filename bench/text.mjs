/**
 * How well and at what cost PDFs are read, measured against poppler's pdftotext:
 *
 *   npm run bench:text -- FOLDER [--limit N] [--worst N] [--json]
 *
 * Reads every PDF under FOLDER in a reading thread, as the program does, and prints a table: status, pages, recall (share of
 * pdftotext's words that were found, by count), time and peak memory a page. Words that a reader can't see are found by
 * pdftotext and reported as hidden by us; they count as found. Exit status 1 when a file crashed its thread.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { defaultLimits } from '../dist/src/documents/limits.js';
import { threadEntry } from '../dist/src/documents/threads/entry.js';
import { ThreadPool } from '../dist/src/documents/threads/pool.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string' },
    json: { type: 'boolean', default: false },
    worst: { type: 'string' },
  },
});
const folder = positionals[0];
if (folder === undefined) {
  process.stderr.write('usage: npm run bench:text -- FOLDER [--limit N] [--worst N] [--json]\n');
  process.exit(2);
}
const run = promisify(execFile);

const files = (await pdfsUnder(folder)).sort().slice(0, Number(options.limit ?? Infinity));
const pool = new ThreadPool({
  entry: threadEntry(),
  threads: 1,
  megabytes: defaultLimits.threadMegabytes,
  renewAfter: 100,
});
const rows = [];
for (const [index, file] of files.entries()) {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${index + 1}/${files.length} ${relative(folder, file).slice(0, 60).padEnd(60)}`);
  rows.push(await measure(file));
}
const atRest = await sizeAfterClose();
print();

async function measure(file) {
  const bytes = await readFile(file);
  const part = {
    name: relative(folder, file),
    contentType: 'application/pdf',
    bytes,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  const start = performance.now();
  const outcome = await pool.run(
    { kind: 'part', part, limits: defaultLimits },
    { seconds: defaultLimits.documentSeconds },
  );
  const ms = performance.now() - start;
  clearInterval(watch);
  const document = outcome.document ?? null;
  const status = 'killed' in outcome ? outcome.killed : (document?.status ?? 'ok');
  const ours =
    document === null
      ? ''
      : [...document.pages.map((page) => page.text), ...document.hidden.map((entry) => entry.text)].join('\n');
  const theirs = await popplersText(file);
  return {
    file: part.name,
    status,
    pages: document?.pages.length ?? 0,
    ms,
    peak: Math.max(0, peak - before) / 1048576,
    hidden: document?.hidden.reduce((sum, entry) => sum + entry.text.length, 0) ?? 0,
    ...compare(ours, theirs),
  };
}

/** The words that poppler finds, or null where it finds none or fails. */
async function popplersText(file) {
  try {
    const { stdout } = await run('pdftotext', ['-enc', 'UTF-8', '-l', String(defaultLimits.pages), file, '-'], {
      maxBuffer: 1 << 28,
      timeout: 60_000,
    });
    return stdout.trim() === '' ? null : stdout;
  } catch {
    return null;
  }
}

function compare(ours, theirs) {
  if (theirs === null) return { recall: null, words: 0, missing: [] };
  const wanted = counts(theirs);
  const have = counts(ours);
  let total = 0;
  let found = 0;
  const missing = [];
  for (const [word, count] of wanted) {
    total += count;
    const hit = Math.min(count, have.get(word) ?? 0);
    found += hit;
    if (hit < count) missing.push(word);
  }
  return { recall: total === 0 ? null : found / total, words: total, missing };
}

function counts(text) {
  const words = new Map();
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{M}\p{N}]+/gu))
    words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}

async function sizeAfterClose() {
  await pool.close();
  globalThis.gc?.();
  return process.memoryUsage().rss / 1048576;
}

function print() {
  const judged = rows.filter((row) => row.recall !== null && !['encrypted', 'too-large'].includes(row.status));
  const mean = judged.reduce((sum, row) => sum + row.recall, 0) / Math.max(1, judged.length);
  const pages = rows.reduce((sum, row) => sum + row.pages, 0);
  const summary = {
    files: rows.length,
    judged: judged.length,
    meanRecall: round(mean, 4),
    recallByWords: round(
      judged.reduce((sum, row) => sum + row.recall * row.words, 0) /
        Math.max(
          1,
          judged.reduce((sum, row) => sum + row.words, 0),
        ),
      4,
    ),
    pages,
    msPerPage: round(rows.reduce((sum, row) => sum + row.ms, 0) / Math.max(1, pages), 1),
    peakMegabytes: round(Math.max(0, ...rows.map((row) => row.peak)), 0),
    megabytesAtRest: round(atRest, 0),
    statuses: Object.fromEntries(
      [...new Set(rows.map((row) => row.status))].map((status) => [
        status,
        rows.filter((row) => row.status === status).length,
      ]),
    ),
  };
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ summary, rows })}\n`);
  } else {
    const shown =
      options.worst === undefined
        ? rows
        : [...judged].sort((a, b) => a.recall - b.recall).slice(0, Number(options.worst));
    const table = new Table({
      head: ['file', 'status', 'pages', 'words', 'recall', 'ms/page', 'MB/page', 'hidden', 'missing'],
      style: { head: [], border: [] },
    });
    for (const row of shown) {
      const perPage = Math.max(1, row.pages);
      table.push([
        row.file.slice(-50),
        row.status,
        row.pages,
        row.words,
        row.recall === null ? '-' : row.recall.toFixed(3),
        round(row.ms / perPage, 1),
        round(row.peak / perPage, 1),
        row.hidden,
        row.missing.slice(0, 5).join(' ').slice(0, 40),
      ]);
    }
    process.stdout.write(`\n${table.toString()}\n`);
    for (const [key, value] of Object.entries(summary))
      process.stdout.write(`${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}\n`);
  }
  if (rows.some((row) => row.status === 'crashed')) process.exitCode = 1;
}

async function pdfsUnder(path) {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.pdf$/i.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}
