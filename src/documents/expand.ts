import type { AttachedMail, ReadDocument } from '../domain/index.js';
import type { ReaderLimits } from './limits.js';
import { failed, toDocument } from './outcome.js';
import type { Part, PartResult, Refusal } from './part.js';

/** How a file is read: in this thread, or in one that can be killed. Must not reject. */
export type ReadOne = (part: Part) => Promise<PartResult>;

/** What all files of a message came to, in order. */
export interface Expanded {
  readonly documents: readonly ReadDocument[];
  /** Mails found among them, outermost first, with the way to each. */
  readonly mails: readonly AttachedMail[];
}

/**
 * Reads files and, recursively, what containers hold. Files of one level are read side by side (the pool bounds how many);
 * the order is that of the message. Nesting, number and bytes of files are bounded over the whole message.
 */
export async function readAll(parts: readonly Part[], limits: ReaderLimits, readOne: ReadOne): Promise<Expanded> {
  let bytesLeft = limits.expandedBytes;
  let filesLeft = limits.mimeParts;

  /** Why a file out of a container may not be read, or null. */
  const tooMuch = (child: Part, depth: number): Refusal | null => {
    if (depth > limits.nesting) {
      const reason = `Archives and mails stand more than ${limits.nesting} deep in one another; this file was not opened.`;
      return { status: 'too-large', reason };
    }
    bytesLeft -= child.bytes.length;
    if (bytesLeft >= 0) return null;
    return {
      status: 'too-large',
      reason: `The message's archives hold more than ${limits.expandedBytes} bytes together.`,
    };
  };

  const visit = async (part: Part, depth: number): Promise<Expanded> => {
    const result = await readOne(part);
    const children = result.children.slice(0, Math.max(0, filesLeft));
    filesLeft -= children.length;
    const documents = [...(result.document === null ? [] : [result.document])];
    if (children.length < result.children.length && result.document === null) {
      const reason = `The message's archives hold more than ${limits.mimeParts} files together; the rest of this one was not read.`;
      documents.push(toDocument(part, failed('zip', 'too-large', reason), limits));
    }
    const inner = await Promise.all(
      children.map((child) => {
        const refused = child.refused ?? tooMuch(child, depth + 1);
        return visit(refused === null ? child : { ...child, bytes: new Uint8Array(), refused }, depth + 1);
      }),
    );
    return gather([
      { documents, mails: result.mail === null ? [] : [{ way: part.name, mail: result.mail }] },
      ...inner,
    ]);
  };

  return gather(await Promise.all(parts.map((part) => visit(part, 0))));
}

function gather(all: readonly Expanded[]): Expanded {
  return { documents: all.flatMap((entry) => entry.documents), mails: all.flatMap((entry) => entry.mails) };
}
