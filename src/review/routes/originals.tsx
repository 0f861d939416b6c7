import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApplicationView } from '../../domain/index.js';
import { loadApplication, type Tab, tabsOf } from '../application-data.js';
import { sightOf } from '../auth/viewer.js';
import { maskOfView } from '../blind.js';
import { notFound, PageError } from '../errors.js';
import { frameOf, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { lookOf, originalHeaders, pictureHeaders } from '../original.js';
import { type Look, OriginalPage } from '../pages/original.js';
import { sendPage } from '../render.js';

interface OneOriginal {
  Params: { id: string; tab: string };
}

const gone = (): PageError =>
  new PageError(410, 'Gone', 'The mail, or this attachment, is no longer where it was in the mailbox.');

/** Attachments as they came: as a file, and to be looked at without opening the file in a browser. */
export async function originalRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const limited = (max: number) => ({ config: { rateLimit: { max, timeWindow: 60_000 } } });

  /** The tab that is asked for, with the hash of its file. @throws PageError 404, 403 for whoever reviews blind */
  const find = async (
    request: FastifyRequest<OneOriginal>,
  ): Promise<{ tab: Tab; sha256: string; view: ApplicationView }> => {
    const viewer = viewerOf(request);
    const view = await loadApplication(parts, sightOf(viewer), request.params.id);
    const tab = tabsOf(view).find((one) => one.key === request.params.tab);
    if (tab === undefined || tab.sha256 === null) throw notFound();
    if (viewer.blind)
      throw new PageError(403, 'Hidden', 'The original is not shown while you review blind: it names who wrote it.');
    return { tab, sha256: tab.sha256, view };
  };

  app.get<OneOriginal>('/applications/:id/original/:tab', limited(60), async (request, reply) => {
    const { tab, sha256 } = await find(request);
    const part = await parts.original(tab.mail.message.id, tab.name, sha256);
    if (part === null) throw gone();
    return reply.headers(originalHeaders(part)).send(part.bytes);
  });

  app.get<OneOriginal>('/applications/:id/original/:tab/look', limited(60), async (request, reply) => {
    const { tab, sha256, view } = await find(request);
    const part = await parts.original(tab.mail.message.id, tab.name, sha256);
    if (part === null) throw gone();
    const application = `/applications/${request.params.id}`;
    return sendPage(
      reply,
      <OriginalPage
        frame={frameOf(request, reply, 'queue')}
        mask={maskOfView(viewerOf(request), view)}
        tab={tab}
        path={`${application}/original/${tab.key}`}
        back={`${application}?doc=${tab.key}#document`}
        look={await look(tab, sha256, lookOf(part))}
      />,
    );
  });

  const look = async (tab: Tab, sha256: string, kind: ReturnType<typeof lookOf>): Promise<Look> => {
    if (kind === 'picture') return { kind };
    if (kind === null) return { kind: 'none', why: 'This is neither a PDF nor a picture, so it is not shown here.' };
    const first = await parts.page(tab.mail.message.id, tab.name, sha256, 1);
    if (first === null) throw gone();
    return 'refused' in first
      ? { kind: 'none', why: 'Its pages can’t be drawn: it is damaged, or locked with a password.' }
      : { kind, pages: first.pages };
  };

  app.get<{ Params: OneOriginal['Params'] & { page: string } }>(
    '/applications/:id/original/:tab/pages/:page',
    limited(300),
    async (request, reply) => {
      const { tab, sha256 } = await find(request);
      const { page } = request.params;
      const drawn = /^[1-9]\d{0,3}$/.test(page)
        ? await parts.page(tab.mail.message.id, tab.name, sha256, Number(page))
        : null;
      if (drawn === null || 'refused' in drawn) throw notFound();
      return reply.headers(pictureHeaders).send(drawn.picture);
    },
  );
}
