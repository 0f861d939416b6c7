import type { FastifyInstance } from 'fastify';
import { asTriageError, kinds } from '../../domain/index.js';
import { sightOf } from '../auth/viewer.js';
import { notFound, PageError } from '../errors.js';
import { formFields, safePath } from '../form.js';
import { leaveNotice, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';

interface OneMessage {
  Params: { id: string };
}

const keep = { config: { keep: true } } as const;
const maxNote = 2_000;
/** What a person can do something about, by the code of the error: they are told in its words. */
const refusals: ReadonlySet<string> = new Set(['not-judged', 'not-corrected', 'unknown-position', 'position-of-other']);

/** What a person says a mail is: it is judged again with that, and the classifier learns it. */
export async function correctionRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { corrections, store } = parts;

  app.post<OneMessage>('/log/:id/correct', keep, async (request, reply) => {
    const viewer = viewerOf(request);
    const { id } = request.params;
    const fields = formFields(request.body);
    const kind = kinds.find((known) => known === fields.kind);
    if ((await store.waiting.message(sightOf(viewer), id)) === null) throw notFound();
    if (kind === undefined) throw new PageError(422, 'No kind', 'Say what this mail is.');
    const position =
      kind === 'other' || fields.position === undefined || fields.position === '' ? null : fields.position;
    const note = (fields.note ?? '').trim().slice(0, maxNote) || null;
    const judged = await inWords(parts, corrections.give({ messageId: id, kind, position, note, actor: viewer.login }));
    const soon = judged ? 'Its labels follow' : 'It is judged again in a moment';
    leaveNotice(reply, 'done', `Corrected. ${soon}, and nobody is answered by this.`);
    return reply.redirect(safePath(fields.back ?? `/log/${id}`), 303);
  });

  app.post<OneMessage>('/log/:id/uncorrect', keep, async (request, reply) => {
    const viewer = viewerOf(request);
    const { id } = request.params;
    if ((await store.waiting.message(sightOf(viewer), id)) === null) throw notFound();
    const judged = await inWords(parts, corrections.withdraw(id, viewer.login));
    const soon = judged ? 'It stands as the program judges it.' : 'The program judges it again in a moment.';
    leaveNotice(reply, 'done', `Taken back. ${soon}`);
    return reply.redirect(safePath(formFields(request.body).back ?? `/log/${id}`), 303);
  });
}

/** So long a person waits for the new judgement, in milliseconds; what was said is kept at once, and the rest follows. */
const patienceMs = 3_000;

/** True when the work was done in time. What a person can do something about is told in its words. */
async function inWords({ logger }: ReviewParts, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  const done = work.then(() => true as const);
  done.catch((error: unknown) => logger.warn({ reason: asTriageError(error).message }, 'a correction waits'));
  try {
    return await Promise.race([done, late]);
  } catch (error) {
    const { code, message, help } = asTriageError(error);
    if (refusals.has(code)) throw new PageError(409, 'That did not work', `${message} ${help}`);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
