/** What befalls a worker at one of its calls to the outside. */
export interface Fate {
  /** At which call, counted from 0 over everything that the worker uses. */
  readonly call: number;
  /**
   * `before`: it dies and the call never happens; `after`: the call happens and it dies without hearing of it;
   * `stall`: it stands still after the call until somebody wakes it, and then goes on as if no time had passed.
   */
  readonly kind: 'before' | 'after' | 'stall';
}

/** One worker's life: its calls are counted, and at the one its fate names it dies or stalls. */
export class Life {
  readonly death: Promise<'dead'>;
  private die: () => void = () => {};
  private calls = 0;

  constructor(
    private readonly fate: Fate | null,
    private readonly sleep: () => Promise<void>,
  ) {
    this.death = new Promise((resolve) => {
      this.die = () => resolve('dead');
    });
  }

  /** `target` with every method, also of the objects in it, under this fate. */
  mortal<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key);
        if (typeof value === 'function') return (...args: unknown[]) => this.call(() => value.apply(object, args));
        return typeof value === 'object' && value !== null ? this.mortal(value) : value;
      },
    });
  }

  private async call(work: () => unknown): Promise<unknown> {
    const number = this.calls;
    this.calls += 1;
    if (this.fate === null || number !== this.fate.call) return work();
    if (this.fate.kind === 'before') return this.end();
    const result = await work();
    if (this.fate.kind === 'after') return this.end();
    await this.sleep();
    return result;
  }

  private end(): Promise<never> {
    this.die();
    return new Promise(() => {});
  }
}
