import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import assets from '@fastify/static';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { asTriageError } from '../domain/index.js';
import { registerCsrf } from './auth/csrf.js';
import { guard } from './auth/guard.js';
import { forgetWhenSent } from './auth/kept.js';
import { isSecure, viewerFinder } from './auth/viewer.js';
import { PageError } from './errors.js';
import type { ReviewParts } from './interfaces.js';
import { ErrorPage } from './pages/error-page.js';
import { sendPage } from './render.js';
import { applicationRoutes } from './routes/application.js';
import { correctionRoutes } from './routes/corrections.js';
import { exportRoutes } from './routes/exports.js';
import { helpRoutes } from './routes/help.js';
import { keptRoutes } from './routes/kept.js';
import { liveRoutes } from './routes/live.js';
import { logRoutes } from './routes/log.js';
import { loginRoutes } from './routes/login.js';
import { originalRoutes } from './routes/originals.js';
import { peopleRoutes } from './routes/people.js';
import { queueRoutes } from './routes/queue.js';
import { rulesRoutes } from './routes/rules/index.js';
import { samePersonRoutes } from './routes/same-person.js';
import { todayRoutes } from './routes/today.js';
import { verdictRoutes } from './routes/verdicts.js';
import { viewRoutes } from './routes/views.js';

/** The pages, each with its routes. A new page adds its line here and, for the navigation, in parts/layout.tsx. */
const pages = [
  loginRoutes,
  keptRoutes,
  queueRoutes,
  applicationRoutes,
  originalRoutes,
  verdictRoutes,
  samePersonRoutes,
  viewRoutes,
  logRoutes,
  correctionRoutes,
  todayRoutes,
  exportRoutes,
  liveRoutes,
  rulesRoutes,
  peopleRoutes,
  helpRoutes,
];

/**
 * The review page as a server that does not listen yet. Nothing but the login answers to somebody who is not logged in.
 * @param onRoute told of every address that is served
 */
export async function createReviewServer(
  parts: ReviewParts,
  onRoute: (route: RouteOptions) => void = () => {},
): Promise<FastifyInstance> {
  const { settings, logger } = parts;
  const app = Fastify({
    logger: false,
    trustProxy: settings.proxies.length > 0 ? [...settings.proxies] : false,
    bodyLimit: 256 * 1024,
    // Live updates are answers that never end by themselves.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  });
  app.addHook('onRoute', onRoute);
  await app.register(helmet, securityHeaders(isSecure(parts)));
  await app.register(cookie, { secret: settings.cookieSecret });
  await registerCsrf(app, parts);
  await app.register(rateLimit, { global: false });
  await app.register(formbody, { bodyLimit: 256 * 1024 });
  await app.register(assets, { root: settings.assetsDir, prefix: '/assets/', cacheControl: true, maxAge: 300_000 });
  app.decorateRequest('viewer', null);
  const findViewer = viewerFinder(parts);
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/assets/')) await findViewer(request);
  });
  app.addHook('preHandler', guard(app, parts));
  app.addHook('onSend', forgetWhenSent(parts));
  for (const routes of pages) await routes(app, parts);
  app.setNotFoundHandler((_request, reply) =>
    sendPage(reply, <ErrorPage status={404} title="Not found" message="There is no page at this address." />, 404),
  );
  app.setErrorHandler((error, request, reply) => {
    const { status, title, message, written } = inWords(error);
    if (status >= 500) logger.error({ url: request.url, reason: asTriageError(error).message }, 'a page failed');
    if (request.headers.accept?.includes('application/json') === true)
      return reply.code(status).send({ error: title, message });
    const page = <ErrorPage status={status} title={title} message={message} written={written ?? null} />;
    return sendPage(reply, page, status);
  });
  return app;
}

/** Everything comes from here: no script or style in the page itself, nothing from elsewhere, nobody may frame it. */
function securityHeaders(secure: boolean) {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    referrerPolicy: { policy: 'same-origin' as const },
    xFrameOptions: { action: 'deny' as const },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
  };
}

function inWords(error: unknown): { status: number; title: string; message: string; written?: string | null } {
  if (error instanceof PageError) {
    const { statusCode: status, title, message, written } = error;
    return { status, title, message, written };
  }
  const { statusCode } = error as { statusCode?: unknown };
  if (statusCode === 429) return { status: 429, title: 'Too many tries', message: 'Wait a minute, then try again.' };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, title: 'That did not work', message: 'The request could not be understood.' };
  const known = asTriageError(error);
  if (known.code !== 'unexpected')
    return { status: 502, title: 'That did not work', message: `${known.message} ${known.help}` };
  return {
    status: 500,
    title: 'Something went wrong',
    message: 'It was written to the log. Nothing that you decided before is lost.',
  };
}
