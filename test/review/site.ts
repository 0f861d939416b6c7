import { rm } from 'node:fs/promises';
import type { RouteOptions } from 'fastify';
import { pino } from 'pino';
import { parseConfig } from '../../src/app/config.js';
import { loadRuleset } from '../../src/app/read-rules.js';
import { createReleaseStack } from '../../src/app/release.js';
import { reviewParts } from '../../src/app/web.js';
import { openQueues } from '../../src/queue/index.js';
import { createReviewServer } from '../../src/review/server.js';
import { openStore } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { judgeMessage } from '../store/helpers.js';
import { sampleJudgement } from '../store/samples.js';
import { Visitor } from './visitor.js';

/** The review page on an embedded store, without a network. */
export type Site = Awaited<ReturnType<typeof openSite>>;

const logger = pino({ level: 'silent' });

/** Opens the whole review page with a store of its own; a proxy in 10.0.0.0/8 is trusted. `accounts`: ids of mailboxes. */
export async function openSite({
  accounts = [],
  relabel = false,
}: {
  readonly accounts?: readonly string[];
  readonly relabel?: boolean;
} = {}) {
  const releases = createReleaseStack(logger);
  const dataDir = await freshDataDir();
  const store = await openStore({ dataDir, logger });
  releases.push('store', () => store.close());
  const imap =
    '{ host: imap.example.org, user: x, password: { env: P } }, identity: { name: Lab, address: lab@example.org }';
  const config = parseConfig(
    `version: 1
data: ${JSON.stringify(dataDir)}
web: { trustedProxy: { header: X-Remote-User, addresses: [10.0.0.0/8] } }
accounts: [${accounts.map((id) => `{ id: ${id}, imap: ${imap}, relabelOnVerdict: ${relabel} }`).join(', ')}]
`,
    'triage.yaml',
    { P: 'x' },
  );
  const ruleset = await loadRuleset(config.rulesDir);
  const queues = await openQueues({ database: store.database, logger });
  releases.push('queues', () => queues.close(5000));
  const routes: { method: string; url: string }[] = [];
  const remember = ({ method, url }: RouteOptions): void => {
    for (const one of [method].flat()) routes.push({ method: one, url });
  };
  const app = await createReviewServer(
    await reviewParts({ config, store, queues, ruleset: () => ruleset, logger, releases }),
    remember,
  );
  return {
    app,
    store,
    /** Every address that is served. */
    routes,
    newVisitor: () => new Visitor(app, store),
    /** An application of somebody in an account; returns its id. */
    async judged(account: string, name: string): Promise<string> {
      const judgement = sampleJudgement({ applicant: { name, email: `${account}@example.com`, confidence: 1 } });
      return (await judgeMessage(store, account, 1, { judgement })).applicationId ?? '';
    },
    async close(): Promise<void> {
      await app.close();
      await releases.releaseAll();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
