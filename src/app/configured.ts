import type { Keyring, OAuthSettings } from '../access/index.js';
import type { Account, AccountMode } from '../domain/index.js';
import type { ConfigFile } from './config-schema.js';

/** An account as far as the file alone tells it: no secret is read, so it can't log in anywhere. */
export interface StatedAccount extends Pick<Account, 'id' | 'identity' | 'aliases' | 'labels'> {
  /** The most that may happen; `triage activate` decides how much of it does. */
  readonly mode: AccountMode;
  readonly positions: Readonly<Record<string, string>>;
  readonly authservIds: readonly string[];
  /** Identity and aliases, lower case. */
  readonly ownAddresses: readonly string[];
  /** Addresses of all other accounts. */
  readonly otherAccounts: readonly string[];
  readonly answerSince: Date | null;
  /** Whether a verdict changes the labels in the mailbox. */
  readonly relabelOnVerdict: boolean;
}

/** An account that can log in. */
export interface ConfiguredAccount extends Account, StatedAccount {
  /** How it gets access tokens; null where it logs in by password. */
  readonly oauth: OAuthSettings | null;
}

/**
 * The configuration without secrets: enough for whoever only looks into the store. Nobody needs the mailbox's password
 * to press the kill switch.
 */
export interface StatedConfig {
  readonly path: string | null;
  readonly dataDir: string;
  readonly rulesDir: string;
  readonly rulesReload: ConfigFile['rulesReload'];
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly accounts: readonly StatedAccount[];
  readonly sweepSeconds: number;
  readonly work: ConfigFile['work'];
  readonly web: Omit<ConfigFile['web'], 'oidc'>;
  readonly logLevel: ConfigFile['log']['level'];
}

/** The configuration, resolved once at the entrance and frozen: nothing deeper reads files or the environment. */
export interface Config extends StatedConfig {
  readonly accounts: readonly ConfiguredAccount[];
  readonly web: WebConfig;
  /** Seals tokens in the store; null without TRIAGE_SECRET_KEY. */
  readonly keyring: Keyring | null;
}

/** The review page's settings, with the secret of the single sign-on in it. */
export interface WebConfig extends Omit<ConfigFile['web'], 'oidc'> {
  readonly oidc:
    | (Omit<NonNullable<ConfigFile['web']['oidc']>, 'clientSecret'> & { clientSecret: string | null })
    | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;
