import * as oauth from 'openid-client';
import { permanent, retryable, TriageError } from '../domain/index.js';
import type { OAuthSettings } from './settings.js';

/** Longest wait for a token server, in seconds. */
const TIMEOUT_SECONDS = 20;

/**
 * A client of the provider's token server. Endpoints that are not configured are discovered.
 * @throws TriageError as oauthError
 */
export async function oauthClient(settings: OAuthSettings): Promise<oauth.Configuration> {
  const { clientId, clientSecret, endpoints, issuer } = settings;
  const proof = clientSecret === null ? oauth.None() : oauth.ClientSecretPost(clientSecret);
  // The configuration lets plain HTTP through for loopback addresses only.
  const insecure = new URL(endpoints?.token ?? issuer ?? 'https://invalid.example').protocol === 'http:';
  if (endpoints === null) {
    try {
      return await oauth.discovery(new URL(issuer ?? ''), clientId, undefined, proof, {
        timeout: TIMEOUT_SECONDS,
        execute: insecure ? [oauth.allowInsecureRequests] : [],
      });
    } catch (error) {
      throw oauthError(error, 'look up the provider');
    }
  }
  const { token, authorization, device, revocation } = endpoints;
  const client = new oauth.Configuration(
    {
      issuer: issuer ?? new URL(token).origin,
      token_endpoint: token,
      ...(authorization === null ? {} : { authorization_endpoint: authorization }),
      ...(device === null ? {} : { device_authorization_endpoint: device }),
      ...(revocation === null ? {} : { revocation_endpoint: revocation }),
    },
    clientId,
    undefined,
    proof,
  );
  client.timeout = TIMEOUT_SECONDS;
  if (insecure) oauth.allowInsecureRequests(client);
  return client;
}

/** Answers of a token server after which only a person's login helps (RFC 6749 section 5.2, OpenID Connect Core 3.1.2.6). */
const loginNeeded = new Set(['invalid_grant', 'interaction_required', 'login_required', 'consent_required']);
/** Answers that say that the registration or its configuration is wrong. */
const clientRefused = new Set(['invalid_client', 'unauthorized_client', 'invalid_scope', 'invalid_request']);

/**
 * What went wrong with a provider, judged where it arose; `doing` completes "Could not …". Codes: `oauth-login-needed`,
 * `oauth-client-refused`, `oauth-denied` (permanent), `oauth-unavailable`, `oauth-unreachable` (retryable). The
 * provider's words are kept, its answers are not: they may hold tokens.
 */
export function oauthError(error: unknown, doing: string): TriageError {
  if (error instanceof TriageError) return error;
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    const code = String(error.error);
    const said = oneLine(`${code}${error.error_description === undefined ? '' : `: ${error.error_description}`}`);
    const sentence = `Could not ${doing}: the provider says ${said}.`;
    if (loginNeeded.has(code)) return loginNeededError(sentence);
    if (code === 'access_denied' || code === 'expired_token') {
      const help = 'Run `triage auth login` again and allow the access in time.';
      return permanent('oauth-denied', sentence, help);
    }
    if (clientRefused.has(code)) {
      const help = 'Check clientId, clientSecret, tenant and scopes against the registration at the provider.';
      return permanent('oauth-client-refused', sentence, help);
    }
    return retryable('oauth-unavailable', sentence, 'It is tried again by itself; if it stays, ask the provider.');
  }
  const name = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  const said = oneLine(error instanceof Error ? error.message : String(error));
  const sentence = `Could not ${doing}: ${said}${typeof name === 'string' ? ` (${name})` : ''}.`;
  if (error instanceof oauth.ClientError && name === 'OAUTH_RESPONSE_IS_NOT_CONFORM')
    return retryable('oauth-unavailable', sentence, 'The server is up and does not serve us now; it is tried again.');
  return retryable('oauth-unreachable', sentence, 'Check the endpoints and the network; it is tried again by itself.');
}

/** The refresh token is of no use any more, or there is none. */
export function loginNeededError(message: string): TriageError {
  return permanent(
    'oauth-login-needed',
    message,
    'Run `triage auth login ACCOUNT`; what is held goes on by itself after it.',
  );
}

function oneLine(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
