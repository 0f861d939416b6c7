import type { FastifyInstance } from 'fastify';
import { sightOf, type Viewer } from '../auth/viewer.js';
import { forbidden, PageError } from '../errors.js';
import { formFields } from '../form.js';
import { adminOf, frameOf, leaveNotice, viewerOf } from '../frame.js';
import type { Operation, ReviewParts } from '../interfaces.js';
import { TodayPage } from '../pages/today.js';
import { sendPage } from '../render.js';

/** The page of the day, and the kill switch on it. */
export async function todayRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { store, settings, killSwitch } = parts;

  app.get('/today', async (request, reply) => {
    const viewer = viewerOf(request);
    const [today, operation] = await Promise.all([store.today(sightOf(viewer)), parts.operation()]);
    const frame = frameOf(request, reply, 'today');
    return sendPage(
      reply,
      <TodayPage frame={frame} today={today} operation={inSight(operation, viewer)} rules={parts.rules()} />,
    );
  });

  app.post('/effects/pause', async (request, reply) => {
    const viewer = adminOf(request);
    const { reason = '', ...fields } = formFields(request.body);
    const account = accountOf(viewer, fields.account);
    const why = reason.trim().slice(0, 200);
    await killSwitch.pause({ ...account, ...(why === '' ? {} : { reason: why }), actor: viewer.login });
    leaveNotice(reply, 'done', 'Paused. What comes up meanwhile is held.');
    return reply.redirect('/today', 303);
  });

  app.post('/effects/resume', async (request, reply) => {
    const viewer = adminOf(request);
    await killSwitch.resume({ ...accountOf(viewer, formFields(request.body).account), actor: viewer.login });
    leaveNotice(reply, 'done', 'Effects go on; what was held is tried now.');
    return reply.redirect('/today', 303);
  });

  /** One account that the admin sees, or all for who sees all. */
  function accountOf(viewer: Viewer, account = ''): { account?: string } {
    if (account === '') {
      if (viewer.accounts !== null) throw forbidden();
      return {};
    }
    if (viewer.accounts?.includes(account) === false) throw forbidden();
    if (!settings.accounts.includes(account))
      throw new PageError(422, 'No such mailbox', 'Choose one of the configured mailboxes.');
    return { account };
  }
}

/** Only the accounts that the viewer may see. */
function inSight(operation: Operation, { accounts }: Viewer): Operation {
  if (accounts === null) return operation;
  return {
    ...operation,
    pauses: operation.pauses.filter(({ account }) => account === null || accounts.includes(account)),
    modes: operation.modes.filter(({ account }) => accounts.includes(account)),
  };
}
