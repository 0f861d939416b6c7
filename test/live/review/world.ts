import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { type Config, parseConfig } from '../../../src/app/config.js';
import { openConfiguredStore } from '../../../src/app/configured-store.js';
import { type DemoServers, startDemoServers } from '../../../src/app/demo/servers.js';
import { type Program, startProgram } from '../../../src/app/program.js';
import { makeLink } from '../../../src/app/web.js';
import type { ReviewRole } from '../../../src/domain/index.js';
import type { Store } from '../../../src/store/index.js';
import { freshDataDir } from '../../store/data-folder.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where Debian's package puts the browser. */
const chromiumPath = '/usr/bin/chromium';
/** Whether this machine has the browser; suites skip without it. */
export const hasBrowser = (): boolean => existsSync(chromiumPath);

export const desktop = { width: 1280, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;

export interface WorldOptions {
  /** Names of fixtures (fixtures/cases) that lie in the mailbox at the start. */
  readonly cases?: readonly string[];
  /** Raw mails that lie there too. */
  readonly mails?: readonly Buffer[];
  /** What is in the store before the program starts: nothing else works on it then. */
  readonly before?: (store: Store) => Promise<void>;
  /** Lines of the configuration under `web:`, as YAML flow. */
  readonly web?: string;
  /** A server of one's own with the user `lab`, instead of the one in this process; its mails are there already. */
  readonly imap?: { readonly host: string; readonly port: number; readonly password: string; readonly mails: number };
  /** More about the account, as lines of YAML flow. */
  readonly account?: string;
}

/** The whole program with its review page, on in-process mail servers and the embedded store, and a browser. */
export interface World {
  readonly url: string;
  readonly setupLink: string | null;
  readonly program: Program;
  readonly config: Config;
  readonly store: Program['store'];
  readonly servers: DemoServers;
  readonly browser: Browser;
  /** Adds somebody (or finds them) and gives a browser window in which they are logged in. */
  visit(login: string, options?: VisitOptions): Promise<Page>;
  /** Waits until so many messages (besides those of `before`) have an end and nothing is open. */
  settled(messages: number): Promise<void>;
  stop(): Promise<void>;
}

export interface VisitOptions {
  readonly role?: ReviewRole;
  readonly accounts?: readonly string[] | null;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly javaScript?: boolean;
  readonly dark?: boolean;
}

export const fixtureMail = (id: string): Buffer => readFileSync(join(root, 'fixtures/cases', id, 'message.eml'));

/** Starts everything once for a test file. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { cases = [], mails = [], before, web = '', account = '' } = options;
  const messages = [...cases.map(fixtureMail), ...mails];
  const servers = await startDemoServers({ accounts: [{ user: 'lab', password: 'x', messages }] });
  const dataDir = await freshDataDir();
  const { smtp } = servers;
  const imap = options.imap ?? { ...servers.imap, password: 'x', mails: messages.length };
  const config = parseConfig(
    `version: 1
data: ${JSON.stringify(dataDir)}
poll: { sweepSeconds: 5 }
work: { intake: 2, threads: 2, ocr: false }
web: { port: 0${web === '' ? '' : `, ${web}`} }
accounts:
  - id: lab
    imap: { host: ${imap.host}, port: ${imap.port}, security: none, user: lab, password: { env: I } }
    smtp: { host: ${smtp.host}, port: ${smtp.port}, security: none, user: lab, password: { env: P } }
    identity: { name: OT group, address: openings@ot-lab.example.org }
    mode: draft
    answerSince: "2000-01-01T00:00:00Z"
${account === '' ? '' : `    ${account}\n`}`,
    'triage.yaml',
    { P: 'x', I: imap.password },
  );
  const earlier = { messages: 0, failed: 0 };
  if (before !== undefined) {
    const store = await openConfiguredStore(config, pino({ level: 'silent' }));
    await before(store);
    earlier.messages = (await store.read.messages()).length;
    earlier.failed = (await store.read.counts()).actions.failed;
    await store.close();
  }
  const program = await startProgram(config, new Set(['poll', 'work', 'web']), pino({ level: 'silent' }), {
    sweepQueueMs: 500,
  });
  if (program.web === null) throw new Error('the review page was not started');
  const { url, setupLink } = program.web;
  const browser = await launch();
  const { store } = program;
  const world: World = {
    url,
    setupLink,
    program,
    config,
    store,
    servers,
    browser,
    visit: (login, options = {}) => visit(world, login, options),
    settled: (count) =>
      vi.waitFor(
        async () => {
          const { messages: by, actions, open } = await store.read.counts();
          expect(by.handled + by['left-alone'] + by.quarantined + by.gone).toBeGreaterThanOrEqual(
            earlier.messages + count,
          );
          expect({ open, failed: actions.failed }).toEqual({ open: 0, failed: earlier.failed });
        },
        { timeout: 200_000, interval: 200 },
      ),
    stop: async () => {
      await browser.close();
      await program.stop();
      await servers.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  if (imap.mails > 0) await world.settled(imap.mails);
  return world;
}

/** A headless Chromium that fetches nothing by itself. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
  });
}

/** Every message of the page's console and every request elsewhere is a failure: see `problems`. */
const problemsOf = new WeakMap<Page, string[]>();

async function visit({ browser, store, url }: World, login: string, options: VisitOptions): Promise<Page> {
  const { role = 'reviewer', accounts = null, viewport = desktop, javaScript = true, dark = false } = options;
  const added = await store.review.reviewers.add({ login, name: login, role, password: null, accounts }, 'test');
  const reviewer = added ?? (await store.review.reviewers.byLogin(login));
  if (reviewer === null) throw new Error(`${login} could not be added`);
  const context: BrowserContext = await browser.newContext({
    viewport,
    javaScriptEnabled: javaScript,
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  watch(page, url);
  await page.goto(await makeLink(store, url, 'login', reviewer.id, 600));
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.waitForURL(`${url}/`);
  return page;
}

/** Remembers what goes wrong in a page. */
export function watch(page: Page, url: string): void {
  const problems: string[] = [];
  problemsOf.set(page, problems);
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(?:data|blob|about|chrome-extension):/.test(request.url()))
      problems.push(`asked elsewhere: ${request.url()}`);
  });
}

/** What went wrong in the page since it was opened: errors of scripts, refusals by the policy, requests elsewhere. */
export const problems = (page: Page): readonly string[] => problemsOf.get(page) ?? [];

/** Fails when axe-core finds a violation on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // As a script of the driver, so that the page's own policy stays as strict as it is.
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
    const result = await axe.run();
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
    }));
  });
  expect(violations, page.url()).toEqual([]);
}

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[];
}

/** A picture of the page as it is, into the ignored folder /screenshots. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = join(root, 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}-${page.viewportSize()?.width ?? 0}.png`) });
}
