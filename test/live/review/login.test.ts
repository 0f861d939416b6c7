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
