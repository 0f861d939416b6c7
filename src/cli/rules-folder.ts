import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { NamedPositions } from '../app/known-positions.js';

/** Options of commands that work on a folder of rules and need no store. */
export interface RulesFolderOptions {
  config?: string;
}

/** Adds `--config FILE`, which names the folder. */
export function withRulesFolder(command: Command): Command {
  return command.option(
    '-c, --config <file>',
    'configuration that names the rules folder (default: triage.yaml, if there)',
  );
}

/** The folder that a command was given, else the configuration's, else the rules that come with the program. */
export async function rulesFolder(given: string | undefined, options: RulesFolderOptions): Promise<string> {
  if (given !== undefined) return resolve(given);
  const { readMailboxFacts } = await import('../app/config.js');
  const { defaultRulesDir } = await import('../app/read-rules.js');
  const config = configNamed(options);
  return (config === null ? undefined : readMailboxFacts(config).rules) ?? defaultRulesDir();
}

/** Addresses that lead to positions, of the configuration that was named or lies here; none without one. */
export async function namedPositions(options: RulesFolderOptions): Promise<NamedPositions[]> {
  const config = configNamed(options);
  if (config === null) return [];
  const { readMailboxFacts } = await import('../app/config.js');
  return [{ id: null, positions: readMailboxFacts(config).aliases }];
}

/** The configuration that was named, or the one that lies here; null without one. */
export function configNamed(options: RulesFolderOptions): string | null {
  return options.config ?? process.env.TRIAGE_CONFIG ?? (existsSync('triage.yaml') ? 'triage.yaml' : null);
}
