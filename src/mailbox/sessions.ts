import type { ImapFlow } from 'imapflow';
import type { Logger } from 'pino';
import type { Account } from '../domain/index.js';
import { permanent } from '../domain/index.js';
import { type ConnectionLimits, connect } from './connection.js';
import { imapError, isLostConnection } from './errors.js';

export interface SessionOptions {
  readonly limits?: ConnectionLimits;
  /** How long an unused connection is kept, in milliseconds. */
  readonly keepMs: number;
}

/** One connection an account for the things that workers do, apart from the watchers' connections. */
export interface Sessions {
  /**
   * Runs `work` when all earlier work of this account has ended: two commands of one mailbox never mix. Work that finds
   * a kept connection dead runs again on a new one, so it must be able to start over.
   * @param doing completes the sentence "Could not …" of an error
   */
  use<T>(accountId: string, doing: string, work: (client: ImapFlow, account: Account) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Slot {
  readonly account: Account;
  client: ImapFlow | null;
  /** Settles when the work before has ended; never rejects. */
  tail: Promise<void>;
  timer: NodeJS.Timeout | undefined;
}

export function createSessions(accounts: readonly Account[], logger: Logger, options: SessionOptions): Sessions {
  const slots = new Map<string, Slot>();
  for (const account of accounts) {
    slots.set(account.id, { account, client: null, tail: Promise.resolve(), timer: undefined });
  }
  let closed = false;

  const drop = (slot: Slot) => {
    clearTimeout(slot.timer);
    slot.client?.close();
    slot.client = null;
  };

  const run = async <T>(slot: Slot, doing: string, work: (client: ImapFlow, account: Account) => Promise<T>) => {
    clearTimeout(slot.timer);
    const kept = slot.client?.usable === true;
    try {
      return await once(slot, work);
    } catch (error) {
      // A kept connection may have died unnoticed; that says nothing about the work.
      if (!kept || !isLostConnection(rootOf(error))) throw imapError(error, { account: slot.account.id }, doing);
      drop(slot);
      return await once(slot, work).catch((again: unknown) => {
        throw imapError(again, { account: slot.account.id }, doing);
      });
    } finally {
      if (slot.client?.usable !== true || closed) drop(slot);
      else slot.timer = setTimeout(() => drop(slot), options.keepMs).unref();
    }
  };

  const once = async <T>(slot: Slot, work: (client: ImapFlow, account: Account) => Promise<T>) => {
    if (slot.client?.usable !== true) {
      drop(slot);
      const limits = options.limits === undefined ? {} : { limits: options.limits };
      slot.client = await connect(slot.account, logger.child({ account: slot.account.id }), limits);
    }
    return await work(slot.client, slot.account);
  };

  return {
    use(accountId, doing, work) {
      const slot = slots.get(accountId);
      if (slot === undefined) return Promise.reject(unknownAccount(accountId));
      if (closed) return Promise.reject(new Error('the mailbox was closed'));
      const result = slot.tail.then(() => run(slot, doing, work));
      slot.tail = result.then(
        () => {},
        () => {},
      );
      return result;
    },
    async close() {
      closed = true;
      for (const slot of slots.values()) {
        await slot.tail;
        drop(slot);
      }
    },
  };
}

/** Our errors carry the library's as their cause. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

function unknownAccount(id: string): Error {
  return permanent(
    'account-unknown',
    `There is no account "${id}".`,
    'It may have been taken out of the configuration; its messages stay in the store.',
  );
}
