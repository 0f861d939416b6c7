import JSZip from 'jszip';
import type { ReaderLimits } from '../limits.js';
import type { Refusal } from '../part.js';
import { readArchive } from './archive.js';
import { declaresEntities } from './xml.js';

/** The parts of an Office document that its text needs, unpacked under the limits. */
export interface OfficeParts {
  readonly parts: ReadonlyMap<string, Buffer>;
  /** Names of all files in the package. */
  readonly names: readonly string[];
  readonly problem: Refusal | null;
}

const officeLimits = (limits: ReaderLimits) => ({
  archiveEntries: 5000,
  expansionRatio: limits.expansionRatio * 5,
  entryBytes: Math.min(limits.attachmentBytes, 40 * 1024 * 1024),
  totalBytes: limits.attachmentBytes * 2,
});

/** Unpacks the XML parts of a package (OOXML, OpenDocument). Text compresses well, so the ratio is less strict here. */
export async function officeParts(bytes: Buffer, limits: ReaderLimits): Promise<OfficeParts> {
  const names: string[] = [];
  const archive = await readArchive(bytes, officeLimits(limits), (name) => {
    names.push(name);
    return /\.(xml|rels)$|^mimetype$/i.test(name);
  });
  const parts = new Map(
    archive.entries.filter((entry) => entry.refused === null).map((entry) => [entry.name, entry.bytes]),
  );
  const refused = archive.entries.find((entry) => entry.refused !== null)?.refused ?? null;
  const bomb = [...parts.values()].some((part) => declaresEntities(part));
  const entities: Refusal | null = bomb
    ? { status: 'unsafe', reason: 'The document declares XML entities, as XML bombs do; it was not opened.' }
    : null;
  return { parts, names, problem: entities ?? archive.problem ?? refused };
}

/** The parts as a package again, without pictures, macros and whatever else came with them. */
export async function repack(parts: ReadonlyMap<string, Buffer | string>): Promise<Buffer> {
  const zip = new JSZip();
  for (const [name, content] of parts) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'STORE' });
}
