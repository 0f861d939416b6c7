import type { Ruleset } from '../rules/index.js';
import type { Gathered } from '../score/index.js';
import { type Ngram, ngramsOf } from './ngrams.js';
import { wish } from './ranking.js';

/** An application with its verdict as it was gathered. */
export interface VerdictOn {
  readonly id: string;
  readonly gathered: Gathered;
  /** 2 shortlisted, 1 on hold, 0 declined. */
  readonly wish: number;
}

/** A run of words that verdicts say something about and no rule knows. */
export interface TermSuggestion {
  readonly text: string;
  /** The topic that is found most often beside it, or null where there is none. */
  readonly topic: string | null;
  /** Applications in which it stands. */
  readonly shortlisted: number;
  readonly declined: number;
  /** Log-odds ratio of shortlisted against declined, in standard deviations; above 0 it speaks for shortlisting. */
  readonly z: number;
  /** Where it would hit. */
  readonly examples: readonly { readonly id: string; readonly quote: string }[];
}

/** A run must stand in so many applications of a kind. */
const LEAST_SEEN = 3;
const LEAST_Z = 1.3;
/** What stands in a greater share of all applications says nothing about a topic. */
const USUAL = 0.6;
/** Weight of the prior, in applications: with none of either kind the odds are those of all applications together. */
const PRIOR = 2;

/**
 * Runs of words that separate shortlisted from declined applications: log-odds ratio with an informative Dirichlet prior
 * (Monroe, Colaresi, Quinn, Fightin' Words, Political Analysis 16, 2008), counted once an application, so that nobody
 * weighs more by repeating. Pure and deterministic.
 * @param most so many at most, the surest first
 */
export function suggestTerms(verdicts: readonly VerdictOn[], ruleset: Ruleset, most = 20): TermSuggestion[] {
  const shortlisted = verdicts.filter((one) => one.wish === wish.shortlist).length;
  const declined = verdicts.filter((one) => one.wish === wish.decline).length;
  const places = new Map<string, { at: number; ngram: Ngram }[]>();
  for (const [at, found] of ngramsOf(
    verdicts.map((one) => one.gathered),
    ruleset,
  ).entries()) {
    for (const [key, ngram] of found) {
      const list = places.get(key) ?? [];
      list.push({ at, ngram });
      places.set(key, list);
    }
  }
  const candidates = [...places.values()].flatMap((found): Candidate[] => {
    const count = (value: number): number => found.filter(({ at }) => verdicts[at]?.wish === value).length;
    const [good, bad] = [count(wish.shortlist), count(wish.decline)];
    const usual = found.length > USUAL * verdicts.length;
    if (usual || Math.max(good, bad) < LEAST_SEEN) return [];
    const z = logOdds(good, shortlisted, bad, declined, found.length / verdicts.length);
    return Math.abs(z) < LEAST_Z ? [] : [{ found, good, bad, z }];
  });
  return distinct(candidates.sort((a, b) => Math.abs(b.z) - Math.abs(a.z) || lengthOf(b) - lengthOf(a)))
    .slice(0, most)
    .map(({ found, good, bad, z }) => ({
      text: commonest(found.map(({ ngram }) => ngram.text)),
      topic: topicBeside(found.map(({ at, ngram }) => ({ gathered: (verdicts[at] as VerdictOn).gathered, ngram }))),
      shortlisted: good,
      declined: bad,
      z: Math.round(z * 100) / 100,
      examples: found
        .slice(0, 3)
        .map(({ at, ngram }) => ({ id: (verdicts[at] as VerdictOn).id, quote: quoteOf(ngram) })),
    }));
}

interface Candidate {
  readonly found: readonly { readonly at: number; readonly ngram: Ngram }[];
  readonly good: number;
  readonly bad: number;
  readonly z: number;
}

/** z-score of the log-odds ratio; `share` of all applications is the prior's mean. */
function logOdds(good: number, ofGood: number, bad: number, ofBad: number, share: number): number {
  const prior = Math.max(0.01, PRIOR * share);
  const odds = (hits: number, of: number): number => Math.log((hits + prior) / (of + PRIOR - hits - prior + 0.01));
  return (odds(good, ofGood) - odds(bad, ofBad)) / Math.sqrt(1 / (good + prior) + 1 / (bad + prior));
}

const lengthOf = ({ found }: Candidate): number => found[0]?.ngram.key.length ?? 0;

/** Of runs that stand in the same applications and contain each other the longest is kept: it says what is meant. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const one of candidates) {
    const key = one.found[0]?.ngram.key ?? '';
    const where = new Set(one.found.map(({ at }) => at));
    const covered = kept.some((other) => {
      const known = other.found[0]?.ngram.key ?? '';
      if (!` ${known} `.includes(` ${key} `) && !` ${key} `.includes(` ${known} `)) return false;
      const shared = other.found.filter(({ at }) => where.has(at)).length;
      return shared >= 0.7 * Math.min(where.size, other.found.length);
    });
    if (!covered) kept.push(one);
  }
  return kept;
}

function commonest(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text.toLowerCase(), (counts.get(text.toLowerCase()) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? '';
}

/** The topic with most finds in the same passages. */
function topicBeside(places: readonly { gathered: Gathered; ngram: Ngram }[]): string | null {
  const counts = new Map<string, number>();
  for (const { gathered, ngram } of places) {
    const beside = gathered.finds.filter(({ hit, worthless }) => hit.passage === ngram.passage && worthless === null);
    for (const topic of new Set(beside.map(({ hit }) => hit.topic))) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

function quoteOf({ passage, text }: Ngram): string {
  const at = Math.max(0, passage.text.indexOf(text) - 70);
  return passage.text
    .slice(at, at + 160)
    .replace(/\s+/g, ' ')
    .trim();
}
