import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Reviewer, reviewRoles } from '../../domain/index.js';
import { hashToken, newToken } from '../auth/token.js';
import { isKeeper } from '../auth/viewer.js';
import { notFound, PageError } from '../errors.js';
import { formFields } from '../form.js';
import { adminOf, frameOf, keeperOf, leaveNotice, viewerOf } from '../frame.js';
import type { ReviewParts } from '../interfaces.js';
import { choosable, PeoplePage } from '../pages/people.js';
import { sendPage } from '../render.js';

interface OnePerson {
  Params: { id: string };
}

const linkSeconds = 3 * 24 * 3600;

/** Who may log in (for admins), and what people set for themselves. */
export async function peopleRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { settings, store } = parts;
  const { reviewers, sessions } = store;

  app.get('/people', async (request, reply) => {
    adminOf(request);
    return page(request, reply, null);
  });

  app.post('/people', async (request, reply) => {
    const admin = keeperOf(request);
    const { login = '', name = '', role } = formFields(request.body);
    const shown = name.replace(/\s+/g, ' ').trim().slice(0, 120);
    if (!/^[^\s]{1,120}$/u.test(login))
      throw new PageError(422, 'No such name', 'The name to log in with is one word of at most 120 characters.');
    const accounts = accountsOf(request.body, null);
    if (accounts === undefined)
      throw new PageError(422, 'Which mailboxes?', 'Say whether they see all mailboxes or only those that you tick.');
    const one = { login, name: shown || login, role: roleOf(role), password: null, accounts };
    const made = await reviewers.add(one, admin.login);
    if (made === null) throw new PageError(409, 'Already there', `Somebody named ${login} may log in already.`);
    return page(request, reply, await linkFor(request, made));
  });

  app.post<OnePerson>('/people/:id/change', async (request, reply) => {
    const admin = keeperOf(request);
    const one = await find(request.params.id);
    const role = roleOf(formFields(request.body).role);
    const accounts = accountsOf(request.body, one);
    if (!isKeeper({ role, accounts: accounts === undefined ? one.accounts : accounts })) await keepOneBeside(one);
    await reviewers.change(one.id, { role, ...(accounts === undefined ? {} : { accounts }) }, admin.login);
    leaveNotice(reply, 'done', `${one.name}: changed. Their sessions have ended.`);
    return reply.redirect('/people', 303);
  });

  app.post<OnePerson>('/people/:id/link', async (request, reply) => {
    keeperOf(request);
    return page(request, reply, await linkFor(request, await find(request.params.id)));
  });

  app.post<OnePerson>('/people/:id/remove', async (request, reply) => {
    const admin = keeperOf(request);
    const one = await find(request.params.id);
    if (one.id === admin.id)
      throw new PageError(409, 'That is you', 'Another admin can remove you, so that nobody locks themselves out.');
    await keepOneBeside(one);
    await reviewers.remove(one.login, admin.login);
    leaveNotice(reply, 'done', `${one.name} may log in no more; their verdicts stay.`);
    return reply.redirect('/people', 303);
  });

  app.post('/me/blind', async (request, reply) => {
    const viewer = viewerOf(request);
    await reviewers.change(viewer.id, { blind: !viewer.blind }, viewer.login);
    return reply.redirect('/', 303);
  });

  async function page(request: FastifyRequest, reply: FastifyReply, link: { name: string; url: string } | null) {
    const people = await reviewers.list();
    const frame = frameOf(request, reply, 'people');
    return sendPage(reply, <PeoplePage frame={frame} people={people} accounts={settings.accounts} link={link} />);
  }

  async function find(id: string): Promise<Reviewer> {
    const one = (await reviewers.list()).find((person) => person.id === id);
    if (one === undefined) throw notFound();
    return one;
  }

  /** @throws PageError 409 when nobody but this person could change who may log in */
  async function keepOneBeside(one: Reviewer): Promise<void> {
    if (!(await reviewers.list()).some((person) => isKeeper(person) && person.id !== one.id))
      throw new PageError(
        409,
        'The last admin',
        'Make somebody else an admin of all mailboxes first, or nobody can look after this.',
      );
  }

  /** A link by which the person sets a password; whoever has it is that person, so it is shown once and kept nowhere. */
  async function linkFor(request: FastifyRequest, one: Reviewer): Promise<{ name: string; url: string }> {
    const token = newToken();
    await sessions.makeLink(hashToken(token), 'password', one.id, linkSeconds);
    const base = settings.baseUrl ?? `${request.protocol}://${request.host}`;
    return { name: one.name, url: `${base}/password/${token}` };
  }

  /**
   * Which mailboxes the form gives: null for all of them, ids for only these, undefined when it does not say, and then
   * nothing about it changes. Ids that the person has and that are configured no longer can be ticked, too.
   */
  function accountsOf(body: unknown, one: Reviewer | null): string[] | null | undefined {
    const fields = body as Record<string, unknown> | null;
    if (fields?.sees === 'all') return null;
    if (fields?.sees !== 'some') return undefined;
    const given = [fields.account ?? []].flat();
    const chosen = choosable(settings.accounts, one).filter((id) => given.includes(id));
    if (chosen.length === 0 || chosen.length < new Set(given).size)
      throw new PageError(422, 'Which mailboxes?', 'Tick at least one of the mailboxes, or choose all of them.');
    return chosen;
  }
}

function roleOf(text: string | undefined): Reviewer['role'] {
  const role = reviewRoles.find((known) => known === text);
  if (role === undefined) throw new PageError(422, 'No role', `Choose one of ${reviewRoles.join(', ')}.`);
  return role;
}
