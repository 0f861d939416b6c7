import { permanent } from '../domain/index.js';
import type { RuleProblem, Ruleset } from '../rules/index.js';

/** Addresses of an account (or of a whole configuration) that lead to positions. */
export interface NamedPositions {
  /** The account's id; null for a configuration's addresses taken together. */
  readonly id: string | null;
  /** Address in lower case → id of a position. */
  readonly positions: Readonly<Record<string, string>>;
}

/** An address that leads nowhere. */
export interface UnknownPosition {
  readonly account: string | null;
  readonly message: string;
  readonly help: string;
}

/** Addresses that name a position which the rules lack: mail to them would be judged as if nothing were said. */
export function unknownPositions(
  accounts: readonly NamedPositions[],
  { positions }: Pick<Ruleset, 'positions'>,
): UnknownPosition[] {
  const known = positions.map((position) => position.id);
  return accounts.flatMap((account) =>
    Object.entries(account.positions)
      .filter(([, position]) => !known.includes(position))
      .map(([address, position]) => ({
        account: account.id,
        message: `${address} leads to \`${position}\`, which is no position of the rules`,
        help: `Known: ${known.join(', ')}.`,
      })),
  );
}

/** The same as findings on rules: with them no program could start. */
export function positionProblems(
  accounts: readonly NamedPositions[],
  ruleset: Pick<Ruleset, 'positions'>,
): RuleProblem[] {
  return unknownPositions(accounts, ruleset).map(({ account, message, help }) => ({
    severity: 'error',
    code: 'unknown-position',
    file: 'positions',
    line: 1,
    column: 1,
    message: `${message}: the configuration names it${account === null ? '' : ` (account ${account})`}`,
    suggestion: `${help} Correct \`positions:\` in the configuration, or add the position.`,
  }));
}

/** @throws TriageError `unknown-position` (permanent) when an address names a position that the rules lack */
export function requirePositions(accounts: readonly NamedPositions[], ruleset: Pick<Ruleset, 'positions'>): void {
  const [first] = unknownPositions(accounts, ruleset);
  if (first === undefined) return;
  const whose = first.account === null ? '' : `Account ${first.account}: `;
  throw permanent(
    'unknown-position',
    `${whose}${first.message}.`,
    `${first.help} Correct \`positions:\` in the configuration, or add the position to the rules.`,
  );
}
