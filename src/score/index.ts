import type { Evidence, Reason, Scorecard, Stance } from '../domain/index.js';
import type { Policy, Ruleset } from '../rules/index.js';
import type { Understanding } from '../understand/index.js';
import { adjustFit, signalsOf, topicalFit } from './fit.js';
import { findGames, type Games } from './games.js';
import { findHits, type Hit, matcherOf } from './match.js';
import { type Standing, standingOf } from './stance.js';
import { basePoints, type Item, shareOut, topicScore } from './weigh.js';

export { topicalFit } from './fit.js';
export { findHits, matcherOf } from './match.js';
export { standingOf } from './stance.js';

/** The scorecard with the flags that only scoring finds, and the position where understanding left it open. */
export interface Scored {
  readonly scorecard: Scorecard;
  readonly flags: readonly Reason[];
}

interface Weighed {
  readonly hit: Hit;
  readonly evidence: Evidence;
  readonly published: boolean;
}

/** All that scoring finds in an application before any number of the rules comes in. */
export interface Gathered {
  readonly understanding: Understanding;
  readonly finds: readonly Find[];
  readonly flags: readonly Reason[];
}

/** A hit with how it stands there, or why it is worth nothing. */
interface Find {
  readonly hit: Hit;
  readonly standing: Standing;
  readonly worthless: string | null;
}

/** Understanding → points with evidence. Pure. A mail that is no application has a scorecard of zeros. */
export function score(understanding: Understanding, ruleset: Ruleset): Scored {
  return weigh(gather(understanding, ruleset), ruleset);
}

/** Finding: every term with its standing. It depends on words and lists of the rules, and not on weights and points. */
export function gather(understanding: Understanding, ruleset: Ruleset): Gathered {
  if (understanding.kind !== 'application') return { understanding, finds: [], flags: [] };
  const documents = new Map(understanding.allDocuments.map((document) => [document.name, document]));
  const hits = findHits(understanding.passages, matcherOf(ruleset));
  const games = findGames(understanding.passages, hits, ruleset.positions);
  const name = understanding.applicant?.name ?? null;
  const lists = listLike(hits);
  const finds = hits.map((hit): Find => {
    const document = documents.get(hit.passage.document) ?? null;
    const list = lists.has(sentenceKey(hit));
    const given = standingOf(hit, document, name, ruleset);
    // A bare row of terms shows no work, in whatever section it stands.
    const shown = given.stance === 'project' || given.stance === 'thesis';
    const standing: Standing = list && shown ? { ...given, stance: 'skill' } : given;
    return { hit, standing, worthless: hit.miss ?? worthlessBy(hit, standing, list, games) };
  });
  return { understanding, finds, flags: games.flags };
}

/**
 * Weighing: finds → points by the weights, points, caps and requirements of a ruleset. What was gathered once can be
 * weighed again under other numbers; the ruleset must have the same terms.
 */
