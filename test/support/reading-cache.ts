import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { createMessageReader, type MessageReader } from '../../src/documents/index.js';
import type { ReadMessage } from '../../src/domain/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Everything by which reading could change: our code, and what it stands on. */
const SOURCES = ['src/documents', 'src/domain', 'src/language', 'workers/read-thread.ts', 'package-lock.json'];

/** Only what is wanted of a reader, so that nobody takes it for a whole one. */
export type FixtureReader = Pick<MessageReader, 'read' | 'close'>;

/**
 * A reader for fixtures that remembers what it has read, for other files of tests and for the next run: reading all of them
 * takes a minute, and several files want them. Named by a hash of all that reads, so that another reader reads anew; tests
 * of reading itself use no memory.
 */
export function fixtureReader(options: { readonly threads: number; readonly ocr: boolean }): FixtureReader {
  const folder = join(root, 'node_modules/.cache', `triage-read-${hashOfSources()}`);
  mkdirSync(folder, { recursive: true });
  let reader: MessageReader | null = null;
  let closed = false;
  const place = (raw: Buffer, ocr: boolean): string =>
    join(folder, `${createHash('sha256').update(raw).digest('hex')}-${ocr ? 'ocr' : 'plain'}`);
  const keep = (path: string, message: ReadMessage): void => {
    // Another file of tests may read it at the same time: whoever is last wins, and both are right.
    const writing = `${path}.${randomUUID()}`;
    writeFileSync(writing, serialize(message));
    renameSync(writing, path);
  };
  return {
    async read(raw) {
      const known = remembered(place(raw, options.ocr));
      if (known !== null) return known;
      reader ??= createMessageReader(options);
      const message = await reader.read(raw);
      if (closed || !isLasting(message)) return message;
      keep(place(raw, options.ocr), message);
      // Where OCR found nothing to do, it comes to the same without.
      const plain = message.documents.every((document) => !document.ocr && document.status === 'ok');
      if (options.ocr && plain) keep(place(raw, false), message);
      return message;
    },
    close: async () => {
      closed = true;
      await reader?.close();
    },
  };
}

/** Not so what took too long or too much on a busy machine, or was broken off. */
function isLasting({ mail, documents }: ReadMessage): boolean {
  const broken = mail.problems.some(({ code }) => code === 'unparseable');
  return !broken && documents.every(({ status }) => status !== 'timed-out' && status !== 'too-large');
}

function remembered(path: string): ReadMessage | null {
  try {
    return deserialize(readFileSync(path)) as ReadMessage;
  } catch {
    return null;
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    const names = source.includes('.')
      ? ['']
      : (readdirSync(join(root, source), { recursive: true }) as string[]).sort();
    for (const name of names) {
      const path = join(root, source, name);
      if (/\.\w+$/.test(path)) hash.update(name).update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
