import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, fixtureMail, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

describe.runIf(hasBrowser())('live updates in a browser', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      cases: ['ot-weak-web-developer', 'ot-good-schroedinger-sidebar', 'tml-excellent-unlearning'],
    });
  }, 300_000);
  afterAll(() => world?.stop());

  it('says what has come, moves nothing, and puts it in when it is asked', async () => {
    const page = await world.visit('grace');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const held = page.locator('.line.here');
    const before = { box: await held.boundingBox(), id: await held.getAttribute('data-id') };
    world.servers.deliver('lab', fixtureMail('ot-excellent-gradient-flows'));
    const bar = page.locator('#news button');
    await bar.waitFor({ timeout: 30_000 });
    expect(await bar.textContent()).toContain('1 new');
    expect(await page.locator('.line').count()).toBe(3);
    expect({ box: await held.boundingBox(), id: await held.getAttribute('data-id') }).toEqual(before);
    await expectAccessible(page);
    await shot(page, 'live-bar');
    await page.keyboard.press('.');
    await expect.poll(() => page.locator('.line').count()).toBe(4);
    expect(await held.getAttribute('data-id')).toBe(before.id);
    // Where the best stands now is where the server has it, too.
    const here = await page.locator('.line').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-id')));
    await shot(page, 'live-inserted');
    await page.reload();
    const there = await page.locator('.line').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-id')));
    expect(here).toEqual(there);
    expect(problems(page)).toEqual([]);
  });

  it('shows what a colleague decides, in its place', async () => {
    const page = await world.visit('grace', { viewport: phone });
    const other = await world.visit('ada');
    const last = page.locator('.line').last();
    const id = await last.getAttribute('data-id');
    const top = await last.boundingBox();
    await page.locator('.line').last().locator('a').first().focus();
    await other.locator(`#a${id}`).getByRole('button', { name: 'Hold' }).click();
    await last.locator('.state.hold').waitFor({ timeout: 30_000 });
    expect((await last.boundingBox())?.x).toBe(top?.x);
    expect(await page.evaluate(() => document.activeElement?.closest('.line')?.getAttribute('data-id'))).toBe(id);
    expect(await last.locator('[name=revision]').inputValue()).toBe('1');
    expect(problems(page)).toEqual([]);
  });

  it('is for who is logged in, and takes no notice away', async () => {
    const nobody = await world.browser.newContext();
    const answer = await nobody.request.get(`${world.url}/live`, { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    const page = await world.visit('grace', { javaScript: false });
    expect(await page.locator('.line').count()).toBe(4);
    // A page that asks by itself takes no notice away: it waits for the page that the reader opens.
    const fields = { _csrf: await page.locator('[name=_csrf]').first().inputValue(), assignee: '' };
    const id = await page.locator('.line').first().getAttribute('data-id');
    const done = await page.request.post(`${world.url}/applications/${id}/assign`, { form: fields, maxRedirects: 0 });
    expect([done.status(), done.headers()['set-cookie']?.includes('triage_notice=')]).toEqual([303, true]);
    const quiet = await page.request.get(`${world.url}/`, { headers: { 'x-live': '1' } });
    expect(quiet.headers()['set-cookie'] ?? '').not.toContain('triage_notice');
    expect(await quiet.text()).not.toContain('Assigned to nobody.');
    await page.goto(`${world.url}/`);
    await page.getByRole('status').getByText('Assigned to nobody.').waitFor();
    await page.reload();
    expect(await page.getByText('Assigned to nobody.').count()).toBe(0);
  });
});
