import type { Logger } from 'pino';
import { createAct } from '../../workers/act.js';
import { createIntake } from '../../workers/intake.js';
import { watchDrafts } from '../../workers/watch-drafts.js';
import { createMessageReader } from '../documents/index.js';
import { asTriageError, type Location } from '../domain/index.js';
import { createMailbox, type WatchState, watch } from '../mailbox/index.js';
import { createOutbox, replyMessageId } from '../outbox/index.js';
import { openQueues, type Queues, sweep } from '../queue/index.js';
import type { Ruleset } from '../rules/index.js';
import type { Store } from '../store/index.js';
import { withTokens } from './access.js';
import { ensureAccount, settingsWithActivation } from './activation.js';
import type { Config } from './config.js';
import { openConfiguredStore } from './configured-store.js';
import { applyCorrections } from './correct.js';
import { createJudging } from './judge.js';
import { type LiveRules, openLiveRules } from './live-rules.js';
import { createReleaseStack } from './release.js';
import { runRescore } from './rescore.js';
import { watchRules } from './watch-rules.js';
import { startWeb, type Web } from './web.js';

/** What a process does: watch mailboxes, do the queues' work, serve the review page, or several of these. */
export type Role = 'poll' | 'work' | 'web';

/** How the program's clocks tick; the demo and tests tick faster. All in milliseconds. */
export interface Timing {
  readonly sweepQueueMs: number;
  /** How often the store is asked for drafts that are to be looked for. */
  readonly draftsMs: number;
  readonly stopMs: number;
  /** How often the store is asked which ruleset is live: so long may two machines judge by different ones. */
  readonly rulesMs: number;
}

export interface StartOptions extends Partial<Timing> {
  /** Done with the store when the accounts are known and before anything is watched or worked on. */
  readonly prepare?: (store: Store) => Promise<void>;
}

/** A running program. */
export interface Program {
  readonly store: Store;
  readonly queues: Queues;
  /** With logins that work: those of the configuration have no tokens. */
  readonly accounts: Config['accounts'];
  /** The one that is live now. */
  readonly ruleset: Ruleset;
  /** What each watched folder is doing, by `account/folder`. */
  readonly watching: ReadonlyMap<string, WatchState>;
  /** The review page, when this process serves it. */
  readonly web: Web | null;
  /** Says that a recorded message is to be handled. */
  announce(location: Location, behind: boolean): Promise<void>;
  /** Stops once: takes no more work, drains, then releases everything. */
  stop(): Promise<void>;
}

/** How often a working process looks whether past mail is to be judged again, in milliseconds. */
const RESCORE_MS = 5_000;

const defaultTiming: Timing = { sweepQueueMs: 10_000, draftsMs: 60_000, stopMs: 20_000, rulesMs: 3_000 };

/**
 * Opens everything that the roles need and starts them.
 * @throws TriageError when the store, the queue or the rules can't be opened; nothing is left open then
 */
