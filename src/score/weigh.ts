import type { Evidence, Stance } from '../domain/index.js';
import type { Policy } from '../rules/index.js';

/** One item of an application with its best evidence for a topic: an entry of a list, a sentence of a letter. */
export interface Item {
  readonly stance: Stance;
  /** Points before anything else is known, 0-100. */
  readonly points: number;
  readonly published: boolean;
}

const WORK: readonly Stance[] = ['thesis', 'project'];
const WORDS: readonly Stance[] = ['statement', 'skill', 'interest', 'mention'];

/** 1 - ∏(1 - pᵢ): independent grounds add up with diminishing returns and never pass 100. */
function noisyOr(points: readonly number[]): number {
  return 100 * (1 - points.reduce((rest, value) => rest * (1 - Math.min(99, Math.max(0, value)) / 100), 1));
}

/** Points in falling order, each further one worth `share` of the one before it. */
function decaying(points: readonly number[], share: number): number[] {
  return [...points].sort((a, b) => b - a).map((value, index) => value * share ** index);
}

/**
 * A topic's score, 0-100, from its items: publications carry it; unpublished work, learning and words each fill up
 * to a cap of their own, so that no amount of words outweighs a project, and no amount of projects a paper.
 */
export function topicScore(items: readonly Item[], policy: Policy): number {
  const of = (stances: readonly Stance[]): number[] =>
    items.filter((item) => !item.published && stances.includes(item.stance)).map((item) => item.points);
  const papers = decaying(
    items.filter((item) => item.published).map((item) => item.points),
    0.85,
  );
  const words = Math.min(policy.caps.words, noisyOr(decaying(of(WORDS), policy.caps.term)));
  const learning = Math.min(
    policy.caps.learning,
    noisyOr([...decaying(of(['course']), policy.caps.term), words * 0.6]),
  );
  const work = decaying([...of(WORK), ...of(['first-author-paper', 'paper'])], 0.5);
  const small = Math.max(learning, words);
  const unpublished = Math.min(policy.caps.unpublished, work.length === 0 ? small : noisyOr([...work, small * 0.35]));
  const published = noisyOr(papers);
  const [high, low] = published > unpublished ? [published, unpublished] : [unpublished, published];
  return Math.min(100, high + ((100 - high) * low * 0.4) / 100);
}

/** Points of one piece of evidence before items are weighed together. */
export function basePoints(stance: Stance, weight: number, factor: number, policy: Policy): number {
  if (stance === 'negated' || stance === 'quoted') return 0;
  return policy.stances[stance] * weight * factor;
}

/** Scales the evidence of a topic so that its points add up to the topic's score: what the ledger shows. */
export function shareOut(evidence: readonly Evidence[], score: number): Evidence[] {
  const total = evidence.reduce((sum, one) => sum + one.points, 0);
  if (total <= 0) return [...evidence];
  if (score <= 0) return evidence.map((one) => ({ ...one, points: 0 }));
  return evidence.map((one) => ({ ...one, points: Math.round((one.points / total) * score * 10) / 10 }));
}
