import { formatProblem, rulesetHash } from '../rules/index.js';
import type { Store } from '../store/index.js';
import { isSound, type RulesCheck } from './check-rules.js';
import type { Config } from './config.js';
import { unknownPositions } from './known-positions.js';
import { rulesState } from './live-rules.js';
import { readRuleFiles } from './read-rules.js';

/** One thing that `doctor` has looked at. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly about: string;
  readonly message: string;
  readonly help: string | null;
}

type Ok = (about: string, message: string) => Finding;

/** What doctor says about the rules folder, and about positions that accounts name. */
export function* folderFindings(config: Config, check: RulesCheck, ok: Ok): Generator<Finding> {
  const about = 'rules folder';
  if (!isSound(check)) {
    const errors = check.problems.filter((problem) => problem.severity === 'error');
    yield {
      level: 'error',
      about,
      message: `${errors.length} errors in ${check.directory}: ${errors.slice(0, 3).map(formatProblem).join('; ')}`,
      help: 'Correct them: `triage rules check` shows all. The live ruleset stays until then.',
    };
    return;
  }
  const { ruleset, problems } = check;
  const warnings = problems.filter((problem) => problem.severity === 'warning').length;
  yield ok(
    about,
    `${ruleset.topics.length} topics, ${ruleset.positions.length} positions, ruleset ${ruleset.hash}${warnings === 0 ? '' : `, ${warnings} warnings (\`triage rules check\`)`}`,
  );
  for (const { account, message, help } of unknownPositions(config.accounts, ruleset))
    yield { level: 'error', about: `account ${account}`, message, help };
}

/** What doctor says about the live ruleset, and whether the folder waits to be applied. */
export async function* liveFindings(config: Config, store: Store, ok: Ok): AsyncGenerator<Finding> {
  const about = 'live rules';
  const { live, refused } = await rulesState(store);
  if (live === null) {
    yield ok(about, 'none yet: the rules folder goes live at the first start');
    return;
  }
  yield ok(about, `ruleset ${live.hash} since ${live.at}, by ${live.actor} (${live.how})`);
  if (refused !== null)
    yield {
      level: 'error',
      about,
      message: `a running program could not take over ${refused.hash}: ${refused.reason}`,
      help: '`triage rules rollback` makes the one before it live again; or update that program.',
    };
  const folder = await readRuleFiles(config.rulesDir).catch(() => null);
  if (folder !== null && rulesetHash(folder) !== live.hash)
    yield {
      level: 'warning',
      about,
      message: `the rules folder holds another ruleset (${rulesetHash(folder)})`,
      help: '`triage rules diff` shows what it would change, `triage rules apply` makes it live.',
    };
}
