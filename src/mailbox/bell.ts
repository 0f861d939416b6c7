import type { ImapFlow } from 'imapflow';
import { pause } from './backoff.js';

export interface Bell {
  /** Forgets what has rung; called before a sweep, so that a notification in the middle of it is not lost. */
  clear(): void;
  /**
   * Idles, and resolves when the folder's count has changed since `clear`, when it is time to sweep, or when the signal is
   * aborted. Rejects when the connection is lost.
   */
  rung(): Promise<void>;
}

/** An IDLE shorter than this was not ended by our next command or by the server's half hour, but refused. */
const steadyIdleMs = 10_000;

/** @param pollMs longest wait in milliseconds where the server does not idle, whatever it has promised */
export function createBell(client: ImapFlow, sweepMs: number, pollMs: number, signal: AbortSignal): Bell {
  let rung = false;
  let wake = () => {};
  client.on('exists', () => {
    rung = true;
    wake();
  });
  client.once('close', () => wake());

  const wait = async () => {
    const waited = new AbortController();
    wake = () => waited.abort();
    signal.addEventListener('abort', wake, { once: true });
    const idles = client.capabilities.has('IDLE');
    if (idles) void idleUntilBroken(client, pollMs, waited);
    await pause(idles ? sweepMs : Math.min(sweepMs, pollMs), waited.signal);
    waited.abort();
    signal.removeEventListener('abort', wake);
    wake = () => {};
  };

  return {
    clear() {
      rung = false;
    },
    async rung() {
      if (!rung && client.usable && !signal.aborted) await wait();
      if (!client.usable && !signal.aborted) {
        throw Object.assign(new Error('the connection was closed'), { code: 'NoConnection' });
      }
    },
  };
}

/** IDLE goes on until our next command. When it ends before, the wait is cut short: at once, or after a poll's time. */
async function idleUntilBroken(client: ImapFlow, pollMs: number, waited: AbortController): Promise<void> {
  const began = Date.now();
  await client.idle().catch(() => {});
  if (Date.now() - began < steadyIdleMs) await pause(pollMs, waited.signal);
  waited.abort();
}
