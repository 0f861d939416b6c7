import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { createMessageReader } from '../documents/index.js';
import { asTriageError, permanent } from '../domain/index.js';
import { caseFailures, failedExamples } from '../pipeline/index.js';
import {
  compileRules,
  examplesSchema,
  formatProblem,
  lintRules,
  parseRuleFile,
  type RuleFile,
  type RuleProblem,
  type Ruleset,
  topicSchema,
} from '../rules/index.js';
import { type NamedPositions, positionProblems } from './known-positions.js';
import { readRuleFiles } from './read-rules.js';

/** What was found in a rules folder. */
export interface RulesCheck {
  readonly directory: string;
  readonly files: readonly RuleFile[];
  /** Null when an error keeps the rules from being used. */
  readonly ruleset: Ruleset | null;
  /** By file and line: problems of the files, then examples that don't hold (errors as well). */
  readonly problems: readonly RuleProblem[];
}

/** All examples together may take so long, in milliseconds: a reload never hangs on them. */
const EXAMPLES_MS = 60_000;

/**
 * Reads a rules folder, checks its files, and tries its examples. Changes nothing.
 * @param accounts of the configuration that the rules are for: addresses that lead to positions
 * @throws TriageError `rules-unreadable`
 */
export async function checkRules(directory: string, accounts: readonly NamedPositions[] = []): Promise<RulesCheck> {
  return checkRuleFiles(directory, await readRuleFiles(directory), { accounts });
}

/**
 * The same for files that need not lie there.
 * @param directory where the mails of `examples.yaml` lie
 * @param options.mails false: these mails are not tried, which is most of the work
 * @param options.within true: mails outside the folder are not read
 * @param options.accounts as for `checkRules`
 */
export async function checkRuleFiles(
  directory: string,
  files: readonly RuleFile[],
  {
    mails = true,
    within = false,
    accounts = [],
  }: { readonly mails?: boolean; readonly within?: boolean; readonly accounts?: readonly NamedPositions[] } = {},
): Promise<RulesCheck> {
  const problems = lintRules(files);
  const { ruleset } = compileRules(files);
  if (ruleset === null) return { directory, files, ruleset, problems };
  const failed = topicExamples(files, ruleset);
  if (mails) failed.push(...(await wholeCases(directory, files, ruleset, within)));
  return { directory, files, ruleset, problems: [...problems, ...failed, ...positionProblems(accounts, ruleset)] };
}

/** True when the rules could go live. */
export function isSound(check: RulesCheck): check is RulesCheck & { readonly ruleset: Ruleset } {
  return check.ruleset !== null && !check.problems.some((problem) => problem.severity === 'error');
}

/**
 * The checked ruleset of a folder that must be sound.
 * @param accounts as for `checkRules`
 * @throws TriageError `rules-invalid` with every error as file:line:column, `rules-unreadable`
 */
export async function soundRules(
  directory: string,
  accounts: readonly NamedPositions[],
): Promise<RulesCheck & { readonly ruleset: Ruleset }> {
  const check = await checkRules(directory, accounts);
  if (isSound(check)) return check;
  const errors = check.problems.filter((problem) => problem.severity === 'error').map(formatProblem);
  throw permanent(
    'rules-invalid',
    `The rules in ${directory} have errors:\n${errors.join('\n')}`,
    'Correct the lines named above; `triage rules check` shows them again.',
  );
}

/** Sentences in topics that don't hold. */
function topicExamples(files: readonly RuleFile[], ruleset: Ruleset): RuleProblem[] {
  const failed = failedExamples(ruleset);
  return files
    .filter((file) => /^topics\/.*\.yaml$/.test(file.path))
    .flatMap((file): RuleProblem[] => {
      const { parsed } = parseRuleFile(file, topicSchema);
      if (parsed === null) return [];
      return failed
        .filter((example) => example.topic === parsed.value.id)
        .map(({ wanted, index, text }) => ({
          severity: 'error',
          code: 'example-fails',
          file: file.path,
          ...parsed.at(['examples', wanted, index]),
          message: `the example \`${text}\` should ${wanted === 'hit' ? 'earn points' : 'earn nothing'}`,
          text,
          suggestion: 'correct the terms, or the example if the change is meant',
        }));
    });
}

/** Whole mails of `examples.yaml` that don't land where they should. */
async function wholeCases(
  directory: string,
  files: readonly RuleFile[],
  ruleset: Ruleset,
  within: boolean,
): Promise<RuleProblem[]> {
  const file = files.find((one) => one.path === 'examples.yaml');
  const { cases } = ruleset.examples;
  if (file === undefined || cases.length === 0) return [];
  const { parsed } = parseRuleFile(file, examplesSchema);
  const problem = (index: number, key: string, message: string, text: string, suggestion: string): RuleProblem => ({
    severity: 'error',
    code: key,
    file: file.path,
    ...(parsed?.at(['cases', index, 'message']) ?? { line: 1, column: 1 }),
    message,
    text,
    suggestion,
  });
  const problems: RuleProblem[] = [];
  const reader = createMessageReader({ threads: Math.min(2, cases.length), ocr: false });
  const deadline = Date.now() + EXAMPLES_MS;
  try {
    for (const [index, example] of cases.entries()) {
      const path = example.message;
      if (Date.now() > deadline) {
        problems.push(
          problem(
            index,
            'examples-too-slow',
            `the examples took more than ${EXAMPLES_MS / 1000} s; this one and those after it were not tried`,
            path,
            'take smaller mails, or fewer',
          ),
        );
        break;
      }
      if (within && relative(directory, resolve(directory, path)).startsWith('..')) {
        const outside = 'lies outside the rules folder and is tried only by `triage rules check`';
        problems.push(problem(index, 'example-outside', `${path} ${outside}`, path, 'copy the mail into the folder'));
        continue;
      }
      try {
        const message = await reader.read(await readFile(resolve(directory, path)));
        const because = example.because === undefined ? '' : ` (${example.because})`;
        for (const wrong of caseFailures(example, message, ruleset))
          problems.push(
            problem(
              index,
              'example-fails',
              `${path}: ${wrong}${because}`,
              path,
              'correct the rules, or the case if the change is meant',
            ),
          );
      } catch (error) {
        problems.push(
          problem(
            index,
            'example-unreadable',
            `${path} can't be read: ${asTriageError(error).message}`,
            path,
            'give the path from the rules folder',
          ),
        );
      }
    }
  } finally {
    await reader.close();
  }
  return problems;
}
