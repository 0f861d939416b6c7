import type { Logger } from 'pino';
import { asTriageError } from '../domain/index.js';

/** Whoever opens something pushes its release; the last one opened is released first, each at most once. */
export interface ReleaseStack {
  push(name: string, release: () => Promise<unknown> | unknown): void;
  /** Releases everything; a release that fails or hangs is logged and does not stop the others. */
  releaseAll(): Promise<void>;
}

/** How long one release may take, in milliseconds. */
const LIMIT_MS = 30_000;

/** A stack of releases for one program. */
export function createReleaseStack(logger: Logger): ReleaseStack {
  const stack: { name: string; release: () => Promise<unknown> | unknown }[] = [];
  let running: Promise<void> | null = null;
  const releaseOne = async (name: string, release: () => Promise<unknown> | unknown): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), LIMIT_MS);
    });
    try {
      const first = await Promise.race([Promise.resolve(release()), late]);
      if (first === 'late') logger.warn({ name }, 'did not stop in time');
    } catch (error) {
      logger.warn({ name, reason: asTriageError(error).message }, 'stopping failed');
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    push: (name, release) => void stack.push({ name, release }),
    releaseAll() {
      running ??= (async () => {
        for (let top = stack.pop(); top !== undefined; top = stack.pop()) await releaseOne(top.name, top.release);
      })();
      return running;
    },
  };
}
