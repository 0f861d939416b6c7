import { BlockList, isIP, isIPv6 } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reviewer, Sight } from '../../domain/index.js';
import type { ReviewParts } from '../interfaces.js';
import { hashToken, newToken } from './token.js';

/** Who looks at the page. */
export interface Viewer extends Reviewer {
  /** Hash of the session's token, or `proxy:` with the person's id. */
  readonly sessionKey: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null when nobody is logged in. */
    viewer: Viewer | null;
  }
}

/**
 * What a CSRF token is tied to, besides the secret in the browser's cookie: the person, or that there is none (the plugin
 * takes no empty text). Not the session: what somebody wrote before they logged out and in again is theirs still.
 */
export const csrfKey = (viewer: Pick<Reviewer, 'id'> | null): string => viewer?.id ?? 'nobody';

export const sessionCookie = 'triage_session';

/** The viewer's eyes for the store. */
export const sightOf = (viewer: Reviewer): Sight => ({
  reviewerId: viewer.id,
  accounts: viewer.accounts,
  blind: viewer.blind,
});

/** An admin who sees every mailbox: only they decide what concerns all of them. */
export const isKeeper = ({ role, accounts }: Pick<Reviewer, 'role' | 'accounts'>): boolean =>
  role === 'admin' && accounts === null;

/** Whether cookies may only travel over https. */
export const isSecure = (parts: Pick<ReviewParts, 'settings'>): boolean =>
  parts.settings.baseUrl?.startsWith('https:') === true;

/** Finds out who asks: by the session's cookie, else by the header of a proxy that is trusted. */
export function viewerFinder(parts: ReviewParts): (request: FastifyRequest) => Promise<void> {
  const { store, settings } = parts;
  const proxy = settings.trustedProxy;
  const trusted = proxy === null ? null : addressList(proxy.addresses);
  return async (request) => {
    const cookie = request.cookies[sessionCookie];
    const signed = cookie === undefined ? null : request.unsignCookie(cookie);
    if (signed?.valid === true) {
      const sessionKey = hashToken(signed.value);
      // What a page asks by itself is no sign of a person.
      const use = request.headers['x-live'] === undefined && !request.url.startsWith('/live');
      const reviewer = await store.sessions.find(sessionKey, settings.session, { use });
      if (reviewer !== null) request.viewer = { ...reviewer, sessionKey };
    }
    if (request.viewer !== null || proxy === null || trusted === null) return;
    const login = request.headers[proxy.header.toLowerCase()];
    // The socket's own address: X-Forwarded-For is what anybody may write.
    if (typeof login !== 'string' || !isListed(trusted, request.socket.remoteAddress)) return;
    const reviewer = await store.reviewers.byLogin(login);
    if (reviewer === null) return;
    const { password: _, ...rest } = reviewer;
    request.viewer = { ...rest, sessionKey: `proxy:${reviewer.id}` };
  };
}

/** Begins a session and gives the browser its cookie. Whoever had one before loses it (no session is taken over). */
export async function logIn(
  parts: ReviewParts,
  request: FastifyRequest,
  reply: FastifyReply,
  reviewerId: string,
): Promise<void> {
  const { sessions } = parts.store;
  const old = request.cookies[sessionCookie];
  const signed = old === undefined ? null : request.unsignCookie(old);
  if (signed?.valid === true) await sessions.end(hashToken(signed.value));
  const token = newToken();
  await sessions.begin(hashToken(token), reviewerId);
  reply.setCookie(sessionCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(parts),
    signed: true,
    maxAge: parts.settings.session.absoluteSeconds,
  });
  await sessions.tidy(parts.settings.session);
}

function addressList(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of addresses) {
    const [network = '', bits] = address.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list;
}

function isListed(list: BlockList, address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}
