import { permanent, retryable, TriageError } from '../domain/index.js';

/** What nodemailer hangs on its errors. */
export interface SmtpError extends Error {
  readonly code?: string;
  /** The code before nodemailer put its own there. */
  readonly originalCode?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

const tlsCodes = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$|ETLS$)/;

/** Why no session could be opened. Nothing of any mail has left by then. */
export function sessionError(error: unknown, account: string): TriageError {
  if (error instanceof TriageError) return error;
  const cause = (error ?? {}) as SmtpError;
  const said = oneLine(cause.response ?? cause.message ?? String(error));
  const sentence = `Account ${account}: could not log in to the SMTP server (${said}).`;
  const answered = cause.responseCode ?? 0;
  if (cause.code === 'EAUTH' && (answered >= 500 || answered === 0)) {
    return permanent(
      'smtp-login-refused',
      sentence,
      'Check user and password of `smtp`; many providers want an app password or an OAuth2 token.',
      error,
    );
  }
  if (tlsCodes.test(cause.code ?? '') || tlsCodes.test(cause.originalCode ?? '')) {
    return permanent(
      'smtp-tls-failed',
      sentence,
      'Check host, port and security (465 is tls, 587 is starttls). For a certificate of your own authority, set `ca`.',
      error,
    );
  }
  if (answered >= 400) {
    const help = 'The server does not serve us now; it is tried again. If it stays, ask whoever runs the server.';
    return retryable('smtp-unavailable', sentence, help, error);
  }
  return retryable('smtp-unreachable', sentence, 'Check host, port and network; it is tried again by itself.', error);
}

/** One bounded line of a server's or a library's words. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300);
}
