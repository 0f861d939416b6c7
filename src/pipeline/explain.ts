import { bandOf } from '../decide/index.js';
import type { Band, Evidence, Judgement, Reason } from '../domain/index.js';
import { type OpenPosition, type Policy, positionOf, type Ruleset } from '../rules/index.js';
import { adjustFit, topicalFit } from '../score/index.js';

/** What one topic would have to be for another band. */
export interface Lever {
  readonly topic: string;
  readonly now: number;
  readonly needed: number;
}

/** A requirement or an impossibility that keeps the band down. */
export interface Hold {
  readonly reason: Reason;
  /** Fit and band as they would be without it; null where it took the topics' points as well. */
  readonly without: { readonly fit: number; readonly band: Band } | null;
}

/** What nearly counted, and what would have made a difference. */
export interface Explanation {
  /** Hits that earned nothing, with the reason; each term and reason once a document. */
  readonly misses: readonly Evidence[];
  /** Topics of the position of which nothing was found. */
  readonly silent: readonly string[];
  /** The next better band with the topics that alone would reach it; null at the top. */
  readonly better: { readonly band: Band; readonly from: number; readonly levers: readonly Lever[] } | null;
  /** What holds the band whatever the topics say: a cap, or a fit that was set to 0. */
  readonly held: readonly Hold[];
  /** The fit by topics alone, before qualifications, requirements and impossibilities. */
  readonly topical: number;
}

/** Bands from worst to best. */
const ORDER: readonly Band[] = ['off-topic', 'weak', 'possible', 'strong'];

/** Explains a judgement under the ruleset that made it. Pure; uses the functions that decided. */
export function explain(judgement: Pick<Judgement, 'scorecard' | 'position' | 'band'>, ruleset: Ruleset): Explanation {
  const { topics, evidence } = judgement.scorecard;
  const position = positionOf(ruleset, judgement.position);
  const seen = new Set<string>();
  const misses = evidence.filter((one) => {
    const key = `${one.rule}|${one.document}|${one.note}`;
    if (one.points > 0 || one.note === null || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const wanted = position?.topics.map((topic) => topic.id) ?? [];
  const silent = wanted.filter((topic) => !evidence.some((one) => one.topic === topic));
  const topical = position === null ? 0 : topicalFit(topics, position, ruleset.policy);
  const next = ORDER[ORDER.indexOf(judgement.band) + 1];
  if (position === null || next === undefined || next === 'off-topic')
    return { misses, silent, better: null, held: [], topical };
  const from = ruleset.policy.bands[next];
  const reaches = (fit: number): boolean =>
    ORDER.indexOf(bandOf(fit, ruleset.policy)) >= ORDER.indexOf(next) && fit >= from;
  const levers = wanted.flatMap((topic): Lever[] => {
    const now = topics[topic] ?? 0;
    for (let needed = Math.ceil(now); needed <= 100; needed++) {
      if (reaches(fitWith(judgement, { ...topics, [topic]: needed }, position, ruleset.policy)))
        return [{ topic, now, needed }];
    }
    return [];
  });
  levers.sort((a, b) => a.needed - a.now - (b.needed - b.now));
  const held = holdsOf(judgement, position, ruleset.policy).flatMap(({ reason, fit }): Hold[] => {
    if (fit === null) return [{ reason, without: null }];
    return reaches(fit) ? [{ reason, without: { fit, band: bandOf(fit, ruleset.policy) } }] : [];
  });
  return { misses, silent, better: { band: next, from, levers }, held, topical };
}

/** The fit that these topics would give, everything else as it is. Older judgements lack the signals: topics alone then. */
function fitWith(
  { scorecard }: Pick<Judgement, 'scorecard'>,
  topics: Readonly<Record<string, number>>,
  position: OpenPosition,
  policy: Policy,
): number {
  const topical = topicalFit(topics, position, policy);
  const impossible = scorecard.adjustments.filter(({ code }) => code === 'implausible');
  return scorecard.signals === undefined
    ? topical
    : adjustFit(topical, position, scorecard.signals, impossible, policy).fit;
}

/**
 * What the fit would be without each cap and each zero. Where only several together hold it, each is given with the fit
 * that would be without all of them.
 */
function holdsOf(
  judgement: Pick<Judgement, 'scorecard'>,
  position: OpenPosition,
  policy: Policy,
): { reason: Reason; fit: number | null }[] {
  const { adjustments, topics } = judgement.scorecard;
  const against = adjustments.filter(({ code }) => code !== 'qualifications');
  // Who claims what can't be true is believed nothing: what the topics would be is not known.
  const impossible = against.filter(({ code }) => code === 'implausible');
  if (impossible.length > 0) return impossible.map((reason) => ({ reason, fit: null }));
  const without = (codes: ReadonlySet<string>): number =>
    fitWith(
      judgement,
      topics,
      { ...position, requires: position.requires.filter(({ code }) => !codes.has(code)) },
      policy,
    );
  const present = judgement.scorecard.fit;
  const alone = against.map((reason) => ({ reason, fit: without(new Set([reason.code])) }));
  if (alone.some(({ fit }) => fit > present + 0.05)) return alone;
  const all = without(new Set(against.map(({ code }) => code)));
  return against.map((reason) => ({ reason, fit: all }));
}
