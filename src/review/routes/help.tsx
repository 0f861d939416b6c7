import type { FastifyInstance } from 'fastify';
import { frameOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { HelpPage } from '../pages/help.js';
import { sendPage } from '../render.js';

/** The keys, and what the words mean. */
export async function helpRoutes(app: FastifyInstance, _parts: ReviewParts): Promise<void> {
  app.get('/help', async (request, reply) => sendPage(reply, <HelpPage frame={frameOf(request, reply, null)} />));
}
