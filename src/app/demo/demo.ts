import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Store } from '../../store/index.js';
import { plannedStep, takeStep } from '../activation.js';
import { type Config, parseConfig } from '../config.js';
import { type Program, startProgram } from '../program.js';
import { makeLink } from '../web.js';
import { type DemoCase, demoCases } from './cases.js';
import { type DemoServers, startDemoServers } from './servers.js';

const PASSWORD = 'demo';

/** The demo while it runs. */
export interface Demo {
  readonly program: Program;
  readonly servers: DemoServers;
  /** How many messages there are at the start, and how many come while it runs. */
  readonly waiting: number;
  readonly arriving: readonly DemoCase[];
  /** The review page, and a link that lets a demo reviewer in, once. */
  readonly web: { readonly url: string; enterLink(): Promise<string> };
  /** Delivers the next of the arriving mails into its mailbox. */
  deliver(one: DemoCase): void;
  stop(): Promise<void>;
}

/** How many mails are delivered while the program watches. */
const ARRIVING = 4;

/**
 * In-process mail servers filled from fixtures/, and the whole program on the embedded store in a temporary folder.
 * The OT lab's account sends, the other one writes drafts, so that both are seen.
 */
export async function startDemo(logger: Logger): Promise<Demo> {
  const cases = await demoCases();
  const arriving = cases
    .filter((one) => /^(?:ot-excellent|tml-excellent|visitor-strong|inquiry-still)/.test(one.id))
    .slice(0, ARRIVING);
  const waiting = cases.filter((one) => !arriving.includes(one));
  const accounts = (['ot-lab', 'tml-lab'] as const).map((user) => ({
    user,
    password: PASSWORD,
    messages: waiting.filter((one) => one.mailbox === user).map((one) => one.raw),
  }));
  const servers = await startDemoServers({ accounts });
  const dataDir = await mkdtemp(join(tmpdir(), 'triage-demo-'));
  const cleanUp = async (): Promise<void> => {
    await servers.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const config = parseConfig(configuration(servers, dataDir), 'demo.yaml', { DEMO_PASSWORD: PASSWORD });
    const program = await startProgram(config, new Set(['poll', 'work', 'web']), logger, {
      sweepQueueMs: 1_000,
      prepare: (store) => letSend(store, config, 'ot-lab'),
    });
    return {
      program,
      servers,
      waiting: waiting.length,
      arriving,
      web: await demoWeb(program),
      deliver: (one) => void servers.deliver(one.mailbox, one.raw),
      stop: async () => {
        await program.stop();
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** An account begins with drafts whatever its configuration says; the demo's own decision is one of a person elsewhere. */
async function letSend(store: Store, config: Config, id: string): Promise<void> {
  for (const account of config.accounts.filter((each) => each.id === id))
    await takeStep(store, account, await plannedStep(store, account, 'send'), 'demo', null);
}

const linkSeconds = 24 * 3600;

/** The review page with one reviewer in it, an admin so that every page can be seen. */
async function demoWeb({ web, store }: Program): Promise<Demo['web']> {
  if (web === null) throw new Error('the demo was started without its page');
  const { url } = web;
  const one = { login: 'demo', name: 'Demo reviewer', role: 'admin' as const, password: null, accounts: null };
  const reviewer = await store.review.reviewers.add(one, 'demo');
  if (reviewer === null) throw new Error('the demo began on a store that was not empty');
  return { url, enterLink: () => makeLink(store, url, 'login', reviewer.id, linkSeconds) };
}

function configuration(servers: DemoServers, dataDir: string): string {
  const { imap, smtp } = servers;
  const account = (id: string, name: string, address: string, mode: string, more: string): string => `
  - id: ${id}
    imap: { host: ${imap.host}, port: ${imap.port}, security: none, user: ${id}, password: { env: DEMO_PASSWORD } }
    smtp: { host: ${smtp.host}, port: ${smtp.port}, security: none, user: ${id}, password: { env: DEMO_PASSWORD } }
    identity: { name: ${name}, address: ${address} }
    mode: ${mode}
    answerSince: "2000-01-01T00:00:00Z"
    ${more}`;
  return `version: 1
data: ${JSON.stringify(dataDir)}
poll: { sweepSeconds: 30 }
work: { intake: 3, act: 1, threads: 2 }
web: { port: 0 }
accounts:${account('ot-lab', 'OT group', 'openings@ot-lab.example.org', 'send', 'aliases: [phd@ot-lab.example.org]\n    authservIds: [mx.ot-lab.example.org]')}${account('tml-lab', 'Trustworthy ML group', 'join@tml-lab.example.edu', 'draft', 'authservIds: [mx.tml-lab.example.edu]')}
`;
}
