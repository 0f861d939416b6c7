import type { Logger } from 'pino';
import type { Account, Mailbox } from '../domain/index.js';
import { appendDraft, appendSent, wasSent } from './append.js';
import type { ConnectionLimits } from './connection.js';
import { fetchMessage } from './fetch-message.js';
import { findMessage } from './find-message.js';
import { setLabels } from './labels.js';
import { createSessions } from './sessions.js';

export interface MailboxOptions {
  readonly limits?: ConnectionLimits;
  /** How long an unused connection is kept, in milliseconds; default 30 s. */
  readonly keepMs?: number;
}

/** A mailbox over IMAP. Work of one account runs one after another. */
export interface ImapMailbox extends Mailbox {
  /** Waits for what is running and closes all connections. */
  close(): Promise<void>;
}

export function createMailbox(accounts: readonly Account[], logger: Logger, options: MailboxOptions = {}): ImapMailbox {
  const sessions = createSessions(accounts, logger, { keepMs: 30_000, ...options });
  return {
    fetch: (location, { maxBytes }) =>
      sessions.use(location.account, 'fetch a message', (client) => fetchMessage(client, location, maxBytes)),
    find: (account, messageId) =>
      sessions.use(account, 'look for a message', (client) => findMessage(client, account, messageId)),
    setLabels: (location, labels, ours) =>
      sessions.use(location.account, 'label a message', (client) => setLabels(client, location, labels, ours)),
    appendDraft: (account, raw, messageId) =>
      sessions.use(account, 'save a draft', (client) => appendDraft(client, account, raw, messageId)),
    appendSent: async (account, raw, messageId) => {
      await sessions.use(account, 'save a sent mail', (client) => appendSent(client, account, raw, messageId));
    },
    wasSent: (account, messageId) =>
      sessions.use(account, 'look into the sent mail', (client) => wasSent(client, account, messageId)),
    close: () => sessions.close(),
  };
}
