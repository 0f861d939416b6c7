import { emptyContext, type Judgement, type ReadMessage, type TriageContext } from '../domain/index.js';
import type { ExampleCase, Ruleset } from '../rules/index.js';
import { triage } from './triage.js';

const SEVERITY = { no: 0, draft: 1, send: 2 } as const;

/**
 * Judges a whole mail as the mailbox of `examples.yaml`. Pure; the judge is the live one.
 * @returns what is not as the case says, each in words; empty where it holds
 */
export function caseFailures(example: ExampleCase, message: ReadMessage, ruleset: Ruleset): string[] {
  const { ownAddresses, authservIds } = ruleset.examples.mailbox;
  const lower = (list: readonly string[]): string[] => list.map((one) => one.toLowerCase());
  const context: TriageContext = {
    ...emptyContext,
    ownAddresses: lower(ownAddresses),
    authservIds: lower(authservIds),
  };
  return differences(example, triage(message, context, ruleset));
}

function differences(example: ExampleCase, judgement: Judgement): string[] {
  const wrong: string[] = [];
  const { kind, position, band, topics = {}, missing, flags = [], acknowledge } = example;
  if (kind !== undefined && judgement.kind !== kind)
    wrong.push(`it is taken for ${judgement.kind} (${judgement.kindReason}), not ${kind}`);
  if (position !== undefined && judgement.position !== position)
    wrong.push(
      `its position is ${judgement.position ?? 'none'} (${judgement.positionReason.code}), not ${position ?? 'none'}`,
    );
  const bands = band === undefined ? null : [band].flat();
  if (bands !== null && !bands.includes(judgement.band))
    wrong.push(`its band is ${judgement.band} (fit ${judgement.scorecard.fit.toFixed(1)}), not ${bands.join(' or ')}`);
  for (const [topic, least] of Object.entries(topics)) {
    const points = judgement.scorecard.topics[topic];
    if (points === undefined) wrong.push(`there is no topic ${topic}`);
    else if (points < least) wrong.push(`${topic} has ${points.toFixed(1)} points, not ${least}`);
  }
  if (missing !== undefined && [...missing].sort().join() !== [...judgement.missing].sort().join())
    wrong.push(`missing: ${judgement.missing.join(', ') || 'nothing'}, not ${missing.join(', ') || 'nothing'}`);
  for (const flag of flags) {
    if (!judgement.flags.some((found) => found.code === flag)) wrong.push(`the flag ${flag} is not found`);
  }
  const { decision } = judgement;
  if (acknowledge !== undefined && SEVERITY[decision.acknowledge] > SEVERITY[acknowledge])
    wrong.push(`it may be answered (${decision.acknowledge}: ${decision.reason}), at most ${acknowledge} was wanted`);
  return wrong;
}
