import type { Logger } from 'pino';
import { createTokenSource } from '../access/index.js';
import type { Login } from '../domain/index.js';
import type { Store } from '../store/index.js';
import type { Config, ConfiguredAccount } from './config.js';

/**
 * The configuration with logins that get their tokens: what the configuration alone can't do, because tokens stand in the
 * store. Each account has one source for IMAP and SMTP, so that both share a renewal.
 */
export function withTokens(config: Config, store: Pick<Store, 'tokens' | 'lease'>, logger: Logger): Config {
  if (config.accounts.every((account) => account.oauth === null)) return config;
  return Object.freeze({
    ...config,
    accounts: config.accounts.map((account) => withToken(account, config, store, logger)),
  });
}

function withToken(
  account: ConfiguredAccount,
  { keyring }: Config,
  store: Pick<Store, 'tokens' | 'lease'>,
  logger: Logger,
): ConfiguredAccount {
  if (account.oauth === null) return account;
  const accessToken = createTokenSource(account.id, account.oauth, {
    store: store.tokens,
    lease: store.lease,
    keyring,
    logger,
    now: () => Date.now(),
  });
  const proven = (login: Login): Login =>
    login.secret.kind === 'token' ? { ...login, secret: { kind: 'token', accessToken } } : login;
  const { imap, smtp } = account;
  return Object.freeze({
    ...account,
    imap: { ...imap, login: proven(imap.login) },
    smtp: smtp === null || smtp.login === null ? smtp : { ...smtp, login: proven(smtp.login) },
  });
}
