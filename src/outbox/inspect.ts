import type { Account } from '../domain/index.js';
import { asTriageError } from '../domain/index.js';
import { defaultSmtpTiming, openSession, type SmtpTiming } from './session.js';

/** What `triage doctor` says about an account's SMTP side. */
export interface SmtpReport {
  readonly account: string;
  /** False for an account that only reads and drafts. */
  readonly configured: boolean;
  readonly login: boolean;
  readonly encrypted: boolean;
  readonly extensions: readonly string[];
  readonly problems: readonly {
    readonly code: string;
    readonly blocking: boolean;
    readonly message: string;
    readonly help: string;
  }[];
}

/** Logs in and leaves; sends nothing. Never throws: what is wrong stands in `problems`. */
export async function inspectSmtp(account: Account, timing: SmtpTiming = defaultSmtpTiming): Promise<SmtpReport> {
  const report = {
    account: account.id,
    configured: account.smtp !== null,
    login: false,
    encrypted: false,
    extensions: [],
  };
  if (account.smtp === null) return { ...report, problems: [] };
  try {
    const { connection, ehlo } = await openSession(account, timing);
    const encrypted = connection.secure;
    connection.quit();
    return {
      ...report,
      login: true,
      encrypted,
      extensions: ehlo
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.slice(4).trim()),
      problems: [],
    };
  } catch (error) {
    const { code, message, help } = asTriageError(error);
    return { ...report, problems: [{ code, blocking: true, message, help }] };
  }
}
