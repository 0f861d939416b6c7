import type { FastifyInstance } from 'fastify';
import { keptCookie } from '../auth/guard.js';
import { hashToken } from '../auth/token.js';
import { safePath } from '../form.js';
import { frameOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { KeptPage } from '../pages/kept.js';
import { sendPage } from '../render.js';

/** What somebody sent when their session had ended, offered again: nothing is done before they say so. */
export async function keptRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { sessions } = parts.store;
  app.get<{ Querystring: { next?: string } }>('/kept', async (request, reply) => {
    const next = safePath(request.query.next);
    const cookie = request.unsignCookie(request.cookies[keptCookie] ?? '');
    reply.clearCookie(keptCookie, { path: '/' });
    const hash = cookie.valid ? hashToken(cookie.value) : null;
    const form = hash === null ? null : await sessions.keptForm(hash);
    if (hash === null || form === null) return reply.redirect(next, 303);
    await sessions.dropForm(hash);
    return sendPage(
      reply,
      <KeptPage frame={frameOf(request, reply, null)} path={form.path} fields={form.fields} next={next} />,
    );
  });
}
