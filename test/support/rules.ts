import { defaultRulesDir, readRuleFiles } from '../../src/app/read-rules.js';
import { compileRules, type RuleFile, type Ruleset } from '../../src/rules/index.js';

/** The files of the rules that come with the program. */
export const defaultRuleFiles: readonly RuleFile[] = await readRuleFiles(defaultRulesDir());

/** The default rules, compiled once a test file. */
export const defaultRuleset: Ruleset = mustCompile(defaultRuleFiles);

/** Compiles rules that are known to be good. */
export function mustCompile(files: readonly RuleFile[]): Ruleset {
  const { ruleset, problems } = compileRules(files);
  if (ruleset === null) throw new Error(`these rules should compile: ${JSON.stringify(problems, null, 2)}`);
  return ruleset;
}

/** The default files with one of them changed; `change` must change something. */
export function changed(path: string, change: (text: string) => string): RuleFile[] {
  return defaultRuleFiles.map((file) => {
    if (file.path !== path) return file;
    const text = change(file.text);
    if (text === file.text) throw new Error(`${path} is what it was`);
    return { path, text };
  });
}

/** The default files without one of them. */
export function without(path: string): RuleFile[] {
  return defaultRuleFiles.filter((file) => file.path !== path);
}
