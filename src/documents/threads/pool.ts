import { Worker } from 'node:worker_threads';
import type { Answer, Job, JobResults, Ready } from './job.js';

/** Why a job has no result: its thread was killed for time or memory, or broke. */
export interface Killed {
  readonly killed: 'timed-out' | 'out-of-memory' | 'crashed' | 'closed';
  readonly detail: string;
}

export interface PoolOptions {
  /** Path of the compiled thread. */
  readonly entry: string;
  readonly threads: number;
  /** Memory of one thread, in megabytes; what it may hold beyond its heap is watched through the process's size. */
  readonly megabytes: number;
  /** Jobs after which a thread is renewed: pdf.js keeps something of every document. */
  readonly renewAfter: number;
  /** Shared by the pools of one process, because the process's size is all that can be seen of their memory. */
  readonly budget?: MemoryBudget;
}

/** Memory that all running jobs together may need. */
export interface MemoryBudget {
  megabytes: number;
}

/** What one job may cost. */
export interface JobLimits {
  /** How long it may run; waiting for a thread does not count. */
  readonly seconds: number;
  /** How much the process may grow while it runs; the thread's own limit where it is not given. */
  readonly megabytes?: number;
}

interface Waiting {
  readonly job: Job;
  readonly limits: JobLimits;
  /** True for a job that is to be done again with no other beside it, to see whether it was the one that needed so much. */
  readonly alone: boolean;
  readonly settle: (outcome: JobResults[keyof JobResults] | Killed) => void;
}

interface Running extends Waiting {
  readonly id: number;
  readonly startSize: number;
  timer: NodeJS.Timeout;
}

interface Thread {
  readonly worker: Worker;
  /** True once it has loaded its modules; only then does a job's time begin. */
  ready: boolean;
  jobs: number;
  current: Running | null;
}

/** How long a new thread may take to load its modules, however busy the machine is. */
const startSeconds = 60;

/**
 * Threads that can be killed. A job that runs too long, or whose thread needs too much memory, costs its own result and
 * nothing else: the thread is ended and the next job gets a new one. Threads are made when needed and renewed by count and
 * by what they hold.
 */
export class ThreadPool {
  private readonly threads = new Set<Thread>();
  private readonly queue: Waiting[] = [];
  private nextId = 1;
  private closed = false;
  private watch: NodeJS.Timeout | null = null;

  private readonly budget: MemoryBudget;

  constructor(private readonly options: PoolOptions) {
    this.budget = options.budget ?? { megabytes: 0 };
  }

  /** Does a job in a thread. Never rejects: a job that could not be done says how it ended. */
  run<J extends Job>(job: J, limits: JobLimits): Promise<JobResults[J['kind']] | Killed> {
    return new Promise((resolve) => {
      const settle = (outcome: JobResults[keyof JobResults] | Killed) =>
        resolve(outcome as JobResults[J['kind']] | Killed);
      if (this.closed) return settle({ killed: 'closed', detail: 'The reader was closed.' });
      this.queue.push({ job, limits, settle, alone: false });
      this.dispatch();
    });
  }

