import { charsOf, type ReadMessage } from './document.js';
import { foldForSearch } from './search.js';

/**
 * Whether two names may be one person's: the same words in any order, without regard to accents and initials; one may have
 * more (`Ada M. Lovelace`, `Lovelace, Ada Byron`), as long as two are common to both.
 */
export function sameName(one: string, other: string): boolean {
  const [few, many] = [nameWords(one), nameWords(other)].sort((a, b) => a.size - b.size);
  if (few === undefined || many === undefined || few.size < 2) return false;
  return [...few].every((word) => many.has(word));
}

/** A name's words as they are searched, without initials. */
export function nameWords(name: string): ReadonlySet<string> {
  const words = foldForSearch(name).split(/[^\p{L}\p{N}]+/u);
  return new Set(words.filter((word) => word.length > 1));
}

/**
 * By what a person is known who writes from a new address: their name and a document that is the same byte by byte. Either
 * alone proves nothing: names are common, and papers have several authors.
 */
export interface PersonTraces {
  readonly name: string;
  /** SHA-256 of each document that says something, in hexadecimal. */
  readonly documents: readonly string[];
}

/** A shorter document, in characters, says nothing about who wrote it. */
export const TELLING_CHARS = 200;

/** The traces of whoever sent a message; null where it has no name or no document that tells. */
export function tracesOf({ mail, documents }: ReadMessage): PersonTraces | null {
  const name = mail.from.length === 1 ? (mail.from[0]?.name ?? null) : null;
  const telling = documents.filter(
    (document) => document.name !== 'body' && document.status === 'ok' && charsOf(document) > TELLING_CHARS,
  );
  if (name === null || telling.length === 0) return null;
  return { name, documents: [...new Set(telling.map((document) => document.sha256))] };
}
