import { connect, createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketHandler, type PGLiteSocketHandlerOptions } from '@electric-sql/pglite-socket';
import type { Logger } from 'pino';
import { SessionQueue } from './session-queue.js';

/** Listens for pg clients. Those that come before the database is open wait for it. */
export class SocketServer {
  private readonly sockets = new Set<Socket>();
  private queue: SessionQueue | null = null;

  private constructor(
    private readonly server: Server,
    private readonly logger: Logger,
  ) {}

  /** Binds the path, which must not exist. */
  static listen(path: string, logger: Logger): Promise<SocketServer> {
    const server = createServer();
    const served = new SocketServer(server, logger);
    server.on('connection', (socket) => served.accept(socket));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        server.on('error', (error) =>
          logger.error({ reason: error.message }, 'the socket of the embedded store failed'),
        );
        resolve(served);
      });
    });
  }

  /** Begins to serve the database to those who wait and to all who come. */
  serve(database: PGlite): void {
    this.queue = new SessionQueue(database, (error) => this.logger.error({ err: error }, 'the embedded store failed'));
    for (const socket of this.sockets) this.attach(socket, this.queue);
  }

  /** Stops listening (which removes the socket's file) and drops all clients. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    // The handler listens as well, but not before the database is open.
    socket.on('error', (error) =>
      this.logger.debug({ reason: error.message }, 'a client of the embedded store broke off'),
    );
    if (this.queue !== null) this.attach(socket, this.queue);
  }

  private attach(socket: Socket, queue: SessionQueue): void {
    // The library types the queue as its own class, of which it uses these three methods.
    const queryQueue = queue as unknown as PGLiteSocketHandlerOptions['queryQueue'];
    const handler = new PGLiteSocketHandler({ queryQueue, closeOnDetach: true });
    handler.attach(socket).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'a client of the embedded store could not be served');
      socket.destroy();
    });
  }
}

/** True when a process listens on the socket; false when there is none or its process has died. */
export function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      else reject(error);
    });
  });
}
