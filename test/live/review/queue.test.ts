import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

describe.runIf(hasBrowser())('the ranked queue in a browser', () => {
  let world: World;
  const cases = [
    'ot-excellent-gradient-flows',
    'ot-good-schroedinger-sidebar',
    'ot-weak-web-developer',
    'ot-zip-bundle',
    'tml-excellent-unlearning',
    'tml-merged-cv-transcript',
    'visitor-strong-internship',
    'trap-white-text-chromium',
    'bad-encrypted-pdf',
    'followup-1-application',
    'followup-2-transcript',
    'other-newsletter',
  ];

  beforeAll(async () => {
    world = await startWorld({ cases });
  }, 300_000);
  afterAll(() => world?.stop());

  it('shows every application by score, and moves with the keys', async () => {
    const page = await world.visit('grace');
    await expectAccessible(page);
    await shot(page, 'queue');
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page.getByText('Shortlist: recorded.').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys and help' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'help');
    await page.goto(`${world.url}/`);
    await page.locator('.line a').first().click();
    await page.locator('.subject').waitFor();
    await expectAccessible(page);
    await shot(page, 'application');
    expect(problems(page)).toEqual([]);
  });

  it('is good on a phone', async () => {
    const page = await world.visit('ada', { viewport: phone });
    await expectAccessible(page);
    await shot(page, 'queue');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    expect(problems(page)).toEqual([]);
  });
});
