import type { Command } from 'commander';
import type { Logger } from 'pino';
import type { Config, StatedConfig } from '../app/config.js';
import { permanent } from '../domain/index.js';
import type { Store } from '../store/index.js';

/** Options that every command on the live program has. */
export interface ConfigOption {
  config: string;
}

/** Adds `--config FILE`. */
export function withConfig(command: Command): Command {
  return command.option('-c, --config <file>', 'configuration file', process.env.TRIAGE_CONFIG ?? 'triage.yaml');
}

/** Reads the configuration; commands are the entrance, so only they look at the environment. */
export async function configOf(options: ConfigOption): Promise<Config> {
  const { loadConfig } = await import('../app/config.js');
  return loadConfig(options.config, process.env);
}

/** Opens the store for one look and closes it again; no secret is read. Quiet: only what goes wrong is logged. */
export async function withStore<T>(
  options: ConfigOption,
  look: (store: Store, config: StatedConfig, logger: Logger) => Promise<T>,
): Promise<T> {
  const { loadStatedConfig } = await import('../app/config.js');
  return lookInto(loadStatedConfig(options.config, process.env), look);
}

/** The same for commands that log in somewhere. @throws TriageError also `secret-missing` */
export async function withStoreAndSecrets<T>(
  options: ConfigOption,
  look: (store: Store, config: Config, logger: Logger) => Promise<T>,
): Promise<T> {
  return lookInto(await configOf(options), look);
}

async function lookInto<C extends StatedConfig, T>(
  config: C,
  look: (store: Store, config: C, logger: Logger) => Promise<T>,
): Promise<T> {
  const { createLogger } = await import('../app/logger.js');
  const { openConfiguredStore } = await import('../app/configured-store.js');
  const logger = createLogger('warn');
  const store = await openConfiguredStore(config, logger);
  try {
    return await look(store, config, logger);
  } finally {
    await store.close();
  }
}

/** The configured account with this id. @throws TriageError `account-unknown` */
export function accountOf<A extends { readonly id: string }>(
  config: { readonly accounts: readonly A[] },
  id: string,
): A {
  const account = config.accounts.find((each) => each.id === id);
  if (account !== undefined) return account;
  throw permanent(
    'account-unknown',
    `There is no account \`${id}\` in the configuration.`,
    `Known: ${config.accounts.map((each) => each.id).join(', ') || 'none'}.`,
  );
}

/** Who acts, for the audit record. */
export function actor(): string {
  return process.env.USER ?? process.env.LOGNAME ?? 'command line';
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(name);
      });
    }
  });
}