export function weigh({ understanding, finds, flags: found }: Gathered, ruleset: Ruleset): Scored {
  const zero = Object.fromEntries(ruleset.topics.map((topic) => [topic.id, 0]));
  if (understanding.kind !== 'application') {
    return { scorecard: { fit: 0, topics: zero, evidence: [], adjustments: [] }, flags: [] };
  }
  const flags = [...understanding.flags, ...found];
  const incredible = flags.some((flag) => flag.code === 'implausible');
  const weights = termWeights(ruleset);
  const weighed = finds.map((find) => weighFind(find, weights, ruleset.policy));
  const topics: Record<string, number> = { ...zero };
  const ledger: Evidence[] = [];
  for (const [topic, list] of groupBy(weighed, (one) => one.hit.topic)) {
    const items = itemsOf(list);
    // Who claims what can't be true is believed nothing; the ledger still shows what was claimed.
    const total = incredible ? 0 : topicScore(items, ruleset.policy);
    topics[topic] = Math.round(total * 10) / 10;
    ledger.push(...shareOut(bestOfEachTerm(list), total));
  }
  ledger.sort((a, b) => b.points - a.points);
  const works = weighed.some(({ hit, evidence }) => {
    if (evidence.points <= 0) return false;
    if (['thesis', 'paper', 'first-author-paper'].includes(evidence.stance)) return true;
    return evidence.stance === 'project' && ['experience', 'research'].includes(hit.passage.section ?? '');
  });
  const signals = signalsOf(understanding.facts, understanding.allDocuments, understanding.passages, works);
  // Positions are taken from the ruleset by name: the one that understanding found may carry other numbers.
  const named = ruleset.positions.find((one) => one.id === understanding.position?.id);
  const candidates = named === undefined ? ruleset.positions : [named];
  const best = candidates
    .map((one) => adjustFit(topicalFit(topics, one), one, signals, flags))
    .sort((a, b) => b.fit - a.fit)[0] ?? { fit: 0, adjustments: [] };
  return {
    scorecard: {
      fit: Math.round(best.fit * 10) / 10,
      topics,
      evidence: ledger.slice(0, 200),
      adjustments: best.adjustments,
    },
    flags: found,
  };
}

const weightsOf = new WeakMap<Ruleset['topics'], ReadonlyMap<string, number>>();

/** Weights of terms by `topic#term`, collected once for a list of topics. */
function termWeights({ topics }: Ruleset): ReadonlyMap<string, number> {
  let weights = weightsOf.get(topics);
  if (weights === undefined) {
    weights = new Map(topics.flatMap(({ id, terms }) => terms.map((term) => [`${id}#${term.id}`, term.weight])));
    weightsOf.set(topics, weights);
  }
  return weights;
}

function groupBy<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}

function weighFind({ hit, standing, worthless }: Find, weights: ReadonlyMap<string, number>, policy: Policy): Weighed {
  const { passage } = hit;
  const weight = weights.get(`${hit.topic}#${hit.term.id}`) ?? hit.term.weight;
  const points = worthless !== null ? 0 : basePoints(standing.stance, weight, standing.factor, policy);
  const [start, end] = [passage.tokens[hit.from]?.start ?? 0, passage.tokens[hit.to - 1]?.end ?? 0];
  const published = (standing.stance === 'first-author-paper' || standing.stance === 'paper') && standing.note === null;
  return {
    hit,
    published,
    evidence: {
      topic: hit.topic,
      rule: `topics/${hit.topic}.yaml#${hit.term.id}`,
      term: passage.text.slice(start, end),
      points: Math.round(points * 10) / 10,
      document: passage.document,
      page: passage.page,
      section: passage.sectionTitle,
      stance: worthless === ECHO ? 'quoted' : standing.stance,
      quote: quoteOf(hit),
      span: [passage.start + start, passage.start + end],
      note: worthless ?? standing.note,
    },
  };
}

const ECHO = 'repeats the advert';
const WORDS: readonly Stance[] = ['statement', 'skill', 'interest', 'mention', 'course'];

/** Why a hit is worth nothing although the term stands there, or null. */
function worthlessBy(hit: Hit, standing: Standing, list: boolean, games: Games): string | null {
  const { passage } = hit;
  if (games.stuffed.has(passage)) return 'stuffed: a list of keywords';
  // Beside a list of keywords, bare words are no better than the list.
  if (games.stuffedDocuments.has(passage.document) && (list || WORDS.includes(standing.stance)))
    return 'stuffed: a list of keywords';
  if (games.repeated.has(passage)) return 'repeated';
  if (standing.stance === 'first-author-paper' || standing.stance === 'paper') return null;
  // A few words in common with the advert are the field's own language; they make work worthless only in long runs.
  const work = standing.stance === 'project' || standing.stance === 'thesis' || standing.stance === 'course';
  const echoed = (work ? games.copied : games.echoed).get(passage);
  return echoed !== undefined && [...range(hit.from, hit.to)].some((index) => echoed.has(index)) ? ECHO : null;
}

