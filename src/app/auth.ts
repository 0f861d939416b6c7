import {
  type DevicePrompt,
  deviceLogin,
  type Granted,
  keyMissing,
  loopbackLogin,
  registrationOf,
  revoke,
} from '../access/index.js';
import { asTriageError, permanent } from '../domain/index.js';
import type { Store } from '../store/index.js';
import type { Config, ConfiguredAccount } from './config.js';

/** How a person proves who they are. */
export type LoginMethod = 'device' | 'loopback';

/** What the person is told while a login goes on. */
export interface LoginTalk {
  device(prompt: DevicePrompt): Promise<void>;
  browser(url: string): Promise<void>;
}

/** Google gives no mail access by device code; with all others a code is easier, because no browser need run here. */
export function usualMethod({ oauth }: ConfiguredAccount): LoginMethod {
  return oauth?.provider === 'google' || oauth?.endpoints?.device === null ? 'loopback' : 'device';
}

/**
 * Logs the account in and keeps its tokens, sealed.
 * @throws TriageError `oauth-not-configured`, `secret-key-missing`, `oauth-method-unsupported`, `oauth-no-refresh-token`,
 *   `oauth-denied`, `oauth-client-refused`, `oauth-unreachable`, `oauth-unavailable`
 */
export async function login(
  config: Config,
  store: Pick<Store, 'tokens'>,
  account: ConfiguredAccount,
  options: {
    readonly method: LoginMethod;
    readonly port?: number;
    readonly signal?: AbortSignal;
    readonly actor: string;
  },
  talk: LoginTalk,
): Promise<void> {
  const oauth = oauthOf(account);
  const { keyring } = config;
  // Asked for before the person goes through a login that could not be kept.
  if (keyring === null) throw keyMissing(account.id);
  const granted: Granted =
    options.method === 'device'
      ? await deviceLogin(oauth, (prompt) => talk.device(prompt), options.signal)
      : await loopbackLogin(oauth, options, (url) => talk.browser(url));
  const seal = (text: string, purpose: string): Promise<string> => keyring.seal(text, { account: account.id, purpose });
  const token = {
    client: registrationOf(oauth),
    refreshToken: await seal(granted.refreshToken, 'refresh'),
    accessToken: await seal(granted.accessToken, 'access'),
    endsIn: granted.endsIn,
    seed: null,
  };
  await store.tokens.login(account.id, token, options.actor);
}

/** Forgets the account's tokens, and tells the provider where it can be told. */
export async function logout(
  config: Config,
  store: Pick<Store, 'tokens'>,
  account: ConfiguredAccount,
  actor: string,
): Promise<{ readonly forgotten: boolean; readonly revoked: boolean }> {
  const oauth = oauthOf(account);
  const row = await store.tokens.get(account.id);
  if (row === null) return { forgotten: false, revoked: false };
  let revoked = false;
  try {
    const opened = await config.keyring?.open(row.refreshToken, { account: account.id, purpose: 'refresh' });
    if (opened !== undefined && row.client === registrationOf(oauth)) revoked = await revoke(oauth, opened);
  } catch {
    // A token that does not open can't be revoked; it is forgotten all the same.
  }
  return { forgotten: await store.tokens.logout(account.id, actor), revoked };
}

/** Where an account's login stands, without asking the provider. */
export interface AuthStatus {
  readonly account: string;
  readonly method: 'password' | 'oauth2';
  /** `usable`: there is what it takes; otherwise the code of what is in the way. */
  readonly state: 'usable' | string;
  readonly help: string | null;
  readonly registration: string | null;
  readonly obtainedAt: string | null;
  readonly by: string | null;
  readonly renewedAt: string | null;
  /** Seconds that the access token lives on; negative when it has ended. */
  readonly endsIn: number | null;
}

export async function authStatus(
  config: Config,
  store: Pick<Store, 'tokens'>,
  account: ConfiguredAccount,
): Promise<AuthStatus> {
  const none = { registration: null, obtainedAt: null, by: null, renewedAt: null, endsIn: null };
  if (account.oauth === null) return { account: account.id, method: 'password', state: 'usable', help: null, ...none };
  const row = await store.tokens.get(account.id);
  const about = {
    account: account.id,
    method: 'oauth2' as const,
    registration: registrationOf(account.oauth),
    obtainedAt: row?.obtainedAt ?? null,
    by: row?.actor ?? null,
    renewedAt: row?.updatedAt ?? null,
    endsIn: row?.endsIn ?? null,
  };
  const blocked = (code: string, help: string): AuthStatus => ({ ...about, state: code, help });
  const seeded = account.oauth.refreshToken !== null;
  const again = `Run \`triage auth login ${account.id}\`.`;
  if (row === null && seeded) return { ...about, state: 'usable', help: null };
  if (row === null) return blocked('oauth-login-needed', again);
  if (row.client !== about.registration && !seeded)
    return blocked('oauth-login-needed', `The tokens belong to ${row.client}. ${again}`);
  if (row.refused !== null) return blocked('oauth-login-needed', `${row.refused} ${again}`);
  try {
    if (config.keyring === null) throw keyMissing(account.id);
    await config.keyring.open(row.refreshToken, { account: account.id, purpose: 'refresh' });
    return { ...about, state: 'usable', help: null };
  } catch (error) {
    const { code, help } = asTriageError(error);
    return blocked(code, help);
  }
}

function oauthOf(account: ConfiguredAccount) {
  if (account.oauth !== null) return account.oauth;
  throw permanent(
    'oauth-not-configured',
    `Account ${account.id} logs in by password.`,
    'Give it `auth: { oauth2: … }` in the configuration; docs/configuration.md says how.',
  );
}
