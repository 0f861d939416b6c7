import type { FastifyInstance, FastifyReply } from 'fastify';
import { afterLogin } from '../auth/kept.js';
import { hashPassword, isPassword, minimumPasswordLength } from '../auth/password.js';
import { hashToken } from '../auth/token.js';
import { csrfKey, isSecure, logIn, sessionCookie } from '../auth/viewer.js';
import { notFound, PageError } from '../errors.js';
import { formFields, safePath } from '../form.js';
import type { ReviewParts } from '../interfaces.js';
import { EnterPage, LoginPage, PasswordPage, SetupNeededPage } from '../pages/login.js';
import { sendPage } from '../render.js';
import { oidcRoutes } from './oidc.js';

const open = { config: { open: true } } as const;
/** Per address: enough for a whole group behind one router, too few to guess. */
const slow = { config: { open: true, rateLimit: { max: 20, timeWindow: 60_000 } } } as const;

interface TokenRoute {
  Params: { token: string };
}

/** Logging in and out, the first person's set-up, and one-time links. */
export async function loginRoutes(app: FastifyInstance, parts: ReviewParts): Promise<void> {
  const { store, settings } = parts;
  const label = settings.oidc?.label ?? null;
  // Per name as well, so that many addresses together can't guess one person's password either.
  const perName = app.createRateLimit({
    max: 8,
    timeWindow: 5 * 60_000,
    keyGenerator: (request) => `login:${(formFields(request.body).login ?? '').trim().toLowerCase().slice(0, 120)}`,
  });

  app.get<{ Querystring: { next?: string; kept?: string } }>('/login', open, async (request, reply) => {
    const next = safePath(request.query.next);
    if (request.viewer !== null) return reply.redirect(await afterLogin(parts, request.viewer.id, next), 303);
    if (!(await store.reviewers.any())) return sendPage(reply, <SetupNeededPage />, 503);
    const kept = request.query.kept === '1';
    return sendPage(reply, <LoginPage csrf={openCsrf(reply)} next={next} kept={kept} oidc={label} />);
  });

  app.post('/login', slow, async (request, reply) => {
    const { login = '', password = '', next } = formFields(request.body);
    const limit = await perName(request);
    const problem =
      'isExceeded' in limit && limit.isExceeded ? 'Too many tries for this name. Wait a few minutes.' : null;
    const found = problem === null ? await store.reviewers.byLogin(login) : null;
    if (problem === null && (await isPassword(password, found?.password ?? null)) && found !== null) {
      await logIn(parts, request, reply, found.id);
      parts.logger.info({ reviewer: found.login }, 'logged in');
      return reply.redirect(await afterLogin(parts, found.id, safePath(next)), 303);
    }
    const page = (
      <LoginPage
        csrf={openCsrf(reply)}
        next={safePath(next)}
        login={login}
        problem={problem ?? 'Name or password is wrong.'}
        oidc={label}
      />
    );
    return sendPage(reply, page, problem === null ? 401 : 429);
  });

  app.post('/logout', open, async (request, reply) => {
    const cookie = request.cookies[sessionCookie];
    const signed = cookie === undefined ? null : request.unsignCookie(cookie);
    if (signed?.valid === true) await store.sessions.end(hashToken(signed.value));
    reply.clearCookie(sessionCookie, { path: '/', secure: isSecure(parts) });
    return reply.redirect('/login', 303);
  });

  app.get<TokenRoute>('/setup/:token', open, async (request, reply) => {
    await linkOf(parts, request.params.token, 'setup');
    return sendPage(reply, <SetupPage csrf={openCsrf(reply)} token={request.params.token} />);
  });

  app.post<TokenRoute>('/setup/:token', slow, async (request, reply) => {
    const { token } = request.params;
    await linkOf(parts, token, 'setup');
    const { login = '', password = '' } = formFields(request.body);
    const problem = problemOf(login, password);
    if (problem !== null)
      return sendPage(reply, <SetupPage csrf={openCsrf(reply)} token={token} problem={problem} />, 422);
    const hash = await hashPassword(password);
    if (!(await store.sessions.useLink(hashToken(token)))) throw notFound();
    const one = { login, name: login, role: 'admin' as const, password: hash, accounts: null };
    const first = await store.reviewers.add(one, login, { first: true });
    if (first === null) throw new PageError(409, 'Already set up', 'Somebody else was first. Ask them for an account.');
    await logIn(parts, request, reply, first.id);
    return reply.redirect('/', 303);
  });

  app.get<TokenRoute>('/password/:token', open, async (request, reply) => {
    const reviewer = await linkOf(parts, request.params.token, 'password');
    return sendPage(
      reply,
      <SetPasswordPage csrf={openCsrf(reply)} token={request.params.token} login={reviewer?.login ?? ''} />,
    );
  });

  app.post<TokenRoute>('/password/:token', slow, async (request, reply) => {
    const { token } = request.params;
    const reviewer = await linkOf(parts, token, 'password');
    if (reviewer === null) throw notFound();
    const { password = '' } = formFields(request.body);
    const problem = problemOf(reviewer.login, password);
    if (problem !== null) {
      const page = <SetPasswordPage csrf={openCsrf(reply)} token={token} login={reviewer.login} problem={problem} />;
      return sendPage(reply, page, 422);
    }
    const hash = await hashPassword(password);
    if (!(await store.sessions.useLink(hashToken(token)))) throw notFound();
    await store.reviewers.change(reviewer.id, { password: hash }, reviewer.login);
    await logIn(parts, request, reply, reviewer.id);
    return reply.redirect(await afterLogin(parts, reviewer.id, '/'), 303);
  });

  app.get<TokenRoute>('/enter/:token', open, async (request, reply) => {
    const reviewer = await linkOf(parts, request.params.token, 'login');
    const action = `/enter/${encodeURIComponent(request.params.token)}`;
    return sendPage(reply, <EnterPage csrf={openCsrf(reply)} action={action} name={reviewer?.name ?? ''} />);
  });

  app.post<TokenRoute>('/enter/:token', slow, async (request, reply) => {
    const reviewer = await linkOf(parts, request.params.token, 'login');
    if (reviewer === null || !(await store.sessions.useLink(hashToken(request.params.token)))) throw notFound();
    await logIn(parts, request, reply, reviewer.id);
    return reply.redirect(await afterLogin(parts, reviewer.id, '/'), 303);
  });

  if (settings.oidc !== null) await oidcRoutes(app, parts, settings.oidc);
}

