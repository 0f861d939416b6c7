import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import JSZip from 'jszip';
import MailComposer from 'nodemailer/lib/mail-composer';
import { readDocument } from '../../src/documents/index.js';
import type { Part } from '../../src/documents/part.js';
import type { ReadDocument } from '../../src/domain/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A file that a real program made; see files/sources/README.md. */
export function sample(name: string): Buffer {
  return readFileSync(join(root, 'test/documents/files', name));
}

/** The only document that a file gives. */
export async function readOnly(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const documents = await readDocument(bytes, { name, contentType: '' });
  const [only] = documents;
  if (only === undefined || documents.length !== 1) throw new Error(`${name} gave ${documents.length} documents`);
  return only;
}

/** A winmail.dat that Outlook made: 98 kilobytes with a picture and a page of links. */
export function outlooksWinmail(name = 'attachments.dat'): Buffer {
  const folder = dirname(createRequire(import.meta.url).resolve('node-tnef/package.json'));
  return readFileSync(join(folder, 'testFiles', name));
}

export function textOf(document: ReadDocument): string {
  return document.pages.map((page) => page.text).join('\n');
}

export function toPart(bytes: Uint8Array, name: string): Part {
  return { name, contentType: '', bytes, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A ZIP archive of these files, deflated. */
export async function zipOf(files: Readonly<Record<string, Buffer | string>>): Promise<Buffer> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** An archive with some of its files replaced or added. */
export async function rezipped(bytes: Buffer, files: Readonly<Record<string, Buffer | string>>): Promise<Buffer> {
  const zip = await JSZip.loadAsync(bytes);
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** A mail as nodemailer writes it. */
export function mailOf(options: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> {
  const mail = {
    from: 'Ada Example <ada@example.com>',
    to: 'openings@ot-lab.example.org',
    subject: 'Application',
    text: 'Dear all',
    ...options,
  };
  return new MailComposer(mail).compile().build();
}

/** A raw mail from lines. */
export function rawMail(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** Compiles the program when the reading thread is older than its sources: threads take no TypeScript. */
export async function built(): Promise<void> {
  const thread = join(root, 'dist/workers/read-thread.js');
  if (
    existsSync(thread) &&
    newest(join(root, 'src/documents'), join(root, 'workers')) <
      newest(join(root, 'dist/src/documents'), join(root, 'dist/workers'))
  )
    return;
  // Errors elsewhere in the program do not keep the thread from being written.
  await promisify(execFile)('npx', ['tsc', '-p', '.'], { cwd: root }).catch(() => undefined);
}

function newest(...folders: readonly string[]): number {
  const times = folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs)
      : [0],
  );
  return Math.max(...times);
}
