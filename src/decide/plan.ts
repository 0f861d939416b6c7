import type { Judgement, MessageRecord, PlannedAction } from '../domain/index.js';

/**
 * A judgement's decision as rows for the ledger. Pure: the same message and judgement give the same keys, so planning
 * twice plans once. The account's mode is the most that may happen: a `send` becomes a draft where it says `draft`.
 */
export function planActions(
  judgement: Judgement,
  message: Pick<MessageRecord, 'id' | 'fingerprint'>,
  account: { readonly mode: 'label' | 'draft' | 'send' },
): PlannedAction[] {
  const { decision } = judgement;
  const actions: PlannedAction[] = [];
  if (decision.labels.length > 0) {
    actions.push({ key: `${message.id}/label`, kind: 'label', payload: { kind: 'label', labels: decision.labels } });
  }
  const to = judgement.applicant?.email;
  if (decision.acknowledge === 'no' || account.mode === 'label' || decision.template === undefined || to == null)
    return actions;
  const kind = decision.acknowledge === 'send' && account.mode === 'send' ? 'acknowledge' : 'draft'; // From the mail itself, not from its row: after a lost store, or from a second installation, the answer to the same mail
  // has the same Message-ID and is recognised in Drafts and Sent.
  const mail = message.fingerprint ?? message.id;
  // One key for both forms: switching an account from draft to send must not answer the same mail again.
  actions.push({
    key: `${mail}/reply/${decision.template}`,
    kind,
    payload: { kind, template: decision.template, to, position: judgement.position },
  });
  return actions;
}
