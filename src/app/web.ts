import { join } from 'node:path';
import type { Logger } from 'pino';
import { asTriageError, permanent } from '../domain/index.js';
import { explain } from '../pipeline/index.js';
import type { Queues } from '../queue/index.js';
import { hashToken, newToken } from '../review/auth/token.js';
import type { ReviewParts, RulesInfo } from '../review/interfaces.js';
import { createReviewServer } from '../review/server.js';
import type { Ruleset } from '../rules/index.js';
import type { Store } from '../store/index.js';
import type { Config } from './config.js';
import { correctMessage, undoCorrection } from './correct.js';
import { operationOf } from './operation.js';
import { originals } from './originals.js';
import { packageRoot } from './package-root.js';
import { relabelAfterVerdict } from './relabel.js';
import type { ReleaseStack } from './release.js';
import { createRulesDesk } from './rules-desk/desk.js';

/** The review page while it is served. */
export interface Web {
  /** Address under which people open it. */
  readonly url: string;
  /** Lets the very first person in, once; null when somebody is there already. */
  readonly setupLink: string | null;
}

export interface WebParts {
  readonly config: Config;
  readonly store: Store;
  readonly queues: Queues;
  /** Asked at every use, so that a reload holds at once. */
  readonly ruleset: () => Ruleset;
  readonly logger: Logger;
  readonly releases: ReleaseStack;
}

const setupSeconds = 24 * 3600;

/**
 * Serves the review page.
 * @throws TriageError `web-port-busy`, `web-address-unusable` (permanent)
 */
export async function startWeb(parts: WebParts): Promise<Web> {
  const { config, store, logger, releases } = parts;
  const server = await createReviewServer(await reviewParts(parts));
  releases.push('review page', () => server.close());
  const { host, port } = config.web;
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw listenProblem(error, host, port);
  }
  const bound = server.server.address();
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const url =
    config.web.baseUrl?.replace(/\/$/, '') ??
    `http://${shown}:${bound !== null && typeof bound === 'object' ? bound.port : port}`;
  releases.push('cards', refreshCards(store, logger));
  const setupLink = (await store.review.reviewers.any())
    ? null
    : await makeLink(store, url, 'setup', null, setupSeconds);
  return { url, setupLink };
}

/** A link that works once; see src/store/review/sessions.ts for what each purpose lets its holder do. */
export async function makeLink(
  store: Store,
  url: string,
  purpose: 'setup' | 'login' | 'password',
  reviewerId: string | null,
  seconds: number,
): Promise<string> {
  const token = newToken();
  await store.review.sessions.makeLink(hashToken(token), purpose, reviewerId, seconds);
  const path = { setup: 'setup', login: 'enter', password: 'password' }[purpose];
  return `${url}/${path}/${token}`;
}

/** What the pages work with, out of the program's parts. */
export async function reviewParts(parts: WebParts): Promise<ReviewParts> {
  const { config, store, ruleset, logger } = parts;
  const { web } = config;
  return {
    store: store.review,
    settings: {
      baseUrl: web.baseUrl?.replace(/\/$/, '') ?? null,
      proxies: web.proxies,
      session: { idleSeconds: web.session.idleMinutes * 60, absoluteSeconds: web.session.absoluteHours * 3600 },
      oidc: web.oidc,
      trustedProxy: web.trustedProxy ?? null,
      cookieSecret: await store.review.sessions.cookieSecret(newToken()),
      assetsDir: join(packageRoot(), 'src/review/assets'),
      accounts: config.accounts.map((account) => account.id),
    },
    rules: () => rulesInfo(ruleset()),
    explain: (judgement) => explain(judgement, ruleset()),
    ...originals(parts),
    relabel: async (applicationId, reviewer) => {
      await relabelAfterVerdict(store, config, ruleset().policy, applicationId, reviewer);
    },
    corrections: {
      of: (messageId) => store.corrections.of(messageId),
      give: (wish) => correctMessage(parts, wish),
      withdraw: (messageId, actor) => undoCorrection(parts, messageId, actor),
    },
    wake: waker(parts),
    operation: () => operationOf(parts),
    killSwitch: store.settings,
    rulesDesk: createRulesDesk(parts),
    logger,
  };
}

function rulesInfo(ruleset: Ruleset): RulesInfo {
  return {
    hash: ruleset.hash,
    positions: ruleset.positions.map(({ id, title, topics, preferredBy }) => ({
      id,
      title,
      topics: [...topics].sort((one, other) => other.weight - one.weight).map((topic) => topic.id),
      preferredBy: preferredBy ?? null,
    })),
    topics: ruleset.topics.map(({ id, title }) => ({ id, title })),
  };
}

/** Signals work that a person asked for. A number of its own, because the last signal for it may still wait for its time. */
function waker({ queues, logger }: WebParts): ReviewParts['wake'] {
  return async (what, id) => {
    try {
      await queues.signal(what, [{ id, attempts: Date.now() }]);
    } catch (error) {
      logger.warn({ id, reason: asTriageError(error).message }, 'what a person asked for waits for the sweeper');
    }
  };
}

/** Makes what an older program had kept for the queue anew, in the background; returns what stops it. */
function refreshCards(store: Store, logger: Logger): () => Promise<void> {
  let stopped = false;
  const work = (async () => {
    try {
      while (!stopped && (await store.review.refreshStale(50)) > 0);
    } catch (error) {
      logger.warn({ reason: asTriageError(error).message }, 'the queue could not be brought up to date');
    }
  })();
  return async () => {
    stopped = true;
    await work;
  };
}

function listenProblem(error: unknown, host: string, port: number) {
  const code = (error as { code?: unknown }).code;
  if (code === 'EADDRINUSE') {
    return permanent(
      'web-port-busy',
      `Port ${port} on ${host} is taken by another program.`,
      'Give the review page another port: `web: { port: … }` in the configuration.',
      error,
    );
  }
  return permanent(
    'web-address-unusable',
    `The review page can't listen on ${host}, port ${port}: ${error instanceof Error ? error.message : String(error)}`,
    'Correct `web: { host: …, port: … }` in the configuration.',
    error,
  );
}
