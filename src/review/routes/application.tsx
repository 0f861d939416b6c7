import type { FastifyInstance } from 'fastify';
import { evidenceOf, loadApplication, openTab, tabsOf } from '../application-data.js';
import { sightOf } from '../auth/viewer.js';
import { notFound, PageError } from '../errors.js';
import { frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { originalHeaders } from '../original.js';
import { ApplicationPage } from '../pages/application.js';
import type { PointedPlace } from '../parts/document-side.js';
import { type QueueParams, queueQueryOf } from '../queue-query.js';
import { sendPage } from '../render.js';

interface OneApplication {
  Params: { id: string };
  Querystring: QueueParams & { doc?: string; part?: string; at?: string };
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
        place={placeOf(request.query.at)}
        evidence={evidenceOf(view, tabs)}
        judgement={speaking}
        explanation={speaking === null ? null : parts.explain(speaking)}
        neighbours={neighbours}
        rules={parts.rules()}
        reviewers={people.map((one) => one.login)}
      />,
    );
  });
  app.get<{ Params: { id: string; tab: string } }>(
    '/applications/:id/original/:tab',
    { config: { rateLimit: { max: 60, timeWindow: 60_000 } } },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const view = await loadApplication(parts, sightOf(viewer), request.params.id);
      const tab = tabsOf(view).find((one) => one.key === request.params.tab);
      if (tab === undefined || tab.sha256 === null) throw notFound();
      if (viewer.blind)
        throw new PageError(403, 'Hidden', 'The original is not shown while you review blind: it names who wrote it.');
      const part = await parts.original(tab.mail.message.id, tab.name, tab.sha256);
      if (part === null)
        throw new PageError(410, 'Gone', 'The mail, or this attachment, is no longer where it was in the mailbox.');
      return reply.headers(originalHeaders(part)).send(part.bytes);
    },
  );
}

/** `page.start.end` as links write it, or null. */
function placeOf(text: string | undefined): PointedPlace | null {
  const [, page, start, end] = /^(\d{1,6})\.(\d{1,9})\.(\d{1,9})$/.exec(text ?? '') ?? [];
  return page === undefined ? null : { page: Number(page), span: [Number(start), Number(end)] };
}
