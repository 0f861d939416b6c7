import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow, { type Command, type Connection, type Folder, type ImapServer, type Plugin } from 'hoodiecrow-imap';
import { answerFromRaw } from './imap-answers.js';

/** A message as the demo's mailbox holds it. */
export interface HeldMessage {
  readonly uid: number;
  readonly raw: Buffer;
  /** Flags that begin with a backslash. */
  readonly flags: readonly string[];
  readonly keywords: readonly string[];
}

export interface DemoImapServer {
  readonly host: string;
  readonly port: number;
  /** Puts a mail into a folder, as the world's mail servers do; whoever watches is told. */
  deliver(user: string, raw: Buffer, folder?: string, receivedAt?: Date): { uid: number };
  /** Every folder of a user with what it really holds. */
  state(user: string): ReadonlyMap<string, readonly HeldMessage[]>;
  close(): Promise<void>;
}

const specialFolders = ['Drafts', 'Sent', 'Trash', 'Junk', 'Archive'];

/**
 * hoodiecrow-imap in this process, as a server that imapflow works with. The package is from 2017; what its plain form
 * lacks or gets wrong is put right here and in imap-answers.ts, so that src/mailbox needs no special case:
 * - one store serves all users: every login is moved to a server object of its own;
 * - IDLE keeps a half-hour timer after the client is gone, which would keep the process alive;
 * - ranges of a body, envelopes with odd headers, dates in half-hour time zones: answered from the raw bytes;
 * - every line of an answer waits for the client's acknowledgement of the one before (Nagle);
 * - close() waits for clients that never leave.
 *
 * @param more further plugins of every user's server, such as hoodiecrow's `X-GM-EXT-1`
 */
export async function startImapServer(
  accounts: readonly { readonly user: string; readonly password: string }[],
  host: string,
  more: readonly Plugin[] = [],
): Promise<DemoImapServer> {
  const servers = new Map(accounts.map(({ user }) => [user, serverOf([...plugins, ...more])]));
  const users = Object.fromEntries(accounts.map(({ user, password }) => [user, { password }]));
  const door = hoodiecrow({ plugins: [...plugins, ...more, (server) => moveInAtLogin(server, servers)], users });
  const sockets = new Set<Socket>();
  door.server.on('connection', (socket) => {
    sockets.add(socket);
    // An answer is many small writes; each would wait for the acknowledgement of the one before.
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(socket));
  });
  door.setMaxListeners(0);
  await new Promise<void>((resolve) => door.listen(0, host, resolve));

  const ofUser = (user: string): ImapServer => {
    const server = servers.get(user);
    if (server === undefined) throw new Error(`the demo has no user ${user}`);
    return server;
  };
  return {
    host,
    port: (door.server.address() as AddressInfo).port,
    deliver(user, raw, folder = 'INBOX', receivedAt = new Date()) {
      const server = ofUser(user);
      const target = server.getMailbox(folder);
      if (target === undefined) throw new Error(`the demo has no folder ${folder}`);
      const { message } = server.appendMessage(target, [], imapDate(receivedAt), raw.toString('latin1'));
      return { uid: message.uid };
    },
    state: (user) => new Map(Object.entries(ofUser(user).folderCache).map(([path, folder]) => [path, heldIn(folder)])),
    close: () =>
      new Promise((resolve) => {
        door.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const plugins: readonly Plugin[] = ['UIDPLUS', 'SPECIAL-USE', 'UNSELECT', 'MOVE', idle, answerFromRaw, datesInUtc];

function serverOf(itsPlugins: Plugin[]): ImapServer {
  const special = Object.fromEntries(
    specialFolders.map((name) => [name, { 'special-use': `\\${name}`, uidvalidity: 77 }]),
  );
  const server = hoodiecrow({
    plugins: itsPlugins,
    storage: { INBOX: { uidvalidity: 77 }, '': { separator: '/', folders: special } },
  });
  server.setMaxListeners(0);
  return server;
}

/** After LOGIN the connection belongs to its user's server: hoodiecrow asks `connection.server` for everything. */
function moveInAtLogin(door: ImapServer, servers: ReadonlyMap<string, ImapServer>): void {
  const login = door.getCommandHandler('LOGIN');
  door.setCommandHandler('LOGIN', (connection, parsed, data, done) => {
    login(connection, parsed, data, () => {
      const home = servers.get(parsed.attributes?.[0]?.value ?? '');
      if (connection.state === 'Authenticated' && home !== undefined) {
        door.removeListener('notify', connection._notificationCallback);
        home.on('notify', connection._notificationCallback);
        connection.server = home;
      }
      done();
    });
  });
}

/** IDLE (RFC 2177) without a timer. Notifications are held back again after DONE, which hoodiecrow's own forgets. */
function idle(server: ImapServer): void {
  server.registerCapability('IDLE');
  server.setCommandHandler('IDLE', (connection: Connection, parsed: Command, _data: string, done: () => void) => {
    connection.directNotifications = true;
    connection.inputHandler = (line) => {
      connection.inputHandler = false;
      connection.directNotifications = false;
      const ended = line.toUpperCase() === 'DONE';
      const text = { type: 'TEXT', value: ended ? 'IDLE terminated' : 'Expected DONE' };
      connection.send({ tag: parsed.tag, command: ended ? 'OK' : 'BAD', attributes: [text] }, 'IDLE', parsed);
    };
    connection.socket?.write('+ idling\r\n');
    connection.processNotifications();
    done();
  });
}

function datesInUtc(server: ImapServer): void {
  server.formatInternalDate = imapDate;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** INTERNALDATE (RFC 3501 §9, date-time) in UTC. */
function imapDate(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`;
}

function heldIn(folder: Folder): HeldMessage[] {
  return folder.messages.map((message) => ({
    uid: message.uid,
    raw: Buffer.from(message.raw, 'latin1'),
    flags: message.flags.filter((flag) => flag.startsWith('\\')),
    keywords: message.flags.filter((flag) => !flag.startsWith('\\')),
  }));
}
