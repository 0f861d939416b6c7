import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server behaves; tests change it while it runs. */
export interface Habits {
  /** Seconds an access token lives; null is left unsaid. */
  expiresIn: number | null;
  /** Each renewal gives a new refresh token; the one before ends, and using it again ends them all (RFC 9700 section 4.14.2). */
  rotates: boolean;
  /** Answer to every request at the token endpoint, or null. */
  trouble: { readonly status: number; readonly body: string; readonly type?: string } | null;
  /** Waits before a token is given. */
  before: () => Promise<void>;
  /** The client's secret, or null for a public client. */
  secret: string | null;
}

/** An OAuth2 server in this process: renewal, device codes, authorization code with PKCE, revocation, introspection. */
export interface TokenServer {
  readonly url: string;
  readonly habits: Habits;
  /** What was asked at the token endpoint, in order. */
  readonly asked: URLSearchParams[];
  /** Gives a refresh token for a user, as a login would. */
  login(user: string): string;
  /** Makes all access tokens end now. */
  endAccess(): void;
  /** Makes the user's refresh tokens worthless. */
  revoke(user: string): void;
  /** The user whose access token this is, or null. */
  userOf(accessToken: string): string | null;
  /** A person allows what a device asks for. */
  allow(userCode: string, user: string): void;
  close(): Promise<void>;
}

interface Device {
  readonly userCode: string;
  user: string | null;
}

export async function startTokenServer(habits: Partial<Habits> = {}): Promise<TokenServer> {
  const state: Habits = {
    expiresIn: 3600,
    rotates: false,
    trouble: null,
    before: async () => {},
    secret: null,
    ...habits,
  };
  const asked: URLSearchParams[] = [];
  const refresh = new Map<string, { user: string; spent: boolean }>();
  const access = new Map<string, { user: string; endsAt: number }>();
  const devices = new Map<string, Device>();
  const codes = new Map<string, { user: string; challenge: string; redirect: string }>();
  const secretWord = (): string => randomBytes(24).toString('base64url');
  const login = (user: string): string => {
    const token = `refresh-${secretWord()}`;
    refresh.set(token, { user, spent: false });
    return token;
  };
  const revoke = (user: string): void => {
    for (const [token, one] of refresh) if (one.user === user) refresh.delete(token);
    for (const [token, one] of access) if (one.user === user) access.delete(token);
  };
  const grant = (user: string, refreshToken: string | null): Record<string, unknown> => {
    const token = `access-${secretWord()}`;
    access.set(token, { user, endsAt: Date.now() + (state.expiresIn ?? 3600) * 1000 });
    return {
      access_token: token,
      token_type: 'Bearer',
      ...(state.expiresIn === null ? {} : { expires_in: state.expiresIn }),
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      // Google and Microsoft add fields of their own.
      ext_expires_in: 7200,
    };
  };
  const refused = (error: string, error_description = 'no'): [number, unknown] => [400, { error, error_description }];

  const token = async (form: URLSearchParams): Promise<[number, unknown]> => {
    await state.before();
    if (state.secret !== null && form.get('client_secret') !== state.secret) return refused('invalid_client');
    if (form.get('grant_type') === 'refresh_token') {
      const given = refresh.get(form.get('refresh_token') ?? '');
      if (given === undefined) return refused('invalid_grant', 'Token has been expired or revoked.');
      if (given.spent) {
        revoke(given.user);
        return refused('invalid_grant', 'The refresh token was used before.');
      }
      given.spent = state.rotates;
      return [200, grant(given.user, state.rotates ? login(given.user) : null)];
    }
    if (form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:device_code') {
      const device = devices.get(form.get('device_code') ?? '');
      if (device === undefined) return refused('expired_token');
      if (device.user === null) return refused('authorization_pending');
      return [200, grant(device.user, login(device.user))];
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code === undefined || challenge !== code.challenge || form.get('redirect_uri') !== code.redirect)
      return refused('invalid_grant', 'code, verifier or redirect does not fit');
    return [200, grant(code.user, login(code.user))];
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url.pathname === '/token') {
      asked.push(form);
      const { trouble } = state;
      if (trouble !== null)
        response.writeHead(trouble.status, { 'content-type': trouble.type ?? 'application/json' }).end(trouble.body);
      else json(...(await token(form)));
    } else if (url.pathname === '/device') {
      const [deviceCode, userCode] = [secretWord(), randomBytes(4).toString('hex').toUpperCase()];
      devices.set(deviceCode, { userCode, user: null });
      const verification_uri = `${base()}/activate`;
      json(200, { device_code: deviceCode, user_code: userCode, verification_uri, expires_in: 600, interval: 1 });
    } else if (url.pathname === '/authorize') {
      const query = url.searchParams;
      const redirect = query.get('redirect_uri') ?? '';
      const back = new URL(redirect);
      back.searchParams.set('state', query.get('state') ?? '');
      if (query.get('login_hint') === 'nobody') back.searchParams.set('error', 'access_denied');
      else {
        const code = secretWord();
        codes.set(code, { user: 'lab', challenge: query.get('code_challenge') ?? '', redirect });
        back.searchParams.set('code', code);
      }
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === '/revoke') {
      const user = refresh.get(form.get('token') ?? '')?.user;
      if (user !== undefined) revoke(user);
      json(200, {});
    } else if (url.pathname === '/introspect') {
      const user = userOf(form.get('token') ?? url.searchParams.get('token') ?? '');
      json(200, user === null ? { active: false } : { active: true, username: user });
    } else if (url.pathname === '/.well-known/openid-configuration') {
      json(200, { issuer: base(), token_endpoint: `${base()}/token`, authorization_endpoint: `${base()}/authorize` });
    } else json(404, { error: 'not_found' });
  };
  const userOf = (accessToken: string): string | null => {
    const known = access.get(accessToken);
    return known !== undefined && known.endsAt > Date.now() ? known.user : null;
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: base(),
    habits: state,
    asked,
    login,
    revoke,
    userOf,
    endAccess: () => access.clear(),
    allow(userCode, user) {
      for (const device of devices.values()) if (device.userCode === userCode) device.user = user;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
