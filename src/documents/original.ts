import type { ReadOne } from './expand.js';
import type { Part } from './part.js';

/** Containers that are opened on the way to one file; what lies deeper was not read either. */
const maxDepth = 8;

/**
 * The file as it lies in the mail, or inside an archive or mail that lies there; null when there is none with this hash.
 * @param name as reading named it, with its way: only containers on that way are opened
 */
export async function findOriginal(
  parts: readonly Part[],
  name: string,
  sha256: string,
  readOne: ReadOne,
  depth = 0,
): Promise<Part | null> {
  const here = parts.find((part) => part.sha256 === sha256 && part.refused === undefined);
  if (here !== undefined) return here;
  if (depth >= maxDepth) return null;
  for (const container of parts) {
    if (!name.startsWith(`${container.name}/`)) continue;
    const { children } = await readOne(container);
    const inside = await findOriginal(children, name, sha256, readOne, depth + 1);
    if (inside !== null) return inside;
  }
  return null;
}
