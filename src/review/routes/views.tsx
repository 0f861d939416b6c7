import type { FastifyInstance } from 'fastify';
import { notFound, PageError } from '../errors.js';
import { formFields } from '../form.js';
import { leaveNotice, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { queueString, withQuery } from '../queue-query.js';

/** Filters of the queue that people keep under a name. */
export async function viewRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { views } = parts.store;
  app.post('/views', async (request, reply) => {
    const { name = '', query = '' } = formFields(request.body);
    const title = name.replace(/\s+/g, ' ').trim().slice(0, 60);
    if (title === '') throw new PageError(422, 'No name', 'Give the view a name.');
    const kept = queueString(paramsOf(query));
    if (!(await views.save(viewerOf(request).id, title, kept)))
      throw new PageError(409, 'Too many views', 'Remove one first.');
    leaveNotice(reply, 'done', `Kept as “${title}”.`);
    return reply.redirect(withQuery('/', kept), 303);
  });

  app.post<{ Params: { id: string } }>('/views/:id/remove', async (request, reply) => {
    const { id } = request.params;
    if (!/^\d{1,18}$/.test(id) || !(await views.remove(viewerOf(request).id, id))) throw notFound();
    leaveNotice(reply, 'done', 'Removed.');
    return reply.redirect('/', 303);
  });
}

/** A query string's parameters, a repeated one with all its values. */
function paramsOf(query: string): Record<string, string[]> {
  const params = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query.slice(0, 2000)))
    params.set(name, [...(params.get(name) ?? []), value]);
  return Object.fromEntries(params);
}
