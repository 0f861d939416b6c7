import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLink } from '../../../src/app/web.js';
import { desktop, expectAccessible, hasBrowser, phone, problems, shot, startWorld, type World } from './world.js';

/** A mail of an application with a text of 5 MB. */
function longMail(): Buffer {
  const line = 'I worked on optimal transport and Sinkhorn divergences in my thesis, and on other things as well.\r\n';
  const head = (type: string, more = ''): string => `Content-Type: ${type}; charset=utf-8\r\n${more}\r\n`;
  return Buffer.from(
    `From: =?utf-8?q?Long_=3Cscript=3Ealert=281=29=3C/script=3E_=E2=80=AEtxeT?= <long@example.com>\r\nTo: openings@ot-lab.example.org\r\nSubject: [apply-phd-ot] <img src=x onerror=alert(1)>\r\nMessage-ID: <long@example.com>\r\nDate: Mon, 03 Nov 2025 09:12:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${head('text/plain')}Dear all,\r\n\r\nI would like to apply for the PhD position in optimal transport. My CV is attached.\r\n\r\nLong Text\r\n--b\r\n${head('text/plain; name="<b>cv.txt"', 'Content-Disposition: attachment; filename="<b>cv.txt"\r\n')}Curriculum vitae\r\nEducation\r\nMaster of Science in Mathematics 2024\r\n${line.repeat(50_000)}\r\n--b--\r\n`,
  );
}

/** The best applicant once more, from another address. */
const secondAddress = (): Buffer =>
  Buffer.from(
    'From: "Tvedt-Okafor, Maren" <maren@home.example>\r\nTo: openings@ot-lab.example.org\r\nSubject: [apply-phd-ot] Application, from my private address\r\nMessage-ID: <second@home.example>\r\nDate: Tue, 04 Nov 2025 09:12:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nDear all,\r\n\r\nI would like to apply for the PhD position in optimal transport. My documents follow.\r\n\r\nMaren Tvedt-Okafor\r\n',
  );

/** A mail of an application with 300 small attachments. */
function manyDocuments(): Buffer {
  const part = (n: number): string =>
    `--b\r\nContent-Type: text/plain; name=note-${n}.txt\r\nContent-Disposition: attachment; filename=note-${n}.txt\r\n\r\nNote ${n} about gradient flows.\r\n`;
  return Buffer.from(
    `From: Many Notes <many@example.com>\r\nTo: openings@ot-lab.example.org\r\nSubject: [apply-phd-ot] Application\r\nMessage-ID: <many@example.com>\r\nDate: Mon, 03 Nov 2025 09:12:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nDear all, I would like to apply for the PhD position in optimal transport. My CV and all my notes are attached.\r\n${Array.from({ length: 300 }, (_, index) => part(index + 1)).join('')}--b--\r\n`,
  );
}

