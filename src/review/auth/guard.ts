import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PageError } from '../errors.js';
import { formFields } from '../form.js';
import type { ReviewParts } from '../interfaces.js';
import { isTokenOf } from './csrf.js';
import { keepForm, writerOf } from './kept.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True for pages that answer to somebody who is not logged in. */
    open?: boolean;
  }
}

/** Lets through who may pass: logged in (or an open page), same origin, and with a token of ours for whatever changes something. */
export function guard(app: FastifyInstance, parts: ReviewParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (request.url.startsWith('/assets/')) return;
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes) requireSameOrigin(request, parts);
    if (request.viewer === null && request.routeOptions.config.open !== true) {
      const writer = changes ? await writerOf(app, request, reply, parts) : null;
      return sendToLogin(request, reply, writer === null ? null : await keepForm(request, writer, parts));
    }
    if (!changes || isTokenOf(app, request, reply, request.viewer)) return;
    const writer = await writerOf(app, request, reply, parts);
    throw tooOld(request, writer !== null && (await keepForm(request, writer, parts)) !== null);
  };
}

function requireSameOrigin(request: FastifyRequest, { settings }: ReviewParts): void {
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const ours = settings.baseUrl === null ? host : new URL(settings.baseUrl).host;
  if (!URL.canParse(origin) || new URL(origin).host !== ours)
    throw new PageError(403, 'From another site', 'This request came from another site and was not carried out.');
}

/** A form without a token of who is logged in: made by somebody else, or so long ago that nobody knows. */
function tooOld(request: FastifyRequest, kept: boolean): PageError {
  const title = 'The form was too old';
  if (kept)
    return new PageError(
      403,
      title,
      'Somebody else was logged in here when it was opened. It was not carried out; what they wrote is kept for them.',
    );
  const { note, text } = formFields(request.body);
  const written = request.routeOptions.config.keep === true ? note || text : '';
  return new PageError(
    403,
    title,
    'It was made for another login and was not carried out. Open the page again and send it from there.',
    written || null,
  );
}

function sendToLogin(request: FastifyRequest, reply: FastifyReply, kept: string | null): FastifyReply {
  const next = request.method === 'GET' ? request.url : (pathOf(request.headers.referer) ?? '/');
  const login = `/login?${new URLSearchParams({ next, ...(kept === null ? {} : { kept: '1' }) })}`;
  if (request.headers.accept?.includes('application/json') === true)
    return reply.code(401).send({ error: 'Logged out', login, kept });
  return reply.redirect(login, 303);
}

function pathOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
