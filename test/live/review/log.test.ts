import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answered, waitingEffects } from './waiting-effects.js';
import { expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

describe.runIf(hasBrowser())('the inbox log in a browser', () => {
  let world: World;

  beforeAll(async () => {
    const cases = ['ot-excellent-gradient-flows', 'bad-encrypted-pdf', 'other-newsletter', 'k-037-ooo-german-headers'];
    world = await startWorld({ cases, before: waitingEffects });
  }, 300_000);
  afterAll(() => world?.stop());

  it('tells of every message what became of it and why, in lanes and by filters', async () => {
    const page = await world.visit('grace');
    await page.getByRole('link', { name: 'Inbox log' }).click();
    await page.getByRole('heading', { name: 'Inbox log' }).waitFor();
    expect(await page.locator('.entry').count()).toBe(8);
    await expectAccessible(page);
    await shot(page, 'log');
    await page.getByRole('link', { name: 'Left alone' }).click();
    await page.waitForURL(/lane=left-alone/);
    expect(await page.locator('.entry').count()).toBe(2);
    await page.locator('.entry .code').first().click();
    await page.waitForURL(/reason=/);
    expect(await page.locator('.entry').count()).toBe(1);
    await page.goto(`${world.url}/log?lane=unreadable`);
    await page.getByText('encrypted').first().waitFor();
    await expectAccessible(page);
    await shot(page, 'log-unreadable');
    await page.goto(`${world.url}/log?text=nobody%25&status=handled&since=2026-13-99&account=%00`);
    await page.getByText('No message fits these filters.').waitFor();
    await page.goto(`${world.url}/log?text=GRADIENT`);
    await page.locator('.entry .name a').first().click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'log-message');
    expect(problems(page)).toEqual([]);
  });

  it('pages by keys that stay right', async () => {
    const first = await world.store.review.log.page({ sight: { reviewerId: '0', accounts: null }, limit: 5 });
    expect(first.rows).toHaveLength(5);
    const after = first.next ?? '';
    const second = await world.store.review.log.page({ sight: { reviewerId: '0', accounts: null }, limit: 5, after });
    const ids = [...first.rows, ...second.rows].map((row) => row.message.id);
    expect(new Set(ids).size).toBe(8);
    expect(second.next).toBeNull();
  });

  it('lets people decide about what waits, and writes who did', async () => {
    const page = await world.visit('grace');
    await page.goto(`${world.url}/log/answers`);
    await expectAccessible(page);
    await shot(page, 'log-answers');
    const one = (name: string) => page.locator('.entry', { hasText: `${name}@example.com` });
    await one('maybe').getByRole('button', { name: 'It was sent' }).click();
    await page.getByText('Noted as sent.').waitFor();
    await one('refused').getByRole('button', { name: 'Drop' }).click();
    await page.getByText('Dropped. Nothing is sent.').waitFor();
    // The other window still shows it: what was decided meanwhile is not decided twice.
    const other = await world.visit('ada', { viewport: phone });
    await other.goto(`${world.url}/log/answers`);
    await expectAccessible(other);
    await shot(other, 'log-answers');
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    await one('held').getByRole('button', { name: 'Edit as draft' }).click();
    await page.getByText('It becomes a draft').waitFor();
    await world.store.settings.resume({ actor: 'grace' });
    await vi.waitFor(
      () => {
        const drafts = world.servers.mailboxState('lab').get('Drafts') ?? [];
        expect(
          drafts.map((mail) => mail.raw.toString()).filter((mail) => mail.includes('held@example.com')),
        ).toHaveLength(1);
      },
      { timeout: 20_000, interval: 100 },
    );
    await other.locator('.entry', { hasText: 'held@example.com' }).getByRole('button', { name: 'Drop' }).click();
    await other.getByText('Nothing was done').waitFor();
    expect(world.servers.sink).toEqual([]);
    const events = await world.store.events.list({ newest: true });
    expect(events.filter((event) => event.actor === 'grace').map((event) => event.reason)).toEqual(
      expect.arrayContaining(['sent-says-a-person', 'dropped', 'as-draft-by-a-person']),
    );
    expect(problems(page)).toEqual([]);
    expect(problems(other)).toEqual([]);
  });

  it('tries a message in quarantine again', async () => {
    const page = await world.visit('ada', { viewport: phone });
    await page.goto(`${world.url}/log?lane=quarantine`);
    await page.getByText('nested 200 levels').waitFor();
    await expectAccessible(page);
    await shot(page, 'log-quarantine');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('It is tried again.').waitFor();
    // It does not lie in the mailbox any more; the page says so instead.
    await vi.waitFor(
      async () => {
        await page.reload();
        expect(await page.locator('.entry .state').allInnerTexts()).toEqual(['Gone']);
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(problems(page)).toEqual([]);
  });

  it('takes a person’s word for what a mail is, and takes it back', async () => {
    const page = await world.visit('grace');
    await page.goto(`${world.url}/log?lane=left-alone`);
    await page.locator('.entry .name a').last().click();
    await page.getByText('It is something else').click();
    await page.getByLabel('This mail is').selectOption('inquiry');
    await page.getByLabel('For the position').selectOption('postdoc');
    await page.getByLabel('Why').fill('asks between the <b>lines</b>');
    await expectAccessible(page);
    await shot(page, 'correct');
    await page.getByRole('button', { name: 'Correct', exact: true }).click();
    await page.getByText('Corrected.').waitFor();
    const said = page.locator('section', { has: page.locator('#correct') });
    expect(await said.textContent()).toMatch(/A question about an opening.*said grace.*<b>lines<\/b>/s);
    const id = page.url().split('/').at(-1) ?? '';
    const kind = async () => (await world.store.read.judged(id))?.judgement.kind;
    await expect.poll(kind, { timeout: 60_000 }).toBe('inquiry');
    await page.getByRole('button', { name: 'Take the correction back' }).click();
    await page.getByText('Taken back.').waitFor();
    await expect.poll(kind, { timeout: 60_000 }).toBe('other');
    const events = await world.store.events.list({ messageId: id });
    expect(events.filter((event) => event.actor === 'grace').map((event) => event.code)).toEqual(
      expect.arrayContaining(['corrected', 'correction-withdrawn']),
    );
    expect(world.servers.sink).toEqual([]);
    expect(problems(page)).toEqual([]);
  });

  it('shows answers that are planned for later, with what a person can do', async () => {
    const page = await world.visit('grace', { viewport: phone });
    for (const [uid, name] of [
      [9005, 'Later'],
      [9006, 'Latest'],
    ] as const)
      await answered(world.store, uid, name, 3600 * (uid - 9000));
    await page.goto(`${world.url}/log/answers`);
    await page.getByRole('heading', { name: 'Planned for later' }).waitFor();
    const one = (name: string) => page.locator('.entry', { hasText: `${name}@example.com` });
    await expectAccessible(page);
    await one('later').scrollIntoViewIfNeeded();
    await shot(page, 'planned');
    await one('latest').getByRole('button', { name: 'Drop' }).click();
    await page.getByText('Dropped. Nothing is sent.').waitFor();
    expect(await one('latest').count()).toBe(0);
    await one('later').getByRole('button', { name: 'Edit as draft' }).click();
    await page.getByText('It becomes a draft').waitFor();
    expect(world.servers.sink).toEqual([]);
    expect(problems(page)).toEqual([]);
  });

  it('says 404 for what is not there, or belongs to a mailbox that the person does not review', async () => {
    const page = await world.visit('mallory', { accounts: ['other'] });
    await page.goto(`${world.url}/log`);
    await page.getByText('Nothing here.').waitFor();
    const [known] = (await world.store.read.messages()).map((message) => message.id);
    for (const path of [`/log/${known}`, '/log/999999', '/log/0', '/log/%00', '/log/9999999999999999999999']) {
      const answer = await page.goto(`${world.url}${path}`);
      expect([path, answer?.status()]).toEqual([path, 404]);
    }
  });

  it('hides names from whoever reviews blind', async () => {
    const page = await world.visit('blind');
    await page.locator('details.menu:not(.export) summary').click();
    await page.getByRole('button', { name: 'Review blind' }).click();
    await page.waitForURL(`${world.url}/`);
    await page.goto(`${world.url}/log?text=optimal`);
    const text = await page.locator('main').textContent();
    expect(text).toMatch(/Applicant \d+/);
    expect(text).not.toMatch(/transport, Held|held@/);
    await shot(page, 'log-blind');
  });
});
