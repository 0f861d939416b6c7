import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hashPassword } from '../../../src/review/auth/password.js';
import type { Store } from '../../../src/store/index.js';
import { desktop, expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

async function verdicts(store: Store): Promise<void> {
  for (const { applicationId, score } of (await store.review.queue.page({ sight: { reviewerId: '0', accounts: null } }))
    .rows)
    await store.verdicts.give({
      applicationId,
      reviewer: 'grace',
      value: score > 50 ? 'shortlist' : 'decline',
      note: null,
    });
}

/** What a field of the editor holds, with one text in place of another. */
async function replace(page: Page, from: string, to: string): Promise<void> {
  const field = page.locator('#text');
  const text = await field.inputValue();
  expect(text).toContain(from);
  await field.fill(text.replace(from, to));
}

/** The page as it stands is accessible and fits, wide and narrow; with a picture of each. */
async function look(page: Page, name: string): Promise<void> {
  for (const viewport of [phone, desktop]) {
    await page.setViewportSize(viewport);
    await expectAccessible(page);
    await shot(page, name);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  }
}

describe.runIf(hasBrowser())('the rules pages in a browser', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      cases: [
        'ot-excellent-gradient-flows',
        'ot-good-schroedinger-sidebar',
        'ot-weak-web-developer',
        'tml-excellent-unlearning',
        'visitor-strong-internship',
        'inquiry-postdoc-funding',
      ],
    });
    await verdicts(world.store);
  }, 300_000);
  afterAll(() => world?.stop());

  it('say how the rules do, and sort what they say', async () => {
    const page = await world.visit('ada', { role: 'admin' });
    await page.getByRole('link', { name: 'Rules', exact: true }).click();
    await page.getByText('Measured on 5 applications').waitFor();
    await page.getByText('Computed just now').waitFor();
    await look(page, 'rules');
    await page.getByRole('link', { name: 'Single terms' }).click();
    await page.getByRole('link', { name: 'Hit nothing' }).click();
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(10);
    await page.getByRole('link', { name: /^All/ }).first().click();
    await page.getByRole('combobox').selectOption({ label: 'Optimal transport' });
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'Alone', exact: true }).click();
    expect(await page.locator('th[aria-sort=descending]').textContent()).toBe('Alone');
    await look(page, 'rules-terms');
    expect(problems(page)).toEqual([]);
  });

  it('lead from an edit over its findings and its effect to live rules, and back', async () => {
    const page = await world.visit('ada', { role: 'admin' });
    const before = (await world.store.rulesets.current())?.hash ?? '';
    const { actions } = await world.store.read.counts();
    await page.goto(`${world.url}/rules/edit`);
    await page.getByRole('link', { name: 'policy.yaml' }).click();
    await page.getByText('Nothing to complain about').waitFor();
    // A slip is named with its line, and what to write instead is one click away.
    await replace(page, 'leadingFactor:', 'leadingFacter:');
    await page.getByText('unknown key `leadingFacter`').waitFor();
    await page.locator('.mirror .error', { hasText: 'leadingFacter' }).waitFor();
    await look(page, 'rules-editor');
    await page.getByRole('button', { name: 'Write leadingFactor' }).click();
    await page.getByText('Nothing to complain about').waitFor();
    await replace(page, 'strong: 70', 'strong: 95');
    await page.getByText('Saved in your draft').waitFor();
    await vi.waitFor(async () => expect(await page.locator('#text').inputValue()).toContain('strong: 95'));
    await page.keyboard.press('Control+s');
    await vi.waitFor(async () => {
      const draft = await world.store.review.rulesDrafts.list();
      expect(draft).toMatchObject([{ name: 'ada', files: 1 }]);
    });
    expect((await world.store.rulesets.current())?.hash).toBe(before);

    await page.getByRole('link', { name: 'Your draft' }).click();
    await page.getByText('policy.yaml bands.strong 70 → 95').waitFor();
    await look(page, 'rules-draft');
    await page.getByRole('link', { name: 'See what it would change' }).click();
    await page.getByRole('button', { name: 'Judge past mail by both' }).click();
    await page.getByRole('heading', { name: 'Who changes' }).waitFor({ timeout: 60_000 });
    await page.getByRole('cell', { name: 'Strong → Possible' }).first().waitFor();
    await look(page, 'rules-preview');
    await page.getByLabel('Why, for the history').fill('too many in strong <b>');
    await page.getByLabel('I have looked at what changes').check();
    await page.getByRole('button', { name: 'Make these rules live' }).click();
    await page.getByText('is live. Running programs').waitFor();
    const [live] = await world.store.rulesets.history();
    expect(live).toMatchObject({ how: 'apply', actor: 'ada', note: 'too many in strong <b>' });
    expect(await world.store.review.rulesDrafts.list()).toEqual([]);
    // The queue follows, and nobody was answered.
    await vi.waitFor(async () => expect(await world.store.rescore.pending()).toBeNull(), { timeout: 60_000 });
    expect((await world.store.read.counts()).actions).toEqual(actions);
    const { rows } = await world.store.review.queue.page({ sight: { reviewerId: '0', accounts: null } });
    expect(rows.filter((row) => row.band === 'strong' && row.score < 95)).toEqual([]);
    expect(rows.filter((row) => row.band === 'possible' && row.score >= 70)).not.toEqual([]);

    await page.goto(`${world.url}/rules/history`);
    await look(page, 'rules-history');
    await page.locator('tbody a').nth(1).click();
    await page.getByText('It was the first.').waitFor();
    await look(page, 'rules-version');
    await page.getByLabel('I have looked at what changes').check();
    await page.getByRole('button', { name: 'Go back to these rules' }).click();
    await page.getByText('is live. Running programs').waitFor();
    expect((await world.store.rulesets.history())[0]).toMatchObject({ how: 'rollback', actor: 'ada', hash: before });
    await vi.waitFor(async () => expect(await world.store.rescore.pending()).toBeNull(), { timeout: 60_000 });
    const events = await world.store.events.list({ newest: true, kinds: ['setting'], limit: 20 });
    expect(events.filter((event) => event.actor === 'ada').map((event) => event.code)).toEqual(
      expect.arrayContaining(['rules-draft-begun', 'ruleset-live', 'rescore-asked', 'rules-draft-ended']),
    );
    expect(problems(page)).toEqual([]);
  });

  it('lose nothing when a session ends in the middle of an edit', async () => {
    const page = await world.visit('mary', { role: 'admin' });
    await page.goto(`${world.url}/rules/edit/topics/kernel-methods.yaml`);
    await replace(page, 'title: Kernel methods', 'title: Kernels, first');
    await page.getByText('Saved in your draft').waitFor();
    const mary = await world.store.review.reviewers.byLogin('mary');
    const password = await hashPassword('correct horse battery');
    await world.store.review.reviewers.change(mary?.id ?? '', { password }, 'test');
    await replace(page, 'title: Kernels, first', 'title: Kernels, late at night');
    await page.getByText('Your session has ended').waitFor();
    await expectAccessible(page);
    await replace(page, 'late at night', 'later still');
    await page.getByRole('button', { name: 'Save the draft and check' }).click();
    await page.getByLabel('Name').fill('mary');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Your draft of topics/kernel-methods.yaml' }).waitFor();
    await page.getByRole('button', { name: 'Send it now' }).click();
    await page.getByText('Saved in your draft').waitFor();
    await page.goto(`${world.url}/rules/edit/topics/kernel-methods.yaml`);
    expect(await page.locator('#text').inputValue()).toContain('title: Kernels, later still');
    expect(problems(page)).toEqual([]);
  });

  it('keep two admins apart until one has applied, and then put both together', async () => {
    const [one, two] = [await world.visit('ada', { role: 'admin' }), await world.visit('bob', { role: 'admin' })];
    for (const [page, text] of [
      [one, 'Causal inference'],
      [two, 'Causes'],
    ] as const) {
      await page.goto(`${world.url}/rules/edit/topics/causality.yaml`);
      await replace(page, 'title: Causality', `title: ${text}`);
      await page.getByText('Saved in your draft').waitFor();
    }
    await two.goto(`${world.url}/rules/edit/topics/efficiency.yaml`);
    await replace(two, 'title: ', 'title: Frugal ');
    await two.getByText('Saved in your draft').waitFor();
    await one.goto(`${world.url}/rules`);
    await one.getByText('bob').waitFor();
    await one.goto(`${world.url}/rules/preview`);
    await one.getByRole('button', { name: 'Judge past mail by both' }).click();
    await one.getByRole('button', { name: 'Make these rules live' }).waitFor({ timeout: 60_000 });
    // The second looks at the effect too, and is too late.
    await two.goto(`${world.url}/rules/preview`);
    await two.getByRole('button', { name: 'Judge past mail by both' }).click();
    await two.getByRole('button', { name: 'Make these rules live' }).waitFor({ timeout: 60_000 });
    for (const page of [one, two]) {
      await page.getByLabel('I have looked at what changes').check();
      await page.getByRole('button', { name: 'Make these rules live' }).click();
    }
    await one.getByText('is live. Running programs').waitFor();
    await two.getByText('Nothing was applied: other rules went live meanwhile').waitFor();
    await look(two, 'rules-overtaken');
    await two.getByRole('button', { name: 'Bring it up to date' }).click();
    await two.getByRole('heading', { name: 'Changes that don’t go together' }).waitFor();
    await look(two, 'rules-clash');
    await two.getByLabel('Keep mine').check();
    await two.getByRole('button', { name: 'Bring the draft up to date' }).click();
    await two.getByText('Your draft stands upon the live rules now.').waitFor();
    const text = await two.locator('.changed-keys').textContent();
    expect(text).toContain('topics/causality.yaml title Causal inference → Causes');
    expect(text).toContain('topics/efficiency.yaml title');
    expect(problems(one)).toEqual([]);
    expect(problems(two)).toEqual([]);
  });

  it('can be read and written without scripts', async () => {
    const page = await world.visit('carl', { role: 'admin', javaScript: false });
    await page.goto(`${world.url}/rules/edit/topics/causality.yaml`);
    const text = await page.locator('#text').inputValue();
    await page.locator('#text').fill(text.replace('terms:', 'termz:'));
    await page.getByRole('button', { name: 'Save the draft and check' }).click();
    await page.getByText('unknown key `termz`').waitFor();
    expect(await page.locator('#text').inputValue()).toBe(text.replace('terms:', 'termz:'));
    await page.goto(`${world.url}/rules/draft`);
    expect(await page.getByText('See what it would change').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('Your changes to topics/causality.yaml are undone.').waitFor();
  });
});