  /** Ends all threads; jobs that wait or run end as `closed`. */
  async close(): Promise<void> {
    this.closed = true;
    for (const waiting of this.queue.splice(0)) waiting.settle({ killed: 'closed', detail: 'The reader was closed.' });
    const all = [...this.threads];
    await Promise.all(all.map((thread) => this.end(thread, { killed: 'closed', detail: 'The reader was closed.' })));
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const running = this.running();
      const [next] = this.queue;
      if (next === undefined || running.some((thread) => thread.current?.alone === true)) return;
      if (next.alone && running.length > 0) return;
      const idle = [...this.threads].find((thread) => thread.current === null);
      if (idle === undefined && this.threads.size >= this.options.threads) return;
      this.queue.shift();
      this.start(idle ?? this.create(), next);
    }
  }

  private running(): Thread[] {
    return [...this.threads].filter((thread) => thread.current !== null);
  }

  private megabytesOf(job: Waiting): number {
    return job.limits.megabytes ?? this.options.megabytes;
  }

  private create(): Thread {
    const { megabytes, entry } = this.options;
    const worker = new Worker(entry, {
      // Nothing of the environment or the command line is a reading thread's business.
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
    });
    // Libraries print warnings about odd files; they say nothing that the result doesn't.
    worker.stdout.resume();
    worker.stderr.resume();
    worker.unref();
    const thread: Thread = { worker, ready: false, jobs: 0, current: null };
    this.threads.add(thread);
    worker.on('message', (message: Answer | Ready) => {
      if ('ready' in message) this.started(thread);
      else this.answered(thread, message);
    });
    worker.on('error', (error: Error & { code?: string }) => {
      const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const killed = memory ? ('out-of-memory' as const) : ('crashed' as const);
      void this.end(thread, {
        killed,
        detail: memory ? `It needs more than ${megabytes} MB of memory.` : error.message,
      });
    });
    worker.on('exit', () => void this.end(thread, { killed: 'crashed', detail: 'Its thread ended.' }));
    return thread;
  }

  private start(thread: Thread, waiting: Waiting): void {
    const id = this.nextId++;
    const timer = this.timer(thread, thread.ready ? waiting.limits.seconds : startSeconds);
    const startSize = threadsSize();
    thread.current = { ...waiting, id, timer, startSize };
    thread.jobs += 1;
    this.budget.megabytes += this.megabytesOf(waiting);
    thread.worker.ref();
    thread.worker.postMessage({ id, job: waiting.job });
    this.watch ??= setInterval(() => this.checkMemory(), 100).unref();
  }

  private started(thread: Thread): void {
    thread.ready = true;
    if (thread.current === null) return;
    clearTimeout(thread.current.timer);
    thread.current.timer = this.timer(thread, thread.current.limits.seconds);
  }

  private timer(thread: Thread, seconds: number): NodeJS.Timeout {
    const detail = `Reading took longer than ${seconds} seconds.`;
    return setTimeout(() => void this.end(thread, { killed: 'timed-out', detail }), seconds * 1000);
  }

  private answered(thread: Thread, answer: Answer): void {
    const current = thread.current;
    if (current === null || current.id !== answer.id) return;
    this.release(thread);
    thread.worker.unref();
    const worn = thread.jobs >= this.options.renewAfter || answer.used > (this.options.megabytes / 2) * 1024 * 1024;
    if (worn) void this.end(thread, null);
    current.settle(answer.ok ? answer.result : { killed: 'crashed', detail: answer.message });
    this.rest();
    this.dispatch();
  }

  private async end(thread: Thread, outcome: Killed | null): Promise<void> {
    if (!this.threads.delete(thread)) return;
    const current = this.release(thread);
    const ended = thread.worker.terminate();
    if (current !== null && outcome !== null) current.settle(outcome);
    await ended.catch(() => undefined);
    this.rest();
    this.dispatch();
  }

  /** Takes a thread's job from it, if it has one. */
  private release(thread: Thread): Running | null {
    const { current } = thread;
    if (current === null) return null;
    clearTimeout(current.timer);
    this.budget.megabytes -= this.megabytesOf(current);
    thread.current = null;
    return current;
  }

  /**
   * A heap limit does not see what lies outside the heap (inflated streams, pictures); the process's size does, but not
   * whose it is. Where it grew beyond what all running jobs may need, they are all ended and done again one by one: the
   * one that does it again is the one.
   */
  private checkMemory(): void {
    const running = this.running();
    const oldest = running.sort((a, b) => (a.current?.id ?? 0) - (b.current?.id ?? 0))[0];
    if (oldest?.current == null || threadsSize() - oldest.current.startSize <= this.budget.megabytes * 1024 * 1024)
      return;
    const outOfMemory: Killed = {
      killed: 'out-of-memory',
      detail: `It needs more than ${this.options.megabytes} MB of memory.`,
    };
    if (running.length === 1) {
      void this.end(oldest, outOfMemory);
      return;
    }
    for (const thread of running) {
      const current = this.release(thread);
      if (current !== null) this.queue.unshift({ ...current, alone: true });
      void this.end(thread, null);
    }
  }

  private rest(): void {
    if (this.watch === null || this.running().length > 0) return;
    clearInterval(this.watch);
    this.watch = null;
  }
}

/** What of the process is not the main thread's own: threads' heaps, their buffers, and the program itself. */
function threadsSize(): number {
  const { rss, heapTotal, external } = process.memoryUsage();
  return rss - heapTotal - external;
}
