import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReleaseStack } from '../../../src/app/release.js';
import { makeLink, reviewParts } from '../../../src/app/web.js';
import { createReviewServer } from '../../../src/review/server.js';
import { waitingEffects } from './waiting-effects.js';
import {
  desktop,
  expectAccessible,
  hasBrowser,
  phone,
  problems,
  shot,
  startWorld,
  type World,
  watch,
} from './world.js';

/** What the rows of the table may need. */
interface Where {
  readonly world: World;
  /** An application with a PDF, the tab of that PDF, and a message. */
  readonly application: string;
  readonly tab: string;
  readonly message: string;
}

interface PageRow {
  /** The route as the server has it. */
  readonly route: string;
  /** Name of its pictures. */
  readonly name: string;
  /** Brings the browser there; what it returns is opened. */
  readonly way: (where: Where, page: Page) => string | Promise<string>;
  readonly as?: 'reviewer' | 'admin' | 'nobody';
  /** The status that it answers with; 200 when left out. */
  readonly status?: number;
}

/** Every address that serves a page. A route that serves HTML and is not in here fails the test below. */
const table: readonly PageRow[] = [
  { route: '/', name: 'queue', way: () => '/' },
  { route: '/', name: 'queue-filtered', way: () => '/?band=strong&sort=newest&unread=1' },
  { route: '/', name: 'search', way: () => '/?q=optimal+transport' },
  { route: '/', name: 'queue-empty', way: () => '/?flag=none' },
  { route: '/applications/:id', name: 'one', way: ({ application }) => `/applications/${application}` },
  {
    route: '/applications/:id',
    name: 'one-found',
    way: ({ application }) => `/applications/${application}?q=transport&hit=2`,
  },
  {
    route: '/applications/:id/original/:tab/look',
    name: 'original',
    way: ({ application, tab }) => `/applications/${application}/original/${tab}/look`,
  },
  { route: '/log', name: 'inbox', way: () => '/log' },
  { route: '/log', name: 'inbox-quarantine', way: () => '/log?lane=quarantine' },
  { route: '/log', name: 'inbox-unreadable', way: () => '/log?lane=unreadable' },
  { route: '/log/answers', name: 'answers', way: () => '/log/answers' },
  { route: '/log/:id', name: 'message', way: ({ message }) => `/log/${message}` },
  { route: '/today', name: 'day', way: () => '/today', as: 'admin' },
  { route: '/sheet', name: 'meeting', way: () => '/sheet' },
  { route: '/people', name: 'people', way: () => '/people', as: 'admin' },
  { route: '/people', name: 'forbidden', way: () => '/people', status: 403 },
  { route: '/rules', name: 'rules', way: () => '/rules', as: 'admin' },
  { route: '/rules', name: 'rules-forbidden', way: () => '/rules', status: 403 },
  { route: '/rules/terms', name: 'rules-terms', way: () => '/rules/terms?show=dead', as: 'admin' },
  { route: '/rules/edit', name: 'rules-files', way: () => '/rules/edit', as: 'admin' },
  { route: '/rules/edit/*', name: 'rules-editor', way: () => '/rules/edit/topics/causality.yaml', as: 'admin' },
  { route: '/rules/draft', name: 'rules-draft', way: () => '/rules/draft', as: 'admin' },
  { route: '/rules/preview', name: 'rules-preview', way: () => '/rules/preview', as: 'admin' },
  { route: '/rules/history', name: 'rules-history', way: () => '/rules/history', as: 'admin' },
  { route: '/rules/history/:id', name: 'rules-version', way: () => '/rules/history/1', as: 'admin' },
  { route: '/rules/suggestions', name: 'rules-suggestions', way: () => '/rules/suggestions', as: 'admin' },
  { route: '/help', name: 'help', way: () => '/help' },
  { route: '/kept', name: 'kept', way: keptForm },
  { route: '/login', name: 'login', way: () => '/login', as: 'nobody' },
  { route: '/setup/:token', name: 'setup', way: ({ world }) => linkTo(world, 'setup'), as: 'nobody' },
  { route: '/enter/:token', name: 'enter', way: ({ world }) => linkTo(world, 'login'), as: 'nobody' },
  { route: '/password/:token', name: 'password', way: ({ world }) => linkTo(world, 'password'), as: 'nobody' },
  { route: '*', name: 'missing', way: () => '/nothing/here', status: 404 },
];

