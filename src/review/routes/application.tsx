import type { FastifyInstance } from 'fastify';
import { searchTerms } from '../../domain/index.js';
import { evidenceOf, hitsIn, loadApplication, openTab, tabsOf } from '../application-data.js';
import { sightOf } from '../auth/viewer.js';
import { maskOfView } from '../blind.js';
import { colleaguesOf } from '../colleagues.js';
import { frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { ApplicationPage } from '../pages/application.js';
import type { PointedPlace } from '../parts/document-side.js';
import { type QueueParams, queueQueryOf } from '../queue-query.js';
import { sendPage } from '../render.js';

interface OneApplication {
  Params: { id: string };
  Querystring: QueueParams & { doc?: string; part?: string; at?: string; hit?: string };
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
    const query = queueQueryOf(request.query, viewer);
    const mask = maskOfView(viewer, view);
    const hits = await hitsIn(parts, tabs, searchTerms(query.text ?? ''), mask);
    const hit = hits.find((one) => one.number === Number(request.query.hit)) ?? null;
    const [open, neighbours, people] = await Promise.all([
      openTab(parts, tabs, request.query.doc ?? (hit ?? hits[0])?.tab),
      store.queue.neighbours(query, id),
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
        hits={hits}
        hit={hit}
        mask={mask}
        judgement={speaking}
        explanation={speaking === null ? null : parts.explain(speaking)}
        neighbours={neighbours}
        rules={parts.rules()}
        reviewers={colleaguesOf(
          people,
          view.mails.map((mail) => mail.message.account),
        )}
      />,
    );
  });
}

/** `page.start.end` as links write it, or null. */
function placeOf(text: string | undefined): PointedPlace | null {
  const [, page, start, end] = /^(\d{1,6})\.(\d{1,9})\.(\d{1,9})$/.exec(text ?? '') ?? [];
  return page === undefined ? null : { page: Number(page), span: [Number(start), Number(end)] };
}
