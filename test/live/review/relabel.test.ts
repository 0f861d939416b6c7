import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../../src/domain/index.js';
import { deliver, flagsIn } from '../../mailbox/helpers.js';
import { available, type Dovecot, startDovecot } from '../dovecot.js';
import { fixtureMail, hasBrowser, problems, startWorld, type World } from './world.js';

describe.runIf(hasBrowser() && available())('a verdict on the page, in the mailbox', () => {
  let dovecot: Dovecot;
  let account: Account;
  let world: World;
  let uid: number;

  beforeAll(async () => {
    dovecot = await startDovecot({ users: ['lab'] });
    account = dovecot.account('lab');
    uid = await deliver(account, fixtureMail('ot-excellent-gradient-flows'));
    world = await startWorld({
      imap: { host: dovecot.host, port: dovecot.port, password: 'secret', mails: 1 },
      account: 'relabelOnVerdict: true',
    });
  }, 300_000);
  afterAll(async () => {
    await world?.stop();
    await dovecot?.close();
  });

  /** Keywords of ours that the mail has on the server, as another mail program sees them. */
  const labels = async () =>
    [...((await flagsIn(account)).get(uid) ?? [])].filter((one) => /^Triage-/.test(one)).sort();

  it('sets its label, follows when it changes, and goes when it is undone', async () => {
    const page = await world.visit('grace');
    await expect.poll(labels, { timeout: 20_000 }).toEqual(['Triage-Strong']);
    const line = page.locator('.line').first();
    await line.getByRole('button', { name: 'Shortlist' }).click();
    await expect.poll(labels, { timeout: 20_000 }).toEqual(['Triage-Shortlist', 'Triage-Strong']);
    await page.reload();
    expect(await line.locator('.effects [title]').first().getAttribute('title')).toContain('Triage-Shortlist');
    await page.locator('.line a').first().click();
    await page.getByRole('button', { name: 'Decline' }).click();
    await expect.poll(labels, { timeout: 20_000 }).toEqual(['Triage-Decline', 'Triage-Strong']);
    // Two steps back: the shortlist holds again, then nothing.
    await page.keyboard.press('u');
    await page.getByText('Undone.').waitFor();
    await expect.poll(labels, { timeout: 20_000 }).toEqual(['Triage-Shortlist', 'Triage-Strong']);
    await page.keyboard.press('u');
    await page.getByText('Undone.').waitFor();
    await expect.poll(labels, { timeout: 20_000 }).toEqual(['Triage-Strong']);
    expect(world.servers.sink).toEqual([]);
    expect(problems(page)).toEqual([]);
  });
});
