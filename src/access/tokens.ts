import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as oauth from 'openid-client';
import type { Logger } from 'pino';
import { asTriageError, permanent, retryable } from '../domain/index.js';
import { loginNeededError, oauthClient, oauthError } from './client.js';
import type { Keyring } from './keyring.js';
import { type OAuthSettings, registrationOf } from './settings.js';

/** An account's tokens as they are kept: sealed, shared by all processes. Times are seconds, told by the store's clock. */
export interface StoredToken {
  readonly client: string;
  readonly refreshToken: string;
  readonly accessToken: string | null;
  /** Seconds until the access token ends; negative when it has. */
  readonly endsIn: number | null;
  /** Seconds since it was written. */
  readonly age: number;
  readonly seed: string | null;
  readonly version: number;
  /** The provider's reason for taking the refresh token no longer, or null. */
  readonly refused: string | null;
}

export interface NewToken {
  readonly client: string;
  readonly refreshToken: string;
  readonly accessToken: string | null;
  readonly endsIn: number | null;
  readonly seed: string | null;
}

/** What this needs of a store; src/store implements it. */
export interface TokenStore {
  get(account: string): Promise<StoredToken | null>;
  /** Writes when `version` is still the one that stands there (null: none does). */
  put(account: string, version: number | null, token: NewToken): Promise<boolean>;
  /** Remembers that the provider refused it, when `version` still stands there. */
  refuse(account: string, version: number, reason: string): Promise<boolean>;
}

/** Keeps two processes from renewing at the same time; src/store's leases. */
export interface RenewLease {
  acquire(key: string, ttlMs: number): Promise<boolean>;
  release(key: string): Promise<void>;
}

