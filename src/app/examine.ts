import type { Logger } from 'pino';
import { asTriageError, type LabelBackend, stricterMode } from '../domain/index.js';
import { inspectAccount } from '../mailbox/index.js';
import { inspectSmtp } from '../outbox/index.js';
import { openQueues } from '../queue/index.js';
import { labelNames } from '../rules/index.js';
import type { Store } from '../store/index.js';
import { withTokens } from './access.js';
import { initialMode } from './activation.js';
import { checkRules } from './check-rules.js';
import type { Config, ConfiguredAccount } from './config.js';
import { openConfiguredStore } from './configured-store.js';
import { type Finding, folderFindings, liveFindings } from './examine-rules.js';

export type { Finding } from './examine-rules.js';

/** A verified sync older than so many sweeps means that nobody watches. */
const LATE_SWEEPS = 5;

/** Looks at everything that the program needs, one finding after the other. Changes nothing and sends nothing. */
export async function* examine(config: Config, logger: Logger): AsyncGenerator<Finding> {
  const ok = (about: string, message: string): Finding => ({ level: 'ok', about, message, help: null });
  const fail = (about: string, error: unknown): Finding => {
    const { message, help } = asTriageError(error);
    return { level: 'error', about, message, help };
  };
  let labels: readonly string[] = [];
  yield ok('configuration', `${config.path ?? ''}, ${config.accounts.length} accounts`);
  try {
    const check = await checkRules(config.rulesDir);
    yield* folderFindings(config, check, ok);
    if (check.ruleset !== null) labels = labelNames(check.ruleset.policy);
  } catch (error) {
    yield fail('rules folder', error);
  }
  const where = config.databaseUrl === null ? `embedded, in ${config.dataDir}` : 'PostgreSQL (DATABASE_URL)';
  let store: Store | null = null;
  try {
    try {
      store = await openConfiguredStore(config, logger);
      yield ok('store', where);
      yield* liveFindings(config, store, ok);
      yield* queueFindings(config, store, logger, ok, fail);
      yield* watchFindings(config, store);
    } catch (error) {
      yield fail(`store (${where})`, error);
    }
    if (config.accounts.length === 0) {
      yield {
        level: 'error',
        about: 'accounts',
        message: 'the configuration names none',
        help: 'Add one under `accounts:`; `triage init` asks for it.',
      };
    }
    const { accounts } = store === null ? config : withTokens(config, store, logger);
    for (const account of accounts) yield* accountFindings(account, labels, logger);
  } finally {
    await store?.close();
  }
}

async function* queueFindings(
  config: Config,
  store: Store,
  logger: Logger,
  ok: (about: string, message: string) => Finding,
  fail: (about: string, error: unknown) => Finding,
): AsyncGenerator<Finding> {
  const where = config.redisUrl === null ? 'in the database' : 'Redis (REDIS_URL)';
  try {
    const queues = await openQueues({
      ...(config.redisUrl === null ? { database: store.database } : { redisUrl: config.redisUrl }),
      logger,
    });
    const [intake, act] = [await queues.depth('intake'), await queues.depth('act')];
    await queues.close(5_000);
    yield ok('queue', `${where}; ${intake} messages and ${act} actions wait`);
  } catch (error) {
    yield fail(`queue (${where})`, error);
  }
}

async function* watchFindings(config: Config, store: Store): AsyncGenerator<Finding> {
  for (const { account, actor, at, reason } of await store.settings.pauses()) {
    const option = account === null ? '' : ` --account ${account}`;
    yield {
      level: 'warning',
      about: account === null ? 'kill switch' : `kill switch, account ${account}`,
      message: `paused by ${actor} at ${at}${reason === null ? '' : `: ${reason}`}`,
      help: `\`triage resume${option}\` lets effects happen again.`,
    };
  }
  for (const account of config.accounts) {
    const activated = (await store.settings.account(account.id))?.mode ?? initialMode(account);
    if (account.mode === 'label' || stricterMode(account.mode, activated) === account.mode) continue;
    yield {
      level: 'warning',
      about: `account ${account.id}`,
      message: `may go to ${account.mode} and is at ${activated}`,
      help: `\`triage activate ${account.id}\` shows what it does so far and lets it go one step further.`,
    };
  }
  for (const folder of await store.read.folders()) {
    const about = `${folder.account}/${folder.folder}`;
    const age = folder.verifiedAt === null ? null : (Date.now() - Date.parse(folder.verifiedAt)) / 1000;
    const message = age === null ? 'never verified' : `last verified sync ${Math.round(age)} s ago`;
    if (age !== null && age < config.sweepSeconds * LATE_SWEEPS) yield { level: 'ok', about, message, help: null };
    else
      yield {
        level: 'warning',
        about,
        message,
        help: 'Nobody watches this folder: run `triage start` or `triage poll`.',
      };
  }
}

function labelWords(folder: string, backend: LabelBackend, why: string, room: number): string {
  const kept: Readonly<Record<LabelBackend, string>> = {
    gmail: "Gmail's labels",
    keywords: `keywords (a Maildir would have room for ${Math.max(room, 0)} more)`,
    folders: 'folders, one for each mail',
    none: 'none',
  };
  return `${folder}: ${kept[backend]}; ${why}`;
}

async function* accountFindings(
  account: ConfiguredAccount,
  labels: readonly string[],
  logger: Logger,
): AsyncGenerator<Finding> {
  const about = `account ${account.id}`;
  const imap = await inspectAccount(account, logger, undefined, labels);
  if (imap.login) {
    const features = [
      imap.idle ? 'IDLE' : 'no IDLE',
      imap.move ? 'MOVE' : 'no MOVE',
      imap.uidplus ? 'UIDPLUS' : 'no UIDPLUS',
      imap.serverIds ? 'ids of its own' : 'no ids of its own',
    ];
    const { drafts, sent } = imap.specialUse;
    yield {
      level: 'ok',
      about: `${about}, IMAP`,
      message: `logged in to ${account.imap.host}${imap.server === null ? '' : ` (${imap.server})`}: ${features.join(', ')}; drafts in ${drafts ?? '(none yet)'}, sent mail in ${sent ?? '(none yet)'}`,
      help: null,
    };
    for (const { folder, backend, why, room } of imap.labels)
      yield { level: 'ok', about: `${about}, labels`, message: labelWords(folder, backend, why, room), help: null };
  }
  const smtp = await inspectSmtp(account);
  if (!smtp.configured)
    yield { level: 'ok', about: `${about}, SMTP`, message: 'not configured: this account never sends', help: null };
  else if (smtp.login)
    yield {
      level: 'ok',
      about: `${about}, SMTP`,
      message: `logged in to ${account.smtp?.host ?? ''}, ${smtp.encrypted ? 'encrypted' : 'not encrypted'}; mode ${account.mode}`,
      help: null,
    };
  for (const [protocol, problems] of [
    ['IMAP', imap.problems],
    ['SMTP', smtp.problems],
  ] as const) {
    for (const problem of problems)
      yield {
        level: problem.blocking ? 'error' : 'warning',
        about: `${about}, ${protocol}`,
        message: problem.message,
        help: problem.help,
      };
  }
  if (account.authservIds.length === 0 && account.mode === 'send') {
    yield {
      level: 'warning',
      about,
      message: 'no authserv-id is trusted, so every answer becomes a draft',
      help: 'Look at an Authentication-Results header of mail that came in, and put the name it begins with under `authservIds`.',
    };
  }
}