function* range(from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield i;
}

function quoteOf(hit: Hit): string {
  const { tokens, text } = hit.passage;
  const from = tokens[hit.sentence[0]]?.start ?? 0;
  const to = tokens[hit.sentence[1] - 1]?.end ?? text.length;
  const at = tokens[hit.from]?.start ?? 0;
  const start = to - from <= 240 ? from : Math.max(from, at - 110);
  return text
    .slice(start, Math.min(to, start + 240))
    .replace(/\s+/g, ' ')
    .trim();
}

/** One item a passage (a sentence, in letters): its best evidence, a little more for further terms. */
function itemsOf(list: readonly Weighed[]): Item[] {
  const groups = groupBy(
    list.filter((one) => one.evidence.points > 0),
    (one) => {
      const { passage, sentence } = one.hit;
      const prose = passage.section === null || passage.section === 'personal';
      // A thesis or paper is one item however often its front page names the topic.
      if (one.evidence.stance === 'thesis' && passage.section !== 'education' && passage.section !== 'thesis')
        return `work:${passage.document}`;
      if (
        (one.evidence.stance === 'paper' || one.evidence.stance === 'first-author-paper') &&
        passage.section !== 'publications' &&
        passage.section !== 'preprints'
      )
        return `work:${passage.document}`;
      return `${passage.document}:${passage.page}:${passage.start}:${prose ? sentence[0] : 0}`;
    },
  );
  const items: Item[] = [];
  let attached = 0;
  for (const [key, group] of groups) {
    const best = group.reduce((a, b) => (b.evidence.points > a.evidence.points ? b : a));
    const terms = new Set(group.map((one) => one.hit.term.id)).size;
    const item = {
      stance: best.evidence.stance,
      published: best.published,
      points: Math.min(96, best.evidence.points * (1 + 0.05 * Math.min(4, terms - 1))),
    };
    if (key.startsWith('work:') && item.published) attached++;
    items.push(item);
  }
  if (attached === 0) return items;
  // A paper that is attached stands in the list of publications too: it counts once, as the better of both.
  const listed = items.filter((item) => item.published).length - attached;
  const keep = Math.max(listed, attached);
  const published = items
    .filter((item) => item.published)
    .sort((a, b) => b.points - a.points)
    .slice(0, keep);
  return [...items.filter((item) => !item.published), ...published];
}

/** What the ledger shows: of each term in each passage the best hit, and near misses without points. */
function bestOfEachTerm(list: readonly Weighed[]): Evidence[] {
  const best = new Map<string, Evidence>();
  for (const { hit, evidence } of list) {
    const key = `${hit.term.id}:${evidence.document}:${hit.passage.page}:${hit.passage.start}`;
    const known = best.get(key);
    if (known === undefined || evidence.points > known.points) best.set(key, evidence);
  }
  return [...best.values()];
}

/** Sentences that are rows of terms: three terms or more that make up half of the words and leave no room for a verb. */
function listLike(hits: readonly Hit[]): Set<string> {
  const lists = new Set<string>();
  for (const [key, group] of groupBy(hits, sentenceKey)) {
    const covered = new Set<number>();
    const terms = new Set<number>();
    for (const hit of group) {
      if (!covered.has(hit.from)) terms.add(hit.from);
      for (let i = hit.from; i < hit.to; i++) covered.add(i);
    }
    const [from, to] = group[0]?.sentence ?? [0, 1];
    if (terms.size >= 3 && covered.size / Math.max(1, to - from) >= 0.5 && group[0]?.passage.section !== 'publications')
      lists.add(key);
  }
  return lists;
}

function sentenceKey(hit: Hit): string {
  return `${hit.passage.document}:${hit.passage.page}:${hit.passage.start}:${hit.sentence[0]}`;
}
