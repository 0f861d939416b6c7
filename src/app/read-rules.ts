import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { permanent } from '../domain/index.js';
import { failedExamples } from '../pipeline/index.js';
import { compileRules, formatProblem, type RuleFile, type Ruleset } from '../rules/index.js';
import { packageRoot } from './package-root.js';

/** The rules that come with the program. */
export const defaultRulesDir = (): string => join(packageRoot(), 'rules');

/** Every file of a rules directory that rules are made of. */
export async function readRuleFiles(directory: string): Promise<RuleFile[]> {
  let entries: Awaited<ReturnType<typeof listFiles>>;
  try {
    entries = await listFiles(directory);
  } catch (cause) {
    throw permanent(
      'rules-unreadable',
      `The rules directory ${directory} can't be read.`,
      'Give another with --rules DIR or `rules:` in the configuration.',
      cause,
    );
  }
  const paths = entries.filter((path) => /\.(ya?ml|liquid|txt)$/.test(path)).sort();
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(directory, path).split(sep).join('/'),
      text: await readFile(path, 'utf8'),
    })),
  );
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Reads and compiles a rules directory.
 * @throws TriageError `rules-invalid` with every problem as file:line:column; `rules-examples-fail` with every example that does not hold
 */
export async function loadRuleset(directory: string): Promise<Ruleset> {
  const { ruleset, problems } = compileRules(await readRuleFiles(directory));
  if (ruleset === null) {
    const list = problems.filter((problem) => problem.severity === 'error').map(formatProblem);
    throw permanent(
      'rules-invalid',
      `The rules in ${directory} have errors:\n${list.join('\n')}`,
      'Correct the lines named above.',
    );
  }
  const failed = failedExamples(ruleset);
  if (failed.length > 0) {
    const list = failed.map(
      ({ topic, text, wanted }) =>
        `topics/${topic}.yaml: the example \`${text}\` should ${wanted === 'hit' ? 'earn points' : 'earn nothing'}`,
    );
    throw permanent(
      'rules-examples-fail',
      `Examples in the rules in ${directory} do not hold:\n${list.join('\n')}`,
      'Correct the terms, or the examples if the change is meant.',
    );
  }
  return ruleset;
}
