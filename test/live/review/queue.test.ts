import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

/** Address of the person who applies in a fixture; null when nobody does. */
function applicantOf(id: string): string | null {
  const file = new URL(`../../../fixtures/cases/${id}/expected.json`, import.meta.url);
  const expected = JSON.parse(readFileSync(file, 'utf8')) as { applicant: { email: string } | null };
  return expected.applicant?.email ?? null;
}

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
    const ranked = await world.store.read.rankedQueue({ limit: 100 });
    const ids = await page.locator('.line').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-id')));
    expect(ids).toEqual(ranked.map((row) => row.applicationId));
    // Everybody who applied, and nobody else. The follow-up comes from a second address: whether it joins the first mail
    // depends on which of the two was read first.
    const { 'followup-2-transcript': second, ...first } = Object.fromEntries(cases.map((id) => [id, applicantOf(id)]));
    const shown = ranked.map((row) => row.applicant.email);
    expect(shown.filter((email) => email !== second).sort()).toEqual(
      Object.values(first)
        .filter((email) => email !== null)
        .sort(),
    );
    const scores = ranked.map((row) => row.score);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));
    const applicationId = ids[0] ?? '';
    const noted = { applicationId, reviewer: 'grace', value: 'hold', note: 'reads well', score: 71 };
    await world.store.review.verdicts.give({ reviewerId: '1', accounts: null }, noted);
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page.getByText('Shortlist: recorded.').waitFor();
    // A key in the list says nothing about the note, and takes none away.
    const verdicts = await world.store.review.verdicts.history(applicationId);
    expect(verdicts.at(-1)).toMatchObject({ value: 'shortlist', note: 'reads well', score: 71 });
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
