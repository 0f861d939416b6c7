import type { FastifyInstance } from 'fastify';
import { adminOf, frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { PeoplePage } from '../pages/people.js';
import { sendPage } from '../render.js';

/** Who may log in (for admins), and what people set for themselves. */
export async function peopleRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  app.get('/people', async (request, reply) => {
    adminOf(request);
    const people = await parts.store.reviewers.list();
    return sendPage(reply, <PeoplePage frame={frameOf(request, reply, 'people')} people={people} />);
  });

  app.post('/me/blind', async (request, reply) => {
    const viewer = viewerOf(request);
    await parts.store.reviewers.change(viewer.id, { blind: !viewer.blind }, viewer.login);
    return reply.redirect('/', 303);
  });
}
