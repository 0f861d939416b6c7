import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfKey, isKeeper, type Viewer } from './auth/viewer.js';
import { PageError } from './errors.js';
import type { PageFrame, SectionId } from './parts/layout.js';

const noticeCookie = 'triage_notice';

/** Who asks. Behind the guard there is always somebody. */
export function viewerOf(request: FastifyRequest): Viewer {
  if (request.viewer === null) throw new PageError(401, 'Log in', 'Please log in first.');
  return request.viewer;
}

/** Who asks, when it is an admin. @throws PageError 403 */
export function adminOf(request: FastifyRequest): Viewer {
  const viewer = viewerOf(request);
  if (viewer.role !== 'admin') throw new PageError(403, 'For admins', 'Only an admin may open this page.');
  return viewer;
}

/**
 * Who asks, when it is an admin who sees every mailbox: for what concerns all of them. Another one would hand out, or
 * change, what they may not see themselves.
 * @throws PageError 403
 */
export function keeperOf(request: FastifyRequest): Viewer {
  const admin = adminOf(request);
  if (!isKeeper(admin))
    throw new PageError(
      403,
      'For admins of every mailbox',
      'This concerns all mailboxes, and you look after some of them. Ask an admin who sees every one.',
    );
  return admin;
}

/** What the layout needs of a request; takes the notice that waits for this page. */
export function frameOf(request: FastifyRequest, reply: FastifyReply, section: SectionId | null): PageFrame {
  const viewer = viewerOf(request);
  return {
    viewer,
    section,
    csrf: reply.generateCsrf({ userInfo: csrfKey(viewer) }),
    now: new Date(),
    // What a page asks by itself takes no notice away from who is to read it.
    notice: request.headers['x-live'] === undefined ? takeNotice(request, reply) : undefined,
  };
}

/** Something to say on the page that the browser is sent to next. */
export function leaveNotice(reply: FastifyReply, kind: 'done' | 'warning', text: string): void {
  reply.setCookie(noticeCookie, JSON.stringify({ kind, text }), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    signed: true,
    maxAge: 60,
  });
}

function takeNotice(request: FastifyRequest, reply: FastifyReply): PageFrame['notice'] {
  const cookie = request.cookies[noticeCookie];
  if (cookie === undefined) return undefined;
  reply.clearCookie(noticeCookie, { path: '/' });
  const signed = request.unsignCookie(cookie);
  return signed.valid ? (JSON.parse(signed.value) as PageFrame['notice']) : undefined;
}
