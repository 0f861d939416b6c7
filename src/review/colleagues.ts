import type { Reviewer } from '../domain/index.js';

/**
 * Logins of those who review at least one of these accounts.
 * @param accounts ids; null for all
 */
export function colleaguesOf(
  people: readonly Pick<Reviewer, 'login' | 'accounts'>[],
  accounts: readonly string[] | null,
): string[] {
  const shares = (own: readonly string[] | null): boolean =>
    own === null || accounts === null || own.some((account) => accounts.includes(account));
  return people.filter((one) => shares(one.accounts)).map((one) => one.login);
}
