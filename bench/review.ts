// How fast the queue page and the search answer: the real server with the real store, on generated applications.
//   npm run bench:review                       100,000 on PostgreSQL (where Debian's package is), 10,000 on the embedded store
//   npm run bench:review -- --applications N   so many on PostgreSQL, a tenth of it on the embedded store
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { pino } from 'pino';
import { parseConfig } from '../src/app/config.js';
import { loadRuleset } from '../src/app/read-rules.js';
import { createReleaseStack } from '../src/app/release.js';
import { reviewParts } from '../src/app/web.js';
import { openQueues } from '../src/queue/index.js';
import { createReviewServer } from '../src/review/server.js';
import { openStore, type Store } from '../src/store/index.js';
import { available, startPostgres } from '../test/live/servers.js';
import { generate } from './review-data.js';

const logger = pino({ level: 'silent' });
const rounds = 40;

/** Addresses of the queue as reviewers ask for them; `search` ones are measured apart. */
const pages = [
  '/',
  '/?position=phd-ot',
  '/?band=strong',
  '/?position=phd-trustworthy-ml&band=possible&state=none',
  '/?sort=newest',
  '/?missing=transcript',
  '/?unread=1',
];
/** The inbox log in its lanes and by its filters. */
const logs = [
  '/log',
  '/log?lane=left-alone',
  '/log?lane=unreadable',
  '/log?lane=quarantine',
  '/log?status=handled&account=tml-lab',
  '/log?reason=newsletter',
  '/log?text=newsletter+4',
  '/log?text=nothing+of+this',
  '/log/answers',
];
const searches = [
  '/?q=sinkhorn',
  '/?q=gradient+flows',
  '/?q=word77',
  '/?q=%22optimal+transport%22',
  '/?q=word1234+word4321',
  '/?q=applicant+4711',
  '/?position=phd-ot&q=robust+-word5',
];

