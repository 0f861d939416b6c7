import type { FastifyInstance } from 'fastify';
import { sightOf } from '../auth/viewer.js';
import { notFound } from '../errors.js';
import { formFields, safePath } from '../form.js';
import { leaveNotice, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';

interface OneApplication {
  Params: { id: string };
}

const keep = { config: { keep: true } } as const;
const mailsInWords = (count: number): string => (count === 1 ? 'One mail' : `${count} mails`);

/** Merging two applicants who are one person, and taking that back. */
export async function samePersonRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { samePerson } = parts.store;

  app.post<OneApplication>('/applications/:id/same', keep, async (request, reply) => {
    const viewer = viewerOf(request);
    const { id } = request.params;
    const { other = '', back } = formFields(request.body);
    const done = await samePerson.join(sightOf(viewer), id, other, viewer.login);
    if (done === null) throw notFound();
    for (const one of done.applications) await parts.relabel(one, viewer.login);
    const moved = done.mails === 0 ? '' : ` ${mailsInWords(done.mails)} came over.`;
    leaveNotice(reply, 'done', `Merged.${moved} “Not the same person” takes it back.`);
    return reply.redirect(safePath(back), 303);
  });

  app.post<OneApplication>('/applications/:id/not-same', keep, async (request, reply) => {
    const viewer = viewerOf(request);
    const { id } = request.params;
    const { applicant = '', back } = formFields(request.body);
    const done = await samePerson.part(sightOf(viewer), id, applicant, viewer.login);
    if (done === null) throw notFound();
    for (const one of done.applications) await parts.relabel(one, viewer.login);
    const moved = done.mails === 0 ? '' : ` ${mailsInWords(done.mails)} went back.`;
    leaveNotice(reply, 'done', `They are two people again.${moved}`);
    // With all its mails gone, the application itself is no more to be seen.
    const there = (await parts.store.queue.row(sightOf(viewer), id)) !== null;
    return reply.redirect(there ? safePath(back) : '/', 303);
  });
}
