import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Where a server can answer, in order. `body` is the answer to the end of the mail. */
export type Step = 'greeting' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'quit' | 'other';

/** What happens at a step: an answer, the connection is closed, or nothing ever. */
export type Move = string | 'drop' | 'hang';

const friendly: Record<Step, Move> = {
  greeting: '220 scripted',
  ehlo: '250-scripted\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 SIZE 1000000',
  auth: '235 welcome',
  mail: '250 sender ok',
  rcpt: '250 recipient ok',
  data: '354 go ahead',
  body: '250 queued as 1',
  quit: '221 bye',
  other: '502 not here',
};

export interface ScriptedSmtp {
  readonly port: number;
  /** Command lines of all sessions, in order; a mail's bytes stand as `<body N bytes>`. */
  readonly heard: string[];
  /** The mails that were heard to their end, dot-stuffed as they came. */
  readonly bodies: string[];
  close(): Promise<void>;
}

/** An SMTP server that does at each step what the script says, for failures that a good server never shows. */
export async function startScriptedSmtp(script: Partial<Record<Step, Move>> = {}): Promise<ScriptedSmtp> {
  const moves = { ...friendly, ...script };
  const heard: string[] = [];
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    converse(socket, moves, heard, bodies);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function converse(socket: Socket, moves: Record<Step, Move>, heard: string[], bodies: string[]): void {
  let pending = '';
  let inBody = false;
  const play = (step: Step): boolean => {
    const move = moves[step];
    if (move === 'drop') socket.destroy();
    if (move === 'drop' || move === 'hang') return false;
    socket.write(`${move}\r\n`);
    inBody = step === 'data' && move.startsWith('354');
    return true;
  };
  if (!play('greeting')) return;
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (;;) {
      const end = (inBody ? /(?:^|\r\n)\.\r\n/ : /\r\n/).exec(pending);
      if (end === null) return;
      const said = pending.slice(0, end.index);
      pending = pending.slice(end.index + end[0].length);
      const step = inBody ? 'body' : stepOf(said);
      heard.push(inBody ? `<body ${said.length} bytes>` : said);
      if (inBody) bodies.push(said);
      inBody = false;
      if (!play(step)) return;
    }
  });
}

function stepOf(line: string): Step {
  const word = line.slice(0, 4).toLowerCase();
  if (word === 'helo') return 'ehlo';
  return (['ehlo', 'auth', 'mail', 'rcpt', 'data', 'quit'] as const).find((step) => step === word) ?? 'other';
}
