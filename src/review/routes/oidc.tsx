import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import { retryable } from '../../domain/index.js';
import { afterLogin } from '../auth/kept.js';
import { isSecure, logIn } from '../auth/viewer.js';
import { PageError } from '../errors.js';
import { safePath } from '../form.js';
import type { OidcSettings, ReviewParts } from '../interfaces.js';

const open = { config: { open: true, rateLimit: { max: 30, timeWindow: 60_000 } } } as const;
const stateCookie = 'triage_oidc';

interface Started {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly next: string;
}

/** Single sign-on: the authorization code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636). */
export async function oidcRoutes(app: FastifyInstance, parts: ReviewParts, settings: OidcSettings): Promise<void> {
  // Asked for at the first login and kept: the provider may be down when this program starts.
  let known: Promise<oidc.Configuration> | null = null;
  const provider = (): Promise<oidc.Configuration> => {
    known ??= discover(settings).catch((error: unknown) => {
      known = null;
      throw retryable(
        'oidc-unreachable',
        'The single sign-on does not answer.',
        'Try again in a minute, or log in with your password.',
        error,
      );
    });
    return known;
  };

  app.get<{ Querystring: { next?: string } }>('/login/oidc', open, async (request, reply) => {
    const configuration = await provider();
    const started: Started = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      next: safePath(request.query.next),
    };
    reply.setCookie(stateCookie, JSON.stringify(started), {
      path: '/login/oidc',
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure(parts),
      signed: true,
      maxAge: 600,
    });
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: `${baseOf(request, parts)}/login/oidc/back`,
      scope: settings.scope,
      state: started.state,
      nonce: started.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(started.verifier),
      code_challenge_method: 'S256',
    });
    return reply.redirect(url.href, 303);
  });

  app.get('/login/oidc/back', open, async (request, reply) => {
    const cookie = request.unsignCookie(request.cookies[stateCookie] ?? '');
    reply.clearCookie(stateCookie, { path: '/login/oidc' });
    if (!cookie.valid) throw new PageError(400, 'The login took too long', 'Please begin again.');
    const started = JSON.parse(cookie.value) as Started;
    const claims = await claimsOf(await provider(), new URL(request.url, baseOf(request, parts)), started, parts);
    const reviewer = await reviewerOf(parts, settings, claims);
    await logIn(parts, request, reply, reviewer.id);
    parts.logger.info({ reviewer: reviewer.login }, 'logged in by single sign-on');
    return reply.redirect(await afterLogin(parts, reviewer.id, safePath(started.next)), 303);
  });
}

type Claims = Readonly<Record<string, unknown>>;

function discover(settings: OidcSettings): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  // http only for a provider on this machine or inside a network of one's own; the configuration says so by its address.
  const options = issuer.startsWith('http:') ? { execute: [oidc.allowInsecureRequests] } : {};
  const authentication = clientSecret === null ? oidc.None() : undefined;
  return oidc.discovery(new URL(issuer), clientId, clientSecret ?? undefined, authentication, options);
}

async function claimsOf(
  configuration: oidc.Configuration,
  url: URL,
  started: Started,
  parts: ReviewParts,
): Promise<Claims> {
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, url, {
      expectedState: started.state,
      expectedNonce: started.nonce,
      pkceCodeVerifier: started.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims() ?? { sub: '' };
    const info = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub).catch(() => ({}));
    return { ...claims, ...info };
  } catch (error) {
    parts.logger.warn(
      { reason: error instanceof Error ? error.message : String(error) },
      'a single sign-on was refused',
    );
    throw new PageError(
      401,
      'The login was refused',
      'The single sign-on did not confirm who you are. Please try again.',
    );
  }
}

async function reviewerOf(parts: ReviewParts, settings: OidcSettings, claims: Claims) {
  const login = claims[settings.claim];
  const unverified = settings.claim === 'email' && claims.email_verified === false;
  if (typeof login !== 'string' || login === '' || unverified)
    throw new PageError(403, 'No name', `The single sign-on did not give a confirmed \`${settings.claim}\`.`);
  const found = await parts.store.reviewers.byLogin(login);
  if (found !== null) return found;
  if (settings.create) {
    const name = typeof claims.name === 'string' ? claims.name : login;
    const one = { login, name, role: 'reviewer' as const, password: null, accounts: null };
    const made =
      (await parts.store.reviewers.add(one, 'single sign-on')) ?? (await parts.store.reviewers.byLogin(login));
    if (made !== null) return made;
  }
  throw new PageError(403, 'Not one of the reviewers', `${login} is not known here. Ask an admin to add this name.`);
}

const baseOf = (request: FastifyRequest, { settings }: ReviewParts): string =>
  settings.baseUrl ?? `${request.protocol}://${request.host}`;
