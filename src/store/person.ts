import { foldForSearch } from '../domain/index.js';

/** Who a person is, by address: answering twice is worse than taking two people for one. */
export { mailboxKey as personKey } from '../domain/index.js';

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
