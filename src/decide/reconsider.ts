import type { ActionPayload, Judgement, Meanwhile, Reconsidered } from '../domain/index.js';
import { type Ruleset, templateIn, templateParts } from '../rules/index.js';

type ReplyPayload = Extract<ActionPayload, { kind: 'draft' | 'acknowledge' }>;

/** The verdict after which nobody is written to by a machine. */
const DECLINE = 'decline';

/**
 * An answer that was planned some time ago, looked at again with what has come since: a verdict, later mails of the
 * application, a correction, other rules. Pure. It can only become less than it was planned to be.
 */
export function reconsider(payload: ReplyPayload, meanwhile: Meanwhile, ruleset: Ruleset): Reconsidered {
  const dropped = (code: string, detail: string): Reconsidered => ({ outcome: 'dropped', code, detail });
  if (meanwhile.verdicts.includes(DECLINE)) return dropped('declined', 'a reviewer has declined the application');
  const otherwise = judgedOtherwise(payload, meanwhile.judged, ruleset);
  if (otherwise !== null) return dropped('judged-otherwise', otherwise);
  const position = ruleset.positions.find(({ id }) => id === payload.position);
  if (payload.position !== null && !position?.open)
    return dropped('position-closed', `${payload.position} is no open position any more`);
  // Questions follow the policy file and carry its template, also those about a position.
  const { inquiry } = ruleset.policy.acknowledge;
  const question = position === undefined || isQuestion(payload, meanwhile.judged, ruleset);
  const mode = question ? inquiry : position.acknowledge.mode;
  if (mode === 'never')
    return question
      ? dropped('inquiry-policy', 'the policy file acknowledges no inquiries any more')
      : dropped('position-policy', `${payload.position} is not acknowledged any more`);
  const planned = payload.kind === 'acknowledge' ? 'send' : 'draft';
  const judged = meanwhile.judged?.decision.acknowledge === 'draft' ? 'draft' : 'send';
  const most = stricter(stricter(planned, judged), mode);
  const asks = asksNow(payload.asks ?? null, meanwhile);
  const stands: Reconsidered = { outcome: 'stands', most, template: payload.template, asks };
  if (position === undefined || !payload.asks?.length || asks === null || asks.length > 0) return stands;
  // What was missing has come: the plain receipt, in the same language.
  const { defaultLanguage } = ruleset.policy.acknowledge;
  const language = templateParts(payload.template).language ?? defaultLanguage;
  const plain = templateIn(ruleset.replies, position.acknowledge.template, language, defaultLanguage);
  return { ...stands, template: plain.template };
}

type Judged = Meanwhile['judged'];

/** Why the answer is one to another mail than this one counts as now, or null. */
function judgedOtherwise(payload: ReplyPayload, judged: Judged, ruleset: Ruleset): string | null {
  if (judged === undefined) return null;
  const { acknowledge, reason, detail } = judged.decision;
  // Judged again, a mail may be one of several of its application, which says nothing against the answer to it.
  if (acknowledge === 'no' && reason !== 'follow-up') return `it is not to be answered any more (${reason}): ${detail}`;
  if (judged.position !== payload.position)
    return `planned for ${payload.position ?? 'no position'}, it is about ${judged.position ?? 'none'} now`;
  const position = ruleset.positions.find(({ id }) => id === payload.position);
  const { family } = templateParts(payload.template);
  const ofQuestions = family === ruleset.policy.acknowledge.inquiryTemplate;
  const ofApplications = [position?.acknowledge.template, position?.acknowledge.templateMissing].includes(family);
  const wrong = judged.kind === 'inquiry' ? ofApplications && !ofQuestions : ofQuestions && !ofApplications;
  return wrong ? `${payload.template} does not answer what it counts as now (${judged.kind})` : null;
}

function isQuestion({ template }: ReplyPayload, judged: Judged, ruleset: Ruleset): boolean {
  if (judged !== undefined) return judged.kind === 'inquiry';
  return templateParts(template).family === ruleset.policy.acknowledge.inquiryTemplate;
}

/** What it asks for, without what a later mail has brought or what is not missed any more; null where nobody said. */
function asksNow(asked: readonly string[] | null, { judged, later, missing }: Meanwhile): readonly string[] | null {
  if (asked === null) return null;
  const still = asked.filter((type) => judged?.missing.includes(type) ?? true);
  return later.length === 0 ? still : still.filter((type) => missing.includes(type));
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