describe.runIf(hasBrowser())('one application in a browser', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      cases: ['ot-excellent-gradient-flows', 'ot-weak-web-developer', 'trap-white-text-chromium', 'bad-executable'],
      mails: [longMail(), manyDocuments(), secondAddress()],
    });
  }, 300_000);
  afterAll(() => world?.stop());

  const find = async (part: string) => {
    const rows = await world.store.read.rankedQueue({ limit: 100 });
    const row = rows.find((one) => one.applicant.email?.startsWith(part) || one.applicant.name?.includes(part));
    if (row === undefined) throw new Error(`no application of ${part} among ${rows.map((one) => one.applicant.email)}`);
    return row;
  };

  it('shows the ledger beside the document, and each point leads to its marked place', async () => {
    const page = await world.visit('grace');
    await page.locator('.line a').first().click();
    await page.locator('.ledger a').first().waitFor();
    const term = (await page.locator('.ledger a').first().textContent()) ?? '';
    await page.locator('.ledger a').first().click();
    await page.locator('mark.here').waitFor();
    expect((await page.locator('mark.here').textContent())?.toLowerCase()).toContain(term.toLowerCase().slice(0, 5));
    await expectAccessible(page);
    await shot(page, 'application');
    await page.keyboard.press('e');
    await page.keyboard.press('n');
    await page.keyboard.type('A fine thesis');
    await page.getByRole('button', { name: 'Shortlist' }).click();
    await page.getByRole('status').getByText('Shortlist: recorded.').waitFor();
    await page.locator('.verdicts').getByText('A fine thesis').waitFor();
    await shot(page, 'verdict');
    await page.keyboard.press('u');
    await page.getByRole('status').getByText('Undone.').waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/\/applications\/\d+/);
    await page.keyboard.press('g');
    await page.getByRole('heading', { name: 'All applications' }).waitFor();
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('marks what was searched for, and steps from hit to hit', async () => {
    const page = await world.visit('grace');
    await page.locator('#search').fill('wasserstein "gradient flows"');
    await page.keyboard.press('Enter');
    const snippet = page.locator('.line .snippet').first();
    await snippet.locator('mark.hit').first().waitFor();
    await expectAccessible(page);
    await shot(page, 'search');
    await snippet.locator('a').click();
    await page.locator('mark.hit.here').waitFor();
    const bar = page.locator('.hit-bar');
    expect(await bar.textContent()).toMatch(/1 of \d+/);
    await page.keyboard.press('f');
    await bar.getByText(/2 of \d+/).waitFor();
    await expectAccessible(page);
    await shot(page, 'hits');
    await page.keyboard.press('F');
    await bar.getByText(/1 of \d+/).waitFor();
    expect(await page.locator('[data-tab] .hit-count').count()).toBeGreaterThan(0);
    // A subject of markup, found by its markup.
    await page.goto(`${world.url}/?position=phd-ot&q=${encodeURIComponent('<img "src=x"')}`);
    await page.locator('.line mark.hit', { hasText: 'img' }).waitFor();
    expect(await page.locator('.line img').count()).toBe(0);
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('merges two applications of one person, says why, and parts them again', async () => {
    const page = await world.visit('grace');
    const one = await find('Maren');
    await page.goto(`${world.url}/applications/${one.applicationId}`);
    const other = page.locator('.people > li', { hasText: 'maren@home.example' });
    await other.getByText('The same name').waitFor();
    await other.scrollIntoViewIfNeeded();
    await expectAccessible(page);
    await shot(page, 'similar');
    const mails = await page.locator('[data-tab]', { hasText: 'Mail' }).count();
    await other.getByRole('button', { name: 'Same person' }).click();
    await page.getByText('Merged. One mail came over.').waitFor();
    expect(await page.locator('[data-tab]', { hasText: 'Mail' }).count()).toBe(mails + 1);
    const also = page.locator('.people > li', { hasText: 'Also writes as' });
    await also.scrollIntoViewIfNeeded();
    await shot(page, 'merged');
    const stranger = await world.visit('stranger', { accounts: ['elsewhere'] });
    const csrf = (await stranger.locator('body').getAttribute('data-csrf')) ?? '';
    for (const [path, field] of [
      ['same', 'other'],
      ['not-same', 'applicant'],
    ] as const) {
      const form = { _csrf: csrf, [field]: one.applicationId };
      const refused = await stranger.request.post(`${world.url}/applications/${one.applicationId}/${path}`, { form });
      expect(refused.status()).toBe(404);
    }
    await also.getByRole('button', { name: 'Not the same person' }).click();
    await page.getByText('They are two people again. One mail went back.').waitFor();
    expect(await page.locator('[data-tab]', { hasText: 'Mail' }).count()).toBe(mails);
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('is good on a phone, in the dark, and blind', async () => {
    const page = await world.visit('ada', { viewport: phone, dark: true });
    await page.locator('.line a').first().click();
    await page.locator('.subject').waitFor();
    await expectAccessible(page);
    await shot(page, 'application-dark');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
    await page.getByText('ada', { exact: true }).click();
    await page.getByRole('button', { name: 'Review blind' }).click();
    await page
      .getByText(/^Applicant \d+$/)
      .first()
      .waitFor();
    await page.locator('.line a').first().click();
    await page.getByText('The original is not shown while you review blind.').waitFor();
    await shot(page, 'blind');
    await page.getByText('ada', { exact: true }).click();
    await page.getByRole('button', { name: 'Show names again' }).click();
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('is given to a colleague, who finds it', async () => {
    const page = await world.visit('grace');
    const far = { login: 'far', name: 'Far', role: 'reviewer' as const, password: null, accounts: ['elsewhere'] };
    await world.store.review.reviewers.add(far, 'test');
    const colleague = await world.visit('bob', { accounts: ['lab'] });
    const { applicationId } = await find('rustam');
    await page.goto(`${world.url}/applications/${applicationId}`);
    const choice = page.getByLabel('Assign to');
    expect(await choice.locator('option[value=far]').count()).toBe(0);
    await choice.selectOption('bob');
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('status').getByText('Assigned to bob.').waitFor();
    expect(await choice.inputValue()).toBe('bob');
    await colleague.getByText('Filter and sort').click();
    await colleague.getByLabel('Assigned to').selectOption('Me');
    await colleague.getByRole('button', { name: 'Apply' }).click();
    await colleague.waitForURL(/assignee=me/);
    const lines = await colleague
      .locator('.line')
      .evaluateAll((all) => all.map((line) => line.getAttribute('data-id')));
    expect(lines).toEqual([applicationId]);
    expect([...problems(page), ...problems(colleague)]).toEqual([]);
    await colleague.context().close();
    await page.context().close();
  });

  it('keeps a note that was sent too late for who wrote it, and records it when they say so', async () => {
    const page = await world.visit('late');
    await world.visit('colleague').then((other) => other.context().close());
    const { applicationId } = await find('rustam');
    const people = world.store.review.reviewers;
    const enter = async (login: string): Promise<void> => {
      const id = (await people.byLogin(login))?.id ?? '';
      await page.goto(await makeLink(world.store, world.url, 'login', id, 600));
      await page.getByRole('button', { name: 'Enter' }).click();
    };
    const write = async (note: string): Promise<void> => {
      await page.goto(`${world.url}/applications/${applicationId}`);
      await page.getByText('Note and own score').click();
      await page.getByLabel('Note').fill(note);
    };
    await write('A thesis to read first.');
    await people.change((await people.byLogin('late'))?.id ?? '', { accounts: null }, 'test');
    await page.getByRole('button', { name: 'Hold' }).click();
    await page.getByText('is kept').waitFor();
    await enter('colleague');
    await page.getByRole('heading', { name: 'All applications' }).waitFor();
    await enter('late');
    await page.getByRole('heading', { name: 'This was kept for you' }).waitFor();
    await page.getByText('A thesis to read first.').waitFor();
    await page.getByRole('button', { name: 'Send it now' }).click();
    await page.getByRole('status').getByText('Hold: recorded.').waitFor();
    // Out and in again in another tab: the page that stood open is theirs still.
    await write('Read: it is good.');
    const tab = await page.context().newPage();
    await tab.goto(`${world.url}/`);
    await tab.getByRole('banner').getByText('late').click();
    await tab.getByRole('button', { name: 'Log out' }).click();
    await tab.goto(await makeLink(world.store, world.url, 'login', (await people.byLogin('late'))?.id ?? '', 600));
    await tab.getByRole('button', { name: 'Enter' }).click();
    await tab.getByRole('heading', { name: 'All applications' }).waitFor();
    await page.getByRole('button', { name: 'Shortlist' }).click();
    await page.getByRole('status').getByText('Shortlist: recorded.').waitFor();
    const notes = (await world.store.review.verdicts.history(applicationId)).filter((one) => one.reviewer === 'late');
    expect(notes.map(({ value, note }) => [value, note])).toEqual([
      ['hold', 'A thesis to read first.'],
      ['shortlist', 'Read: it is good.'],
    ]);
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });

  it('reads and decides without scripts', async () => {
    const page = await world.visit('noscript', { javaScript: false, viewport: desktop });
    await page.locator('.line a').first().click();
    await page.locator('.ledger a').first().click();
    await page.locator('mark').first().waitFor();
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByText('Decline: recorded.').waitFor();
    await page.getByRole('button', { name: 'Undo my verdict' }).click();
    await page.getByText('Undone.').waitFor();
    await page.context().close();
  });

  it('shows 5 MB in parts, markup as text, and 300 documents in a list', async () => {
    const page = await world.visit('grace');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const long = await find('long@');
    await page.goto(`${world.url}/applications/${long.applicationId}`);
    await page.getByText(/Part 1 of \d+/).waitFor();
    expect((await page.content()).length).toBeLessThan(600_000);
    await page.getByRole('link', { name: 'Show more' }).click();
    await page.getByText(/Part 2 of \d+/).waitFor();
    await shot(page, 'long');
    const many = await find('many@');
    await page.goto(`${world.url}/applications/${many.applicationId}`);
    await page.getByText(/^\d{3} more$/).click();
    await page.getByRole('link', { name: /note-250\.txt/ }).click();
    await page.getByText('Note 250 about gradient flows.').waitFor();
    await expectAccessible(page);
    expect(dialogs).toEqual([]);
    expect(problems(page)).toEqual([]);
    await page.context().close();
  });
});
