import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../servers.js';
import { expectAccessible, hasBrowser, problems, shot, startWorld, type World, watch } from './world.js';

describe.runIf(hasBrowser())('getting in, in a browser', () => {
  let world: World;
  let oidc: Server;

  beforeAll(async () => {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    world = await startWorld({
      web: `oidc: { issuer: "${issuer}", clientId: triage, clientSecret: { env: P }, label: "University login" }`,
    });
    const provider = new Provider(issuer, {
      clients: [{ client_id: 'triage', client_secret: 'x', redirect_uris: [`${world.url}/login/oidc/back`] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: async () => ({ sub: id, email: `${id}@uni.example`, email_verified: true, name: id }),
      }),
      cookies: { keys: ['test'] },
    });
    oidc = createServer(provider.callback()).listen(port, '127.0.0.1');
  }, 240_000);
  afterAll(async () => {
    oidc?.closeAllConnections();
    oidc?.close();
    await world?.stop();
  });

  it('sets up the first person by the link that was printed, once', async () => {
    expect(world.setupLink).toMatch(/\/setup\//);
    const page = await world.browser.newPage();
    watch(page, world.url);
    await page.goto(`${world.url}/applications/1`);
    await page.getByRole('heading', { name: 'Set-up' }).waitFor();
    await page.goto(world.setupLink ?? '');
    await expectAccessible(page);
    await shot(page, 'setup');
    await page.getByLabel('Name to log in with').fill('grace');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByText('No application has come yet.').waitFor();
    expect((await world.store.review.reviewers.byLogin('grace'))?.role).toBe('admin');
    await page.goto(world.setupLink ?? '');
    await page.getByText('This link no longer works').waitFor();
    await page.goto(`${world.url}/people`);
    await expectAccessible(page);
    await shot(page, 'people');
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('logs in with a password and out again', async () => {
    const page = await world.browser.newPage();
    watch(page, world.url);
    await page.goto(`${world.url}/help`);
    await expectAccessible(page);
    await shot(page, 'login');
    await page.getByLabel('Name').fill('grace');
    await page.getByLabel('Password').fill('wrong wrong wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Keys and help' }).waitFor();
    await page.getByText('grace').click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('lets an admin add somebody, who sets a password by the link, and change and remove them', async () => {
    const page = await world.visit('grace');
    await page.goto(`${world.url}/people`);
    await page.getByLabel('Name to log in with').fill('bob');
    await page.getByLabel('Name that the others see').fill('Bob <b>B</b>');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const link = (await page.locator('.one-time').textContent()) ?? '';
    expect(link.startsWith(`${world.url}/password/`)).toBe(true);
    await expectAccessible(page);
    await shot(page, 'people-link');
    const bob = await (await world.browser.newContext()).newPage();
    await bob.goto(link);
    await bob.getByLabel('Password').fill('quite another horse');
    await bob.getByRole('button', { name: 'Set password' }).click();
    await bob.waitForURL(`${world.url}/`);
    expect((await bob.request.get(`${world.url}/people`)).status()).toBe(403);
    expect((await bob.request.get(link)).status()).toBe(404);
    await page.goto(`${world.url}/people`);
    const line = page.locator('.persons > li', { hasText: 'Bob <b>B</b>' });
    await line.getByText('Change').click();
    expect(await line.getByLabel('All mailboxes').isChecked()).toBe(true);
    await line.getByLabel('Only these').check();
    await line.getByLabel('lab', { exact: true }).check();
    await line.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Their sessions have ended.').waitFor();
    expect((await world.store.review.reviewers.byLogin('bob'))?.accounts).toEqual(['lab']);
    await line.getByText('Change').click();
    await expectAccessible(page);
    expect(await line.getByLabel('Only these').isChecked()).toBe(true);
    await line.getByLabel('Role').selectOption('admin');
    await shot(page, 'people-change');
    await line.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Their sessions have ended.').waitFor();
    // The session ended with the change.
    expect((await bob.request.get(`${world.url}/`, { maxRedirects: 0 })).status()).toBe(303);
    await line.getByText('Change').click();
    await line.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('may log in no more').waitFor();
    const mine = page.locator('.persons > li', { hasText: 'you' });
    await mine.getByText('Change').click();
    expect(await mine.getByRole('button', { name: 'Remove' }).count()).toBe(0);
    await mine.getByLabel('Role').selectOption('reviewer');
    await mine.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'The last admin' }).waitFor();
    expect((await world.store.review.reviewers.byLogin('grace'))?.role).toBe('admin');
    expect(problems(page)).toEqual([]);
    await bob.context().close();
    await page.context().close();
  });

  it('logs in by single sign-on, and only those who are known', async () => {
    await world.store.review.reviewers.add(
      { login: 'ada@uni.example', name: 'Ada', role: 'reviewer', password: null, accounts: null },
      'test',
    );
    for (const [login, wanted] of [
      ['ada', 'All applications'],
      ['eve', 'Not one of the reviewers'],
    ] as const) {
      const page = await world.browser.newPage();
      await page.goto(`${world.url}/`);
      await page.getByRole('link', { name: 'University login' }).click();
      await page.locator('input[name=login]').fill(login);
      await page.locator('input[name=password]').fill('any');
      await page.locator('button[type=submit]').click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: wanted }).waitFor();
      await page.context().close();
    }
  });
});
