import { decide } from '../decide/index.js';
import type { Judgement, ReadMessage, TriageContext } from '../domain/index.js';
import type { Ruleset } from '../rules/index.js';
import { score } from '../score/index.js';
import { type Understanding, understand } from '../understand/index.js';

/**
 * The whole judgement of one message: understand → score → decide. Pure: the live worker, `triage score`, replay and the
 * tests all call this one function, so a dry run can't differ from reality.
 * @param message what the readers made of the raw mail
 * @param context what is known of the mailbox and of earlier mails
 * @param ruleset the compiled rules; the judgement carries its hash
 */
export function triage(message: ReadMessage, context: TriageContext, ruleset: Ruleset): Judgement {
  return conclude(message, understand(message, context, ruleset), context, ruleset);
}

/** The judgement of a message that is understood: score → decide. Pure. */
export function conclude(
  { mail }: ReadMessage,
  understanding: Understanding,
  context: TriageContext,
  ruleset: Ruleset,
): Judgement {
  const scored = score(understanding, ruleset);
  const { band, decision } = decide(mail, understanding, scored, context, ruleset);
  return {
    kind: understanding.kind,
    kindReason: understanding.kindReason.code,
    position: understanding.position?.id ?? null,
    positionReason: understanding.positionReason,
    applicant: understanding.applicant,
    documents: understanding.documents,
    missing: understanding.missing,
    facts: understanding.facts,
    flags: [...understanding.flags, ...scored.flags],
    scorecard: scored.scorecard,
    band,
    decision,
    ruleset: ruleset.hash,
  };
}