/** What is served and is no page: files, streams, and ways that only lead on. */
const noPages = [
  '/applications/:id/original/:tab',
  '/applications/:id/original/:tab/pages/:page',
  '/assets/*',
  '/export.csv',
  '/export.json',
  '/live',
  '/rules/file/:which/*',
  '/rules/files/:name',
];

async function linkTo(world: World, purpose: 'setup' | 'login' | 'password'): Promise<string> {
  const reviewer = await world.store.review.reviewers.byLogin('page-reviewer');
  return makeLink(world.store, '', purpose, purpose === 'setup' ? null : (reviewer?.id ?? null), 600);
}

/** A verdict that was sent when its session had ended, and the login after it. */
async function keptForm({ world, application }: Where, page: Page): Promise<string> {
  const reviewer = await world.store.review.reviewers.byLogin('page-reviewer');
  await page.goto(`${world.url}/applications/${application}`);
  await page.getByText('Note and own score').click();
  await page.getByLabel('Note').fill('A thesis that we should read.');
  await world.store.review.reviewers.change(reviewer?.id ?? '', { password: 'no hash' }, 'test');
  await page.getByRole('button', { name: 'Hold' }).click();
  await page.getByText('is kept').waitFor();
  await page.goto(`${world.url}${await linkTo(world, 'login')}`);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('heading', { name: 'This was kept for you' }).waitFor();
  return '';
}

describe.runIf(hasBrowser())('every page', () => {
  const visitors = new Map<string, Page>();
  let world: World;
  let where: Where;

  beforeAll(async () => {
    const cases = [
      'ot-excellent-gradient-flows',
      'ot-weak-web-developer',
      'bad-encrypted-pdf',
      'trap-white-text-chromium',
    ];
    world = await startWorld({ cases, before: waitingEffects });
    const page = await world.visit('page-reviewer');
    await world.visit('page-admin', { role: 'admin' });
    const rows = await world.store.read.rankedQueue({ limit: 100 });
    for (const { applicationId, messageId } of rows) {
      await page.goto(`${world.url}/applications/${applicationId}`);
      const look = page.getByRole('link', { name: 'Look at the original' });
      if ((await look.count()) === 0) continue;
      const tab = (await look.getAttribute('href'))?.split('/').at(-2) ?? '';
      where = { world, application: applicationId, tab, message: messageId ?? '' };
      break;
    }
    await page.context().close();
  }, 300_000);
  afterAll(() => world?.stop());

  it('is in the table', async () => {
    const served = new Set<string>();
    const releases = createReleaseStack(pino({ level: 'silent' }));
    const { config, program, store } = world;
    const parts = { config, store, queues: program.queues, ruleset: () => program.ruleset };
    const app = await createReviewServer(
      await reviewParts({ ...parts, logger: pino({ level: 'silent' }), releases }),
      ({ method, url }) => {
        if ([method].flat().includes('GET')) served.add(url);
      },
    );
    await app.close();
    await releases.releaseAll();
    expect([...served].sort()).toEqual(
      [...new Set([...noPages, ...table.map((row) => row.route)])].filter((route) => route !== '*').sort(),
    );
  });

  for (const { route, name, way, as = 'reviewer', status = 200 } of table) {
    it(`${name} (${route}) is accessible and fits, wide and narrow, in light and in the dark`, async () => {
      const page = as === 'nobody' ? await stranger() : await visitor(as);
      const url = await way(where, page);
      if (url !== '') expect((await page.goto(`${world.url}${url}`))?.status()).toBe(status);
      for (const viewport of [desktop, phone]) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await expectAccessible(page);
          await shot(page, `page-${name}${colorScheme === 'dark' ? '-dark' : ''}`);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
      }
      expect(problems(page)).toEqual([]);
      if (as === 'nobody') await page.context().close();
    });
  }

  /** One browser for each role: twenty logins a minute from one address are enough for anybody. */
  async function visitor(role: 'reviewer' | 'admin'): Promise<Page> {
    const page = visitors.get(role) ?? (await world.visit(`page-${role}`, { role }));
    visitors.set(role, page);
    return page;
  }

  async function stranger(): Promise<Page> {
    const page = await (await world.browser.newContext({ viewport: desktop })).newPage();
    watch(page, world.url);
    return page;
  }
});
