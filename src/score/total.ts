import type { Reason, Stance } from '../domain/index.js';
import type { Policy, Ruleset } from '../rules/index.js';
import type { Passage, Understanding } from '../understand/index.js';
import { adjustFit, type Signals, signalsOf, topicalFit } from './fit.js';
import type { Hit } from './match.js';
import type { Standing } from './stance.js';
import { basePoints, type Item, topicScore } from './weigh.js';

/** A hit with how it stands there, or why it is worth nothing. */
export interface Find {
  readonly hit: Hit;
  readonly standing: Standing;
  readonly worthless: string | null;
}

/** All that scoring finds in an application before any number of the rules comes in. */
export interface Gathered {
  readonly understanding: Understanding;
  readonly finds: readonly Find[];
  readonly flags: readonly Reason[];
}

/** A find with its points before the items of a topic are weighed together. */
export interface Counted {
  readonly find: Find;
  readonly points: number;
}

/** What the finds add up to. */
export interface Totals {
  /** 0-100 for every topic of the ruleset. */
  readonly topics: Readonly<Record<string, number>>;
  /** Work of the applicant's own was seen (a thesis, a paper, a project in research or at work). */
  readonly works: boolean;
  /** By topic: its finds, and their total before it is rounded. */
  readonly counted: ReadonlyMap<string, { readonly finds: readonly Counted[]; readonly total: number }>;
}

/** Finds → a total for each topic, by the weights, points and caps of a ruleset. Pure. */
export function totalsOf({ understanding, finds, flags }: Gathered, ruleset: Ruleset): Totals {
  const weights = termWeights(ruleset);
  const incredible = [...understanding.flags, ...flags].some((flag) => flag.code === 'implausible');
  const groups = groupBy(
    lifted(finds, weights).map(({ find, weight }) => ({ find, points: pointsOf(find, weight, ruleset) })),
    (one) => one.find.hit.topic,
  );
  const topics = Object.fromEntries(ruleset.topics.map((topic) => [topic.id, 0]));
  const counted = new Map<string, { finds: readonly Counted[]; total: number }>();
  for (const [topic, list] of groups) {
    // Who claims what can't be true is believed nothing; the ledger still shows what was claimed.
    const total = incredible ? 0 : topicScore(itemsOf(list, ruleset.policy), ruleset.policy);
    topics[topic] = Math.round(total * 10) / 10;
    counted.set(topic, { finds: list, total });
  }
  return { topics, works: [...groups.values()].some((list) => list.some(isOwnWork)), counted };
}

/** The signals of an application; `works` comes from its totals. */
export function signalsIn({ understanding }: Gathered, works: boolean): Signals {
  return signalsOf(understanding.facts, understanding.allDocuments, understanding.passages, works);
}

/** The fit, 0-100, with the position that understanding found; with the best one where it found none. */
export function fitOf(
  { understanding, flags }: Pick<Gathered, 'understanding' | 'flags'>,
  topics: Readonly<Record<string, number>>,
  signals: Signals,
  ruleset: Ruleset,
): { fit: number; adjustments: Reason[] } {
  // Positions are taken from the ruleset by name: the one that understanding found may carry other numbers.
  const named = ruleset.positions.find((one) => one.id === understanding.position?.id);
  const candidates = named === undefined ? ruleset.positions : [named];
  return (
    candidates
      .map((one) =>
        adjustFit(
          topicalFit(topics, one, ruleset.policy),
          one,
          signals,
          [...understanding.flags, ...flags],
          ruleset.policy,
        ),
      )
      .sort((a, b) => b.fit - a.fit)[0] ?? { fit: 0, adjustments: [] }
  );
}

const weightsOf = new WeakMap<Ruleset['topics'], ReadonlyMap<string, number>>();

/** Weights of terms by `topic#term`, collected once for a list of topics. */
export function termWeights({ topics }: Pick<Ruleset, 'topics'>): ReadonlyMap<string, number> {
  let weights = weightsOf.get(topics);
  if (weights === undefined) {
    weights = new Map(topics.flatMap(({ id, terms }) => terms.map((term) => [`${id}#${term.id}`, term.weight])));
    weightsOf.set(topics, weights);
  }
  return weights;
}

/** A term of this weight names its topic; one that is vague by itself is worth so much where the topic is clear. */
const NAMES_TOPIC = 0.8;
const LIFTED = 0.75;

/**
 * The finds with their weights. Who has worked on a topic under its own name means it in other titles too (`Attacking and
 * hardening frozen encoders`): there a vague word counts nearly as its name.
 */
function lifted(
  finds: readonly Find[],
  weights: ReadonlyMap<string, number>,
): { readonly find: Find; readonly weight: number }[] {
  const weighed = finds.map((find) => {
    const { topic, term } = find.hit;
    return { find, weight: weights.get(`${topic}#${term.id}`) ?? term.weight };
  });
  const named = new Map<string, Set<Passage>>();
  for (const { find, weight } of weighed) {
    if (find.worthless !== null || find.standing.factor <= 0 || weight < NAMES_TOPIC || !isWork(find)) continue;
    named.set(find.hit.topic, (named.get(find.hit.topic) ?? new Set()).add(find.hit.passage));
  }
  const lone = loneTopics(weighed);
  return weighed.map(({ find, weight }) => {
    if (lone.has(find.hit.topic)) return { find, weight: weight * LONE_SHARE };
    if (find.hit.term.sense !== 'vague' || weight >= LIFTED || !isWork(find)) return { find, weight };
    const places = named.get(find.hit.topic);
    const elsewhere = places !== undefined && (places.size > 1 || !places.has(find.hit.passage));
    return { find, weight: elsewhere ? LIFTED : weight };
  });
}

