import SMTPConnection, {
  type SMTPConnectionAuth,
  type SMTPConnectionCustomAuthContext,
  type SMTPConnectionOptions,
} from 'nodemailer/lib/smtp-connection';
import type { Account, Login, SmtpServer } from '../domain/index.js';
import { permanent, retryable, TriageError } from '../domain/index.js';
import { type SmtpError, sessionError } from './errors.js';

/** Time limits in milliseconds. */
export interface SmtpTiming {
  readonly connectMs: number;
  /**
   * Longest wait for an answer, also for the one after the mail was handed over. RFC 5321 §4.5.3.2.6 wants ten minutes
   * there, because who gives up sooner sends twice; we never send again by ourselves, so five are enough.
   */
  readonly answerMs: number;
}

export const defaultSmtpTiming: SmtpTiming = { connectMs: 30_000, answerMs: 5 * 60_000 };

export interface SmtpSession {
  readonly connection: SMTPConnection;
  /** Lines of the last EHLO answer. */
  readonly ehlo: string;
}

/**
 * A connection that has greeted, encrypted and logged in. The caller must `close()` it.
 * @throws TriageError smtp-not-configured, smtp-login-refused, smtp-tls-failed, smtp-unreachable, smtp-unavailable
 */
export async function openSession(account: Account, timing: SmtpTiming): Promise<SmtpSession> {
  const { smtp } = account;
  if (smtp === null) throw notConfigured(account.id);
  try {
    return await attempt(smtp, timing, false);
  } catch (error) {
    const refused = (error as SmtpError).code === 'EAUTH' && smtp.login?.secret.kind === 'token';
    if (!refused) throw sessionError(error, account.id);
  }
  try {
    return await attempt(smtp, timing, true);
  } catch (error) {
    throw sessionError(error, account.id);
  }
}

async function attempt(smtp: SmtpServer, timing: SmtpTiming, refresh: boolean): Promise<SmtpSession> {
  const auth = smtp.login === null ? null : await authOf(smtp.login, refresh);
  const connection = new SMTPConnection(connectionOptions(smtp, timing));
  try {
    await new Promise<void>((resolve, reject) => {
      // Stays attached: an error after this promise has settled must not end the process.
      connection.on('error', reject);
      connection.once('end', () =>
        reject(Object.assign(new Error('the connection was closed'), { code: 'ECONNECTION' })),
      );
      connection.connect((error) => (error === undefined ? resolve() : reject(error)));
    });
    // The next answer, to AUTH, takes its place.
    const ehlo = connection.lastServerResponse || '';
    if (auth !== null) {
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.login(auth, (error) => (error === null ? resolve() : reject(error)));
      });
    }
    return { connection, ehlo };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function connectionOptions(smtp: SmtpServer, timing: SmtpTiming): SMTPConnectionOptions {
  return {
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    ...(smtp.tls?.servername === undefined ? {} : { servername: smtp.tls.servername }),
    tls: {
      rejectUnauthorized: smtp.tls?.verify ?? true,
      ...(smtp.tls?.ca === undefined ? {} : { ca: smtp.tls.ca }),
    },
    connectionTimeout: timing.connectMs,
    greetingTimeout: timing.connectMs,
    dnsTimeout: timing.connectMs,
    socketTimeout: timing.answerMs,
    customAuth: { XOAUTH2: sayToken },
  };
}

async function authOf(login: Login, refresh: boolean): Promise<SMTPConnectionAuth> {
  const { user, secret } = login;
  if (secret.kind === 'password') return { user, pass: secret.password };
  try {
    return { method: 'XOAUTH2', user, pass: await secret.accessToken(refresh) };
  } catch (error) {
    // Who renews the token says better than we what is wrong and what helps.
    if (error instanceof TriageError) throw error;
    const help = 'The OAuth2 token could not be renewed: check the refresh token and the client registration.';
    throw retryable('smtp-token-unavailable', `No access token for ${user}.`, help, error);
  }
}

/** SASL XOAUTH2 with a token that we have already; nodemailer's own handler wants to fetch one itself. */
async function sayToken(context: SMTPConnectionCustomAuthContext): Promise<void> {
  const { user, pass } = context.auth.credentials;
  const initial = Buffer.from(`user=${user}\u0001auth=Bearer ${pass}\u0001\u0001`).toString('base64');
  let answer = await context.sendCommand(`AUTH XOAUTH2 ${initial}`);
  // 334 carries the reason of a refusal; an empty line asks for the verdict.
  if (answer.status === 334) answer = await context.sendCommand('');
  if (answer.status !== 235) throw new Error(answer.text);
}

function notConfigured(account: string): Error {
  return permanent(
    'smtp-not-configured',
    `Account ${account} has no SMTP server, so it can't send.`,
    'Add `smtp` to the account, or let acknowledgements be drafts.',
  );
}
