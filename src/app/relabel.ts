import type { Policy } from '../rules/index.js';
import type { Store } from '../store/index.js';
import type { Config } from './config.js';

/**
 * The label of a verdict's value, or none. Unknown values and those without a name in the policy have none.
 * @param verdict the newest verdict that holds, or null
 */
export function verdictLabels(policy: Pick<Policy, 'labels'>, verdict: { readonly value: string } | null): string[] {
  const names: Readonly<Record<string, string | undefined>> = policy.labels.verdicts;
  const name = verdict === null ? undefined : names[verdict.value];
  return name === undefined ? [] : [name];
}

/**
 * To be called after a verdict was given or withdrawn: the messages of the application get the label of the newest
 * verdict that holds, in the accounts that say `relabelOnVerdict`.
 * @returns ids of the label actions that are due now
 */
export async function relabelAfterVerdict(
  store: Store,
  config: Config,
  policy: Pick<Policy, 'labels'>,
  applicationId: string,
  actor: string,
): Promise<readonly string[]> {
  const accounts = config.accounts.filter((account) => account.relabelOnVerdict).map((account) => account.id);
  if (accounts.length === 0) return [];
  const newest = (await store.verdicts.of(applicationId)).at(-1) ?? null;
  const verdict = verdictLabels(policy, newest);
  return store.relabel({ applicationId, accounts }, { verdict }, { cause: 'verdict', actor });
}

/**
 * To be called after a message got another judgement (a rescore): its labels follow; the verdict's stays.
 * @param labels the new judgement's `decision.labels`
 * @returns ids of the label actions that are due now
 */
export function relabelAfterRescore(
  store: Store,
  messageId: string,
  labels: readonly string[],
  actor: string,
): Promise<readonly string[]> {
  return store.relabel({ messageId }, { labels }, { cause: 'rescore', actor });
}
