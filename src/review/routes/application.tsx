import type { FastifyInstance } from 'fastify';
import { evidenceOf, loadApplication, openTab, tabsOf } from '../application-data.js';
import { sightOf } from '../auth/viewer.js';
import { frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { ApplicationPage } from '../pages/application.js';
import { type QueueParams, queueQueryOf } from '../queue-query.js';
import { sendPage } from '../render.js';

interface OneApplication {
  Params: { id: string };
  Querystring: QueueParams & { doc?: string; part?: string };
}

/** One application with everything that explains where it stands. */
export async function applicationRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { store } = parts;
  app.get<OneApplication>('/applications/:id', async (request, reply) => {
    const viewer = viewerOf(request);
    const sight = sightOf(viewer);
    const { id } = request.params;
    const view = await loadApplication(parts, sight, id);
    const tabs = tabsOf(view);
    const [open, neighbours, people] = await Promise.all([
      openTab(parts, tabs, request.query.doc),
      store.queue.neighbours(queueQueryOf(request.query, viewer), id),
      store.reviewers.list(),
    ]);
    if (view.row.unread) await store.verdicts.markRead(sight, id);
    const speaking = view.mails.find((mail) => mail.message.id === view.row.messageId)?.judgement ?? null;
    return sendPage(
      reply,
      <ApplicationPage
        frame={frameOf(request, reply, 'queue')}
        params={request.query}
        view={view}
        tabs={tabs}
        open={open}
        part={Number(request.query.part ?? 0)}
        evidence={evidenceOf(view, tabs)}
        explanation={speaking === null ? null : parts.explain(speaking)}
        neighbours={neighbours}
        rules={parts.rules()}
        reviewers={people.map((one) => one.login)}
      />,
    );
  });
}
