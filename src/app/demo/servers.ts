import { type HeldMessage, startImapServer } from './imap-server.js';
import { type SunkMail, startSmtpServer } from './smtp-server.js';

export type { HeldMessage } from './imap-server.js';
export type { SunkMail } from './smtp-server.js';

export interface DemoAccount {
  readonly user: string;
  readonly password: string;
  /** Raw mails that lie in INBOX at the start, oldest first. */
  readonly messages?: readonly Buffer[];
}

export interface DemoServers {
  readonly imap: { readonly host: string; readonly port: number };
  readonly smtp: { readonly host: string; readonly port: number };
  /** Puts a new mail into a folder of a user (default INBOX); whoever idles there is told at once. */
  deliver(user: string, raw: Buffer, folder?: string): { uid: number };
  /** What a user's folders really hold, by folder name. */
  mailboxState(user: string): ReadonlyMap<string, readonly HeldMessage[]>;
  /** Mails that were sent, with their envelopes, oldest first. */
  readonly sink: readonly SunkMail[];
  close(): Promise<void>;
}

/** IMAP and SMTP servers in this process, on free loopback ports, without encryption. Each account has its own mailbox. */
export async function startDemoServers(options: {
  readonly accounts: readonly DemoAccount[];
  readonly host?: string;
}): Promise<DemoServers> {
  const host = options.host ?? '127.0.0.1';
  const imap = await startImapServer(options.accounts, host);
  const smtp = await startSmtpServer(options.accounts, host);
  for (const { user, messages = [] } of options.accounts) {
    for (const message of messages) imap.deliver(user, message);
  }
  return {
    imap: { host: imap.host, port: imap.port },
    smtp: { host: smtp.host, port: smtp.port },
    deliver: (user, raw, folder) => imap.deliver(user, raw, folder),
    mailboxState: (user) => imap.state(user),
    sink: smtp.sink,
    async close() {
      await Promise.all([imap.close(), smtp.close()]);
    },
  };
}
