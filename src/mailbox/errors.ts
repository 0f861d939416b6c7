import type { ImapFlowError } from 'imapflow';
import { permanent, retryable, TriageError } from '../domain/index.js';

/** The server asked us to slow down; `retryAfterMs` is its hint in milliseconds, or null when it gave none. */
export class ThrottledError extends TriageError {
  constructor(
    message: string,
    override readonly retryAfterMs: number | null,
    cause: unknown,
  ) {
    super(
      'imap-throttled',
      'retryable',
      message,
      'The server limits how often or how many times at once this login may connect. Wait, watch fewer folders, or raise the limit there.',
      { cause },
    );
  }
}

/** Codes of Node and OpenSSL for a certificate or a handshake that failed: the same certificate fails the same way. */
const tlsCodes =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$|STARTTLS_INJECTION$)/;

/** Codes of a server that can't be reached or went away. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'ETIMEOUT',
  'CONNECT_TIMEOUT',
  'GREETING_TIMEOUT',
  'UPGRADE_TIMEOUT',
  'NoConnection',
  'EConnectionClosed',
  'StateLogout',
  'ClosedAfterConnectText',
  'ClosedAfterConnectTLS',
]);

const tooMuch =
  /throttl|too many (?:simultaneous |concurrent )?(?:connections|logins|commands|requests)|rate limit|maximum number of connections/i;

/** RFC 5530 codes of a login that fails for now, not for good. */
const passingLoginCodes = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG']);

/** True when an error of a certificate or handshake. */
export function isTlsFailure(error: { code?: string | undefined; tlsFailed?: boolean | undefined }): boolean {
  return error.tlsFailed === true || tlsCodes.test(error.code ?? '');
}

/** True when the connection is gone, so that a new one may succeed at once. */
export function isLostConnection(error: unknown): boolean {
  return networkCodes.has(String((error as ImapFlowError | undefined)?.code ?? ''));
}

/** What imapflow threw, judged where it arose; `doing` completes the sentence "Could not …". */
export function imapError(error: unknown, where: { account: string; folder?: string }, doing: string): TriageError {
  if (error instanceof TriageError) return error;
  const cause = (error ?? {}) as ImapFlowError;
  const said = saidBy(cause);
  const code = cause.serverResponseCode?.toUpperCase() ?? '';
  const sentence = `Account ${where.account}: could not ${doing}${said === '' ? '' : ` (${said})`}.`;

  if (cause.code === 'ETHROTTLE' || tooMuch.test(said)) {
    return new ThrottledError(sentence, cause.throttleReset ?? null, error);
  }
  if (cause.authenticationFailed === true && !passingLoginCodes.has(code) && !/temporar/i.test(said)) {
    return permanent(
      'imap-login-refused',
      sentence,
      'Check user and password. Gmail and Outlook want an app password or an OAuth2 token, and IMAP switched on in their settings.',
      error,
    );
  }
  if (isTlsFailure(cause)) {
    return permanent(
      'imap-tls-failed',
      sentence,
      'Check host, port and security (993 is tls, 143 is starttls). For a certificate of your own authority, set `ca`.',
      error,
    );
  }
  if (isLostConnection(error)) {
    return retryable('imap-unreachable', sentence, 'Check host, port and network; it is tried again by itself.', error);
  }
  if (cause.mailboxMissing === true || code === 'NONEXISTENT' || code === 'TRYCREATE') {
    return folderMissing(where, error);
  }
  if (code === 'NOPERM') {
    return permanent('imap-not-permitted', sentence, 'Give this login the right to do this in the folder.', error);
  }
  if (code === 'OVERQUOTA') {
    return permanent('imap-over-quota', sentence, 'The mailbox is full: make room, then retry the action.', error);
  }
  if (cause.authenticationFailed === true || passingLoginCodes.has(code) || /not connected|unavailable/i.test(said)) {
    return retryable(
      'imap-unavailable',
      sentence,
      'The server is up but can not serve this login now; tried again.',
      error,
    );
  }
  return retryable('imap-command-failed', sentence, 'If it comes back, look at the log lines around it.', error);
}

/** The folder that was asked for is not there. */
export function folderMissing(where: { account: string; folder?: string }, cause?: unknown): TriageError {
  return permanent(
    'imap-folder-missing',
    `Account ${where.account}: there is no folder "${where.folder ?? ''}".`,
    'It may have been renamed or deleted: correct `folders` in the configuration (`triage doctor` lists what is there).',
    cause,
  );
}

/** The server's own words about a failure, in one line and bounded. */
function saidBy(error: ImapFlowError): string {
  const words = [error.reason, error.responseText, typeof error.response === 'string' ? error.response : undefined];
  const said = words.find((text) => text !== undefined && text !== '') ?? error.message ?? '';
  return said.replace(/\p{Cc}+/gu, ' ').slice(0, 200);
}
