import { createHash } from 'node:crypto';
import type { ReaderLimits } from '../limits.js';
import { safeName } from '../mail/names.js';
import { failed } from '../outcome.js';
import type { Part, Reading } from '../part.js';
import { type ArchiveEntry, readArchive } from './archive.js';

/** The files of an archive as parts, and a reading of the archive itself where something is to be said about it. */
export interface Unpacked {
  readonly parts: readonly Part[];
  readonly trouble: Reading | null;
}

/** What file managers leave behind; nobody sent it on purpose. */
const litter = /(^|\/)(__MACOSX\/|\.[^/]+$|Thumbs\.db$|desktop\.ini$)/i;

/** Unpacks a ZIP under limits. Folders become part of the names: `papers.zip/2024/cv.pdf`. */
export async function readZip(part: Part, limits: ReaderLimits): Promise<Unpacked> {
  const archive = await readArchive(
    Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.byteLength),
    {
      archiveEntries: limits.archiveEntries,
      expansionRatio: limits.expansionRatio,
      entryBytes: limits.attachmentBytes,
      totalBytes: limits.expandedBytes,
    },
    (name) => !litter.test(name),
  );
  const parts = archive.entries.map((entry) => toPart(part.name, entry));
  if (archive.problem !== null) {
    return { parts, trouble: failed('zip', archive.problem.status, archive.problem.reason) };
  }
  if (parts.length === 0) return { parts, trouble: failed('zip', 'no-text', 'The archive holds no files.') };
  return { parts, trouble: null };
}

function toPart(way: string, entry: ArchiveEntry): Part {
  const name = entry.name
    .split('/')
    .map(safeName)
    .filter((piece) => piece !== '')
    .slice(-6)
    .join('/');
  return {
    name: `${way}/${name === '' ? 'file' : name}`,
    contentType: '',
    bytes: entry.bytes,
    size: entry.size,
    sha256: createHash('sha256').update(entry.bytes).digest('hex'),
    ...(entry.refused === null ? {} : { refused: entry.refused }),
  };
}