/** A term of this weight is hardly anything but its topic. */
const UNMISTAKABLE = 0.9;
/** What is left of a loose word that nothing else in the application bears out: a hint, and no more. */
const LONE_SHARE = 0.4;

/**
 * Topics that a single loose word stands for, once in the whole application (`deletion`, `trade`, `guarantees`), of somebody
 * whose work is on something else. Who works on a topic says so in more than one way.
 */
function loneTopics(weighed: readonly { readonly find: Find; readonly weight: number }[]): ReadonlySet<string> {
  const counting = weighed.filter(({ find }) => find.worthless === null && find.standing.factor > 0);
  const lone = new Set<string>();
  const topics = groupBy(counting, ({ find }) => find.hit.topic);
  const works = counting.filter(({ find }) => isWork(find)).map(({ find }) => find.hit);
  for (const [topic, list] of topics) {
    if (list.some(({ find, weight }) => find.hit.term.sense === 'sure' || weight >= UNMISTAKABLE)) continue;
    const heads = list.map(({ find: { hit } }) => hit.passage.tokens[hit.from]?.stem ?? '');
    const places = new Set(list.map(({ find: { hit } }) => hit.passage.tokens.map((token) => token.stem).join(' ')));
    const spans = mergedSpans(list.map(({ find }) => find.hit));
    const alone = places.size === 1 && (spans === 1 || new Set(heads).size === 1);
    const passages = new Set(list.map(({ find }) => find.hit.passage));
    if (alone && works.some((work) => work.topic !== topic && !passages.has(work.passage))) lone.add(topic);
  }
  return lone;
}

/** How many places hits cover, where those that overlap are one. */
function mergedSpans(hits: readonly Hit[]): number {
  let count = 0;
  let end = 0;
  let passage: Passage | null = null;
  for (const hit of [...hits].sort((a, b) => a.from - b.from)) {
    if (hit.passage !== passage || hit.from >= end) count++;
    end = hit.passage === passage ? Math.max(end, hit.to) : hit.to;
    passage = hit.passage;
  }
  return count;
}

const WORKS: ReadonlySet<Stance> = new Set(['thesis', 'project', 'paper', 'first-author-paper']);

function isWork({ standing }: Find): boolean {
  return WORKS.has(standing.stance);
}

function pointsOf({ standing, worthless }: Find, weight: number, ruleset: Ruleset): number {
  if (worthless !== null) return 0;
  return Math.round(basePoints(standing.stance, weight, standing.factor, ruleset.policy) * 10) / 10;
}

function isOwnWork({ find: { hit, standing }, points }: Counted): boolean {
  if (points <= 0) return false;
  if (['thesis', 'paper', 'first-author-paper'].includes(standing.stance)) return true;
  if (standing.stance !== 'project') return false;
  // A product is work, and no research.
  return (
    hit.passage.section === 'research' || (hit.passage.section === 'experience' && RESEARCH.test(hit.passage.text))
  );
}

const RESEARCH =
  /research|universi|\blab(?:oratory)?\b|institut|thesis|doctoral|Ph\.?D|scien|Forschung|Hochschule|recherche|investigaci|ricerca|pesquisa|科研|研究|大学/i;

function isPublished({ standing }: Find): boolean {
  return (standing.stance === 'first-author-paper' || standing.stance === 'paper') && standing.note === null;
}

/** Finds that make one item: those of one passage (one sentence, in letters), or of one whole work. */
function itemKey({ hit, standing }: Find): string {
  const { passage, sentence } = hit;
  const prose = passage.section === null || passage.section === 'personal';
  // A thesis or paper is one item however often its front page names the topic.
  if (standing.stance === 'thesis' && passage.section !== 'education' && passage.section !== 'thesis')
    return `work:${passage.document}`;
  if (
    (standing.stance === 'paper' || standing.stance === 'first-author-paper') &&
    passage.section !== 'publications' &&
    passage.section !== 'preprints'
  )
    return `work:${passage.document}`;
  return `${passage.document}:${passage.page}:${passage.start}:${prose ? sentence[0] : 0}`;
}

/** The items of a topic: each with its best find, a little more for further terms. */
function itemsOf(list: readonly Counted[], policy: Policy): Item[] {
  const groups = groupBy(
    list.filter((one) => one.points > 0),
    (one) => itemKey(one.find),
  );
  const items: Item[] = [];
  let attached = 0;
  for (const [key, group] of groups) {
    const best = group.reduce((a, b) => (b.points > a.points ? b : a));
    const terms = new Set(group.map((one) => one.find.hit.term.id)).size;
    const item = {
      stance: best.find.standing.stance,
      published: isPublished(best.find),
      leading: isPublished(best.find) && best.find.standing.factor >= policy.leadingFactor,
      points: Math.min(96, best.points * (1 + 0.05 * Math.min(4, terms - 1))),
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

/** A list in groups by a key, in the order of their first members. */
export function groupBy<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}
