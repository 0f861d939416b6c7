import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where a conversation with a mail server breaks. `half`: in the middle of the mail; `dot`: after its last line. */
export type Place = 'connect' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'half' | 'dot';

/** What happens there: the connection is gone, nothing more is ever heard, or this is answered in the server's stead. */
export interface Fault {
  readonly at: Place;
  readonly what: 'drop' | 'hang' | { readonly say: string };
}

export interface FaultProxy {
  readonly port: number;
  /** What befalls the next connections; null: nothing. */
  fault: Fault | null;
  /** Resolves when the fault has happened so many times. */
  happened(): number;
  close(): Promise<void>;
}

/**
 * Stands between a client and a real SMTP server and lets the conversation break at one place. After `dot` the server has
 * taken the mail, and only its answer is lost. The server must not offer PIPELINING, so that a place is a moment.
 */
export async function startFaultProxy(serverPort: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  const proxy = { fault: null as Fault | null };
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    converse(client, upstream, proxy.fault, () => {
      count += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(proxy, {
    port: (server.address() as AddressInfo).port,
    happened: () => count,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  });
}

function converse(client: Socket, upstream: Socket, fault: Fault | null, happens: () => void): void {
  let inBody = false;
  let mute = false;
  let tail = '';
  /** True when the conversation ends or changes here. */
  const breaksAt = (place: string): boolean => {
    if (fault?.at !== place) return false;
    happens();
    if (fault.what === 'drop') {
      client.destroy();
      upstream.destroy();
    } else if (fault.what === 'hang') mute = true;
    else client.write(`${fault.what.say}\r\n`);
    return true;
  };
  if (breaksAt('connect')) return;
  upstream.on('data', (chunk: Buffer) => {
    const text = chunk.toString('latin1');
    // The answer to the whole mail: the server has it.
    if (tail === 'ended' && breaksAt('dot')) return;
    if (!mute) client.write(chunk);
    if (text.startsWith('354')) inBody = true;
  });
  client.on('data', (chunk: Buffer) => {
    if (mute) return;
    const text = chunk.toString('latin1');
    if (inBody) {
      if (fault?.at === 'half') {
        upstream.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => breaksAt('half'));
        return;
      }
      tail = `${tail}${text}`.slice(-5);
      if (tail.endsWith('\r\n.\r\n')) {
        inBody = false;
        tail = 'ended';
      }
      upstream.write(chunk);
      return;
    }
    if (breaksAt(text.slice(0, 4).toUpperCase())) return;
    upstream.write(chunk);
  });
}
