import type { FastifyRequest } from 'fastify';
import { PageError } from '../../errors.js';
import type { RulesAdmin, RulesDesk, Workspace } from '../../rules-desk.js';

/** Rule files are larger than other forms; more than this nobody writes by hand. In bytes, as a form sends it. */
export const largeForm = 1_500_000;

/** The draft that the pages are about. @throws PageError 503 in a store that has no live rules */
export async function workspaceOf(desk: RulesDesk, admin: RulesAdmin): Promise<Workspace> {
  const workspace = await desk.workspace(admin);
  if (workspace === null)
    throw new PageError(503, 'No rules yet', 'The rules folder goes live at the first start of the program.');
  return workspace;
}

/** How many files the draft changes. */
export async function draftedOf(desk: RulesDesk, admin: RulesAdmin): Promise<number> {
  const workspace = await desk.workspace(admin);
  return workspace?.files.filter((file) => file.state !== 'same').length ?? 0;
}

/** True for a script that asks. */
export const wantsJson = (request: FastifyRequest): boolean =>
  request.headers.accept?.includes('application/json') === true;

/** What a query holds under a name, once. */
export function queryOf(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
