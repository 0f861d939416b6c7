import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { permanent } from '../domain/index.js';

const require = createRequire(import.meta.url);
const { mboxReader } = require('mbox-reader') as {
  mboxReader: (input: NodeJS.ReadableStream) => AsyncGenerator<{ content: Buffer }>;
};

/** One raw message from a file, with the name that its line carries. */
export interface SourceMessage {
  /** The path; `#n` appended for the n-th message of an mbox, from 1. */
  readonly source: string;
  readonly raw: Buffer;
}

/**
 * Messages of .eml files, folders of them (recursively, by name), Maildir folders and mbox files, in order.
 * @throws TriageError `no-such-path` when a path does not exist
 */
export async function* messagesOf(paths: readonly string[]): AsyncGenerator<SourceMessage> {
  for (const path of paths) {
    const info = await stat(path).catch((cause: unknown) => {
      throw permanent(
        'no-such-path',
        `There is no file or folder ${path}.`,
        'Give .eml files, folders, Maildir or mbox.',
        cause,
      );
    });
    if (info.isDirectory()) yield* messagesInFolder(path);
    else yield* messagesInFile(path);
  }
}

async function* messagesInFolder(folder: string): AsyncGenerator<SourceMessage> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
  const maildir = ['cur', 'new'].every((name) => entries.some((entry) => entry.isDirectory() && entry.name === name));
  const inMaildir = ['cur', 'new'].includes(basename(folder)) && (await isDirectory(join(dirname(folder), 'tmp')));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!(maildir && entry.name === 'tmp')) yield* messagesInFolder(path);
    } else if (entry.isFile() && (inMaildir ? !entry.name.startsWith('.') : /\.(?:eml|mbox|mbx)$/i.test(entry.name))) {
      yield* messagesInFile(path);
    }
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );

async function* messagesInFile(path: string): AsyncGenerator<SourceMessage> {
  if (!(await isMbox(path))) {
    yield { source: path, raw: await readFile(path) };
    return;
  }
  let number = 0;
  for await (const message of mboxReader(createReadStream(path))) {
    number++;
    yield { source: `${path}#${number}`, raw: message.content };
  }
}

/** An mbox begins with a `From ` line, whatever its name; an .eml never does. */
async function isMbox(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0);
    return bytesRead === 5 && buffer.toString('latin1') === 'From ';
  } finally {
    await file.close();
  }
}
