import { inflateRawSync } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { Refusal } from '../part.js';
import { messageOf } from '../reasons.js';

/** Limits on what one archive may give. */
export interface ArchiveLimits {
  readonly archiveEntries: number;
  readonly expansionRatio: number;
  /** Inflated bytes of one entry. */
  readonly entryBytes: number;
  /** Inflated bytes of all entries together. */
  readonly totalBytes: number;
}

/** One file of an archive: its bytes, or why they were not taken. */
export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: Buffer;
  readonly size: number;
  readonly refused: Refusal | null;
}

export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  /** Set where the archive as a whole could not be read to its end. */
  readonly problem: Refusal | null;
}

/** Small things inflate by more than any bomb: a page of blanks is no danger. */
const harmlessBytes = 1024 * 1024;

/**
 * Reads a ZIP's central directory and the entries that `wanted` names. Nothing is inflated beyond the limits: the size that
 * an entry claims is checked first, and inflating stops at the limit whatever it claims. Never throws.
 */
export async function readArchive(
  bytes: Buffer,
  limits: ArchiveLimits,
  wanted: (name: string) => boolean,
): Promise<Archive> {
  const entries: ArchiveEntry[] = [];
  let zip: ZipFile;
  try {
    zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: false });
  } catch (error) {
    return { entries, problem: { status: 'corrupt', reason: `The archive can't be opened: ${messageOf(error)}.` } };
  }
  let total = 0;
  let seen = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      seen += 1;
      if (seen > limits.archiveEntries) {
        return {
          entries,
          problem: {
            status: 'too-large',
            reason: `The archive has more than ${limits.archiveEntries} files; the rest was not read.`,
          },
        };
      }
      if (!wanted(entry.fileName)) continue;
      const read = await readEntry(zip, entry, bytes, limits, limits.totalBytes - total);
      total += read.bytes.length;
      entries.push(read);
    }
  } catch (error) {
    return { entries, problem: { status: 'corrupt', reason: `The archive is damaged: ${messageOf(error)}.` } };
  }
  return { entries, problem: null };
}

async function readEntry(
  zip: ZipFile,
  entry: Entry,
  bytes: Buffer,
  limits: ArchiveLimits,
  left: number,
): Promise<ArchiveEntry> {
  const refuse = (status: Refusal['status'], reason: string): ArchiveEntry => ({
    name: entry.fileName,
    bytes: Buffer.alloc(0),
    size: entry.uncompressedSize,
    refused: { status, reason },
  });
  if (entry.isEncrypted()) return refuse('encrypted', 'The file is encrypted.');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return refuse('unsupported', `The file is packed in a way that can't be read (method ${entry.compressionMethod}).`);
  }
  const bomb = `The file grows more than ${limits.expansionRatio}-fold when unpacked: it looks like a bomb.`;
  if (entry.uncompressedSize > limits.entryBytes)
    return refuse('too-large', `The file has ${entry.uncompressedSize} bytes unpacked, more than the limit.`);
  if (entry.uncompressedSize > left)
    return refuse('too-large', 'The files of this archive are larger together than the limit.');
  const allowed = Math.max(harmlessBytes, entry.compressedSize * limits.expansionRatio);
  if (entry.uncompressedSize > allowed) return refuse('too-large', bomb);
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize);
    if (packed.length < entry.compressedSize) return refuse('corrupt', 'The file is cut off inside the archive.');
    const most = Math.min(limits.entryBytes, left, allowed);
    const content =
      entry.compressionMethod === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, most) });
    return { name: entry.fileName, bytes: content, size: content.length, refused: null };
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') return refuse('too-large', bomb);
    return refuse('corrupt', `The file can't be unpacked: ${messageOf(error)}.`);
  }
}
