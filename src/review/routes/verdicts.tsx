import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type QueueRow, verdictValues } from '../../domain/index.js';
import { sightOf, type Viewer } from '../auth/viewer.js';
import { notFound, PageError } from '../errors.js';
import { formFields, safePath } from '../form.js';
import { leaveNotice, viewerOf } from '../frame.js';
import type { Decided, ReviewParts } from '../interfaces.js';
import { words } from '../parts/words.js';

interface OneApplication {
  Params: { id: string };
}

const maxNote = 8_000;
const keep = { config: { keep: true } } as const;

/** What people decide about an application. Each way answers a script with JSON and a form with the page it came from. */
export async function verdictRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { store } = parts;

  app.post<OneApplication>('/applications/:id/verdict', keep, async (request, reply) => {
    const viewer = viewerOf(request);
    const { id } = request.params;
    const fields = formFields(request.body);
    const value = verdictValues.find((known) => known === fields.value);
    if (value === undefined) throw new PageError(422, 'No verdict', 'Choose shortlist, hold or decline.');
    const before = await store.queue.row(sightOf(viewer), id);
    const decided = await store.verdicts.give(sightOf(viewer), {
      applicationId: id,
      reviewer: viewer.login,
      value,
      // A line of the queue has no field for them: what it does not send stays as it is.
      note: fields.note === undefined ? undefined : fields.note.trim().slice(0, maxNote) || null,
      score: fields.score === undefined ? undefined : scoreOf(fields.score),
    });
    if (before === null || decided === null) throw notFound();
    await parts.relabel(id, viewer.login);
    const after = await store.queue.row(sightOf(viewer), id);
    const meanwhile = othersSince(before, Number(fields.revision), viewer);
    return answer(
      request,
      reply,
      decided,
      `${words(value)}: recorded.${meanwhile}${conflictWords(after, viewer)}`,
      meanwhile !== '',
    );
  });

  app.post<OneApplication>('/applications/:id/undo', keep, async (request, reply) => {
    const viewer = viewerOf(request);
    const sight = sightOf(viewer);
    if ((await store.queue.row(sight, request.params.id)) === null) throw notFound();
    const decided = await store.verdicts.undo(sight, request.params.id, viewer.login);
    if (decided === null) throw new PageError(409, 'Nothing to undo', 'You have no verdict on this application.');
    await parts.relabel(request.params.id, viewer.login);
    return answer(request, reply, decided, 'Undone.', false);
  });

  app.post<OneApplication>('/applications/:id/assign', keep, async (request, reply) => {
    const viewer = viewerOf(request);
    const { assignee = '' } = formFields(request.body);
    const known = assignee === '' ? null : await store.reviewers.byLogin(assignee);
    const login = assignee === '' ? null : (known?.login ?? assignee);
    const done = await store.verdicts.assign(sightOf(viewer), request.params.id, login, viewer.login);
    if (done === 'not-found') throw notFound();
    if (done === 'not-theirs')
      throw new PageError(422, 'Nobody by that name', `${assignee} does not review this application.`);
    const row = await store.queue.row(sightOf(viewer), request.params.id);
    const decided = { verdictId: null, state: row?.state ?? null, revision: row?.revision ?? 0 };
    return answer(
      request,
      reply,
      decided,
      known === null ? 'Assigned to nobody.' : `Assigned to ${known.name}.`,
      false,
    );
  });
}

/** A score from 0 to 100, or null. */
function scoreOf(text: string): number | null {
  const score = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(score) ? null : Math.min(100, Math.max(0, score));
}

/** What colleagues decided between the page that the form came from and now, in words; empty when nothing. */
function othersSince(before: QueueRow, revision: number, viewer: Viewer): string {
  if (!Number.isInteger(revision) || revision >= before.revision) return '';
  const others = before.verdicts.filter((one) => one.reviewer !== viewer.login);
  if (others.length === 0) return '';
  return ` Meanwhile decided: ${others.map((one) => `${one.reviewer} (${words(one.value).toLowerCase()})`).join(', ')}.`;
}

function conflictWords(after: QueueRow | null, viewer: Viewer): string {
  if (after?.state !== 'conflict') return '';
  const others = after.verdicts.filter((one) => one.reviewer !== viewer.login).map((one) => one.reviewer);
  return ` This differs from ${others.join(', ')}.`;
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  decided: Decided,
  message: string,
  warning: boolean,
): FastifyReply {
  const { state, revision } = decided;
  const conflict = warning || state === 'conflict';
  if (request.headers.accept?.includes('application/json') === true)
    return reply.send({ state, stateText: state === null ? '' : words(state), revision, message, warning: conflict });
  leaveNotice(reply, conflict ? 'warning' : 'done', message);
  const { back } = formFields(request.body);
  return reply.redirect(safePath(back), 303);
}
