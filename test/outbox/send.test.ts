import { afterEach, describe, expect, it } from 'vitest';
import { startDemoServers } from '../../src/app/demo/servers.js';
import type { Account, SmtpServer } from '../../src/domain/index.js';
import {
  composeReply,
  createOutbox,
  inspectSmtp,
  type OutgoingMail,
  replyMessageId,
  withheld,
} from '../../src/outbox/index.js';
import type { Outbox } from '../../workers/interfaces.js';
import { silent } from '../mailbox/helpers.js';
import { type Move, type ScriptedSmtp, type Step, startScriptedSmtp } from './scripted-smtp.js';

const timing = { connectMs: 400, answerMs: 400 };
const yes = async () => true;
let server: ScriptedSmtp | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

function account(port: number, smtp: Partial<SmtpServer> = {}): Account {
  const login = { user: 'lab', secret: { kind: 'password' as const, password: 'secret' } };
  const address = { host: '127.0.0.1', port, security: 'none' as const, login };
  return {
    id: 'lab',
    imap: { ...address, folders: ['INBOX'] },
    smtp: { ...address, ...smtp },
    identity: { name: 'Example Lab', email: 'openings@lab.example.org' },
    aliases: [],
  };
}

function mailTo(to = 'ada@example.com'): Promise<OutgoingMail> {
  const lab = account(0);
  return composeReply({
    account: lab,
    messageId: replyMessageId('key', lab.identity),
    to,
    subject: 'Application',
    text: 'Thank you.\n.\nA line with a dot above.\n',
    inReplyTo: '<one@example.com>',
    references: [],
    now: new Date('2025-11-03T10:00:00Z'),
  });
}

async function sendWith(script: Partial<Record<Step, Move>>, smtp: Partial<SmtpServer> = {}, allowed = yes) {
  server = await startScriptedSmtp(script);
  const outbox: Outbox = createOutbox([account(server.port, smtp)], silent, { timing });
  return outbox.send('lab', await mailTo(), allowed);
}

describe('what the server says decides the outcome', () => {
  it.each<[string, Partial<Record<Step, Move>>, object]>([
    ['accepted', {}, { outcome: 'accepted', response: '250 queued as 1' }],
    ['4xx at MAIL', { mail: '451 later' }, { outcome: 'refused', retry: true, response: '451 later' }],
    [
      '5xx at MAIL',
      { mail: '550 no such sender' },
      { outcome: 'refused', retry: false, response: '550 no such sender' },
    ],
    ['4xx at RCPT', { rcpt: '450 greylisted' }, { outcome: 'refused', retry: true, response: '450 greylisted' }],
    [
      '5xx at RCPT',
      { rcpt: '550 5.1.1 no such user' },
      { outcome: 'refused', retry: false, response: '550 5.1.1 no such user' },
    ],
    ['4xx at DATA', { data: '451 busy' }, { outcome: 'refused', retry: true, response: '451 busy' }],
    ['5xx at DATA', { data: '554 no' }, { outcome: 'refused', retry: false, response: '554 no' }],
    ['4xx after the mail', { body: '452 disk full' }, { outcome: 'refused', retry: true, response: '452 disk full' }],
    [
      '5xx after the mail',
      { body: '554 looks like spam' },
      { outcome: 'refused', retry: false, response: '554 looks like spam' },
    ],
    ['421 after the mail', { body: '421 going down' }, { outcome: 'refused', retry: true, response: '421 going down' }],
    ['421 at MAIL', { mail: '421 too many' }, { outcome: 'refused', retry: true, response: '421 too many' }],
    ['dropped at MAIL', { mail: 'drop' }, { outcome: 'refused', retry: true }],
    ['dropped at RCPT', { rcpt: 'drop' }, { outcome: 'refused', retry: true }],
    ['dropped at DATA', { data: 'drop' }, { outcome: 'refused', retry: true }],
    ['hung at RCPT', { rcpt: 'hang' }, { outcome: 'refused', retry: true }],
    ['hung at DATA', { data: 'hang' }, { outcome: 'refused', retry: true }],
    ['dropped after the mail', { body: 'drop' }, { outcome: 'uncertain' }],
    ['hung after the mail', { body: 'hang' }, { outcome: 'uncertain' }],
    ['nonsense after the mail', { body: 'what?' }, { outcome: 'uncertain' }],
  ])('%s', async (_name, script, expected) => {
    const withPipelining = await sendWith(script);
    expect(withPipelining).toMatchObject(expected);
    await server?.close();
    const without = await sendWith({ ...script, ehlo: '250-scripted\r\n250 AUTH PLAIN' });
    expect(without).toMatchObject(expected);
  });

  it('sends nothing that the server has said is too large', async () => {
    expect(await sendWith({ ehlo: '250-scripted\r\n250-AUTH PLAIN\r\n250 SIZE 100' })).toMatchObject({
      outcome: 'refused',
      retry: false,
    });
    expect(server?.heard.some((line) => line.startsWith('MAIL'))).toBe(false);
  });
});

