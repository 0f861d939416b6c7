import { watch } from 'chokidar';
import type { Logger } from 'pino';
import { asTriageError } from '../domain/index.js';
import { formatProblem, rulesetHash } from '../rules/index.js';
import type { Store } from '../store/index.js';
import { checkRules, isSound } from './check-rules.js';
import type { Config } from './config.js';
import { type LiveRules, PROPOSAL, type Proposal } from './live-rules.js';
import { readRuleFiles } from './read-rules.js';

interface WatchParts {
  readonly config: Pick<Config, 'rulesDir' | 'rulesReload' | 'accounts'>;
  readonly store: Pick<Store, 'rulesets' | 'settings' | 'holder'>;
  readonly live: LiveRules;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** An editor saves in several steps, and people save several files: wait until it has been quiet so long, in milliseconds. */
const QUIET_MS = 400;

/**
 * Watches the rules folder. What lies there is a proposal: it is checked and the result kept for doctor, log and review
 * page. With `rulesReload: auto` an edit that is sound goes live by itself; one that isn't leaves the live ruleset alone.
 * @returns what ends the watching
 */
export function watchRules(parts: WatchParts): () => Promise<void> {
  const { config, logger } = parts;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let looking: Promise<void> = Promise.resolve();
  const look = (edited: boolean): void => {
    looking = looking
      .then(() => (closed ? undefined : lookOnce(parts, edited)))
      .catch((error: unknown) =>
        logger.warn({ reason: asTriageError(error).message }, 'the rules folder could not be looked at'),
      );
  };
  const watcher = watch(config.rulesDir, {
    ignoreInitial: true,
    ignored: /(?:^|[/\\])(?:\.git|node_modules)(?:[/\\]|$)/,
  });
  watcher.on('all', () => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => look(true), QUIET_MS);
  });
  watcher.on('error', (error) => logger.warn({ reason: String(error) }, 'the rules folder can not be watched'));
  look(false);
  return async () => {
    closed = true;
    clearTimeout(timer);
    await watcher.close();
    await looking;
  };
}

/** @param edited false at the start: what was live once is not made live again by starting with an old folder */
async function lookOnce(parts: WatchParts, edited: boolean): Promise<void> {
  const { config, store, live, logger } = parts;
  const hash = rulesetHash(await readRuleFiles(config.rulesDir));
  const current = (await store.rulesets.current())?.hash ?? null;
  if (hash === current) return keep(parts, hash, []);
  const check = await checkRules(config.rulesDir, config.accounts);
  const errors = check.problems.filter((problem) => problem.severity === 'error');
  const warnings = check.problems.filter((problem) => problem.severity === 'warning');
  await keep(parts, hash, [...errors, ...warnings].map(formatProblem), errors.length === 0);
  if (!isSound(check)) {
    const problems = errors.slice(0, 5).map(formatProblem);
    logger.error(
      { folder: config.rulesDir, live: current, problems },
      'the rules folder has errors; the live ruleset stays',
    );
    return;
  }
  const known = !edited && (await store.rulesets.content(check.ruleset.hash)) !== null;
  if (config.rulesReload === 'manual' || known) {
    logger.info(
      { folder: config.rulesDir, hash, live: current },
      'the rules folder differs from the live ruleset: `triage rules diff` shows what it would change, `triage rules apply` makes it live',
    );
    return;
  }
  await store.rulesets.makeLive({ hash: check.ruleset.hash, files: check.files, actor: store.holder, how: 'reload' });
  await live.refresh();
}

async function keep(parts: WatchParts, hash: string, problems: readonly string[], sound = true): Promise<void> {
  const { config, store, now } = parts;
  const proposal: Proposal = {
    folder: config.rulesDir,
    holder: store.holder,
    at: now().toISOString(),
    hash,
    sound,
    problems: problems.slice(0, 50),
  };
  await store.settings.set(PROPOSAL, proposal, store.holder);
}