export interface TokenDeps {
  readonly store: TokenStore;
  readonly lease: RenewLease;
  /** Null without TRIAGE_SECRET_KEY: nothing can be kept then. */
  readonly keyring: Keyring | null;
  readonly logger: Logger;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Renewed so many seconds before the end, but not before four fifths of the token's life. */
const MARGIN_SECONDS = 300;
/** What is assumed where the provider does not say how long a token lives, in seconds. */
const UNSAID_SECONDS = 300;
/**
 * A token that came in place of a refused one and is younger than this is not renewed for a refusal: the next one would
 * fare the same.
 */
const YOUNG_MS = 20_000;
const LEASE_MS = 60_000;
const LOOK_MS = 200;

interface Held {
  readonly accessToken: string;
  readonly renewAt: number;
  readonly endsAt: number;
  readonly since: number;
  /** It came in place of one that a server had refused. */
  readonly inPlace: boolean;
}

/**
 * Gives an account's access token: from memory, else from the store, else renewed (RFC 6749 section 6) by one process
 * while the others wait. Many callers at once cause one renewal. A rotated refresh token is kept.
 *
 * @returns a function for Login.secret; with `refresh` it does not return the token that a server has just refused.
 *   It throws TriageError: `oauth-login-needed`, `oauth-client-refused`, `secret-key-missing`, `secret-key-wrong`,
 *   `token-damaged` (permanent), `oauth-unreachable`, `oauth-unavailable`, `oauth-busy` (retryable)
 */
export function createTokenSource(account: string, settings: OAuthSettings, deps: TokenDeps) {
  let held: Held | null = null;
  let renewing: Promise<string> | null = null;
  let client: Promise<oauth.Configuration> | null = null;
  /** The refresh token of a configuration without a key, as far as it was rotated. */
  let inMemory = settings.refreshToken;

  const provider = (): Promise<oauth.Configuration> => {
    client ??= oauthClient(settings).catch((error: unknown) => {
      client = null;
      throw error;
    });
    return client;
  };

  const hold = (accessToken: string, endsIn: number, age: number, inPlace: boolean): string => {
    const now = deps.now();
    const margin = Math.min(MARGIN_SECONDS, (endsIn + age) / 5);
    held = {
      accessToken,
      renewAt: now + (endsIn - margin) * 1000,
      endsAt: now + endsIn * 1000,
      since: now - age * 1000,
      inPlace,
    };
    return accessToken;
  };

  const grant = async (refreshToken: string): Promise<Granted> => {
    const config = await provider();
    try {
      const answer = await oauth.refreshTokenGrant(config, refreshToken);
      return granted(answer, refreshToken);
    } catch (error) {
      throw oauthError(error, `renew the access token of account ${account}`);
    }
  };

  const renewInMemory = async (refused: string | null): Promise<string> => {
    if (inMemory === null) throw keyMissing(account);
    const answer = await grant(inMemory);
    if (answer.refreshToken !== inMemory)
      deps.logger.warn(
        { account },
        'the provider gave a new refresh token; without TRIAGE_SECRET_KEY it is lost when this process ends',
      );
    inMemory = answer.refreshToken;
    return hold(answer.accessToken, answer.endsIn, 0, refused !== null);
  };

  /** Tokens of the store that are ours, opened; null when there are none. */
  const kept = async (keyring: Keyring) => {
    const row = await deps.store.get(account);
    if (row === null || row.client !== registrationOf(settings)) return null;
    // Another refresh token in the configuration is a person's wish, unless somebody has logged in since.
    if (row.seed !== null && row.seed !== seedOf(settings)) return null;
    if (row.refused !== null) throw loginNeededError(`Account ${account} has to log in again (${row.refused}).`);
    const refreshToken = await keyring.open(row.refreshToken, { account, purpose: 'refresh' });
    const accessToken =
      row.accessToken === null ? null : await keyring.open(row.accessToken, { account, purpose: 'access' });
    return { row, refreshToken, accessToken };
  };

  const renewInStore = async (keyring: Keyring, refused: string | null): Promise<string> => {
    const lease = `token/${account}`;
    for (const deadline = deps.now() + LEASE_MS; deps.now() < deadline; await sleep(LOOK_MS)) {
      const before = await usable(keyring, refused);
      if (before !== null) return before;
      if (!(await deps.lease.acquire(lease, LEASE_MS))) continue;
      try {
        // Who waited for the lease may find a new token.
        return (await usable(keyring, refused)) ?? (await renewNow(keyring, refused));
      } finally {
        await deps.lease.release(lease);
      }
    }
    throw retryable(
      'oauth-busy',
      `Account ${account}: another process has been renewing the access token for a minute.`,
      'It is tried again by itself.',
    );
  };

  /** The store's access token, when it lives on and is not the one that was refused. */
  const usable = async (keyring: Keyring, refused: string | null): Promise<string | null> => {
    const found = await kept(keyring);
    const endsIn = found?.row.endsIn ?? 0;
    if (found?.accessToken == null || found.accessToken === refused) return null;
    const margin = Math.min(MARGIN_SECONDS, (endsIn + found.row.age) / 5);
    return endsIn > margin ? hold(found.accessToken, endsIn, found.row.age, refused !== null) : null;
  };

  const renewNow = async (keyring: Keyring, refused: string | null): Promise<string> => {
    const found = await kept(keyring);
    const refreshToken = found?.refreshToken ?? settings.refreshToken;
    if (refreshToken === null) throw loginNeededError(`Nobody has logged in for account ${account} yet.`);
    let answer: Granted;
    try {
      answer = await grant(refreshToken);
    } catch (thrown) {
      const error = asTriageError(thrown);
      if (error.code === 'oauth-login-needed' && found !== null)
        await deps.store.refuse(account, found.row.version, error.message);
      throw error;
    }
    const standing = found?.row ?? (await deps.store.get(account));
    await deps.store.put(account, standing?.version ?? null, {
      client: registrationOf(settings),
      refreshToken: await keyring.seal(answer.refreshToken, { account, purpose: 'refresh' }),
      accessToken: await keyring.seal(answer.accessToken, { account, purpose: 'access' }),
      endsIn: answer.endsIn,
      seed: found === null ? seedOf(settings) : found.row.seed,
    });
    return hold(answer.accessToken, answer.endsIn, 0, refused !== null);
  };

  const renew = async (refused: string | null): Promise<string> => {
    try {
      const { keyring } = deps;
      return keyring === null ? await renewInMemory(refused) : await renewInStore(keyring, refused);
    } catch (thrown) {
      const error = asTriageError(thrown);
      // Ahead of time there is time: the old token serves until its end.
      if (refused === null && error.errorClass === 'retryable' && held !== null && held.endsAt > deps.now()) {
        deps.logger.warn({ account, code: error.code, reason: error.message }, 'the access token is not renewed yet');
        return held.accessToken;
      }
      throw error;
    }
  };

  return async (refresh: boolean): Promise<string> => {
    const now = deps.now();
    if (held !== null && now < held.renewAt && (!refresh || (held.inPlace && now - held.since < YOUNG_MS)))
      return held.accessToken;
    renewing ??= renew(refresh ? (held?.accessToken ?? null) : null).finally(() => {
      renewing = null;
    });
    return renewing;
  };
}

export interface Granted {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly endsIn: number;
}

/** What an answer grants; a provider that does not rotate refresh tokens sends none (RFC 6749 section 6). */
export function granted(answer: oauth.TokenEndpointResponse, refreshToken: string): Granted {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? refreshToken,
    endsIn: answer.expires_in ?? UNSAID_SECONDS,
  };
}

/** Tells refresh tokens of a configuration apart without keeping them. */
function seedOf({ refreshToken }: OAuthSettings): string | null {
  return refreshToken === null ? null : createHash('sha256').update(`seed ${refreshToken}`).digest('hex').slice(0, 32);
}

/** Tokens can't be kept without a key. */
export function keyMissing(account: string): Error {
  return permanent(
    'secret-key-missing',
    `Account ${account} keeps its tokens in the store, and TRIAGE_SECRET_KEY is not set.`,
    'Make a key with `openssl rand -base64 32` and give the same one to every process of this installation.',
  );
}
