import { createHash } from 'node:crypto';
import type { ReadDocument } from '../domain/index.js';
import { readAll } from './expand.js';
import { defaultLimits, type ReaderLimits } from './limits.js';
import type { Part } from './part.js';
import { readPart } from './read-part.js';

/**
 * Reads one file in this thread, without OCR: for tests and tools. A hostile file may take this thread with it; the
 * program reads through `createMessageReader`.
 * @returns one document, or those of an archive or mail
 */
export async function readDocument(
  bytes: Uint8Array,
  file: { readonly name: string; readonly contentType: string },
  limits: ReaderLimits = defaultLimits,
): Promise<readonly ReadDocument[]> {
  const part: Part = { ...file, bytes, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  const { documents } = await readAll([part], limits, (one) => readPart(one, limits));
  return documents;
}
