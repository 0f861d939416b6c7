import type { FastifyInstance } from 'fastify';
import { sightOf } from '../auth/viewer.js';
import { colleaguesOf } from '../colleagues.js';
import { frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { QueuePage } from '../pages/queue.js';
import { positionCounts } from '../position-counts.js';
import { type QueueParams, queueQueryOf } from '../queue-query.js';
import { sendPage } from '../render.js';

/** The ranked queue. */
export async function queueRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { store } = parts;
  const countsOf = positionCounts(store);
  app.get<{ Querystring: QueueParams }>('/', async (request, reply) => {
    const viewer = viewerOf(request);
    const params = request.query;
    const query = queueQueryOf(params, viewer);
    const [page, positions, people, views] = await Promise.all([
      store.queue.page(query),
      countsOf(sightOf(viewer)),
      store.reviewers.list(),
      store.views.of(viewer.id),
    ]);
    const ids = page.rows.map((row) => row.applicationId);
    const search = query.text ?? '';
    const hits = search === '' ? [] : await store.queue.hits(sightOf(viewer), search, ids);
    return sendPage(
      reply,
      <QueuePage
        frame={frameOf(request, reply, 'queue')}
        params={params}
        page={page}
        positions={positions}
        rules={parts.rules()}
        views={views}
        hits={hits}
        reviewers={colleaguesOf(people, viewer.accounts)}
      />,
    );
  });
}