/** A token for a form of somebody who is not logged in. */
const openCsrf = (reply: FastifyReply): string => reply.generateCsrf({ userInfo: csrfKey(reply.request.viewer) });

async function linkOf(parts: ReviewParts, token: string, purpose: 'setup' | 'login' | 'password') {
  const link = await parts.store.sessions.link(hashToken(token), purpose);
  if (link === undefined)
    throw new PageError(404, 'This link no longer works', 'It was used already, has run out, or a newer one was made.');
  return link.reviewer;
}

/** What is wrong with a name and a password, in words; null when nothing is. */
function problemOf(login: string, password: string): string | null {
  if (!/^[^\s]{1,120}$/u.test(login)) return 'The name is one word of at most 120 characters.';
  if (password.length < minimumPasswordLength) return `The password has at least ${minimumPasswordLength} characters.`;
  if (password.toLowerCase().includes(login.toLowerCase()) && login.length > 3)
    return 'The password must not hold the name.';
  return null;
}

function SetupPage({ csrf, token, problem = null }: { csrf: string; token: string; problem?: string | null }) {
  return (
    <PasswordPage
      csrf={csrf}
      action={`/setup/${encodeURIComponent(token)}`}
      title="Welcome"
      text="You are the first here, and will be an admin: you can add the others."
      login={null}
      problem={problem}
    />
  );
}

function SetPasswordPage(props: { csrf: string; token: string; login: string; problem?: string | null }) {
  return (
    <PasswordPage
      csrf={props.csrf}
      action={`/password/${encodeURIComponent(props.token)}`}
      title="Set your password"
      text="This link works once."
      login={props.login}
      problem={props.problem ?? null}
    />
  );
}
