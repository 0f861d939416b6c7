import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createKeyring, type Keyring } from '../access/index.js';
import { permanent } from '../domain/index.js';
import { formatProblem, parseRuleFile } from '../rules/index.js';
import { type AccountConfig, type ConfigFile, configSchema } from './config-schema.js';
import { resolveOidc, withLogins } from './config-secrets.js';
import type { Config, Environment, StatedAccount, StatedConfig } from './configured.js';
import { defaultRulesDir } from './read-rules.js';

export type {
  Config,
  ConfiguredAccount,
  Environment,
  StatedAccount,
  StatedConfig,
  WebConfig,
} from './configured.js';

/**
 * Reads and checks the configuration file, and takes DATABASE_URL, REDIS_URL and LOG_LEVEL from the environment.
 * @throws TriageError `config-missing`, `config-invalid` (every problem with file, line and hint), `secret-missing`
 */
export function loadConfig(path: string, env: Environment): Config {
  return parseConfig(readConfigText(path), path, env);
}

function readConfigText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw permanent(
      'config-missing',
      `There is no configuration file ${path}.`,
      'Write one with `triage init`, or name it with --config FILE.',
      cause,
    );
  }
}

/** The same for a text that is already there. @throws as loadConfig */
export function parseConfig(text: string, path: string, env: Environment): Config {
  const file = checkedFile(text, path);
  const folder = dirname(resolve(path));
  const stated = statedConfig(file, path, env);
  return Object.freeze({
    ...stated,
    accounts: file.accounts.map((account, index) =>
      withLogins(statedAccount(account, file), account, index, folder, env),
    ),
    web: { ...file.web, oidc: resolveOidc(file.web.oidc, folder, env) },
    keyring: keyringOf(env),
  });
}

/**
 * As `loadConfig`, but no secret is asked for.
 * @throws TriageError `config-missing`, `config-invalid`
 */
export function loadStatedConfig(path: string, env: Environment): StatedConfig {
  return Object.freeze(statedConfig(checkedFile(readConfigText(path), path), path, env));
}

function statedConfig(file: ConfigFile, path: string, env: Environment): StatedConfig {
  const folder = dirname(resolve(path));
  const { oidc: _, ...web } = file.web;
  return {
    path: resolve(path),
    dataDir: resolve(folder, file.data),
    rulesDir: file.rules === undefined ? defaultRulesDir() : resolve(folder, file.rules),
    rulesReload: file.rulesReload,
    databaseUrl: url(env.DATABASE_URL, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    redisUrl: url(env.REDIS_URL, 'REDIS_URL', ['redis:', 'rediss:']),
    accounts: file.accounts.map((account) => statedAccount(account, file)),
    sweepSeconds: file.poll.sweepSeconds,
    work: file.work,
    web,
    logLevel: logLevel(env.LOG_LEVEL) ?? file.log.level,
  };
}

function checkedFile(text: string, path: string): ConfigFile {
  const { parsed, problems } = parseRuleFile({ path, text }, configSchema);
  if (parsed === null) {
    throw permanent(
      'config-invalid',
      `The configuration has errors:\n${problems.map(formatProblem).join('\n')}`,
      'Correct the lines named above; `triage init --example` prints a complete example.',
    );
  }
  return parsed.value;
}

/**
 * What a judgement needs of the configuration, for commands that work offline: no secret is read, no server named.
 * @throws TriageError `config-missing`, `config-invalid`
 */
export function readMailboxFacts(path: string): {
  rules: string | undefined;
  ownAddresses: string[];
  aliases: Record<string, string>;
  authservIds: string[];
} {
  const file = checkedFile(readConfigText(path), path);
  return {
    rules: file.rules === undefined ? undefined : resolve(dirname(resolve(path)), file.rules),
    ownAddresses: file.accounts.flatMap(addressesOf),
    aliases: Object.fromEntries(file.accounts.flatMap((account) => Object.entries(lowerKeys(account.positions)))),
    authservIds: file.accounts.flatMap((account) => account.authservIds),
  };
}

const lowerKeys = (positions: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(positions).map(([address, position]) => [address.toLowerCase(), position]));

function addressesOf(account: AccountConfig): string[] {
  return [account.identity.address, ...account.aliases, ...Object.keys(account.positions)].map((address) =>
    address.toLowerCase(),
  );
}

function url(value: string | undefined, name: string, protocols: readonly string[]): string | null {
  if (value === undefined || value === '') return null;
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw permanent(
      'config-invalid',
      `${name} is no ${protocols[0]}//… address.`,
      `Set ${name} to ${protocols[0]}//user:password@host/… or leave it out.`,
    );
  }
  return value;
}

/** @throws TriageError `secret-key-weak` */
function keyringOf(env: Environment): Keyring | null {
  const key = env.TRIAGE_SECRET_KEY?.trim() ?? '';
  const previous = env.TRIAGE_SECRET_KEY_PREVIOUS?.trim() ?? '';
  if (key === '') return null;
  return createKeyring(previous === '' ? [key] : [key, previous]);
}

function logLevel(value: string | undefined): Config['logLevel'] | null {
  const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
  return levels.find((level) => level === value?.toLowerCase()) ?? null;
}

function statedAccount(account: AccountConfig, { accounts: all }: ConfigFile): StatedAccount {
  const { identity } = account;
  return Object.freeze({
    id: account.id,
    identity: { name: identity.name, email: identity.address },
    aliases: account.aliases,
    labels: account.labels,
    mode: account.mode,
    positions: lowerKeys(account.positions),
    authservIds: account.authservIds,
    ownAddresses: [...new Set(addressesOf(account))],
    otherAccounts: [...new Set(all.filter((other) => other !== account).flatMap(addressesOf))],
    answerSince: account.answerSince === undefined ? null : new Date(account.answerSince),
    relabelOnVerdict: account.relabelOnVerdict,
  });
}
