import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ScriptedMessage {
  readonly uid: number;
  readonly raw: Buffer;
  readonly flags: Set<string>;
}

export interface Script {
  readonly greeting?: string;
  readonly capabilities?: string;
  /** Null leaves UIDVALIDITY out. */
  readonly uidValidity?: string | null;
  /** Null leaves PERMANENTFLAGS out. */
  readonly permanentFlags?: string | null;
  readonly messages?: readonly ScriptedMessage[];
  /** Lines before the tagged answer, then the tagged answer without its tag; undefined goes the usual way, `hang` says nothing. */
  readonly answer?: (command: string, rest: string, count: number) => readonly string[] | 'hang' | undefined;
}

export interface ScriptedImap {
  readonly host: string;
  readonly port: number;
  /** Command names in order, of all sessions. */
  readonly heard: string[];
  /** Closes every connection; new ones are taken. */
  drop(): void;
  close(): Promise<void>;
}

/** A small IMAP server for what good servers don't do: one folder, INBOX, and answers that a test may replace. */
export async function startScriptedImap(script: Script): Promise<ScriptedImap> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (script.greeting !== 'hang') socket.write(`${script.greeting ?? '* OK scripted'}\r\n`);
    let pending = '';
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (;;) {
        const end = pending.indexOf('\r\n');
        if (end < 0) return;
        const [, tag = '', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(pending.slice(0, end)) ?? [];
        pending = pending.slice(end + 2);
        const name = command.toUpperCase();
        heard.push(name);
        const count = heard.filter((word) => word === name).length;
        const lines = script.answer?.(name, rest, count) ?? usual(script, name, rest);
        if (lines === 'hang') continue;
        const tagged = lines.at(-1) ?? 'OK';
        socket.write([...lines.slice(0, -1), `${tag} ${tagged}`, ''].join('\r\n'), 'latin1');
        if (name === 'LOGOUT') socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    heard,
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function usual(script: Script, command: string, rest: string): readonly string[] {
  const messages = script.messages ?? [];
  switch (command) {
    case 'CAPABILITY':
      return [`* CAPABILITY IMAP4rev1 ${script.capabilities ?? ''}`.trim(), 'OK'];
    case 'LIST':
    case 'LSUB':
      return [`* ${command} (\\HasNoChildren) "/" INBOX`, 'OK'];
    case 'SELECT':
    case 'EXAMINE':
      return selected(script, command, messages);
    case 'UID SEARCH':
      return [`* SEARCH ${found(rest, messages).join(' ')}`.trim(), 'OK'];
    case 'UID FETCH':
      return [...fetched(rest, messages), 'OK'];
    case 'UID STORE':
      return [...stored(rest, messages), 'OK'];
    case 'LOGOUT':
      return ['* BYE', 'OK'];
    default:
      return ['OK'];
  }
}

function selected(script: Script, command: string, messages: readonly ScriptedMessage[]): string[] {
  const flags = script.permanentFlags === undefined ? '\\Seen \\*' : script.permanentFlags;
  return [
    `* ${messages.length} EXISTS`,
    '* FLAGS (\\Seen \\Flagged)',
    ...(flags === null ? [] : [`* OK [PERMANENTFLAGS (${flags})] ok`]),
    ...(script.uidValidity === null ? [] : [`* OK [UIDVALIDITY ${script.uidValidity ?? '7'}] ok`]),
    `OK [${command === 'SELECT' ? 'READ-WRITE' : 'READ-ONLY'}] done`,
  ];
}

function found(rest: string, messages: readonly ScriptedMessage[]): number[] {
  const from = Number(/UID (\d+):\*/.exec(rest)?.[1] ?? 0);
  const header = /HEADER message-id "?([^"]*)"?/i.exec(rest)?.[1];
  const last = messages.at(-1)?.uid;
  return messages
    .filter((message) => message.uid >= from || message.uid === last)
    .filter((message) => header === undefined || message.raw.includes(header))
    .map((message) => message.uid);
}

function fetched(rest: string, messages: readonly ScriptedMessage[]): string[] {
  const [set = '', ...items] = rest.split(' ');
  const uids = new Set(set.split(',').map(Number));
  const wanted = items.join(' ');
  return messages.flatMap((message, index) => {
    if (!uids.has(message.uid)) return [];
    const raw = message.raw.toString('latin1');
    const parts = [`UID ${message.uid}`];
    if (wanted.includes('FLAGS')) parts.push(`FLAGS (${[...message.flags].join(' ')})`);
    if (wanted.includes('INTERNALDATE')) parts.push('INTERNALDATE "03-Nov-2025 09:12:00 +0100"');
    if (wanted.includes('RFC822.SIZE')) parts.push(`RFC822.SIZE ${raw.length}`);
    if (wanted.includes('BODY.PEEK[]')) parts.push(`BODY[]<0> {${raw.length}}\r\n${raw}`);
    return [`* ${index + 1} FETCH (${parts.join(' ')})`];
  });
}

function stored(rest: string, messages: readonly ScriptedMessage[]): string[] {
  const [, uid = '', sign = '', list = ''] = /^(\d+) ([+-]?)FLAGS(?:\.SILENT)? \((.*)\)$/i.exec(rest) ?? [];
  const message = messages.find((candidate) => candidate.uid === Number(uid));
  for (const flag of list.split(' ')) {
    if (sign === '-') message?.flags.delete(flag);
    else message?.flags.add(flag);
  }
  return [];
}
