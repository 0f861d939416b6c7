import type { AccountMode, Judgement, MessageRecord, PlannedAction } from '../domain/index.js';
import { type Ruleset, templateParts } from '../rules/index.js';

/**
 * A judgement's decision as rows for the ledger. Pure: the same message and judgement give the same keys, so planning
 * twice plans once. The account's mode is the most that may happen: a `send` becomes a draft where it says `draft`.
 * @param delayMinutes how long a send waits, so that a person can stop it
 */
export function planActions(
  judgement: Judgement,
  message: Pick<MessageRecord, 'id' | 'fingerprint'>,
  account: { readonly mode: AccountMode },
  delayMinutes = 0,
): PlannedAction[] {
  const { decision } = judgement;
  const actions: PlannedAction[] = [];
  if (decision.labels.length > 0) {
    actions.push({ key: `${message.id}/label`, kind: 'label', payload: { kind: 'label', labels: decision.labels } });
  }
  const to = judgement.applicant?.email;
  if (decision.acknowledge === 'no' || account.mode === 'label' || decision.template === undefined || to == null)
    return actions;
  // In shadow mode the ledger keeps what would happen were the account to send; the worker ends it without an effect.
  const unlimited = account.mode === 'send' || account.mode === 'shadow';
  const kind = decision.acknowledge === 'send' && unlimited ? 'acknowledge' : 'draft';
  // From the mail itself, not from its row: after a lost store, or from a second installation, the answer to the same mail
  // has the same Message-ID and is recognised in Drafts and Sent.
  const mail = message.fingerprint ?? message.id;
  // One key for both forms and all languages: neither an account that goes from draft to send, nor another guess at the
  // language, may answer the same mail again.
  const { family } = templateParts(decision.template);
  const asks = decision.asks ?? [];
  actions.push({
    key: `${mail}/reply/${family}`,
    kind,
    payload: {
      kind,
      template: decision.template,
      to,
      position: judgement.position,
      ...(asks.length === 0 ? {} : { asks }),
    },
    // A draft waits for a person anyway.
    ...(kind === 'acknowledge' && delayMinutes > 0 ? { delaySeconds: delayMinutes * 60 } : {}),
  });
  return actions;
}

/** How long a send about a position waits, in minutes: its own word, else the policy's. */
export function delayMinutesFor(position: string | null, ruleset: Pick<Ruleset, 'positions' | 'policy'>): number {
  const own = ruleset.positions.find(({ id }) => id === position)?.acknowledge.delayMinutes;
  return own ?? ruleset.policy.acknowledge.delayMinutes;
}
