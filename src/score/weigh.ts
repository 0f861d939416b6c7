import type { Evidence, Stance } from '../domain/index.js';
import type { Policy } from '../rules/index.js';

/** One item of an application with its best evidence for a topic: an entry of a list, a sentence of a letter. */
export interface Item {
  readonly stance: Stance;
  /** Points before anything else is known, 0-100. */
  readonly points: number;
  readonly published: boolean;
  /** Published at a leading venue. */
  readonly leading?: boolean;
}

const WORK: readonly Stance[] = ['thesis', 'project'];
const WORDS: readonly Stance[] = ['statement', 'skill', 'interest', 'mention'];

/** Points of a work, as a share of a project's, from which on the topic is what it is about. */
const CENTRAL_SHARE = 0.65;

/** 1 - ∏(1 - pᵢ): independent grounds add up with diminishing returns and never pass 100. */
function noisyOr(points: readonly number[]): number {
  return 100 * (1 - points.reduce((rest, value) => rest * (1 - Math.min(99, Math.max(0, value)) / 100), 1));
}

/**
 * What was added to the best part brings the whole near to a limit that the best part by itself is under, and not over
 * it. Keeps the order.
 */
export function below(limit: number, best: number, whole: number): number {
  if (best >= limit || whole <= best) return whole;
  return best + (Math.max(0, limit - MARGIN - best) * (whole - best)) / (100 - best);
}

/** So far below a limit ends what may not pass it. */
const MARGIN = 0.5;

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
  // Several works that touch the topic are not one that has it at its centre.
  const central = (work[0] ?? 0) >= CENTRAL_SHARE * policy.stances.project;
  const cap = central ? policy.caps.unpublished : policy.caps.learning;
  const unpublished = Math.min(cap, work.length === 0 ? small : noisyOr([...work, small * 0.35]));
  const published = noisyOr(papers);
  const [high, low] = published > unpublished ? [published, unpublished] : [unpublished, published];
  const total = Math.min(100, high + ((100 - high) * low * 0.4) / 100);
  // One paper at a lesser venue, with whatever work beside it, is not yet the best grade: that takes a leading venue or
  // several peer-reviewed works.
  const { strong } = policy.bands;
  return papers.length > 1 || items.some((item) => item.leading) ? total : below(strong, high, total);
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
