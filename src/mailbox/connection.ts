import { ImapFlow, type ImapFlowError, type ImapFlowOptions } from 'imapflow';
import type { Logger } from 'pino';
import type { Account } from '../domain/index.js';
import { permanent, retryable, TriageError } from '../domain/index.js';
import { imapError } from './errors.js';

/** Time limits of a connection in milliseconds. */
export interface ConnectionLimits {
  /** For name lookup, TCP and TLS together. */
  readonly connectMs: number;
  /** For the answer to a command, and the longest silence before a quiet connection is probed with NOOP. */
  readonly answerMs: number;
}

export const defaultLimits: ConnectionLimits = { connectMs: 30_000, answerMs: 90_000 };

export interface ConnectOptions {
  readonly limits?: ConnectionLimits;
  /** Closes the connection, also while it is being made. */
  readonly signal?: AbortSignal;
}

/**
 * A logged-in client. Every call makes a new one, because a client can't connect twice. The caller must `close()` it.
 * @throws TriageError imap-login-refused, imap-tls-failed, imap-unreachable, imap-throttled, imap-token-unavailable
 */
export async function connect(account: Account, logger: Logger, options: ConnectOptions = {}): Promise<ImapFlow> {
  try {
    return await attempt(account, logger, options, false);
  } catch (error) {
    const refused = (error as ImapFlowError).authenticationFailed === true;
    if (!refused || account.imap.login.secret.kind !== 'token')
      throw imapError(error, { account: account.id }, 'log in');
  }
  // A token ends when it likes, often within the hour: ask once for a fresh one before calling the login refused.
  try {
    return await attempt(account, logger, options, true);
  } catch (error) {
    throw imapError(error, { account: account.id }, 'log in');
  }
}

async function attempt(account: Account, logger: Logger, options: ConnectOptions, refresh: boolean): Promise<ImapFlow> {
  const settings = await clientOptions(account, logger, options, refresh);
  options.signal?.throwIfAborted();
  const client = new ImapFlow(settings);
  // Before connect(): a late socket error without a listener would end the process (imapflow#302).
  client.on('error', (error: Error) => logger.debug({ err: error }, 'imap connection error'));
  const close = () => client.close();
  options.signal?.addEventListener('abort', close, { once: true });
  client.once('close', () => options.signal?.removeEventListener('abort', close));
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

async function clientOptions(
  account: Account,
  logger: Logger,
  options: ConnectOptions,
  refresh: boolean,
): Promise<ImapFlowOptions> {
  const { host, port, security, login, tls } = account.imap;
  const limits = options.limits ?? defaultLimits;
  return {
    host,
    port,
    secure: security === 'tls',
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    ...(tls?.servername === undefined ? {} : { servername: tls.servername }),
    tls: {
      rejectUnauthorized: tls?.verify ?? true,
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    },
    auth: { user: login.user, ...(await secretOf(account, refresh)) },
    clientInfo: { name: 'applicant-triage', vendor: false, 'support-url': false },
    logger: quietLogger(logger),
    // The watcher begins IDLE itself: by itself it would be tried again and again where a server refuses it.
    disableAutoIdle: true,
    // Some servers end an IDLE after 30 minutes (RFC 2177); sweeps usually break it sooner.
    maxIdleTime: 25 * 60_000,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    socketTimeout: limits.answerMs,
    // Bounds for a broken or hostile server; fetching asks for a byte range, so no message comes near them.
    maxLiteralSize: 256 * 1024 * 1024,
    maxResponseSize: 257 * 1024 * 1024,
    maxLineLength: 64 * 1024 * 1024,
  };
}

async function secretOf(account: Account, refresh: boolean): Promise<{ pass: string } | { accessToken: string }> {
  const secret = account.imap.login.secret;
  if (secret.kind === 'password') {
    if (secret.password !== '') return { pass: secret.password };
    const help = 'Set the password in the configuration, the environment or a secrets file.';
    throw permanent('imap-login-refused', `Account ${account.id}: no password is set.`, help);
  }
  try {
    return { accessToken: await secret.accessToken(refresh) };
  } catch (error) {
    // Who renews the token says better than we what is wrong and what helps.
    if (error instanceof TriageError) throw error;
    const help = 'The OAuth2 token could not be renewed: check the refresh token and the client registration.';
    throw retryable('imap-token-unavailable', `Account ${account.id}: no access token.`, help, error);
  }
}

/** imapflow logs every line of the conversation; ours keeps what went wrong, and none of the mail's words. */
function quietLogger(logger: Logger): ImapFlowOptions['logger'] {
  const nothing = () => {};
  const keep = (entry: { msg?: string; err?: ImapFlowError }) => {
    logger.debug({ imap: entry.msg, code: entry.err?.code, response: entry.err?.serverResponseCode }, 'imapflow');
  };
  return { trace: nothing, debug: nothing, info: nothing, warn: keep, error: keep, fatal: keep };
}

/**
 * Runs a command that ends IDLE, and closes the connection when it is not answered in time. imapflow's own watchdog takes
 * silence for granted while IDLE is on, also when the server has never said that it is: it would wait for ever.
 */
export async function answeredWithin<T>(client: ImapFlow, ms: number, command: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error('no answer from the server'), { code: 'ETIMEOUT' }));
      client.close();
    }, ms);
  });
  try {
    return await Promise.race([command(), late]);
  } finally {
    clearTimeout(timer);
  }
}
