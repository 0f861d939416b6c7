import { bandOf } from '../decide/index.js';
import type { Band, Evidence, Judgement } from '../domain/index.js';
import { positionOf, type Ruleset } from '../rules/index.js';
import { topicalFit } from '../score/index.js';

/** What one topic would have to be for another band. */
export interface Lever {
  readonly topic: string;
  readonly now: number;
  readonly needed: number;
}

/** What nearly counted, and what would have made a difference. */
export interface Explanation {
  /** Hits that earned nothing, with the reason; each term and reason once a document. */
  readonly misses: readonly Evidence[];
  /** Topics of the position of which nothing was found. */
  readonly silent: readonly string[];
  /** The next better band with the topics that alone would reach it; null at the top. */
  readonly better: { readonly band: Band; readonly from: number; readonly levers: readonly Lever[] } | null;
  /** The fit by topics alone, before qualifications, requirements and impossibilities. */
  readonly topical: number;
}

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
  const topical = position === null ? 0 : topicalFit(topics, position);
  const next = ORDER[ORDER.indexOf(judgement.band) + 1];
  if (position === null || next === undefined || next === 'off-topic') return { misses, silent, better: null, topical };
  const from = ruleset.policy.bands[next];
  const levers = wanted.flatMap((topic): Lever[] => {
    const now = topics[topic] ?? 0;
    for (let needed = Math.ceil(now); needed <= 100; needed++) {
      if (bandOf(topicalFit({ ...topics, [topic]: needed }, position), ruleset.policy) === next)
        return [{ topic, now, needed }];
    }
    return [];
  });
  levers.sort((a, b) => a.needed - a.now - (b.needed - b.now));
  return { misses, silent, better: { band: next, from, levers }, topical };
}
