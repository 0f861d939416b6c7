/** What befalls a worker at one of its calls to the outside. */
export interface Fate {
  /** At which call, counted from 0 over everything that the worker uses, or at the first of this name. */
  readonly call: number | string;
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
  private met = false;

  constructor(
    private readonly fate: Fate | null,
    private readonly sleep: () => Promise<void>,
    /** Told of each call when it happens. */
    private readonly happens: (call: string, args: readonly unknown[]) => void = () => {},
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
        if (typeof value === 'function')
          return (...args: unknown[]) => this.call(String(key), args, () => value.apply(object, args));
        return typeof value === 'object' && value !== null ? this.mortal(value) : value;
      },
    });
  }

  private async call(name: string, args: readonly unknown[], work: () => unknown): Promise<unknown> {
    const number = this.calls;
    this.calls += 1;
    const fated = this.fate !== null && !this.met && (number === this.fate.call || name === this.fate.call);
    this.met ||= fated;
    const kind = fated ? this.fate.kind : null;
    if (kind === 'before') return this.end();
    this.happens(name, args);
    if (kind === null) return work();
    const result = await work();
    if (kind === 'after') return this.end();
    await this.sleep();
    return result;
  }

  private end(): Promise<never> {
    this.die();
    return new Promise(() => {});
  }
}
