import { Worker } from 'node:worker_threads';
import { permanent } from '../../domain/index.js';
import type { RuleFinding, RuleText } from '../../review/rules-desk.js';
import { rulesetHash } from '../../rules/index.js';
import type { NamedPositions } from '../known-positions.js';
import { threadEntry } from '../thread-entry.js';
import type { CheckAnswer, CheckAsked } from './thread-jobs.js';

/** A thread that nobody asked for so long is ended: it holds a compiled ruleset's memory. In milliseconds. */
const IDLE_MS = 120_000;
/** No check takes longer, examples included (see check-rules.ts). In milliseconds. */
const LIMIT_MS = 90_000;
const MOST_KEPT = 12;

export interface Checker {
  check(files: readonly RuleText[], options?: { readonly quick?: boolean }): Promise<readonly RuleFinding[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (problems: readonly RuleFinding[]) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Checks rules in a thread that lives while somebody edits: the first check costs the loading of the language's modules,
 * the next ones only their own work.
 * @param directory where the mails of `examples.yaml` lie
 */
export function createChecker(directory: string, accounts: readonly NamedPositions[]): Checker {
  const kept = new Map<string, Promise<readonly RuleFinding[]>>();
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  const end = async (reason: string): Promise<void> => {
    const ended = worker;
    worker = null;
    clearTimeout(idle);
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(permanent('rules-check-failed', `The rules could not be checked: ${reason}`, 'Try again.'));
    }
    waiting.clear();
    await ended?.terminate();
  };
  const start = (): Worker => {
    const started = new Worker(threadEntry('rules-desk/thread.js'), { workerData: { job: 'check' } });
    started.unref();
    started.on('message', ({ id, problems, failed }: CheckAnswer) => {
      const one = waiting.get(id);
      if (one === undefined) return;
      waiting.delete(id);
      clearTimeout(one.timer);
      if (problems === undefined)
        one.reject(permanent('rules-check-failed', `The rules could not be checked: ${failed}`, 'Try again.'));
      else one.resolve(problems);
      if (waiting.size > 0) return;
      clearTimeout(idle);
      idle = setTimeout(() => void end('nobody asked'), IDLE_MS).unref();
    });
    const broke = (reason: string) => (): void => {
      if (worker === started) void end(reason);
    };
    started.on('error', (error: unknown) => broke(String(error))());
    started.on('exit', broke('its thread ended'));
    return started;
  };
  const ask = (files: readonly RuleText[], mails: boolean): Promise<readonly RuleFinding[]> =>
    new Promise((resolve, reject) => {
      clearTimeout(idle);
      worker ??= start();
      last += 1;
      const timer = setTimeout(() => void end(`it took more than ${LIMIT_MS / 1000} s`), LIMIT_MS);
      waiting.set(last, { resolve, reject, timer });
      const plain = accounts.map(({ id, positions }) => ({ id, positions: { ...positions } }));
      worker.postMessage({ id: last, directory, files, mails, accounts: plain } satisfies CheckAsked);
    });

  return {
    check(files, { quick = false } = {}) {
      // Mails beside the rules may change: only what depends on the files alone is remembered.
      if (!quick) return ask(files, true);
      const key = rulesetHash(files);
      const known = kept.get(key);
      if (known !== undefined) return known;
      const found = ask(files, false);
      kept.set(key, found);
      found.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return found;
    },
    close: () => end('the program stops'),
  };
}
