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
