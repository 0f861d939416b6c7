import type { Logger } from 'pino';
import type { Account, Mailbox } from '../domain/index.js';
import { appendDraft, appendSent, wasSent } from './append.js';
import type { ConnectionLimits } from './connection.js';
import { fetchMessage } from './fetch-message.js';
import { findDrafts, standingAnswer } from './find-drafts.js';
import { findMessage } from './find-message.js';
import { changeLabels, labelsAt } from './labels.js';
import { moveToLabel } from './move.js';
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
    find: (account, messageId, serverId = null) =>
      sessions.use(account, 'look for a message', (client) => findMessage(client, account, messageId, serverId)),
    labelsAt: (location, ours) =>
      sessions.use(location.account, "look at a message's labels", (client, account) =>
        labelsAt(client, account, location, ours),
      ),
    changeLabels: (location, change, stillAllowed) =>
      sessions.use(location.account, 'label a message', (client, account) =>
        changeLabels(client, account, location, change, stillAllowed),
      ),
    moveToLabel: (location, label, messageId, stillAllowed) =>
      sessions.use(location.account, 'move a message', (client, account) =>
        moveToLabel(client, account, location, label, messageId, stillAllowed),
      ),
    appendDraft: (account, raw, messageId, stillAllowed) =>
      sessions.use(account, 'save a draft', (client, settings) =>
        appendDraft(client, settings, raw, messageId, stillAllowed),
      ),
    findDrafts: (account, drafts) =>
      sessions.use(account, 'look for drafts', (client, settings) => findDrafts(client, settings, drafts)),
    standingAnswer: (account, reply) =>
      sessions.use(account, 'look for an answer', (client, settings) => standingAnswer(client, settings, reply)),
    appendSent: async (account, raw, messageId) => {
      await sessions.use(account, 'save a sent mail', (client, settings) =>
        appendSent(client, settings, raw, messageId),
      );
    },
    wasSent: (account, messageId) =>
      sessions.use(account, 'look into the sent mail', (client, settings) => wasSent(client, settings, messageId)),
    close: () => sessions.close(),
  };
}
