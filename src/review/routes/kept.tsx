import type { FastifyInstance } from 'fastify';
import { afterLogin } from '../auth/kept.js';
import { notFound } from '../errors.js';
import { formFields, safePath } from '../form.js';
import { frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { KeptPage } from '../pages/kept.js';
import { sendPage } from '../render.js';

/** What somebody sent when their session had ended, offered to them again: nothing is done before they say so. */
export async function keptRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { keptForms } = parts.store;
  app.get<{ Querystring: { next?: string } }>('/kept', async (request, reply) => {
    const next = safePath(request.query.next);
    const forms = await keptForms.of(viewerOf(request).id);
    if (forms.length === 0) return reply.redirect(next, 303);
    return sendPage(reply, <KeptPage frame={frameOf(request, reply, null)} forms={forms} next={next} />);
  });

  app.post<{ Params: { id: string } }>('/kept/:id/drop', async (request, reply) => {
    const viewer = viewerOf(request);
    if (!(await keptForms.drop(viewer.id, request.params.id))) throw notFound();
    return reply.redirect(await afterLogin(parts, viewer.id, safePath(formFields(request.body).next)), 303);
  });
}
