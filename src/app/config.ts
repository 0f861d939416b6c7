import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { createKeyring, type Keyring, type OAuthSettings, providerSettings } from '../access/index.js';
import { type Account, type AccountMode, type Login, permanent, type TriageError } from '../domain/index.js';
import { formatProblem, parseRuleFile } from '../rules/index.js';
import { type AccountConfig, type ConfigFile, configSchema } from './config-schema.js';
import type { OAuthConfig, secretSchema } from './oauth-schema.js';
import { defaultRulesDir } from './read-rules.js';

/** An account with what its settings say besides how to connect. */
export interface ConfiguredAccount extends Account {
  /** The most that may happen; `triage activate` decides how much of it does. */
  readonly mode: AccountMode;
  readonly positions: Readonly<Record<string, string>>;
  readonly authservIds: readonly string[];
  /** Identity and aliases, lower case. */
  readonly ownAddresses: readonly string[];
  /** Addresses of all other accounts. */
  readonly otherAccounts: readonly string[];
  readonly answerSince: Date | null;
  /** How it gets access tokens; null where it logs in by password. */
  readonly oauth: OAuthSettings | null;
  /** Whether a verdict changes the labels in the mailbox. */
  readonly relabelOnVerdict: boolean;
}

/** The configuration, resolved once at the entrance and frozen: nothing deeper reads files or the environment. */
export interface Config {
  readonly path: string | null;
  readonly dataDir: string;
  readonly rulesDir: string;
  readonly rulesReload: ConfigFile['rulesReload'];
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly accounts: readonly ConfiguredAccount[];
  readonly sweepSeconds: number;
  readonly work: ConfigFile['work'];
  readonly web: WebConfig;
  readonly logLevel: ConfigFile['log']['level'];
  /** Seals tokens in the store; null without TRIAGE_SECRET_KEY. */
  readonly keyring: Keyring | null;
}

/** The review page's settings, with the secret of the single sign-on in it. */
export interface WebConfig extends Omit<ConfigFile['web'], 'oidc'> {
  readonly oidc:
    | (Omit<NonNullable<ConfigFile['web']['oidc']>, 'clientSecret'> & { clientSecret: string | null })
    | null;
}

type SecretConfig = z.infer<typeof secretSchema>;

export type Environment = Readonly<Record<string, string | undefined>>;

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
  return Object.freeze({
    path: resolve(path),
    dataDir: resolve(folder, file.data),
    rulesDir: file.rules === undefined ? defaultRulesDir() : resolve(folder, file.rules),
    rulesReload: file.rulesReload,
    databaseUrl: url(env.DATABASE_URL, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    redisUrl: url(env.REDIS_URL, 'REDIS_URL', ['redis:', 'rediss:']),
    accounts: file.accounts.map((account, index) => resolveAccount(account, index, file.accounts, folder, env)),
    sweepSeconds: file.poll.sweepSeconds,
    work: file.work,
    web: { ...file.web, oidc: resolveOidc(file.web.oidc, folder, env) },
    logLevel: logLevel(env.LOG_LEVEL) ?? file.log.level,
    keyring: keyringOf(env),
  });
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

function resolveAccount(
  account: AccountConfig,
  index: number,
  all: readonly AccountConfig[],
  folder: string,
  env: Environment,
): ConfiguredAccount {
  const at = `accounts.${index}`;
  const { imap, smtp, identity } = account;
  const tls = (ca: string | undefined): { tls?: { ca: string } } =>
    ca === undefined ? {} : { tls: { ca: readSecretFile(resolve(folder, ca), `${at}.ca`) } };
  const byPassword = (user: string, secret: SecretConfig, path: string): Login => ({
    user,
    secret: { kind: 'password', password: readSecret(secret, path, folder, env) },
  });
  const byToken = (user: string): Login => ({ user, secret: { kind: 'token', accessToken: withoutStore } });
  return Object.freeze({
    id: account.id,
    imap: {
      host: imap.host,
      port: imap.port,
      security: imap.security,
      folders: imap.folders,
      ...(imap.drafts === undefined ? {} : { drafts: imap.drafts }),
      ...(imap.sent === undefined ? {} : { sent: imap.sent }),
      login:
        imap.password === undefined ? byToken(imap.user) : byPassword(imap.user, imap.password, `${at}.imap.password`),
      ...tls(imap.ca),
    },
    smtp:
      smtp === undefined
        ? null
        : {
            host: smtp.host,
            port: smtp.port,
            security: smtp.security,
            login:
              smtp.user === undefined
                ? null
                : smtp.password === undefined
                  ? byToken(smtp.user)
                  : byPassword(smtp.user, smtp.password, `${at}.smtp.password`),
            ...tls(smtp.ca),
          },
    identity: { name: identity.name, email: identity.address },
    aliases: account.aliases,
    labels: account.labels,
    mode: account.mode,
    positions: Object.fromEntries(
      Object.entries(account.positions).map(([address, position]) => [address.toLowerCase(), position]),
    ),
    authservIds: account.authservIds,
    ownAddresses: [...new Set(addressesOf(account))],
    otherAccounts: [...new Set(all.filter((other) => other !== account).flatMap(addressesOf))],
    answerSince: account.answerSince === undefined ? null : new Date(account.answerSince),
    relabelOnVerdict: account.relabelOnVerdict,
    oauth: account.auth === undefined ? null : resolveOAuth(account.auth.oauth2, `${at}.auth.oauth2`, folder, env),
  });
}

function resolveOidc(oidc: ConfigFile['web']['oidc'], folder: string, env: Environment): WebConfig['oidc'] {
  if (oidc === undefined) return null;
  const { clientSecret, ...rest } = oidc;
  return {
    ...rest,
    clientSecret: clientSecret === undefined ? null : readSecret(clientSecret, 'web.oidc.clientSecret', folder, env),
  };
}

function resolveOAuth(oauth: OAuthConfig, at: string, folder: string, env: Environment): OAuthSettings {
  const secret = (config: SecretConfig | undefined, key: string): string | null =>
    config === undefined ? null : readSecret(config, `${at}.${key}`, folder, env);
  return {
    ...providerSettings(oauth),
    provider: oauth.provider,
    clientId: oauth.clientId,
    clientSecret: secret(oauth.clientSecret, 'clientSecret'),
    refreshToken: secret(oauth.refreshToken, 'refreshToken'),
  };
}

/** Tokens stand in the store: src/app/access.ts puts the real function in once it is open. */
function withoutStore(): Promise<never> {
  return Promise.reject(
    permanent(
      'store-needed',
      'Access tokens are kept in the store, which is not open.',
      'See what `triage doctor` says.',
    ),
  );
}

function missing(path: string, message: string, cause?: unknown): TriageError {
  return permanent(
    'secret-missing',
    `${path}: ${message}`,
    'Set the variable or write the file; the secret itself never stands in the configuration.',
    cause,
  );
}

function readSecret(secret: SecretConfig, path: string, folder: string, env: Environment): string {
  if ('env' in secret) {
    const value = env[secret.env];
    if (value === undefined || value === '') throw missing(path, `the environment variable ${secret.env} is not set.`);
    return value;
  }
  return readSecretFile(resolve(folder, secret.file), path).trimEnd();
}

function readSecretFile(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw missing(path, `the file ${file} can't be read.`, cause);
  }
}
