import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { type OAuthSettings, providerSettings } from '../access/index.js';
import { type Login, permanent, type TriageError } from '../domain/index.js';
import type { AccountConfig, ConfigFile } from './config-schema.js';
import type { ConfiguredAccount, Environment, StatedAccount, WebConfig } from './configured.js';
import type { OAuthConfig, secretSchema } from './oauth-schema.js';

type SecretConfig = z.infer<typeof secretSchema>;

/** The account with how it logs in. @throws TriageError `secret-missing` */
export function withLogins(
  stated: StatedAccount,
  account: AccountConfig,
  index: number,
  folder: string,
  env: Environment,
): ConfiguredAccount {
  const at = `accounts.${index}`;
  const { imap, smtp } = account;
  const tls = (ca: string | undefined): { tls?: { ca: string } } =>
    ca === undefined ? {} : { tls: { ca: readSecretFile(resolve(folder, ca), `${at}.ca`) } };
  const byPassword = (user: string, secret: SecretConfig, path: string): Login => ({
    user,
    secret: { kind: 'password', password: readSecret(secret, path, folder, env) },
  });
  const byToken = (user: string): Login => ({ user, secret: { kind: 'token', accessToken: withoutStore } });
  return Object.freeze({
    ...stated,
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
    oauth: account.auth === undefined ? null : resolveOAuth(account.auth.oauth2, `${at}.auth.oauth2`, folder, env),
  });
}

/** @throws TriageError `secret-missing` */
export function resolveOidc(oidc: ConfigFile['web']['oidc'], folder: string, env: Environment): WebConfig['oidc'] {
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
