import { afterEach, describe, expect, it } from 'vitest';
import { createMailbox, inspectAccount } from '../../src/mailbox/index.js';
import { rawMail, silent, startWatching, testAccount } from './helpers.js';
import { MemoryArrivals } from './memory-arrivals.js';
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

describe('a server without UIDVALIDITY, or with 0', () => {
  it.each([[null], ['0']])('is watched all the same, and every look is a full one (%s)', async (uidValidity) => {
    const messages = [message(1), message(2)];
    const account = await accountAt({ uidValidity, messages });
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals, { sweepSeconds: 0.05 });
    await arrivals.reached(2);
    messages.push(message(3));
    await arrivals.reached(3);
    await watching.stop();
    expect(arrivals.recorded.map(({ location }) => [location.uidValidity, location.uid])).toEqual([
      ['0', 1],
      ['0', 2],
      ['0', 3],
    ]);
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '0', uid: 2 };
    expect((await mailbox.fetch(location, { maxBytes: 10_000 }))?.raw.toString()).toContain('<2@example.com>');
    await mailbox.close();
  });
});

describe('what a server says at the login', () => {
  it.each<[string, string, object]>([
    ['a wrong password', 'NO [AUTHENTICATIONFAILED] no', { code: 'imap-login-refused', errorClass: 'permanent' }],
    ['an expired password', 'NO [EXPIRED] renew it', { code: 'imap-login-refused', errorClass: 'permanent' }],
    ['a backend that is down', 'NO [UNAVAILABLE] later', { code: 'imap-unavailable', errorClass: 'retryable' }],
    [
      'a temporary failure',
      'NO Temporary authentication failure',
      { code: 'imap-unavailable', errorClass: 'retryable' },
    ],
    [
      'too many logins',
      'NO [LIMIT] Too many simultaneous connections',
      { code: 'imap-throttled', errorClass: 'retryable' },
    ],
  ])('%s', async (_name, line, expected) => {
    const account = await accountAt({ answer: (command) => (command === 'LOGIN' ? [line] : undefined) });
    const mailbox = createMailbox([account], silent, { limits });
    await expect(mailbox.find('odd', '<1@example.com>')).rejects.toMatchObject(expected);
    await mailbox.close();
  });

  it('a refused token is asked for once more, fresh', async () => {
    const asked: boolean[] = [];
    const said: string[] = [];
    const answer: Script['answer'] = (command, rest) => {
      if (command !== 'AUTHENTICATE') return undefined;
      said.push(rest);
      return [said.length === 1 ? 'NO [AUTHENTICATIONFAILED] expired' : 'OK welcome'];
    };
    const plain = await accountAt({ capabilities: 'AUTH=XOAUTH2 SASL-IR', answer });
    const accessToken = async (refresh: boolean) => {
      asked.push(refresh);
      return `token-${asked.length}`;
    };
    const account = {
      ...plain,
      imap: { ...plain.imap, login: { user: 'odd', secret: { kind: 'token' as const, accessToken } } },
    };
    expect(await inspectAccount(account, silent, limits)).toMatchObject({ login: true });
    expect(asked).toEqual([false, true]);
    expect(Buffer.from(said[1]?.split(' ')[1] ?? '', 'base64').toString()).toContain('auth=Bearer token-2');
  });

  it('a token that can not be had is no refusal by the server', async () => {
    const plain = await accountAt({});
    const accessToken = () => Promise.reject(new Error('no network'));
    const account = {
      ...plain,
      imap: { ...plain.imap, login: { user: 'odd', secret: { kind: 'token' as const, accessToken } } },
    };
    expect((await inspectAccount(account, silent, limits)).problems).toMatchObject([
      { code: 'imap-token-unavailable' },
    ]);
  });

  it('a greeting that shuts the door keeps its reason', async () => {
    const account = await accountAt({ greeting: '* BYE Too many connections from your address' });
    expect((await inspectAccount(account, silent, limits)).problems).toMatchObject([
      { code: 'imap-throttled', message: expect.stringContaining('Too many connections') },
    ]);
  });

  it('no greeting at all ends in time', async () => {
    const account = await accountAt({ greeting: 'hang' });
    expect((await inspectAccount(account, silent, limits)).problems).toMatchObject([{ code: 'imap-unreachable' }]);
  });

  it('STARTTLS that is not offered gives nothing away', async () => {
    const account = await accountAt({});
    const report = await inspectAccount(
      { ...account, imap: { ...account.imap, security: 'starttls' } },
      silent,
      limits,
    );
    expect(report.problems).toMatchObject([{ code: 'imap-tls-failed' }]);
    expect(server?.heard).not.toContain('LOGIN');
  });
});

