import { compileRules } from './compile.js';
import { lintContexts } from './lint-contexts.js';
import type { LintInput } from './lint-input.js';
import { lintNumbers } from './lint-numbers.js';
import { lintTerms } from './lint-terms.js';
import { lintUse } from './lint-use.js';
import { type ParsedFile, parseRuleFile, type RuleFile, type RuleProblem } from './parse-file.js';
import { policySchema, positionSchema, topicSchema } from './schemas/index.js';

const ORDER = { error: 0, warning: 1, info: 2 } as const;

/**
 * Everything that can be said about rules without judging a mail: what stops them (errors), what surely isn't meant
 * (warnings), and what is of no use (info). Pure. Sorted by file and line.
 * @param files every file of the rules folder
 */
export function lintRules(files: readonly RuleFile[]): RuleProblem[] {
  const input: LintInput = {
    files,
    topics: parsedIn(files, 'topics/', topicSchema),
    positions: parsedIn(files, 'positions/', positionSchema),
    policy: parsedIn(files, 'policy.yaml', policySchema)[0] ?? null,
  };
  const found = [
    ...compileRules(files).problems,
    ...lintTerms(input),
    ...lintContexts(input),
    ...lintNumbers(input),
    ...lintUse(input),
  ];
  return found.sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column ||
      ORDER[a.severity] - ORDER[b.severity],
  );
}

function parsedIn<S extends typeof topicSchema | typeof positionSchema | typeof policySchema>(
  files: readonly RuleFile[],
  prefix: string,
  schema: S,
): ParsedFile<ReturnType<S['parse']>>[] {
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .filter((file) => file.path.startsWith(prefix) && file.path.endsWith('.yaml'))
    .flatMap((file) => {
      const { parsed } = parseRuleFile(file, schema);
      return parsed === null ? [] : [parsed as ParsedFile<ReturnType<S['parse']>>];
    });
}
