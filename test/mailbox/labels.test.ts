import { afterEach, describe, expect, it } from 'vitest';
import { createMailbox, inspectAccount } from '../../src/mailbox/index.js';
import { rawMail, silent, testAccount } from './helpers.js';
import { type Script, type ScriptedImap, startScriptedImap } from './scripted-imap.js';

let server: ScriptedImap | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const limits = { connectMs: 400, answerMs: 400 };

async function accountAt(script: Script) {
  server = await startScriptedImap(script);
  return testAccount('odd', { ...server, user: 'odd' });
}

function message(uid: number, flags: string[] = []) {
  return { uid, raw: rawMail({ messageId: `<${uid}@example.com>` }), flags: new Set(flags) };
}

describe('labels', () => {
  it('are not taken by a server like Exchange, which is no error', async () => {
    const messages = [message(1)];
    const account = await accountAt({ messages, permanentFlags: '\\Seen \\Flagged \\Deleted' });
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };
    expect(await mailbox.setLabels(location, ['triage/weak'], ['triage/strong'])).toEqual([]);
    expect(server?.heard).not.toContain('UID STORE');
    await mailbox.close();
    const report = await inspectAccount(account, silent, limits);
    expect(report).toMatchObject({ login: true, keywordsAllowed: false });
    expect(report.problems.map(({ code }) => code)).toContain('imap-keywords-forbidden');
  });

  it('are taken where they exist already, in the spelling that the server knows', async () => {
    const messages = [message(1, ['other'])];
    const account = await accountAt({ messages, permanentFlags: '\\Seen Triage/Weak' });
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };
    expect(await mailbox.setLabels(location, ['triage/weak', 'triage/new'], ['triage/strong'])).toEqual([
      'triage/weak',
    ]);
    expect([...(messages[0]?.flags ?? [])]).toEqual(['other', 'Triage/Weak']);
    await mailbox.close();
    expect(await inspectAccount(account, silent, limits)).toMatchObject({ keywordsAllowed: 'limited' });
  });

  it('are taken when the server says nothing about it', async () => {
    const messages = [message(1)];
    const account = await accountAt({ messages, permanentFlags: null });
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };
    expect(await mailbox.setLabels(location, ['triage/weak'], [])).toEqual(['triage/weak']);
    await mailbox.close();
  });

  it('that STORE has promised and FETCH does not show are an error', async () => {
    const answer: Script['answer'] = (command) => (command === 'UID STORE' ? ['OK stored'] : undefined);
    const account = await accountAt({ messages: [message(1)], answer });
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };
    await expect(mailbox.setLabels(location, ['triage/weak'], [])).rejects.toMatchObject({
      code: 'imap-label-failed',
      errorClass: 'retryable',
    });
    await mailbox.close();
  });
});
