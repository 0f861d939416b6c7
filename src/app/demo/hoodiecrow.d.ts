/** The parts of hoodiecrow-imap that src/app/demo/imap-server.ts uses; the package comes without types. */
declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events';
  import type { Server, Socket } from 'node:net';

  export interface Node {
    type: string;
    value?: string;
    section?: (Node | Node[])[];
    partial?: (string | number)[];
  }
  export type Value = Node | string | number | null | Value[];

  export interface Message {
    uid: number;
    /** Bytes as characters (latin1). */
    raw: string;
    flags: string[];
    internaldate: string;
    parsed?: unknown;
  }

  export interface Folder {
    path: string;
    flags: string[];
    messages: Message[];
    uidvalidity: number;
    uidnext: number;
    permanentFlags: string[];
    allowPermanentFlags: boolean;
  }

  export interface Command {
    tag: string;
    command: string;
    attributes?: Node[];
  }

  export interface Connection {
    server: ImapServer;
    socket: Socket | null;
    state: string;
    readOnly: boolean;
    directNotifications: boolean;
    inputHandler: false | ((line: string) => void);
    _notificationCallback: (notification: unknown) => void;
    send(response: { tag: string; command: string; attributes: Node[] }, description: string, parsed: Command): void;
    processNotifications(): void;
  }

  export type CommandHandler = (connection: Connection, parsed: Command, data: string, done: () => void) => void;

  export interface ImapServer extends EventEmitter {
    server: Server;
    folderCache: Record<string, Folder>;
    fetchHandlers: Record<string, (connection: Connection, message: Message, query: Node) => Value>;
    storeHandlers: Record<
      string,
      (connection: Connection, message: Message, labels: Node[], ...rest: unknown[]) => void
    >;
    messageHandlers: ((server: ImapServer, message: Message, folder: Folder) => void)[];
    formatInternalDate(date: Date): string;
    registerCapability(name: string): void;
    setCommandHandler(name: string, handler: CommandHandler): void;
    getCommandHandler(name: string): CommandHandler;
    getMailbox(path: string): Folder | undefined;
    appendMessage(folder: Folder, flags: string[], date: string, raw: string): { mailbox: Folder; message: Message };
    listen(port: number, host: string, ready: () => void): void;
    close(done: () => void): void;
  }

  export type Plugin = string | ((server: ImapServer) => void);

  export default function hoodiecrow(options: {
    plugins: Plugin[];
    users?: Record<string, { password: string }>;
    storage?: Record<string, unknown>;
  }): ImapServer;
}
