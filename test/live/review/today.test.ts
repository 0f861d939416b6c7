import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/index.js';
import { judgeMessage } from '../../store/helpers.js';
import { replyPlan, sampleJudgement, sampleMail, sampleRead } from '../../store/samples.js';
import { expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

const day = 86_400_000;
const tight = { domain: { max: 0, hours: 24 }, account: { max: 9, hours: 24 }, overall: { max: 9, hours: 24 } };

/** A month of mail as it might come, one answer that a cap held, and rules that could not be taken over. */
async function before(store: Store): Promise<void> {
  await store.settings.ensureAccount('lab');
  const bands = ['strong', 'possible', 'weak', 'off-topic'] as const;
  let uid = 9000;
  for (let ago = 27; ago >= 0; ago -= 1) {
    for (let n = 0; n < ([2, 0, 1, 3, 1][ago % 5] ?? 0); n += 1) {
      uid += 1;
      const email = `applicant${uid}@example.com`;
      const band = bands[uid % 4] ?? 'weak';
      const at = new Date(Date.now() - ago * day).toISOString();
      const judged = await judgeMessage(store, 'lab', uid, {
        envelope: { receivedAt: at },
        read: sampleRead(`lab-${uid}`, { mail: sampleMail(uid, { from: [{ name: null, email }], date: at }) }),
        judgement: sampleJudgement({
          applicant: { name: `Applicant ${uid}`, email, confidence: 0.9 },
          band,
          position: uid % 3 === 0 ? 'postdoc' : 'phd-ot',
          fit: { strong: 80, possible: 55, weak: 30, 'off-topic': 5 }[band],
        }),
      });
      if (uid % 6 === 0 && judged.applicationId !== null)
        await store.verdicts.give({ applicationId: judged.applicationId, reviewer: 'ada', value: 'hold', note: null });
    }
  }
  const { actionIds } = await judgeMessage(store, 'lab', 9999, { actions: (id) => [replyPlan(id)] });
  const held = await store.ledger.claim(actionIds[0] ?? '', { effect: 'send', windowDays: 30, caps: tight });
  expect(held).toMatchObject({ outcome: 'held', reason: 'cap-domain' });
  await store.settings.set('rules/refused', { hash: 'abc', reason: 'topics/ot.yaml:3: unknown key `wieght`' }, 'test');
}

describe.runIf(hasBrowser())('the page of the day in a browser', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ cases: ['ot-excellent-gradient-flows', 'inquiry-postdoc-funding'], before });
  }, 300_000);
  afterAll(() => world?.stop());

  it('shows what has come and what waits', async () => {
    const page = await world.visit('grace');
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByRole('heading', { name: 'Arrivals, last 28 days' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'today');
    const plot = await page.getByRole('img', { name: /Arrivals per day/ }).getAttribute('aria-label');
    expect(plot).toMatch(/\d+ applications in 28 days, most of them \(\d+\) on \d{4}-\d\d-\d\d/);
    await page.getByText('The numbers').click();
    expect(await page.locator('.columns tbody tr').count()).toBe(28);
    const text = await page.locator('main').textContent();
    expect(text).toContain('unknown key');
    expect(text).toContain('As many answers to one domain as the cap allows');
    expect(text).not.toContain('late');
    // A reviewer sees no switch, and can't use one.
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
    const csrf = await page.locator('body').getAttribute('data-csrf');
    const refused = await page.request.post(`${world.url}/effects/pause`, { form: { _csrf: csrf ?? '' } });
    expect(refused.status()).toBe(403);
    expect(problems(page)).toEqual([]);
  });

  it('lets an admin stop everything and let it go on, on a phone', async () => {
    const page = await world.visit('root', { role: 'admin', viewport: phone });
    await page.goto(`${world.url}/today`);
    await expectAccessible(page);
    await shot(page, 'today');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    await page.getByText('Pause labels, drafts and answers').click();
    await page.getByLabel('Why').fill('a new template <b>first</b>');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused. What comes up').waitFor();
    await page.getByText('a new template <b>first</b>').waitFor();
    expect(await world.store.settings.paused('lab')).toMatchObject({ actor: 'root' });
    await shot(page, 'today-paused');
    await page.getByRole('button', { name: 'Resume all effects' }).click();
    await page.getByText('Effects go on').waitFor();
    expect(await world.store.settings.paused('lab')).toBeNull();
    expect(problems(page)).toEqual([]);
  });

  it('is readable in the dark, and shows nothing of other mailboxes', async () => {
    const page = await world.visit('dark', { dark: true });
    await page.goto(`${world.url}/today`);
    await expectAccessible(page);
    await shot(page, 'today-dark');
    const other = await world.visit('other', { accounts: ['elsewhere'] });
    await other.goto(`${world.url}/today`);
    expect(await other.locator('main').textContent()).toContain('No application has come yet.');
    expect(await other.locator('main').textContent()).not.toMatch(/\blab\b/);
  });
});
