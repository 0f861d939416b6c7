import cliProgress from 'cli-progress';

/** Writes to standard output and waits while the reader at the other end of a pipe is slow. */
export async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** A counter on standard error, shown only to a terminal. */
export interface Progress {
  tick(what: string): void;
  end(): void;
}

/** Progress that rewrites one line; silent where nobody watches. */
export function progressTo(stream: NodeJS.WriteStream): Progress {
  let count = 0;
  const width = Math.max(20, (stream.columns ?? 80) - 10);
  return {
    tick(what) {
      count++;
      if (stream.isTTY) stream.write(`\r\x1b[K${count}  ${what.slice(-width)}`);
    },
    end() {
      if (stream.isTTY && count > 0) stream.write(`\r\x1b[K${count} messages\n`);
    },
  };
}

/** A bar on standard error, shown only to a terminal. */
export interface Bar {
  /** @param total null when it is not known */
  readonly update: (done: number, total: number | null) => void;
  readonly stop: () => void;
}

/** A bar that appears with its first step and goes when it is stopped. */
export function barTo(stream: NodeJS.WriteStream, what: string): Bar {
  const bar = new cliProgress.SingleBar(
    { format: `{bar} {value}/{total} ${what}  {duration_formatted}`, hideCursor: true, stream, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  let shown = false;
  return {
    update(done, total) {
      if (!stream.isTTY) return;
      if (!shown) bar.start(total ?? 0, done);
      shown = true;
      bar.setTotal(total ?? done);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
