import csrf from '@fastify/csrf-protection';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Reviewer } from '../../domain/index.js';
import type { ReviewParts } from '../interfaces.js';
import { csrfKey, isSecure } from './viewer.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token the one that came is compared with. */
    tokenKey: string;
  }
}

/** Tokens that only a page of ours can send: tied to the person, and to a secret in a cookie of this browser. */
export async function registerCsrf(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  app.decorateRequest('tokenKey', '');
  await app.register(csrf, {
    cookieKey: 'triage_csrf',
    cookieOpts: {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure(parts),
      signed: true,
      // The longest that browsers allow: a page that stood open while the browser was closed can be sent still.
      maxAge: 400 * 86_400,
    },
    csrfOpts: { hmacKey: parts.settings.cookieSecret, userInfo: true },
    getUserInfo: (request) => request.tokenKey,
    // Only where a page of another origin can't write: the body of a form, or a header of its own.
    getToken: (request) => formField(request.body, '_csrf') ?? headerField(request.headers['x-csrf-token']) ?? '',
  });
}

/** Whether the token that came with a request was made for this person (null: for somebody who is not logged in). */
export function isTokenOf(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  person: Pick<Reviewer, 'id'> | null,
): boolean {
  request.tokenKey = csrfKey(person);
  let passed = false;
  // The plugin answers by itself when a token is wrong, and calls on at once when it is right.
  const quiet = Object.create(reply, { send: { value: () => reply } }) as FastifyReply;
  app.csrfProtection.call(app, request, quiet, () => {
    passed = true;
  });
  return passed;
}

function formField(body: unknown, name: string): string | null {
  const value = (body as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'string' ? value : null;
}

const headerField = (value: string | string[] | undefined): string | null => (typeof value === 'string' ? value : null);
