import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImapFlow } from 'imapflow';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { login } from '../../src/app/auth.js';
import { parseConfig } from '../../src/app/config.js';
import { type Program, startProgram } from '../../src/app/program.js';
import { inspectAccount } from '../../src/mailbox/index.js';
import { startTokenServer, type TokenServer } from '../access/token-server.js';
import { freshDataDir } from '../store/data-folder.js';
import { available, type Dovecot, startDovecot } from './dovecot.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/src/cli/main.js');
const fixture = (id: string): Buffer => readFileSync(join(root, 'fixtures/cases', id, 'message.eml'));
const quiet = pino({ level: 'silent' });
const key = randomBytes(32).toString('hex');

/** An SMTP server that takes access tokens and nothing else, and keeps the mails. */
async function startTokenSmtp(tokens: TokenServer) {
  const taken: { user: string; raw: string }[] = [];
  const server = new SMTPServer({
    authMethods: ['XOAUTH2'],
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth({ username, accessToken }, _session, done) {
      const good = username !== undefined && tokens.userOf(accessToken ?? '') === username;
      // As Gmail says it: the reason in base64 first, the refusal after an empty line.
      done(null, good ? { user: username } : { data: { status: '401', schemes: 'bearer mac', scope: 'mail' } });
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({ user: String(session.user), raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    taken,
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

describe.skipIf(!available())('OAuth2 at Dovecot', () => {
  let tokens: TokenServer;
  let smtp: Awaited<ReturnType<typeof startTokenSmtp>>;
  let dovecot: Dovecot;
  let folder: string;
  let program: Program;
  const env = { TRIAGE_SECRET_KEY: key };
  const yaml = (imapPort: number): string => `version: 1
data: ${folder}/data
poll: { sweepSeconds: 2 }
work: { threads: 1, ocr: false }
accounts:
  - id: lab
    imap: { host: 127.0.0.1, port: ${imapPort}, security: none, user: lab }
    smtp: { host: 127.0.0.1, port: ${smtp.port}, security: none, user: lab }
    auth:
      oauth2:
        provider: custom
        clientId: triage
        tokenEndpoint: ${tokens.url}/token
        authorizationEndpoint: ${tokens.url}/authorize
        deviceEndpoint: ${tokens.url}/device
        revocationEndpoint: ${tokens.url}/revoke
    identity: { name: OT group, address: openings@ot-lab.example.org }
    authservIds: [mx.ot-lab.example.org]
    mode: send
    answerSince: "2000-01-01T00:00:00Z"
`;
  const config = () => parseConfig(yaml(dovecot.port), join(folder, 'triage.yaml'), env);
  /** Runs `triage`; `talk` hears what it says so far. */
  const triage = (args: readonly string[], talk: (out: string) => void = () => {}, more: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      const child = spawn(process.execPath, [main, ...args, '--config', join(folder, 'triage.yaml')], {
        env: { PATH: process.env.PATH, NO_COLOR: '1', USER: 'grace', ...env, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        talk(out);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
      });
      child.once('close', (code) => resolve({ code, out, err }));
    });
  const asPerson = async <T>(use: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const auth = { user: 'lab', pass: 'secret' };
    const client = new ImapFlow({ host: dovecot.host, port: dovecot.port, secure: false, auth, logger: false });
    client.on('error', () => {});
    await client.connect();
    try {
      return await use(client);
    } finally {
      client.close();
    }
  };
  const deliver = (id: string) => asPerson((client) => client.append('INBOX', fixture(id)));
  const labels = () =>
    asPerson(async (client) => {
      await client.mailboxOpen('INBOX', { readOnly: true });
      const all = await client.fetchAll('1:*', { flags: true });
      return all.map(({ flags }) => [...(flags ?? [])].filter((flag) => flag.startsWith('Triage-')).sort());
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'triage-oauth-'));
    await freshDataDir(join(folder, 'data'));
    tokens = await startTokenServer({ rotates: true });
    smtp = await startTokenSmtp(tokens);
    const oauth = { mechanism: 'xoauth2', introspectionUrl: `${tokens.url}/introspect` } as const;
    dovecot = await startDovecot({ users: ['lab'], oauth });
    writeFileSync(join(folder, 'triage.yaml'), yaml(dovecot.port));
    program = await startProgram(config(), new Set(['poll', 'work']), quiet, {
      sweepQueueMs: 500,
      prepare: async (store) => {
        const account = config().accounts[0];
        if (account === undefined) throw new Error('no account');
        await store.settings.changeMode({ account: 'lab', from: 'draft', to: 'send', actor: 'test', detail: null });
        await login(
          config(),
          store,
          account,
          { method: 'loopback', actor: 'grace' },
          {
            device: async () => {},
            browser: async (url) => void (await fetch(url)),
          },
        );
      },
    });
  }, 120_000);
  afterAll(async () => {
    await program?.stop();
    await dovecot?.close();
    await smtp?.close();
    await tokens?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('IMAP and SMTP are used by token: a mail is read, labelled and answered', async () => {
    await deliver('ot-excellent-gradient-flows');
    await vi.waitFor(() => expect(smtp.taken).toHaveLength(1), { timeout: 60_000, interval: 200 });
    expect(smtp.taken[0]?.user).toBe('lab');
    await vi.waitFor(async () => expect((await labels())[0]).toContain('Triage-Strong'), { timeout: 30_000 });
    // The login's own token served for all of it.
    expect(tokens.asked.filter((form) => form.get('grant_type') === 'refresh_token')).toEqual([]);
  }, 120_000);

  test('a token that ended early is renewed, and the connections come back', async () => {
    const before = tokens.asked.length;
    tokens.endAccess();
    await dovecot.stop();
    await dovecot.start();
    await deliver('ot-german-bewerbung');
    await vi.waitFor(() => expect(smtp.taken).toHaveLength(2), { timeout: 90_000, interval: 200 });
    const renewals = tokens.asked.slice(before).filter((form) => form.get('grant_type') === 'refresh_token');
    // Watcher, worker and SMTP share it; and the rotated refresh token was not used twice.
    expect(renewals).toHaveLength(1);
    const status = await triage(['auth', 'status']);
    expect([status.code, status.out]).toEqual([0, expect.stringMatching(/^lab: oauth2, usable\n/)]);
  }, 150_000);

  test('doctor says what a refused login needs, and a login by device code brings everything back', async () => {
    tokens.revoke('lab');
    await deliver('ot-french-candidature');
    const refused = await triage(['doctor']);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/FAIL {2}account lab, IMAP: .*invalid_grant/);
    expect(refused.out).toMatch(/FAIL {2}account lab, SMTP: .*/);
    expect(refused.out).toMatch(/triage auth login/);
    const status = await triage(['auth', 'status']);
    expect([status.code, status.out]).toEqual([1, expect.stringMatching(/oauth-login-needed/)]);
    const keyless = await triage(['auth', 'login', 'lab', '--device'], () => {}, { TRIAGE_SECRET_KEY: '' });
    expect(keyless.err).toMatch(/secret-key-missing/);
    const done = await triage(['auth', 'login', 'lab', '--device'], (out) => {
      const code = /type the code (\w+)/.exec(out)?.[1];
      if (code !== undefined) tokens.allow(code, 'lab');
    });
    expect([done.code, done.err]).toEqual([0, '']);
    // The watcher has been refused, and does not wait for its time.
    await vi.waitFor(async () => expect((await labels())[2]).toContain('Triage-Possible'), {
      timeout: 60_000,
      interval: 200,
    });
    const good = await triage(['doctor']);
    expect(good.out).toMatch(/account lab, IMAP: logged in/);
    expect(good.out).toMatch(/account lab, SMTP: logged in/);
    const all = [refused, status, done, good].map(({ out, err }) => out + err).join('\n');
    expect(all).not.toMatch(/(?:access|refresh)-[\w-]{20}/);
    const events = await program.store.events.list({ account: 'lab', kinds: ['account'] });
    expect(
      events.map(({ code, actor }) => (code.startsWith('auth') ? `${code} ${actor}` : '')).filter(Boolean),
    ).toEqual(['auth-login grace', expect.stringMatching(/^auth-refused /), 'auth-login grace']);
    const out = await triage(['auth', 'logout', 'lab']);
    expect(out.out).toMatch(/forgotten, and the provider was told/);
    expect(await program.store.tokens.get('lab')).toBeNull();
  }, 180_000);
});

describe.skipIf(!available())('OAUTHBEARER (RFC 7628) at Dovecot', () => {
  test('is spoken where the server has it', async () => {
    const tokens = await startTokenServer();
    const oauth = { mechanism: 'oauthbearer', introspectionUrl: `${tokens.url}/introspect` } as const;
    const dovecot = await startDovecot({ users: ['lab'], oauth });
    try {
      const account = dovecot.account('lab');
      const refresh = tokens.login('lab');
      let asked = 0;
      const accessToken = async (again: boolean): Promise<string> => {
        asked += 1;
        if (!again) return 'a token that ended';
        const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh });
        const answer = (await (await fetch(`${tokens.url}/token`, { method: 'POST', body })).json()) as {
          access_token: string;
        };
        return answer.access_token;
      };
      const imap = { ...account.imap, login: { user: 'lab', secret: { kind: 'token' as const, accessToken } } };
      const report = await inspectAccount({ ...account, imap }, quiet);
      expect([report.login, report.problems.filter((problem) => problem.blocking), asked]).toEqual([true, [], 2]);
      expect(report.capabilities).not.toContain('AUTH=XOAUTH2');
    } finally {
      await dovecot.close();
      await tokens.close();
    }
  }, 60_000);
});
