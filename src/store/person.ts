import { domainOf, foldForSearch } from '../domain/index.js';

/**
 * One key for a person's address, however it is written: lower case, without a tag after `+`. Local parts may be
 * case-sensitive by RFC 5321 section 2.4, but answering twice is worse than taking two such people for one.
 */
export function personKey(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return email.toLowerCase();
  const domain = domainOf(email);
  const local = email.slice(0, at).toLowerCase();
  const plus = local.indexOf('+', 1);
  return `${plus < 0 ? local : local.slice(0, plus)}@${domain}`;
}

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