async function main(): Promise<void> {
  const at = process.argv.indexOf('--applications');
  const count = at < 0 ? 100_000 : Number(process.argv[at + 1]);
  if (available().postgres) {
    const server = await startPostgres();
    try {
      await measure('PostgreSQL', { databaseUrl: await server.newDatabase() }, count);
    } finally {
      await server.stop();
    }
  } else print('PostgreSQL is not installed; measured on the embedded store only.');
  const dataDir = await mkdtemp(join(tmpdir(), 'triage-bench-'));
  try {
    await measure('embedded store', { dataDir }, Math.ceil(count / 10));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(name: string, place: { databaseUrl?: string; dataDir?: string }, count: number): Promise<void> {
  const releases = createReleaseStack(logger);
  try {
    const store = await openStore({ ...place, logger });
    releases.push('store', () => store.close());
    const pool = new pg.Pool({ connectionString: store.database.url, max: 1 });
    const started = performance.now();
    await generate(pool, count).finally(() => pool.end());
    print(`\n${name}: ${count} applications, made in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const app = await serve(store, releases);
    await report(app, 'queue page', pages, 100);
    await report(app, 'next pages', await following(app), 100);
    await report(app, 'search', searches, 300);
    await report(app, 'application', await found(app), 100);
    await report(app, 'inbox log', logs, 100);
    await report(app, 'today', ['/today'], 300);
    await listen(app, store);
  } finally {
    await releases.releaseAll();
  }
}

async function serve(store: Store, releases: ReturnType<typeof createReleaseStack>): Promise<FastifyInstance> {
  const config = parseConfig(
    'version: 1\nweb: { trustedProxy: { header: X-User, addresses: [127.0.0.1] } }\n',
    'x',
    {},
  );
  const ruleset = await loadRuleset(config.rulesDir);
  const queues = await openQueues({ database: store.database, logger });
  releases.push('queues', () => queues.close(5000));
  // As many people as windows need: one person may have eight.
  for (const login of ['bench', ...Array.from({ length: 50 }, (_, index) => `bench-${index}`)])
    await store.review.reviewers.add({ login, name: login, role: 'reviewer', password: null, accounts: null }, 'bench');
  return createReviewServer(await reviewParts({ config, store, queues, ruleset: () => ruleset, logger, releases }));
}

/** Addresses of the tenth page of some lists. */
async function following(app: FastifyInstance): Promise<string[]> {
  const found: string[] = [];
  for (const start of pages.slice(0, 4)) {
    let url = start;
    for (let page = 1; page < 10; page += 1) {
      const next = /rel="next" href="([^"]+)"/.exec(await ask(app, url))?.[1];
      if (next === undefined) break;
      url = next.replaceAll('&amp;', '&');
    }
    found.push(url);
  }
  return found;
}

/** Pages of single applications, some with a search behind them. */
async function found(app: FastifyInstance): Promise<string[]> {
  const urls: string[] = [];
  for (const list of ['/', '/?sort=newest', '/?q=sinkhorn']) {
    const hrefs = [...(await ask(app, list)).matchAll(/href="(\/applications\/[^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    urls.push(...hrefs.slice(0, 8).map((href) => href.replaceAll('&amp;', '&').replace(/#.*/, '')));
  }
  return urls;
}

const listeners = 300;

/** Many windows with a list that updates itself: how long until each knows of a verdict, and what the server does meanwhile. */
async function listen(app: FastifyInstance, store: Store): Promise<void> {
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const told: number[] = [];
  let given = 0;
  let open = 0;
  const spreads: number[] = [];
  const requests = Array.from({ length: listeners }, (_, index) => {
    const headers = { 'x-user': `bench-${index % 50}` };
    const request = get(new URL('/live', url), { headers, agent: false }, (answer) => {
      answer.on('data', (data: Buffer) => {
        const text = data.toString();
        if (text.includes('retry:')) open += 1;
        if (given === 0 || !text.includes('event: changed')) return;
        told.push(performance.now() - given);
        spreads.push(Number(/data: (\d+)/.exec(text)?.[1] ?? 0));
      });
    });
    return request.on('error', () => {});
  });
  await until(() => open === listeners);
  // What happened before they came is told at their opening; it has passed now.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const page = await store.review.queue.page({ sight: { reviewerId: '0', accounts: null }, limit: 1 });
  given = performance.now();
  await store.verdicts.give({
    applicationId: page.rows[0]?.applicationId ?? '',
    reviewer: 'bench',
    value: 'hold',
    note: null,
  });
  await until(() => told.length >= listeners);
  const started = performance.now();
  await ask(app, '/');
  print(
    `  live updates ${listeners} windows told of a verdict after ${Math.max(...told).toFixed(0)} ms at the latest; they ask within ${(Math.max(...spreads) / 1000).toFixed(0)} s; a page in between took ${(performance.now() - started).toFixed(0)} ms`,
  );
  for (const request of requests) request.destroy();
  await app.close();
}

async function until(done: () => boolean): Promise<void> {
  for (const end = performance.now() + 60_000; !done(); ) {
    if (performance.now() > end) throw new Error('the windows were not told within a minute');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function report(app: FastifyInstance, name: string, urls: readonly string[], wanted: number): Promise<void> {
  const times: number[] = [];
  const fastest = new Map<string, number>();
  for (const url of urls) await ask(app, url);
  for (let round = 0; round < rounds; round += 1) {
    const url = urls[round % urls.length] ?? '/';
    const started = performance.now();
    await ask(app, url);
    const took = performance.now() - started;
    times.push(took);
    fastest.set(url, Math.min(took, fastest.get(url) ?? took));
  }
  times.sort((one, other) => one - other);
  const share = (part: number): string => `${(times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(0)} ms`;
  const median = times[Math.floor(times.length / 2)] ?? 0;
  print(
    `  ${name.padEnd(12)} median ${share(0.5)}, 95 % ${share(0.95)}, slowest ${share(1)} ${median < wanted ? '' : `  OVER ${wanted} ms`}`,
  );
  // The fastest of several tells what a page costs, also on a machine that does other work.
  if (process.argv.includes('--each'))
    for (const [url, took] of fastest) print(`    at best ${took.toFixed(0)} ms  ${url}`);
}

async function ask(app: FastifyInstance, url: string): Promise<string> {
  const { statusCode, body } = await app.inject({ url, headers: { 'x-user': 'bench' } });
  if (statusCode !== 200) throw new Error(`${url} gave ${statusCode}`);
  return body;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

await main();
