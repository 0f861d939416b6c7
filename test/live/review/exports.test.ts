import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

describe.runIf(hasBrowser())('exports in a browser', () => {
  let world: World;

  beforeAll(async () => {
    const cases = [
      'ot-excellent-gradient-flows',
      'ot-weak-web-developer',
      'tml-excellent-unlearning',
      'bad-encrypted-pdf',
    ];
    world = await startWorld({ cases });
  }, 300_000);
  afterAll(() => world?.stop());

  it('takes the queue along as it is filtered', async () => {
    const page = await world.visit('grace');
    await page.goto(`${world.url}/?position=phd-ot&sort=oldest`);
    await page.getByText('Export', { exact: true }).click();
    await expectAccessible(page);
    await shot(page, 'export-menu');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^applications-\d{4}-\d\d-\d\d\.csv$/);
    const csv = readFileSync(await download.path(), 'utf8');
    const shown = await page.locator('.line').count();
    expect(shown).toBeGreaterThan(0);
    expect(csv.trim().split('\r\n')).toHaveLength(shown + 1);
    const json = await page.request.get(`${world.url}/export.json`);
    expect(json.headers()['content-disposition']).toContain('.json');
    const { applications, ruleset } = (await json.json()) as { applications: { name: string }[]; ruleset: string };
    expect(applications).toHaveLength(4);
    expect(ruleset).toBe(world.program.ruleset.hash);
    expect(problems(page)).toEqual([]);
  });

  it('prints a sheet for a meeting', async () => {
    const page = await world.visit('grace');
    await page.goto(`${world.url}/sheet`);
    await expectAccessible(page);
    expect(await page.locator('.sheet tbody tr').count()).toBe(4);
    await shot(page, 'sheet');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.top').isVisible()).toBe(false);
    await shot(page, 'sheet-print');
    await page.emulateMedia({ media: 'screen' });
    await page.goto(`${world.url}/sheet?band=strong&q=%00nobody`);
    await page.getByText('No application fits these filters.').waitFor();
    const small = await world.visit('ada', { viewport: phone });
    await small.goto(`${world.url}/sheet?band=strong`);
    await expectAccessible(small);
    await shot(small, 'sheet');
    expect(problems(page)).toEqual([]);
  });

  it('tells nobody what they may not see', async () => {
    const stranger = await world.visit('stranger', { accounts: ['elsewhere'] });
    const csv = await stranger.request.get(`${world.url}/export.csv`);
    expect((await csv.text()).trim().split('\r\n')).toHaveLength(1);
    const blind = await world.visit('blind');
    await blind.locator('details.menu:not(.export) summary').click();
    await blind.getByRole('button', { name: 'Review blind' }).click();
    await blind.waitForURL(`${world.url}/`);
    for (const path of ['export.csv', 'export.json', 'sheet']) {
      const text = await (await blind.request.get(`${world.url}/${path}`)).text();
      expect([path, /tvedt|maren/i.test(text)]).toEqual([path, false]);
      expect(text).toMatch(/Applicant \d+/);
    }
    const nobody = await world.browser.newContext();
    const answer = await nobody.request.get(`${world.url}/export.csv`, { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
  });
});
