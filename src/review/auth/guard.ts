import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PageError } from '../errors.js';
import { formFields } from '../form.js';
import type { ReviewParts } from '../interfaces.js';
import { hashToken, newToken } from './token.js';
import { isSecure } from './viewer.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for pages that answer to somebody who is not logged in. */
    open?: boolean;
    /** True when what was sent is offered again after a login that came too late. */
    keep?: boolean;
    /** So many characters are kept at the most, where a form may be larger than others. */
    keepCharacters?: number;
  }
}

export const keptCookie = 'triage_kept';
const keptSeconds = 24 * 3600;
const maxKeptCharacters = 40_000;

/** Lets through who may pass: logged in (or an open page), same origin, and with a token of ours for whatever changes something. */
export function guard(app: FastifyInstance, parts: ReviewParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (request.url.startsWith('/assets/')) return;
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes) requireSameOrigin(request, parts);
    if (request.viewer === null && request.routeOptions.config.open !== true) {
      const kept = changes && (await keepForm(request, reply, parts));
      return sendToLogin(request, reply, kept);
    }
    if (!changes) return;
    await new Promise<void>((resolve, reject) => {
      app.csrfProtection.call(app, request, rejecting(reply, reject), resolve);
    });
  };
}

/** The plugin answers by itself; here its error goes the way of all errors. */
function rejecting(reply: FastifyReply, reject: (error: unknown) => void): FastifyReply {
  return Object.create(reply, { send: { value: (error: unknown) => reject(error) } }) as FastifyReply;
}

function requireSameOrigin(request: FastifyRequest, { settings }: ReviewParts): void {
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const ours = settings.baseUrl === null ? host : new URL(settings.baseUrl).host;
  if (!URL.canParse(origin) || new URL(origin).host !== ours)
    throw new PageError(403, 'From another site', 'This request came from another site and was not carried out.');
}

/** Keeps what somebody sent whose session had ended; only for browsers that were logged in once, so that nobody fills the store. */
async function keepForm(request: FastifyRequest, reply: FastifyReply, parts: ReviewParts): Promise<boolean> {
  if (!request.wasLoggedIn || request.routeOptions.config.keep !== true) return false;
  const { _csrf, ...fields } = formFields(request.body);
  const most = request.routeOptions.config.keepCharacters ?? maxKeptCharacters;
  if (JSON.stringify(fields).length > most) return false;
  const token = newToken();
  await parts.store.sessions.keepForm(hashToken(token), request.url, fields, keptSeconds);
  reply.setCookie(keptCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(parts),
    signed: true,
    maxAge: keptSeconds,
  });
  return true;
}

function sendToLogin(request: FastifyRequest, reply: FastifyReply, kept: boolean): FastifyReply {
  const next = request.method === 'GET' ? request.url : (pathOf(request.headers.referer) ?? '/');
  const login = `/login?${new URLSearchParams({ next, ...(kept ? { kept: '1' } : {}) })}`;
  if (request.headers.accept?.includes('application/json') === true)
    return reply.code(401).send({ error: 'Logged out', login, kept });
  return reply.redirect(login, 303);
}

/** First to what was kept for this browser, when there is something. */
export function afterLogin(request: FastifyRequest, next: string): string {
  return request.cookies[keptCookie] === undefined ? next : `/kept?${new URLSearchParams({ next })}`;
}

function pathOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
