import type { Logger } from 'pino';
import { filesHash, permanent } from '../domain/index.js';
import { compileRules, formatProblem, type Ruleset } from '../rules/index.js';
import type { LiveRuleset, Store } from '../store/index.js';
import { soundRules } from './check-rules.js';
import type { Config } from './config.js';
import { requirePositions } from './known-positions.js';
import { lessonsOf } from './lessons.js';
import { loadRuleset } from './read-rules.js';

/** The rules by which a process judges: those that are live in the store, whoever made them so. */
export interface LiveRules {
  /** The ruleset that was good last. */
  readonly ruleset: Ruleset;
  /** Asks the store whether another ruleset is live, and takes it over. True when it did. */
  refresh(): Promise<boolean>;
}

/** Setting: why the live ruleset could not be taken over; null when it could. */
const REFUSED = 'rules/refused';

/**
 * Opens the live rules. In a store that has none yet, those of the configured folder go live.
 * @throws TriageError `rules-unreadable`, `rules-invalid` when the folder is needed and unsound; `unknown-position` when an
 *   account names a position that the rules lack
 */
export async function openLiveRules(
  config: Pick<Config, 'rulesDir'> & Partial<Pick<Config, 'accounts'>>,
  store: Pick<Store, 'rulesets' | 'corrections' | 'settings' | 'holder'>,
  logger: Logger,
): Promise<LiveRules> {
  const accounts = config.accounts ?? [];
  let learnt = await store.corrections.version();
  let ruleset = await firstRules(config, store, logger);
  requirePositions(accounts, ruleset);
  let asked: string = filesHash(ruleset.hash);
  return {
    get ruleset() {
      return ruleset;
    },
    async refresh() {
      const live = await store.rulesets.current();
      const version = await store.corrections.version();
      if (live === null || (live.hash === asked && version === learnt)) return false;
      asked = live.hash;
      learnt = version;
      try {
        const next = await keptRules(store, live.hash);
        requirePositions(accounts, next);
        ruleset = next;
        logger.info({ ruleset: ruleset.hash, how: live.how, actor: live.actor }, 'another ruleset is live');
        await store.settings.set(REFUSED, null, store.holder);
        return true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        logger.error(
          { ruleset: live.hash, kept: ruleset.hash, reason },
          'the live ruleset is of no use; the last good one stays',
        );
        await store.settings.set(REFUSED, { hash: live.hash, reason }, store.holder);
        return false;
      }
    },
  };
}

async function firstRules(
  config: Pick<Config, 'rulesDir'> & Partial<Pick<Config, 'accounts'>>,
  store: Pick<Store, 'rulesets' | 'corrections' | 'holder'>,
  logger: Logger,
): Promise<Ruleset> {
  const live = await store.rulesets.current();
  if (live !== null) {
    try {
      return await keptRules(store, live.hash);
    } catch (error) {
      // Kept by an older version of the program, in which other keys were known.
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(
        { ruleset: live.hash, reason },
        'the live ruleset does not fit this version; the rules folder goes live',
      );
    }
  }
  const { ruleset, files } = await soundRules(config.rulesDir, []);
  // Before it is live for all, and not when the next program starts with it.
  requirePositions(config.accounts ?? [], ruleset);
  const made = await store.rulesets.makeLive({
    hash: ruleset.hash,
    files,
    actor: store.holder,
    how: 'start',
    note: live === null ? null : `${live.hash} does not fit this version of the program`,
    unlessAny: live === null,
  });
  return keptRules(store, made.live.hash);
}

/**
 * A kept ruleset, compiled with what people's corrections teach.
 * @throws TriageError `no-such-ruleset`, `rules-invalid` when it does not fit this version of the program
 */
export async function keptRules(store: Pick<Store, 'rulesets' | 'corrections'>, name: string): Promise<Ruleset> {
  const hash = filesHash(name);
  const files = await store.rulesets.content(hash);
  if (files === null)
    throw permanent('no-such-ruleset', `The store has no ruleset ${hash}.`, '`triage rules history` lists them.');
  const { ruleset, problems } = compileRules(files, await lessonsOf(store));
  if (ruleset !== null) return ruleset;
  const errors = problems.filter((problem) => problem.severity === 'error').map(formatProblem);
  throw permanent(
    'rules-invalid',
    `The kept ruleset ${hash} does not fit this version of the program:\n${errors.join('\n')}`,
    'Apply the rules folder instead: `triage rules apply`.',
  );
}

/**
 * The rules that judge mail now: the live ones, or those of the folder where no program has started yet.
 * @throws TriageError `rules-unreadable`, `rules-invalid`
 */
export async function rulesInForce(
  config: Pick<Config, 'rulesDir'>,
  store: Pick<Store, 'rulesets' | 'corrections'>,
): Promise<Ruleset> {
  const live = await store.rulesets.current();
  return live === null ? loadRuleset(config.rulesDir) : keptRules(store, live.hash);
}

/** One kept ruleset by the beginning of its hash. @throws TriageError `no-such-ruleset` when there is none, or several */
export async function findRuleset(store: Pick<Store, 'rulesets'>, prefix: string): Promise<string> {
  const found = await store.rulesets.find(prefix.toLowerCase());
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw permanent(
    'no-such-ruleset',
    found.length === 0
      ? `The store has no ruleset ${prefix}.`
      : `${prefix} is the beginning of ${found.length} rulesets.`,
    '`triage rules history` lists them.',
  );
}

/**
 * Makes rules live for a person who has looked at what they change against `before`.
 * @param before hash of the ruleset that was live when they looked; null where none was
 * @throws TriageError `rules-overtaken` when others were made live meanwhile: theirs stay
 */
export async function makeLiveAfter(
  store: Pick<Store, 'rulesets'>,
  before: string | null,
  rules: Omit<Parameters<Store['rulesets']['makeLive']>[0], 'unlessAny' | 'onlyAfter'>,
): Promise<LiveRuleset> {
  const unless = before === null ? { unlessAny: true } : { onlyAfter: before };
  const { live } = await store.rulesets.makeLive({ ...rules, ...unless });
  if (live.hash === rules.hash) return live;
  throw permanent(
    'rules-overtaken',
    `${live.actor} made ruleset ${live.hash} live meanwhile (${live.how}). It stays, and nothing was changed.`,
    'Look at what they changed (`triage rules history`, `rules diff`), then try again.',
  );
}

/** What a person should know of the rules: what is live, what lies in the folder, what went wrong. For doctor and web. */
export interface RulesState {
  readonly live: LiveRuleset | null;
  readonly proposal: Proposal | null;
  readonly refused: { readonly hash: string; readonly reason: string } | null;
}

/** What a running program last found in its rules folder. */
export interface Proposal {
  readonly folder: string;
  readonly holder: string;
  /** ISO 8601. */
  readonly at: string;
  readonly hash: string;
  readonly sound: boolean;
  /** As file:line:column; errors first, at most 50. */
  readonly problems: readonly string[];
}

export const PROPOSAL = 'rules/proposal';

/** Reads the state of the rules off the store. */
export async function rulesState(store: Pick<Store, 'rulesets' | 'settings'>): Promise<RulesState> {
  return {
    live: await store.rulesets.current(),
    proposal: (await store.settings.get(PROPOSAL)) as Proposal | null,
    refused: (await store.settings.get(REFUSED)) as RulesState['refused'],
  };
}
