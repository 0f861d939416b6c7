import type { ImapFlow } from 'imapflow';
import { type Logger, pino } from 'pino';
import type { Account, Location } from '../../src/domain/index.js';
import { connect } from '../../src/mailbox/connection.js';
import { type WatchOptions, type WatchState, type WatchTiming, watch } from '../../src/mailbox/index.js';
import type { MemoryArrivals } from './memory-arrivals.js';

export const silent: Logger = pino({ level: 'silent' });

/** An account at a server without encryption; addresses are at example.org. */
export function testAccount(
  id: string,
  server: { host: string; port: number; user: string },
  folders: readonly string[] = ['INBOX'],
): Account {
  const { host, port, user } = server;
  const login = { user, secret: { kind: 'password' as const, password: 'secret' } };
  return {
    id,
    imap: { host, port, security: 'none', login, folders },
    smtp: null,
    identity: { name: 'Example Lab', email: `${id}@lab.example.org` },
    aliases: [],
  };
}

/** A small raw mail at example.com. */
export function rawMail(options: { subject?: string; messageId?: string | null; body?: string | Buffer } = {}): Buffer {
  const { subject = 'Application', messageId = '<one@example.com>', body = 'Hello.\r\n' } = options;
  const head = [
    'Return-Path: <ada@example.com>',
    'From: Ada Example <ada@example.com>',
    'To: lab@lab.example.org',
    `Subject: ${subject}`,
    'Date: Mon, 03 Nov 2025 09:12:00 +0100',
    ...(messageId === null ? [] : [`Message-ID: ${messageId}`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}

/** Runs `work` as another mail program would: a connection of its own, closed afterwards. */
export async function asOtherClient<T>(account: Account, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = await connect(account, silent);
  try {
    return await work(client);
  } finally {
    await client.logout().catch(() => {});
    client.close();
  }
}

/** Delivers by APPEND, as another client or a mail server's agent does. */
export function deliver(
  account: Account,
  raw: Buffer,
  folder = 'INBOX',
  flags: string[] = [],
  date?: Date,
): Promise<number> {
  return asOtherClient(account, async (client) => {
    const appended = await client.append(folder, raw, flags, date);
    return appended === false ? 0 : (appended.uid ?? 0);
  });
}

/** Appends a mail to INBOX and says where it lies. */
export async function place(account: Account, raw: Buffer, flags: string[] = []): Promise<Location> {
  return asOtherClient(account, async (client) => {
    const appended = await client.append('INBOX', raw, flags);
    if (appended === false || appended.uid === undefined) throw new Error('the server did not say where the mail lies');
    const uidValidity = (appended.uidValidity ?? 0n).toString();
    return { account: account.id, folder: 'INBOX', uidValidity, uid: appended.uid };
  });
}

/** Moves a message out of INBOX, as a person does. */
export async function moveTo(account: Account, uid: number, folder: string): Promise<void> {
  await asOtherClient(account, async (client) => {
    await client.mailboxOpen('INBOX');
    await client.messageMove(String(uid), folder, { uid: true });
  });
}

/** Flags of every message of a folder, by UID. */
export function flagsIn(account: Account, folder = 'INBOX'): Promise<Map<number, Set<string>>> {
  return asOtherClient(account, async (client) => {
    const mailbox = await client.mailboxOpen(folder, { readOnly: true });
    if (mailbox.exists === 0) return new Map();
    const messages = await client.fetchAll('1:*', { uid: true, flags: true });
    return new Map(messages.map((message) => [message.uid, message.flags ?? new Set<string>()]));
  });
}

/** Timing that makes failures and retries quick. */
export const quick: Partial<WatchTiming> = {
  baseMs: 30,
  maxMs: 200,
  stableMs: 10_000,
  refusedMs: 50,
  refusedMaxMs: 60_000,
};

export interface Watching {
  readonly states: WatchState[];
  /** Resolves at the next state of this status, or at once when it is the present one. */
  until(status: WatchState['status']): Promise<WatchState>;
  /** Aborts and waits for the end; returns the milliseconds that took. */
  stop(): Promise<number>;
}

/** A watcher in the background; sweeps only after notifications unless told otherwise. */
export function startWatching(
  account: Account,
  arrivals: MemoryArrivals,
  options: Partial<WatchOptions> & { folder?: string } = {},
): Watching {
  const controller = new AbortController();
  const states: WatchState[] = [];
  let waiting: { status: string; resolve: (state: WatchState) => void }[] = [];
  const done = watch(account, options.folder ?? 'INBOX', arrivals, {
    logger: silent,
    now: () => new Date(),
    sweepSeconds: 3600,
    onNew: () => {},
    ...options,
    timing: { ...quick, ...options.timing },
    signal: controller.signal,
    onState(state) {
      states.push(state);
      waiting = waiting.filter(({ status, resolve }) => {
        if (state.status !== status) return true;
        resolve(state);
        return false;
      });
    },
  });
  return {
    states,
    until(status) {
      const present = states.at(-1);
      if (present?.status === status) return Promise.resolve(present);
      return new Promise((resolve) => waiting.push({ status, resolve }));
    },
    async stop() {
      const began = Date.now();
      controller.abort();
      await done;
      return Date.now() - began;
    },
  };
}
