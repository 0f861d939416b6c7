import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeyring, createTokenSource, type OAuthSettings, registrationOf } from '../../src/access/index.js';
import { createLogger } from '../../src/app/logger.js';
import type { Store } from '../../src/store/index.js';
import { freshAccount } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { openTestStore } from '../workers/setting.js';
import { startTokenServer, type TokenServer } from './token-server.js';

const quiet = pino({ level: 'silent' });
const key = randomBytes(32).toString('base64');
const code = (code: string) => expect.objectContaining({ code });

describe('access tokens', () => {
  let store: Store;
  let clock: MovingClock;
  let other: Store;
  let close: () => Promise<void>;
  let server: TokenServer;
  beforeAll(async () => {
    const opened = await openTestStore();
    ({ store, clock, close } = opened);
    other = await opened.another();
  }, 60_000);
  afterAll(async () => {
    await other.close();
    await close();
  });
  beforeEach(async () => {
    server = await startTokenServer();
  });
  afterEach(() => server.close());

  const settingsFor = (more: Partial<OAuthSettings> = {}): OAuthSettings => ({
    provider: 'custom',
    clientId: 'triage',
    clientSecret: null,
    scopes: ['mail'],
    issuer: null,
    endpoints: { token: `${server.url}/token`, authorization: null, device: null, revocation: null },
    refreshToken: null,
    ...more,
  });
  const source = (
    account: string,
    settings: OAuthSettings,
    keys: readonly [string, ...string[]] | null = [key],
    { tokens, lease }: Store = store,
  ) =>
    createTokenSource(account, settings, {
      store: tokens,
      lease,
      keyring: keys === null ? null : createKeyring(keys),
      logger: quiet,
      now: () => clock.now().getTime(),
    });
  async function loggedIn(): Promise<{ account: string; settings: OAuthSettings }> {
    const account = freshAccount();
    const settings = settingsFor();
    const keyring = createKeyring([key]);
    const refreshToken = await keyring.seal(server.login(account), { account, purpose: 'refresh' });
    const token = { client: registrationOf(settings), refreshToken, accessToken: null, endsIn: null, seed: null };
    await store.tokens.login(account, token, 'grace');
    return { account, settings };
  }

  it('are renewed once for many who ask at once, also in two processes', async () => {
    const { account, settings } = await loggedIn();
    const [here, there] = [source(account, settings), source(account, settings, [key], other)];
    const all = await Promise.all([here, there, here, there, here, there].map((ask) => ask(false)));
    expect(new Set(all).size).toBe(1);
    expect(server.userOf(all[0] ?? '')).toBe(account);
    expect(server.asked).toHaveLength(1);
    expect(await source(account, settings)(false)).toBe(all[0]);
    expect(server.asked).toHaveLength(1);
  });

  it('are renewed before they end, and serve to their end while the provider is away', async () => {
    const { account, settings } = await loggedIn();
    const ask = source(account, settings);
    const first = await ask(false);
    clock.advance(3600 - 301);
    expect(await ask(false)).toBe(first);
    clock.advance(2);
    server.habits.trouble = { status: 503, body: 'later', type: 'text/plain' };
    expect(await ask(false)).toBe(first);
    server.habits.trouble = null;
    const second = await ask(false);
    expect(second).not.toBe(first);
    clock.advance(3600 + 1);
    server.habits.trouble = { status: 503, body: 'later', type: 'text/plain' };
    await expect(ask(false)).rejects.toThrow(expect.objectContaining({ errorClass: 'retryable' }));
  });

  it('that a server refused are not given again, and asking often asks the provider once', async () => {
    const { account, settings } = await loggedIn();
    const ask = source(account, settings);
    const first = await ask(false);
    const again = await Promise.all([ask(true), ask(true), ask(true)]);
    expect(new Set(again).size).toBe(1);
    expect(again[0]).not.toBe(first);
    expect(await ask(true)).toBe(again[0]);
    expect(server.asked).toHaveLength(2);
  });

  it('a rotated refresh token is kept, by whichever process renewed', async () => {
    server.habits.rotates = true;
    server.habits.expiresIn = 100;
    const { account, settings } = await loggedIn();
    const processes = [source(account, settings), source(account, settings, [key], other)];
    for (let round = 0; round < 4; round += 1) {
      const token = await processes[round % 2]?.(false);
      expect(server.userOf(token ?? '')).toBe(account);
      clock.advance(101);
    }
    expect(new Set(server.asked.map((form) => form.get('refresh_token'))).size).toBe(4);
  });

  it('a revoked refresh token is asked for once, remembered, and forgotten after a new login', async () => {
    const { account, settings } = await loggedIn();
    server.revoke(account);
    const ask = source(account, settings);
    await expect(ask(false)).rejects.toThrow(code('oauth-login-needed'));
    await expect(ask(false)).rejects.toThrow(/expired or revoked/);
    await expect(source(account, settings)(false)).rejects.toThrow(code('oauth-login-needed'));
    expect(server.asked).toHaveLength(1);
    expect((await store.events.list({ account, kinds: ['account'] })).map((event) => event.code)).toEqual([
      'auth-login',
      'auth-refused',
    ]);
    const refreshToken = await createKeyring([key]).seal(server.login(account), { account, purpose: 'refresh' });
    const token = { client: registrationOf(settings), refreshToken, accessToken: null, endsIn: null, seed: null };
    await store.tokens.login(account, token, 'grace');
    expect(server.userOf(await ask(false))).toBe(account);
  });

  it('come from a refresh token of the configuration, with a key and without', async () => {
    server.habits.rotates = true;
    server.habits.expiresIn = 100;
    const account = freshAccount();
    const kept = settingsFor({ refreshToken: server.login(account) });
    expect(server.userOf(await source(account, kept)(false))).toBe(account);
    clock.advance(101);
    // What the configuration names is spent; what the store keeps goes on, until the configuration names another.
    expect(server.userOf(await source(account, kept)(false))).toBe(account);
    const other = settingsFor({ refreshToken: server.login('somebody') });
    expect(server.userOf(await source(account, other)(false))).toBe('somebody');
    const unkept = source(freshAccount(), settingsFor({ refreshToken: server.login('lab') }), null);
    expect(server.userOf(await unkept(false))).toBe('lab');
    clock.advance(101);
    expect(server.userOf(await unkept(false))).toBe('lab');
  });

  it.each([
    ['another key', async () => [await loggedIn(), [randomBytes(32).toString('hex')], 'secret-key-wrong'] as const],
    ['no key', async () => [await loggedIn(), null, 'secret-key-missing'] as const],
    [
      'nobody logged in',
      async () => [{ account: freshAccount(), settings: settingsFor() }, [key], 'oauth-login-needed'] as const,
    ],
    [
      'another registration',
      async () => {
        const { account } = await loggedIn();
        return [{ account, settings: settingsFor({ clientId: 'other' }) }, [key], 'oauth-login-needed'] as const;
      },
    ],
  ])('%s is an error with what to do', async (_name, given) => {
    const [{ account, settings }, keys, wanted] = await given();
    await expect(source(account, settings, keys as [string] | null)(false)).rejects.toThrow(
      expect.objectContaining({ code: wanted, errorClass: 'permanent', help: expect.stringMatching(/\S/) }),
    );
  });

  it.each([
    [{ status: 400, body: '{"error":"invalid_client"}' }, 'oauth-client-refused', 'permanent'],
    [{ status: 400, body: '{"error":"temporarily_unavailable"}' }, 'oauth-unavailable', 'retryable'],
    [{ status: 500, body: '<h1>oops</h1>', type: 'text/html' }, 'oauth-unavailable', 'retryable'],
    [{ status: 200, body: 'not json' }, 'oauth-unreachable', 'retryable'],
  ] as const)('an answer %j is %s', async (trouble, wanted, errorClass) => {
    const { account, settings } = await loggedIn();
    server.habits.trouble = trouble;
    await expect(source(account, settings)(false)).rejects.toThrow(
      expect.objectContaining({ code: wanted, errorClass }),
    );
  });

  it('a provider that can not be reached is tried again', async () => {
    const { account, settings } = await loggedIn();
    await server.close();
    await expect(source(account, settings)(false)).rejects.toThrow(code('oauth-unreachable'));
    server = await startTokenServer();
  });

  it('stand sealed in the store, and never in a log', async () => {
    const lines: string[] = [];
    const logger = createLogger('trace', { write: (line) => void lines.push(line) });
    const { account, settings } = await loggedIn();
    const deps = {
      store: store.tokens,
      lease: store.lease,
      keyring: createKeyring([key]),
      logger,
      now: () => clock.now().getTime(),
    };
    const ask = createTokenSource(account, settings, deps);
    const token = await ask(false);
    const row = JSON.stringify(await store.tokens.get(account));
    const secrets = [token, server.asked[0]?.get('refresh_token') ?? ''];
    expect(secrets.map((secret) => secret.length > 20)).toEqual([true, true]);
    server.habits.trouble = { status: 200, body: JSON.stringify({ access_token: 7, refresh_token: secrets[1] }) };
    clock.advance(3601);
    const error = await ask(false).catch((thrown: unknown) => thrown);
    logger.error({ err: error, token, refresh_token: secrets[1], deep: { oauth: { access_token: token } } }, 'failed');
    logger.info(`sent Bearer ${token} and refresh_token=${secrets[1]}`);
    expect(lines).toHaveLength(2);
    for (const secret of secrets) {
      expect(row).not.toContain(secret);
      expect(lines.join()).not.toContain(secret);
    }
  });
});