describe('a session that can not be opened throws, because nothing was sent', () => {
  it.each<[string, Partial<Record<Step, Move>>, object]>([
    ['wrong password', { auth: '535 5.7.8 bad credentials' }, { code: 'smtp-login-refused', errorClass: 'permanent' }],
    ['login fails for now', { auth: '454 try later' }, { code: 'smtp-unavailable', errorClass: 'retryable' }],
    ['refused at the door', { greeting: '554 not you' }, { code: 'smtp-unavailable', errorClass: 'retryable' }],
    ['too many connections', { greeting: '421 too many' }, { code: 'smtp-unavailable', errorClass: 'retryable' }],
    ['dropped before the greeting', { greeting: 'drop' }, { code: 'smtp-unreachable', errorClass: 'retryable' }],
    ['no greeting', { greeting: 'hang' }, { code: 'smtp-unreachable', errorClass: 'retryable' }],
    ['dropped at EHLO', { ehlo: 'drop' }, { code: 'smtp-unreachable', errorClass: 'retryable' }],
    ['hung at AUTH', { auth: 'hang' }, { code: 'smtp-unreachable', errorClass: 'retryable' }],
  ])('%s', async (_name, script, expected) => {
    await expect(sendWith(script)).rejects.toMatchObject(expected);
    expect(server?.heard.some((line) => line.startsWith('MAIL'))).toBe(false);
  });

  it('connection refused', async () => {
    server = await startScriptedSmtp();
    const { port } = server;
    await server.close();
    const outbox = createOutbox([account(port)], silent, { timing });
    await expect(outbox.send('lab', await mailTo(), yes)).rejects.toMatchObject({ code: 'smtp-unreachable' });
  });

  it('STARTTLS wanted and not offered', async () => {
    await expect(sendWith({}, { security: 'starttls' })).rejects.toMatchObject({ code: 'smtp-tls-failed' });
    expect(server?.heard.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it('no SMTP server, or no such account', async () => {
    const outbox = createOutbox([{ ...account(1), smtp: null }], silent, { timing });
    await expect(outbox.send('lab', await mailTo(), yes)).rejects.toMatchObject({ code: 'smtp-not-configured' });
    await expect(outbox.send('other', await mailTo(), yes)).rejects.toMatchObject({ code: 'account-unknown' });
  });
});

describe('the kill switch', () => {
  it('stops before anything when it is off at the start', async () => {
    const result = await sendWith({}, {}, async () => false);
    expect(result).toEqual({ outcome: 'refused', retry: true, response: withheld });
    expect(server?.heard.some((line) => line.startsWith('MAIL'))).toBe(false);
  });

  it('stops at the last moment, when the server is ready for the mail and none of it has left', async () => {
    let asked = 0;
    const result = await sendWith({}, {}, async () => {
      asked += 1;
      return asked === 1;
    });
    expect(result).toEqual({ outcome: 'refused', retry: true, response: withheld });
    expect(asked).toBe(2);
    expect(server?.heard.slice(-3)).toEqual([
      'MAIL FROM:<openings@lab.example.org> SIZE='.concat(await sizeOf()),
      'RCPT TO:<ada@example.com>',
      'DATA',
    ]);
    expect(server?.bodies).toEqual([]);
  });

  it('counts as off when it can not be read', async () => {
    const result = await sendWith({}, {}, () => Promise.reject(new Error('the store is down')));
    expect(result).toMatchObject({ outcome: 'refused', retry: true });
    expect(server?.bodies).toEqual([]);
  });

  it('sends nothing when the answer comes after the connection is gone', async () => {
    let asked = 0;
    let agree = (_allowed: boolean) => {};
    const late = new Promise<boolean>((resolve) => {
      agree = resolve;
    });
    const result = await sendWith({}, {}, async () => {
      asked += 1;
      return asked === 1 || late;
    });
    expect(result).toMatchObject({ outcome: 'refused', retry: true });
    agree(true);
    await late;
    await server?.close();
    expect(server?.bodies).toEqual([]);
  });
});

describe('the envelope', () => {
  it('carries the identity, or nobody where the account wants a null return path', async () => {
    await sendWith({});
    expect(server?.heard).toContain(`MAIL FROM:<openings@lab.example.org> SIZE=${await sizeOf()}`);
    expect(server?.heard).toContain('RCPT TO:<ada@example.com>');
    await server?.close();
    await sendWith({}, { returnPath: 'null' });
    expect(server?.heard.find((line) => line.startsWith('MAIL'))).toMatch(/^MAIL FROM:<> /);
  });

  it('asks for SMTPUTF8 when an address needs it, and refuses where the server has none', async () => {
    server = await startScriptedSmtp({ ehlo: '250-scripted\r\n250-AUTH PLAIN\r\n250 SMTPUTF8' });
    const able = createOutbox([account(server.port)], silent, { timing });
    expect(await able.send('lab', await mailTo('żaneta@example.com'), yes)).toMatchObject({ outcome: 'accepted' });
    expect(server.heard.find((line) => line.startsWith('MAIL'))).toContain('SMTPUTF8');
    await server.close();
    server = await startScriptedSmtp();
    const unable = createOutbox([account(server.port)], silent, { timing });
    expect(await unable.send('lab', await mailTo('żaneta@example.com'), yes)).toMatchObject({
      outcome: 'refused',
      retry: false,
    });
    expect(server.heard.some((line) => line.startsWith('MAIL'))).toBe(false);
  });

  it('says a token in the words of XOAUTH2, and asks for a fresh one when it is refused', async () => {
    const asked: boolean[] = [];
    const secret = {
      kind: 'token' as const,
      accessToken: async (refresh: boolean) => {
        asked.push(refresh);
        return `token-${asked.length}`;
      },
    };
    const ehlo = '250-scripted\r\n250 AUTH XOAUTH2';
    expect(await sendWith({ ehlo }, { login: { user: 'lab', secret } })).toMatchObject({ outcome: 'accepted' });
    const said = server?.heard.find((line) => line.startsWith('AUTH XOAUTH2 ')) ?? '';
    expect(Buffer.from(said.slice(13), 'base64').toString()).toBe('user=lab\u0001auth=Bearer token-1\u0001\u0001');
    await server?.close();
    const refusing = sendWith({ ehlo, auth: '535 expired' }, { login: { user: 'lab', secret } });
    await expect(refusing).rejects.toMatchObject({ code: 'smtp-login-refused' });
    expect(asked).toEqual([false, false, true]);
  });
});

describe('against a real SMTP server', () => {
  it('arrives as it was composed, dots and all', async () => {
    const demo = await startDemoServers({ accounts: [{ user: 'lab', password: 'secret' }] });
    const outbox = createOutbox([account(demo.smtp.port)], silent, { timing });
    const mail = await mailTo();
    expect(await outbox.send('lab', mail, yes)).toMatchObject({ outcome: 'accepted' });
    expect(demo.sink).toMatchObject([{ from: 'openings@lab.example.org', to: ['ada@example.com'], user: 'lab' }]);
    expect(demo.sink[0]?.raw.toString().trimEnd()).toBe(mail.raw.toString().trimEnd());
    await demo.close();
  });

  it('is inspected without sending', async () => {
    const demo = await startDemoServers({ accounts: [{ user: 'lab', password: 'secret' }] });
    const report = await inspectSmtp(account(demo.smtp.port), timing);
    expect(report).toMatchObject({ configured: true, login: true, encrypted: false, problems: [] });
    expect(report.extensions).toContain('PIPELINING');
    const wrong = { user: 'lab', secret: { kind: 'password' as const, password: 'wrong' } };
    expect(await inspectSmtp(account(demo.smtp.port, { login: wrong }), timing)).toMatchObject({
      login: false,
      problems: [{ code: 'smtp-login-refused' }],
    });
    expect(await inspectSmtp({ ...account(1), smtp: null })).toMatchObject({ configured: false, problems: [] });
    expect(demo.sink).toEqual([]);
    await demo.close();
  });
});

async function sizeOf(): Promise<string> {
  return String((await mailTo()).raw.length);
}
