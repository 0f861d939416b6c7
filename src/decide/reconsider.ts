import type { ActionPayload, Judgement, Meanwhile, Reconsidered } from '../domain/index.js';
import { type Ruleset, templateIn, templateParts } from '../rules/index.js';

type ReplyPayload = Extract<ActionPayload, { kind: 'draft' | 'acknowledge' }>;

/** The verdict after which nobody is written to by a machine. */
const DECLINE = 'decline';

/**
 * An answer that was planned some time ago, looked at again with what has come since: a verdict, later mails of the
 * application, other rules. Pure. It can only become less than it was planned to be.
 */
export function reconsider(payload: ReplyPayload, meanwhile: Meanwhile, ruleset: Ruleset): Reconsidered {
  const dropped = (code: string, detail: string): Reconsidered => ({ outcome: 'dropped', code, detail });
  if (meanwhile.verdicts.includes(DECLINE)) return dropped('declined', 'a reviewer has declined the application');
  const planned = payload.kind === 'acknowledge' ? 'send' : 'draft';
  if (payload.position === null) {
    const { inquiry } = ruleset.policy.acknowledge;
    if (inquiry === 'never') return dropped('inquiry-policy', 'the policy file acknowledges no inquiries any more');
    return {
      outcome: 'stands',
      most: stricter(planned, inquiry),
      template: payload.template,
      asks: payload.asks ?? null,
    };
  }
  const position = ruleset.positions.find(({ id }) => id === payload.position);
  if (position === undefined || !position.open)
    return dropped('position-closed', `${payload.position} is no open position any more`);
  const { mode, template } = position.acknowledge;
  // Questions about a position follow the policy file, and carry its template.
  const inquiry = templateParts(payload.template).family === ruleset.policy.acknowledge.inquiryTemplate;
  if (mode === 'never' && !inquiry)
    return dropped('position-policy', `${payload.position} is not acknowledged any more`);
  const most = mode === 'never' || inquiry ? planned : stricter(planned, mode);
  const asked = payload.asks ?? null;
  const asks =
    meanwhile.later.length === 0 ? asked : (asked?.filter((type) => meanwhile.missing.includes(type)) ?? null);
  if (asked === null || asks === null || asks.length > 0)
    return { outcome: 'stands', most, template: payload.template, asks };
  // A later mail has brought what was missing: the plain receipt, in the same language.
  const { defaultLanguage } = ruleset.policy.acknowledge;
  const language = templateParts(payload.template).language ?? defaultLanguage;
  const plain = templateIn(ruleset.replies, template, language, defaultLanguage);
  return { outcome: 'stands', most, template: plain.template, asks };
}

/** The judgement that an answer is written from, with what later mails have brought. */
export function withLater(judgement: Judgement, meanwhile: Meanwhile, asks: readonly string[] | null): Judgement {
  return {
    ...judgement,
    documents: [...judgement.documents, ...meanwhile.later.flatMap((one) => one.documents)],
    missing: asks ?? judgement.missing,
  };
}

function stricter(one: 'send' | 'draft', other: 'send' | 'draft'): 'send' | 'draft' {
  return one === 'draft' || other === 'draft' ? 'draft' : 'send';
}
