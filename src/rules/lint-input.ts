import type { ParsedFile, RuleFile, RuleProblem } from './parse-file.js';
import type { Policy, Position, Topic } from './schemas/index.js';

/** The files that the linter looks into, as far as they fit their schema. */
export interface LintInput {
  readonly files: readonly RuleFile[];
  readonly topics: readonly ParsedFile<Topic>[];
  readonly positions: readonly ParsedFile<Position>[];
  readonly policy: ParsedFile<Policy> | null;
}

/** Says something about a place in a parsed file. */
export function finding(
  severity: RuleProblem['severity'],
  code: string,
  file: ParsedFile<unknown>,
  keys: readonly PropertyKey[],
  message: string,
  more: { text?: string; suggestion?: string } = {},
): RuleProblem {
  const { text, suggestion = null } = more;
  return {
    severity,
    code,
    file: file.path,
    ...file.at(keys),
    message,
    ...(text === undefined ? {} : { text }),
    suggestion,
  };
}
