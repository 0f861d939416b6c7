import { domainOf } from '../domain/index.js';

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