export async function startProgram(
  configured: Config,
  roles: ReadonlySet<Role>,
  logger: Logger,
  options: StartOptions = {},
): Promise<Program> {
  const { sweepQueueMs, draftsMs, stopMs, rulesMs } = { ...defaultTiming, ...options };
  const releases = createReleaseStack(logger);
  try {
    const store = await openConfiguredStore(configured, logger);
    releases.push('store', () => store.close());
    const config = withTokens(configured, store, logger);
    const live = await openLiveRules(config, store, logger);
    const queues = await openQueues({
      ...(config.redisUrl === null ? { database: store.database } : { redisUrl: config.redisUrl }),
      logger,
    });
    releases.push('queues', () => queues.close(stopMs));
    for (const account of config.accounts) await ensureAccount(store, account);
    await options.prepare?.(store);
    const announce = async (location: Location, behind: boolean): Promise<void> => {
      const id = await store.read.idAt(location);
      if (id !== null) await queues.signal('intake', [{ id, attempts: 0 }], { behind });
    };
    const watching = new Map<string, WatchState>();
    if (roles.size > 0) {
      releases.push('rules folder', watchRules({ config, store, live, logger, now: () => new Date() }));
      releases.push(
        'live rules',
        repeat(rulesMs, logger, 'look for another ruleset', () => live.refresh()),
      );
    }
    if (roles.has('work'))
      await startWorkers({ config, live, store, queues, logger, releases, sweepQueueMs, draftsMs, stopMs });
    if (roles.has('poll')) {
      const stopping = new AbortController();
      // Mail from before the account's activation is taken in only when a person asks for it (`poll --since`, `--all`).
      const activations = new Map<string, Date | null>();
      for (const { id } of config.accounts) {
        const at = await store.settings.activatedAt(id);
        activations.set(id, at === null ? null : new Date(at));
      }
      const watchers = config.accounts.flatMap((account) =>
        account.imap.folders.map((folder) =>
          watch(account, folder, store.arrivals('live'), {
            logger,
            now: () => new Date(),
            signal: stopping.signal,
            sweepSeconds: config.sweepSeconds,
            lease: store.lease,
            timing: { leaseMs: config.work.claimSeconds * 1000 },
            ...(account.oauth === null
              ? {}
              : { loginMark: async () => (await store.tokens.get(account.id))?.obtainedAt ?? 'nobody' }),
            since: activations.get(account.id) ?? null,
            onNew: (location) => announce(location, false),
            onState: (state) => watching.set(`${account.id}/${folder}`, state),
          }),
        ),
      );
      releases.push('watchers', async () => {
        stopping.abort();
        await Promise.all(watchers);
      });
    }
    const web = roles.has('web')
      ? await startWeb({ config, store, queues, ruleset: () => live.ruleset, logger, releases })
      : null;
    logger.info(
      { roles: [...roles], accounts: config.accounts.map((account) => account.id), ruleset: live.ruleset.hash },
      'started',
    );
    return {
      store,
      queues,
      accounts: config.accounts,
      get ruleset() {
        return live.ruleset;
      },
      watching,
      web,
      announce,
      stop: () => releases.releaseAll(),
    };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}

interface WorkerParts {
  readonly config: Config;
  readonly live: LiveRules;
  readonly store: Store;
  readonly queues: Queues;
  readonly logger: Logger;
  readonly releases: ReturnType<typeof createReleaseStack>;
  readonly sweepQueueMs: number;
  readonly draftsMs: number;
  readonly stopMs: number;
}

async function startWorkers(parts: WorkerParts): Promise<void> {
  const { config, store, queues, logger, releases } = parts;
  const judging = createJudging(
    config,
    () => parts.live.ruleset,
    () => new Date(),
  );
  const reader = createMessageReader({ threads: config.work.threads, ocr: config.work.ocr, logger });
  releases.push('reader', () => reader.close());
  const mailbox = createMailbox(config.accounts, logger);
  releases.push('mailbox', () => mailbox.close());
  const outbox = createOutbox(config.accounts, logger);
  const identities = new Map(config.accounts.map((account) => [account.id, account.identity]));
  const common = {
    mailbox,
    signal: queues.signal,
    settings: settingsWithActivation(judging.settings, config.accounts, store),
    logger,
    backoff: { firstSeconds: 2, maxSeconds: 900 },
    random: Math.random,
  };
  const intake = createIntake({
    ...common,
    store: store.intake,
    reader,
    judge: judging.judge,
    planActions: judging.planActions,
    limits: { maxBytes: config.work.maxMessageMegabytes * 1_000_000, maxAttempts: 5, maxFetchAttempts: 40 },
  });
  const act = createAct({
    clock: Date.now,
    ...common,
    backoff: { firstSeconds: 2, maxSeconds: 3600 },
    store,
    outbox,
    composeReply: judging.composeReply,
    reconsider: judging.reconsider,
    replyMessageId: (account, key) =>
      replyMessageId(key, identities.get(account) ?? { name: null, email: 'unknown@invalid' }),
    // Asked at every use: another ruleset may bring other limits.
    limits: {
      get windowDays() {
        return judging.windowDays;
      },
      get maxAgeDays() {
        return judging.maxAgeDays;
      },
      get caps() {
        return judging.caps;
      },
      // Over some five hours: a server that puts a mail off (greylisting, a quota for the hour) takes it later.
      maxAttempts: 16,
      quietUntil: judging.quietUntil,
    },
  });
  const workers = [
    await queues.work('intake', intake, { concurrency: config.work.intake }),
    await queues.work('act', act, { concurrency: config.work.act }),
  ];
  releases.push('workers', () => Promise.all(workers.map((worker) => worker.close(parts.stopMs))));
  const stopping = new AbortController();
  const rescoring = repeat(RESCORE_MS, logger, 'judge past mail again', async () => {
    // Corrections whose giver ended before the message was judged again.
    await applyCorrections({ store, config, logger });
    // One thread: new mail goes before.
    return runRescore({ store, config, logger, signal: stopping.signal, threads: 1 });
  });
  releases.push('rescoring', () => {
    stopping.abort();
    return rescoring();
  });
  releases.push(
    'sweeper',
    repeat(parts.sweepQueueMs, logger, 'sweep', () => sweep(store, queues)),
  );
  const accounts = config.accounts.map((account) => account.id);
  releases.push(
    'drafts',
    repeat(parts.draftsMs, logger, 'look after drafts', () => watchDrafts({ store, mailbox, logger }, accounts)),
  );
  releases.push(
    'claims',
    repeat((store.claimSeconds * 1000) / 3, logger, 'renew claims', () => store.recovery.renewClaims()),
  );
}

/** Runs something at once and then again and again, never twice at a time; returns what stops it. */
function repeat(everyMs: number, logger: Logger, name: string, work: () => Promise<unknown>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let current: Promise<void> = Promise.resolve();
  const turn = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      logger.warn({ work: name, reason: asTriageError(error).message }, 'will be tried again');
    }
    if (!stopped) timer = setTimeout(() => (current = turn()), everyMs);
  };
  current = turn();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  };
}
