import type { FastifyInstance } from 'fastify';
import { type EffectDecision, effectDecisions } from '../../domain/index.js';
import { sightOf, type Viewer } from '../auth/viewer.js';
import { notFound, PageError } from '../errors.js';
import { formFields, safePath } from '../form.js';
import { frameOf, leaveNotice, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { logPageFor } from '../log-page.js';
import { lastOf, logQueryOf } from '../log-query.js';
import { LogPage } from '../pages/log.js';
import { MessagePage } from '../pages/message.js';
import { WaitingPage } from '../pages/waiting.js';
import type { QueueParams } from '../queue-query.js';
import { sendPage } from '../render.js';

const done: Readonly<Record<EffectDecision, string>> = {
  go: 'It goes on now.',
  draft: 'It becomes a draft in the Drafts folder of the mailbox.',
  sent: 'Noted as sent.',
  drop: 'Dropped. Nothing is sent.',
};

/** The inbox log, its lanes, and what a person can do there. */
export async function logRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { store, settings } = parts;
  const accountsOf = ({ accounts }: Viewer): readonly string[] =>
    accounts === null ? settings.accounts : settings.accounts.filter((account) => accounts.includes(account));

  app.get<{ Querystring: QueueParams }>('/log', async (request, reply) => {
    const viewer = viewerOf(request);
    const [page, counts] = await Promise.all([
      logPageFor(store.log, logQueryOf(request.query, viewer), viewer),
      store.log.counts(sightOf(viewer)),
    ]);
    const frame = frameOf(request, reply, 'log');
    return sendPage(
      reply,
      <LogPage frame={frame} params={request.query} page={page} counts={counts} accounts={accountsOf(viewer)} />,
    );
  });

  app.get<{ Querystring: QueueParams }>('/log/answers', async (request, reply) => {
    const sight = sightOf(viewerOf(request));
    const after = lastOf(request.query, 'after');
    const [{ actions, next }, planned, counts] = await Promise.all([
      store.waiting.page(sight, after),
      after === undefined ? store.waiting.planned(sight) : [],
      store.log.counts(sight),
    ]);
    const frame = frameOf(request, reply, 'log');
    return sendPage(
      reply,
      <WaitingPage frame={frame} actions={actions} planned={planned} next={next} counts={counts} />,
    );
  });

  app.get<{ Params: { id: string } }>('/log/:id', async (request, reply) => {
    const view = await store.waiting.message(sightOf(viewerOf(request)), request.params.id);
    if (view === null) throw notFound();
    const correction = await parts.corrections.of(view.row.message.id);
    const frame = frameOf(request, reply, 'log');
    return sendPage(reply, <MessagePage frame={frame} view={view} correction={correction} rules={parts.rules()} />);
  });

  app.post<{ Params: { id: string } }>('/log/:id/retry', async (request, reply) => {
    const viewer = viewerOf(request);
    const { id } = request.params;
    if ((await store.waiting.message(sightOf(viewer), id)) === null) throw notFound();
    const begun = await store.waiting.retry(id, viewer.login);
    if (begun) await parts.wake('intake', id);
    leaveNotice(
      reply,
      begun ? 'done' : 'warning',
      begun ? 'It is tried again.' : 'It is being read already, or was handled meanwhile.',
    );
    return reply.redirect(safePath(formFields(request.body).back), 303);
  });

  app.post<{ Params: { id: string } }>('/effects/:id/decide', async (request, reply) => {
    const viewer = viewerOf(request);
    const fields = formFields(request.body);
    const decision = effectDecisions.find((known) => known === fields.value);
    if (decision === undefined) throw new PageError(422, 'No decision', 'Choose what is to become of it.');
    const effect = await store.waiting.get(sightOf(viewer), request.params.id);
    if (effect === null) throw notFound();
    // What was offered for a held answer must not be done to one that may have left meanwhile.
    const same = fields.state === undefined || fields.state === effect.state;
    const decided = same && (await store.waiting.decide(effect.id, decision, viewer.login));
    if (decided && (decision === 'go' || decision === 'draft')) await parts.wake('act', effect.id);
    leaveNotice(
      reply,
      decided ? 'done' : 'warning',
      decided ? done[decision] : 'Nothing was done: it went on by itself, or somebody else has decided meanwhile.',
    );
    return reply.redirect(safePath(fields.back), 303);
  });
}
