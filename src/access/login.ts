import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oauth from 'openid-client';
import { permanent } from '../domain/index.js';
import { oauthClient, oauthError } from './client.js';
import type { OAuthSettings } from './settings.js';
import { type Granted, granted } from './tokens.js';

/** How long a person has to answer, in milliseconds. */
const PATIENCE_MS = 10 * 60_000;

/** What a person has to do for a device login (RFC 8628 section 3.3). */
export interface DevicePrompt {
  readonly url: string;
  readonly code: string;
  /** With the code in it already, where the provider has such an address. */
  readonly completeUrl: string | null;
  readonly minutes: number;
}

/**
 * The device authorization grant (RFC 8628): a person types a code into a browser anywhere.
 * @throws TriageError `oauth-method-unsupported`, and as oauthError
 */
export async function deviceLogin(
  settings: OAuthSettings,
  tell: (prompt: DevicePrompt) => Promise<void>,
  signal?: AbortSignal,
): Promise<Granted> {
  const client = await oauthClient(settings);
  if (client.serverMetadata().device_authorization_endpoint === undefined)
    throw unsupported('device codes', 'Use --loopback, or name `deviceEndpoint`.');
  try {
    const scope = settings.scopes.join(' ');
    const device = await oauth.initiateDeviceAuthorization(client, { scope });
    await tell({
      url: device.verification_uri,
      code: device.user_code,
      completeUrl: device.verification_uri_complete ?? null,
      minutes: Math.round(device.expires_in / 60),
    });
    const answer = await oauth.pollDeviceAuthorizationGrant(
      client,
      device,
      undefined,
      signal === undefined ? {} : { signal },
    );
    return withRefreshToken(answer);
  } catch (error) {
    throw oauthError(error, 'log in by device code');
  }
}

/**
 * The authorization code grant with PKCE and a redirect to this machine (RFC 8252 section 7.3, RFC 7636): the browser has
 * to run here, or its port has to lead here.
 * @param tell gets the address that the person opens
 * @throws TriageError `oauth-method-unsupported`, and as oauthError
 */
export async function loopbackLogin(
  settings: OAuthSettings,
  options: { readonly port?: number; readonly signal?: AbortSignal },
  tell: (url: string) => Promise<void>,
): Promise<Granted> {
  const client = await oauthClient(settings);
  if (client.serverMetadata().authorization_endpoint === undefined)
    throw unsupported('the redirect', 'Use --device, or name `authorizationEndpoint`.');
  const pkceCodeVerifier = oauth.randomPKCECodeVerifier();
  const expectedState = oauth.randomState();
  const listener = await listen(options.port ?? 0, expectedState);
  try {
    // Microsoft ignores the port of a registered `localhost`, all others that of the address (RFC 8252 section 7.3).
    const host = settings.provider === 'microsoft' ? 'localhost' : '127.0.0.1';
    const redirect = new URL(`http://${host}:${listener.port}/callback`);
    const url = oauth.buildAuthorizationUrl(client, {
      redirect_uri: redirect.href,
      scope: settings.scopes.join(' '),
      state: expectedState,
      code_challenge: await oauth.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      // Google gives a refresh token only when asked like this.
      ...(settings.provider === 'google' ? { access_type: 'offline', prompt: 'consent' } : {}),
    });
    await tell(url.href);
    const limit = AbortSignal.timeout(PATIENCE_MS);
    const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
    redirect.search = await listener.answer(signal);
    return withRefreshToken(await oauth.authorizationCodeGrant(client, redirect, { pkceCodeVerifier, expectedState }));
  } catch (error) {
    throw oauthError(error, 'log in by the browser');
  } finally {
    listener.close();
  }
}

/** Without a refresh token somebody would have to log in every hour. */
function withRefreshToken(answer: oauth.TokenEndpointResponse): Granted {
  if (answer.refresh_token !== undefined) return granted(answer, answer.refresh_token);
  throw permanent(
    'oauth-no-refresh-token',
    'The provider gave an access token and no refresh token.',
    'Ask for offline access: `offline_access` among the scopes, or at Google a new consent.',
  );
}

function unsupported(what: string, help: string): Error {
  return permanent('oauth-method-unsupported', `The provider names no endpoint for ${what}.`, help);
}

interface Listener {
  readonly port: number;
  /** The query of the redirect that bears our state. */
  answer(signal: AbortSignal): Promise<string>;
  close(): void;
}

/** Waits on loopback for the browser. Whoever does not know the state is turned away, and the waiting goes on. */
async function listen(port: number, state: string): Promise<Listener> {
  let arrived: (query: string) => void = () => {};
  const query = new Promise<string>((resolve) => {
    arrived = resolve;
  });
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const ours = request.method === 'GET' && url.pathname === '/callback' && url.searchParams.get('state') === state;
    response.writeHead(ours ? 200 : 400, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    response.end(ours ? 'Thank you. You can close this window.\n' : 'This is not what we wait for.\n');
    if (ours) arrived(url.search);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    answer: (signal) =>
      Promise.race([
        query,
        new Promise<never>((_resolve, reject) => {
          const give = (): void => reject(permanent('oauth-denied', 'Nobody answered in the browser.', 'Try again.'));
          if (signal.aborted) give();
          signal.addEventListener('abort', give, { once: true });
        }),
      ]),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
