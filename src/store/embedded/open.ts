import { createHash } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Logger } from 'pino';
import { permanent, TriageError } from '../../domain/index.js';
import { withGuard } from './guard.js';
import { answers, SocketServer } from './socket-server.js';

/** A PGlite in a folder, reachable like any PostgreSQL over a socket that only this user may open. */
export interface Embedded {
  /** Connection URL for pg. */
  readonly url: string;
  /** False when another process has the folder open and serves it to us. */
  readonly owner: boolean;
  close(): Promise<void>;
}

/** sun_path holds 108 bytes with its final NUL (unix(7)); 104 on BSD and macOS. */
const maxSocketPath = 103;
/** Under this name pg looks for the socket in the folder that it is given as host. */
const socketName = '.s.PGSQL.5432';

/**
 * Opens the PGlite in `dataDir/postgres`, or joins the process that has it open: PGlite takes a folder for itself without
 * looking whether another has it, and two on one folder destroy it. Who listens on the socket owns the folder; the
 * kernel takes the socket from a process that dies.
 *
 * @throws `data-folder-unusable` (permanent), `data-folder-busy` (retryable)
 */
export async function openEmbedded(dataDir: string, logger: Logger): Promise<Embedded> {
  const folder = resolve(dataDir);
  const socketFolder = await usable(folder, () => prepareFolders(folder));
  const url = `postgres://postgres@${encodeURIComponent(socketFolder)}/postgres`;
  const own = await takeOver(folder, socketFolder, logger);
  if (own !== null) return { url, owner: true, close: own };
  logger.info({ dataDir: folder }, 'the data folder is open in another process: using its store');
  return { url, owner: false, close: standBy(folder, socketFolder, logger) };
}

/** Opens the folder and serves it, unless somebody does so already (null). Returns what ends it. */
async function takeOver(folder: string, socketFolder: string, logger: Logger): Promise<(() => Promise<void>) | null> {
  const socketPath = join(socketFolder, socketName);
  const server = await usable(folder, () =>
    withGuard(join(socketFolder, 'opening'), async () => {
      if (await answers(socketPath)) return null;
      await rm(socketPath, { force: true });
      return SocketServer.listen(socketPath, logger);
    }),
  );
  if (server === null) return null;
  try {
    const database = await usable(folder, () => PGlite.create({ dataDir: join(folder, 'postgres') }));
    server.serve(database);
    return async () => {
      await server.close();
      await database.close();
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** How often a process that joined looks whether the owner is still there, in milliseconds. */
const lookEveryMs = 500;

/**
 * Waits beside the owner and takes its place when it ends: a `triage queue` that happened to open the folder first must
 * not leave `triage start` without a store. The socket keeps its path, so every pool finds the new owner by itself.
 */
function standBy(folder: string, socketFolder: string, logger: Logger): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let end: (() => Promise<void>) | null = null;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      if (!(await answers(join(socketFolder, socketName)))) {
        end = await takeOver(folder, socketFolder, logger);
        if (end !== null)
          logger.info({ dataDir: folder }, 'the process that had the data folder open is gone: this one has it now');
      }
    } catch (error) {
      logger.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'could not take over the data folder',
      );
    }
    if (!stopped && end === null) next();
  };
  const next = (): void => {
    timer = setTimeout(() => {
      looking = look();
    }, lookEveryMs);
    timer.unref();
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await looking;
    await end?.();
  };
}

async function prepareFolders(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const near = join(folder, 'socket');
  // A long path doesn't fit a socket's address; then it stands where paths are short, under a name made from the folder's.
  const short = join(tmpdir(), `triage-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
  const socketFolder = Buffer.byteLength(join(near, socketName)) <= maxSocketPath ? near : short;
  await mkdir(socketFolder, { recursive: true, mode: 0o700 });
  await chmod(socketFolder, 0o700);
  return socketFolder;
}

async function usable<T>(folder: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof TriageError) throw error;
    throw permanent(
      'data-folder-unusable',
      `the data folder ${folder} can't be used: ${error instanceof Error ? error.message : String(error)}`,
      'Check that it exists, belongs to this user and that the disk is not full; bring back a copy if it is damaged.',
      error,
    );
  }
}