describe('what a server says later', () => {
  it.each<[string, string, object]>([
    [
      'authenticated but not connected',
      'NO User is authenticated but not connected.',
      { code: 'imap-unavailable', errorClass: 'retryable' },
    ],
    ['no rights', 'NO [NOPERM] no', { code: 'imap-not-permitted', errorClass: 'permanent' }],
    [
      'a folder that is not there',
      'NO [NONEXISTENT] no such',
      { code: 'imap-folder-missing', errorClass: 'permanent' },
    ],
    ['BAD for a folder that is not there', 'BAD no such', { code: 'imap-folder-missing', errorClass: 'permanent' }],
  ])('at EXAMINE: %s', async (name, line, expected) => {
    const answer: Script['answer'] = (command) => {
      if (command === 'EXAMINE') return [line];
      return command === 'LIST' && name.includes('not there') ? ['* LIST () "/" Other', 'OK'] : undefined;
    };
    const account = await accountAt({ answer });
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };
    await expect(mailbox.fetch(location, { maxBytes: 1000 })).rejects.toMatchObject(expected);
    await mailbox.close();
  });

  it('a throttle hint is kept', async () => {
    const line = 'BAD Request is throttled. Suggested Backoff Time: 120 milliseconds';
    const account = await accountAt({ answer: (command) => (command === 'EXAMINE' ? [line] : undefined) });
    const watching = startWatching(account, new MemoryArrivals());
    expect(await watching.until('waiting')).toMatchObject({ error: { code: 'imap-throttled', retryAfterMs: 120 } });
    await watching.stop();
  });

  it('an answer that never comes ends in time, and the next work has a new connection', async () => {
    const answer: Script['answer'] = (command, _rest, count) =>
      command === 'UID FETCH' && count === 1 ? 'hang' : undefined;
    const account = await accountAt({ messages: [message(1)], answer });
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };
    await expect(mailbox.fetch(location, { maxBytes: 10_000 })).rejects.toMatchObject({ code: 'imap-unreachable' });
    expect(await mailbox.fetch(location, { maxBytes: 10_000 })).not.toBeNull();
    await mailbox.close();
  });

  it('a kept connection that has died, or gone silent, is replaced without a word', async () => {
    let mute = false;
    const answer: Script['answer'] = (command) => {
      if (command !== 'UID FETCH' || !mute) return undefined;
      mute = false;
      return 'hang';
    };
    const account = await accountAt({ messages: [message(1)], answer });
    const mailbox = createMailbox([account], silent, { limits });
    const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };
    expect(await mailbox.fetch(location, { maxBytes: 10_000 })).not.toBeNull();
    server?.drop();
    expect(await mailbox.fetch(location, { maxBytes: 10_000 })).not.toBeNull();
    mute = true;
    expect(await mailbox.fetch(location, { maxBytes: 10_000 })).not.toBeNull();
    expect(server?.heard.filter((command) => command === 'LOGIN').length).toBe(3);
    await mailbox.close();
  });

  it('an IDLE that is never acknowledged is noticed, though imapflow would wait for ever', async () => {
    const account = await accountAt({
      capabilities: 'IDLE',
      answer: (command) => (command === 'IDLE' ? 'hang' : undefined),
    });
    const watching = startWatching(account, new MemoryArrivals(), { sweepSeconds: 0.05, timing: { limits } });
    expect(await watching.until('waiting')).toMatchObject({ error: { code: 'imap-unreachable' } });
    await watching.stop();
  });

  it('an IDLE that is refused is not asked for again and again; the folder is polled', async () => {
    const messages = [message(1)];
    const answer: Script['answer'] = (command) => (command === 'IDLE' ? ['BAD not today'] : undefined);
    const account = await accountAt({ capabilities: 'IDLE', messages, answer });
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals, { timing: { pollMs: 100 } });
    await arrivals.reached(1);
    await watching.until('watching');
    messages.push(message(2));
    await arrivals.reached(2);
    await watching.stop();
    const count = (command: string) => server?.heard.filter((name) => name === command).length ?? 0;
    expect(count('IDLE')).toBeLessThanOrEqual(count('NOOP') + 1);
    expect(count('NOOP')).toBeLessThanOrEqual(3);
  });

  it('a search that fails is not an empty folder', async () => {
    const answer: Script['answer'] = (command, _rest, count) =>
      command === 'UID SEARCH' && count === 1 ? ['NO [SERVERBUG] oops'] : undefined;
    const account = await accountAt({ messages: [message(1)], answer });
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals);
    expect(await watching.until('waiting')).toMatchObject({ error: { code: 'imap-search-failed' } });
    expect(arrivals.verifications).toEqual([]);
    await arrivals.reached(1);
    await watching.stop();
  });

  it('an envelope that can not be read does not hold up the folder', async () => {
    const answer: Script['answer'] = (command, rest) =>
      command === 'UID FETCH' && rest.includes('ENVELOPE')
        ? ['* 1 FETCH (UID 1 ENVELOPE (("broken', 'NO can not']
        : undefined;
    const account = await accountAt({ messages: [message(1), message(2)], answer });
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals);
    await arrivals.reached(2);
    await watching.stop();
    expect(arrivals.recorded[0]?.envelope).toMatchObject({ messageId: null, receivedAt: '2025-11-03T08:12:00.000Z' });
  });

  it('a message that is listed and not described is recorded by its place', async () => {
    const answer: Script['answer'] = (command) => (command === 'UID FETCH' ? ['OK nothing'] : undefined);
    const account = await accountAt({ messages: [message(1)], answer });
    const arrivals = new MemoryArrivals();
    const watching = startWatching(account, arrivals);
    await arrivals.reached(1);
    await watching.stop();
    expect(arrivals.recorded[0]).toMatchObject({
      location: { uid: 1 },
      envelope: { messageId: null, receivedAt: null },
    });
  });
});
