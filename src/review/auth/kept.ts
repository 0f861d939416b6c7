import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Reviewer } from '../../domain/index.js';
import { formFields } from '../form.js';
import type { ReviewParts } from '../interfaces.js';
import { isTokenOf } from './csrf.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True when what was sent is offered again after a login that came too late. */
    keep?: boolean;
    /** So many characters are kept at the most, where a form may be larger than others. */
    keepCharacters?: number;
  }
}

/** Long enough for a holiday. */
const keptSeconds = 14 * 86_400;
const maxKeptCharacters = 40_000;

/**
 * From whose page a form was sent, by the token in it, whoever is logged in now; null when it is nobody's here. Only a
 * browser in which that person was logged in has such a token, so that a stranger can keep nothing for anybody.
 */
export async function writerOf(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  { store }: ReviewParts,
): Promise<Reviewer | null> {
  if (request.routeOptions.config.keep !== true) return null;
  return (await store.reviewers.list()).find((one) => isTokenOf(app, request, reply, one)) ?? null;
}

/** Keeps what was sent for who wrote it. Its id, or null when it is too large, or too much is kept for them already. */
export async function keepForm(
  request: FastifyRequest,
  writer: Reviewer,
  { store }: ReviewParts,
): Promise<string | null> {
  const { _csrf, kept, ...fields } = formFields(request.body);
  const most = request.routeOptions.config.keepCharacters ?? maxKeptCharacters;
  if (JSON.stringify(fields).length > most) return null;
  // One that was kept before and is sent again, by a page that went on after its session or in the next one's end.
  if (kept !== undefined && (await store.keptForms.replace(writer.id, kept, request.url, fields))) return kept;
  return store.keptForms.keep(writer.id, request.url, fields, keptSeconds);
}

/** Where a person goes after logging in: first to what was kept for them, when there is something. */
export async function afterLogin(parts: ReviewParts, reviewerId: string, next: string): Promise<string> {
  const forms = await parts.store.keptForms.of(reviewerId);
  return forms.length === 0 ? next : keptPath(next);
}

const keptPath = (next: string): string => `/kept?${new URLSearchParams({ next })}`;

/** When a kept form was sent again and did what it is for, it is kept no longer; then it is the next one's turn. */
export function forgetWhenSent({ store }: ReviewParts) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { viewer } = request;
    if (request.routeOptions.config.keep !== true || viewer === null || reply.statusCode >= 400) return;
    const { kept } = formFields(request.body);
    if (kept === undefined || !(await store.keptForms.drop(viewer.id, kept))) return;
    const location = reply.getHeader('location');
    if (typeof location === 'string' && (await store.keptForms.of(viewer.id)).length > 0)
      reply.header('location', keptPath(location));
  };
}
