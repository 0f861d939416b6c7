import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { asTriageError } from '../../domain/index.js';
import { PageError } from '../errors.js';
import { viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { createLiveHub } from '../live/hub.js';

/** So long may lie between a page's look into the store and its connection, in seconds. */
const pageSeconds = 15;
const hubTiming = { everyMs: 1000, heartbeatMs: 20_000, most: 300, mostOfOne: 8 } as const;

/**
 * Server-sent events (HTML, 9.2): says that something changed in what the viewer may see, and nothing more; the page then
 * asks for itself as always.
 */
export async function liveRoutes(app: FastifyInstance, { store, settings, logger }: ReviewParts): Promise<void> {
  const hub = createLiveHub(store.changes, {
    ...hubTiming,
    now: () => performance.now(),
    onError: (error) => logger.warn({ reason: asTriageError(error).message }, 'live updates will look again'),
  });
  app.addHook('preClose', () => hub.close());

  app.get('/live', async (request, reply) => {
    const viewer = viewerOf(request);
    const stream = new PassThrough();
    const bySession = !viewer.sessionKey.startsWith('proxy:');
    const tell = (text: string): void => {
      if (stream.writable) stream.write(text);
    };
    const changed = (revision: string, spreadMs: number): void =>
      tell(`id: ${revision}\nevent: changed\ndata: ${spreadMs}\n\n`);
    const leave = hub.join({
      reviewerId: viewer.id,
      accounts: viewer.accounts,
      changed,
      beat: () => {
        tell(': still here\n\n');
        // An open page alone does not keep a session alive, and none outlives its session.
        if (bySession) {
          store.sessions.find(viewer.sessionKey, settings.session, { use: false }).then(
            (reviewer) => {
              if (reviewer === null && stream.writable) stream.end('event: ended\ndata: session\n\n');
            },
            () => {},
          );
        }
      },
      end: () => stream.end(),
    });
    if (leave === null)
      throw new PageError(503, 'Too many windows', 'Live updates are off here; the page works without.');
    stream.on('close', leave);
    reply.raw.on('close', () => stream.destroy());
    tell('retry: 3000\n\n');
    const missed = await store.changes.recent(pageSeconds);
    if (missed !== null) changed(missed, 0);
    return reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .type('text/event-stream; charset=utf-8')
      .send(stream);
  });
}
