import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DevicePrompt, deviceLogin, loopbackLogin, type OAuthSettings, revoke } from '../../src/access/index.js';
import { startTokenServer, type TokenServer } from './token-server.js';

const code = (code: string) => expect.objectContaining({ code });

describe('logging in', () => {
  let server: TokenServer;
  beforeAll(async () => {
    server = await startTokenServer();
  });
  afterAll(() => server.close());
  const settings = (more: Partial<OAuthSettings> = {}): OAuthSettings => ({
    provider: 'custom',
    clientId: 'triage',
    clientSecret: null,
    scopes: ['mail', 'offline_access'],
    issuer: null,
    endpoints: {
      token: `${server.url}/token`,
      authorization: `${server.url}/authorize`,
      device: `${server.url}/device`,
      revocation: `${server.url}/revoke`,
    },
    refreshToken: null,
    ...more,
  });
  /** A browser: follows where it is sent. */
  const browse = async (url: string): Promise<number> => (await fetch(url)).status;

  it('by device code, while a person types it in', async () => {
    const prompts: DevicePrompt[] = [];
    const granted = await deviceLogin(settings(), async (prompt) => {
      prompts.push(prompt);
      server.allow(prompt.code, 'lab');
    });
    expect(prompts).toEqual([
      { url: `${server.url}/activate`, code: expect.stringMatching(/^[0-9A-F]{8}$/), completeUrl: null, minutes: 10 },
    ]);
    expect(server.userOf(granted.accessToken)).toBe('lab');
    expect(granted.refreshToken).toMatch(/^refresh-/);
  });

  it('by the browser on this machine, with PKCE and state', async () => {
    let address = '';
    const granted = await loopbackLogin(settings(), {}, async (url) => {
      address = url;
      expect(await browse(url)).toBe(200);
    });
    expect(server.userOf(granted.accessToken)).toBe('lab');
    const query = new URL(address).searchParams;
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    expect(query.get('scope')).toBe('mail offline_access');
    const exchange = server.asked.at(-1);
    expect(exchange?.get('code_verifier')).toMatch(/^[\w.~-]{43,}$/);
  });

  it('asks Google for a refresh token in the way it wants, and shows Microsoft a redirect that it knows', async () => {
    const opened: URLSearchParams[] = [];
    const open = async (url: string): Promise<void> => {
      opened.push(new URL(url).searchParams);
      // The name may lead to ::1 first; a browser tries both, fetch may not.
      const { headers } = await fetch(url, { redirect: 'manual' });
      await browse((headers.get('location') ?? '').replace('localhost', '127.0.0.1'));
    };
    await loopbackLogin(settings({ provider: 'google' }), {}, open);
    expect([opened[0]?.get('access_type'), opened[0]?.get('prompt')]).toEqual(['offline', 'consent']);
    await loopbackLogin(settings({ provider: 'microsoft' }), {}, open);
    expect(opened[1]?.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+\/callback$/);
  });

  it('turns away who does not know the state, and goes on waiting', async () => {
    const granted = await loopbackLogin(settings(), {}, async (url) => {
      const redirect = new URL(url).searchParams.get('redirect_uri') ?? '';
      expect(await browse(`${redirect}?code=stolen&state=guessed`)).toBe(400);
      expect(await browse(redirect.replace('/callback', '/'))).toBe(400);
      await browse(url);
    });
    expect(server.userOf(granted.accessToken)).toBe('lab');
  });

  it('says what a person who refuses, a slow one and a provider without the method get', async () => {
    const refusing = loopbackLogin(settings(), {}, async (url) => {
      await browse(`${url}&login_hint=nobody`);
    });
    await expect(refusing).rejects.toThrow(code('oauth-denied'));
    const gone = new AbortController();
    const slow = loopbackLogin(settings(), { signal: gone.signal }, async () => gone.abort());
    await expect(slow).rejects.toThrow(code('oauth-denied'));
    const bare = { token: `${server.url}/token`, authorization: null, device: null, revocation: null };
    await expect(deviceLogin(settings({ endpoints: bare }), async () => {})).rejects.toThrow(
      code('oauth-method-unsupported'),
    );
    await expect(loopbackLogin(settings({ endpoints: bare }), {}, async () => {})).rejects.toThrow(
      code('oauth-method-unsupported'),
    );
  });

  it('looks the endpoints up where only the issuer is known', async () => {
    const granted = await loopbackLogin(settings({ endpoints: null, issuer: server.url }), {}, async (url) => {
      await browse(url);
    });
    expect(server.userOf(granted.accessToken)).toBe('lab');
  });

  it('can be taken back at the provider', async () => {
    const refreshToken = server.login('away');
    expect(await revoke(settings(), refreshToken)).toBe(true);
    const endpoints = { token: `${server.url}/token`, authorization: null, device: null, revocation: null };
    expect(await revoke(settings({ endpoints }), refreshToken)).toBe(false);
  });
});
