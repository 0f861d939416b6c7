import { Readable } from 'node:stream';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { Logger } from 'pino';
import type { Account } from '../domain/index.js';
import { permanent } from '../domain/index.js';
import type { OutgoingMail } from './compose.js';
import { oneLine, type SmtpError } from './errors.js';
import { defaultSmtpTiming, openSession, type SmtpSession, type SmtpTiming } from './session.js';

/** How a send ended; see workers/interfaces.ts for what the caller does about each. */
export type SendResult =
  | { readonly outcome: 'accepted'; readonly response: string }
  /** `code` where the server has not said no: it can not take the mail, or it fell silent before it was handed over. */
  | { readonly outcome: 'refused'; readonly retry: boolean; readonly response: string; readonly code?: string }
  | { readonly outcome: 'uncertain'; readonly detail: string };

/** `response` of a send that `stillAllowed` has stopped; it is `refused` with `retry`, because nothing left. */
export const withheld = 'not sent: sending was switched off';

export interface SmtpOutbox {
  /**
   * Sends one mail to its one recipient.
   * @param stillAllowed asked before the transaction and again at the last moment, when the server has agreed to take the
   *   mail and no byte of it has left; what it throws counts as no
   * @throws TriageError when no session could be opened, or the account or mail is unfit: nothing was sent then
   */
  send(account: string, mail: OutgoingMail, stillAllowed: () => Promise<boolean>): Promise<SendResult>;
}

export function createOutbox(
  accounts: readonly Account[],
  logger: Logger,
  options: { readonly timing?: SmtpTiming } = {},
): SmtpOutbox {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  return {
    async send(accountId, mail, stillAllowed) {
      const account = byId.get(accountId);
      if (account === undefined) throw unknownAccount(accountId);
      const session = await openSession(account, options.timing ?? defaultSmtpTiming);
      const result = await transact(session, account, mail, stillAllowed);
      logger.info({ account: accountId, messageId: mail.messageId, ...result }, 'smtp transaction ended');
      return result;
    },
  };
}

async function transact(
  session: SmtpSession,
  account: Account,
  mail: OutgoingMail,
  stillAllowed: () => Promise<boolean>,
): Promise<SendResult> {
  const { connection, ehlo } = session;
  if (/[^\0-\x7f]/.test(mail.from + mail.to) && !/^\d{3}[ -]SMTPUTF8\b/im.test(ehlo)) {
    connection.close();
    return {
      outcome: 'refused',
      retry: false,
      code: 'smtputf8-missing',
      response: 'the server can not send to addresses in other scripts (SMTPUTF8)',
    };
  }
  if (!(await isAllowed(stillAllowed))) {
    connection.quit();
    return { outcome: 'refused', retry: true, response: withheld };
  }
  const gate = gatedSource(mail.raw, stillAllowed);
  const envelope = {
    from: account.smtp?.returnPath === 'null' ? (false as const) : mail.from,
    to: mail.to,
    size: mail.raw.length,
  };
  try {
    const info = await new Promise<SMTPConnectionSendInfo>((resolve, reject) => {
      connection.send(envelope, gate.source, (error, sent) => (error === null ? resolve(sent) : reject(error)));
    });
    connection.quit();
    return { outcome: 'accepted', response: oneLine(info.response) };
  } catch (error) {
    // Without the end-of-data line, so a server that has seen DATA must forget the mail (RFC 5321 §4.1.1.4).
    connection.close();
    return judge(error as SmtpError, gate.state());
  }
}

type GateState = 'shut' | 'withheld' | 'handed-over';

/**
 * The mail as a stream that asks before it lets go of the first byte. nodemailer reads it only after the server's 354;
 * with PIPELINING the word DATA has left by then, but an empty, unfinished DATA is nothing.
 */
function gatedSource(raw: Buffer, stillAllowed: () => Promise<boolean>): { source: Readable; state: () => GateState } {
  let state: GateState = 'shut';
  let asked = false;
  const source = new Readable({
    read() {
      if (asked) return;
      asked = true;
      void isAllowed(stillAllowed).then((allowed) => {
        if (this.destroyed) return;
        state = allowed ? 'handed-over' : 'withheld';
        if (!allowed) {
          this.destroy(new Error(withheld));
          return;
        }
        this.push(raw);
        this.push(null);
      });
    },
  });
  return { source, state: () => state };
}

async function isAllowed(stillAllowed: () => Promise<boolean>): Promise<boolean> {
  try {
    return await stillAllowed();
  } catch {
    // Who can't be asked has not agreed.
    return false;
  }
}

/** Only an answer from the server is a verdict about the mail; a timeout taken for one loses or doubles it. */
function judge(error: SmtpError, gate: GateState): SendResult {
  if (gate === 'withheld') return { outcome: 'refused', retry: true, response: withheld };
  const response = oneLine(error.response ?? error.message);
  const code = error.responseCode ?? 0;
  if (code >= 400) return { outcome: 'refused', retry: code < 500 || code === 503, response };
  if (gate === 'handed-over') return { outcome: 'uncertain', detail: response };
  // No session was lost there: nodemailer itself found that the server would not take this mail (its SIZE, the address).
  const unfit = error.code === 'EMESSAGE' || error.code === 'EENVELOPE';
  if (unfit) return { outcome: 'refused', retry: false, response };
  return { outcome: 'refused', retry: true, code: 'smtp-connection-lost', response };
}

function unknownAccount(id: string): Error {
  const help = 'It may have been taken out of the configuration.';
  return permanent('account-unknown', `There is no account "${id}".`, help);
}
