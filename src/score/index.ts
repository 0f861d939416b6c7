import type { Evidence, Reason, Scorecard, Stance } from '../domain/index.js';
import { isEmptyWord, type Token } from '../language/index.js';
import type { OpenPosition, Ruleset } from '../rules/index.js';
import type { Passage, Understanding } from '../understand/index.js';
import { inAnotherField } from './field.js';
import { findGames, type Games } from './games.js';
import { findHits, type Hit, matcherOf } from './match.js';
import { isOwnName } from './own-name.js';
import { type Standing, standingOf } from './stance.js';
import { type Counted, type Find, fitOf, type Gathered, groupBy, signalsIn, totalsOf } from './total.js';
import { shareOut } from './weigh.js';

export { adjustFit, type Signals, topicalFit } from './fit.js';
export { findHits, type Hit, matcherOf } from './match.js';
export { standingOf } from './stance.js';
export { fitOf, type Gathered, signalsIn, termWeights, totalsOf } from './total.js';

/** The scorecard with the flags that only scoring finds, and the position where understanding left it open. */
export interface Scored {
  readonly scorecard: Scorecard;
  readonly flags: readonly Reason[];
}

/** Understanding → points with evidence. Pure. A mail that is no application has a scorecard of zeros. */
export function score(understanding: Understanding, ruleset: Ruleset): Scored {
  return weigh(gather(understanding, ruleset), ruleset);
}

/** Finding: every term with its standing. It depends on words and lists of the rules, and not on weights and points. */
export function gather(understanding: Understanding, ruleset: Ruleset): Gathered {
  if (understanding.kind !== 'application') return { understanding, finds: [], flags: [] };
  const documents = new Map(understanding.allDocuments.map((document) => [document.name, document]));
  const hits = inAnotherField(
    findHits(understanding.passages, matcherOf(ruleset)),
    understanding.passages,
    understanding.allDocuments,
    ruleset,
  );
  const games = findGames(understanding.passages, hits, ruleset.positions);
  const name = understanding.applicant?.name ?? null;
  const candidates = understanding.position === null ? ruleset.positions : [understanding.position];
  const lists = listLike(hits);
  const bare = bareItems(hits);
  const finds = hits.map((hit): Find => {
    const document = documents.get(hit.passage.document) ?? null;
    const list = lists.has(sentenceKey(hit));
    const given = standingOf(hit, document, name, ruleset, understanding.facts.publications);
    // A bare row of terms shows no work, in whatever section it stands.
    const shown = given.stance === 'project' || given.stance === 'thesis';
    const row = list || (given.stance === 'project' && bare.has(hit.passage));
    const shownAs: Standing = row && shown ? { ...given, stance: 'skill' } : given;
    const letter = document === null || document.type === 'cover-letter';
    const vague = letter && VAGUE.has(shownAs.stance) && candidates.some((position) => named(hit, position));
    const standing: Standing = vague
      ? { ...shownAs, factor: shownAs.factor * VAGUE_SHARE, note: shownAs.note ?? 'the advert names it too' }
      : shownAs;
    return {
      hit,
      standing,
      worthless: hit.miss ?? (isOwnName(hit, name) ? OWN_NAME : worthlessBy(hit, standing, list, games)),
    };
  });
  return { understanding, finds, flags: games.flags };
}

/**
 * Weighing: finds → points by the weights, points, caps and requirements of a ruleset. What was gathered once can be
 * weighed again under other numbers; the ruleset must have the same terms.
 */
export function weigh(gathered: Gathered, ruleset: Ruleset): Scored {
  const { topics, works, counted } = totalsOf(gathered, ruleset);
  if (gathered.understanding.kind !== 'application') {
    return { scorecard: { fit: 0, topics, evidence: [], adjustments: [] }, flags: [] };
  }
  const ledger: Evidence[] = [];
  for (const { finds, total } of counted.values()) ledger.push(...shareOut(bestOfEachTerm(finds), total));
  ledger.sort((a, b) => b.points - a.points);
  const signals = signalsIn(gathered, works);
  const { fit, adjustments } = fitOf(gathered, topics, signals, ruleset);
  return {
    scorecard: { fit: Math.round(fit * 10) / 10, topics, evidence: ledger.slice(0, 200), adjustments, signals },
    flags: gathered.flags,
  };
}

function evidenceOf({ find: { hit, standing, worthless }, points }: Counted): Evidence {
  const { passage } = hit;
  const [start, end] = [passage.tokens[hit.from]?.start ?? 0, passage.tokens[hit.to - 1]?.end ?? 0];
  return {
    topic: hit.topic,
    rule: `topics/${hit.topic}.yaml#${hit.term.id}`,
    term: passage.text.slice(start, end),
    points,
    document: passage.document,
    page: passage.page,
    section: passage.sectionTitle,
    stance: worthless === ECHO ? 'quoted' : standing.stance,
    quote: quoteOf(hit),
    span: [passage.start + start, passage.start + end],
    note: worthless ?? standing.note,
  };
}

/** A wish or a statement in the letter about a topic that the advert names shows no more than that it was read. */
const VAGUE: ReadonlySet<Stance> = new Set(['interest', 'statement', 'mention']);
const VAGUE_SHARE = 0.5;

function named(hit: Hit, position: OpenPosition): boolean {
  const stems = hit.passage.tokens.slice(hit.from, hit.to).map((token) => token.stem);
  return position.advert.includes(` ${stems.join(' ')} `);
}

const ECHO = 'repeats the advert';
const OWN_NAME = "the applicant's own name";
const TITLE_SHARE = 0.7;
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
  // A thesis or project that is called as the position is called.
  if (work && (games.echoed.get(passage)?.size ?? 0) >= TITLE_SHARE * passage.tokens.length) return ECHO;
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

/** What the ledger shows: of each term in each passage the best hit, and near misses without points. */
function bestOfEachTerm(list: readonly Counted[]): Evidence[] {
  const best = new Map<string, Counted>();
  for (const counted of list) {
    const { hit } = counted.find;
    const key = `${hit.term.id}:${hit.passage.document}:${hit.passage.page}:${hit.passage.start}`;
    const known = best.get(key);
    if (known === undefined || counted.points > known.points) best.set(key, counted);
  }
  return [...best.values()].map(evidenceOf);
}

const AND = new Set(['and', 'or', 'und', 'oder', 'et', 'ou', 'y', 'o', 'e', '和']);
/** Words that join others into a sentence, and how long it is at least. */
const JOINED = 2;
const TOLD_WORDS = 7;
/** A row of keywords has a comma every few words. */
const WORDS_A_COMMA = 5;

/** Whether words are joined to say something (`geodesics between densities on the sphere`), and don't stand in a row. */
function isTold({ tokens, text }: Passage, from: number, to: number): boolean {
  if (to - from < TOLD_WORDS) return false;
  let joined = 0;
  let commas = 0;
  for (let i = from; i < to; i++) {
    const { word, end } = tokens[i] as Token;
    if (isEmptyWord(word) && !AND.has(word)) joined++;
    if (/[,;|/•、，]/.test(text.slice(end, tokens[i + 1]?.start ?? end))) commas++;
  }
  return joined >= JOINED && (to - from) / (commas + 1) >= WORDS_A_COMMA;
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
    const { passage } = group[0] as Hit;
    if (
      terms.size >= 3 &&
      covered.size / Math.max(1, to - from) >= 0.5 &&
      passage.section !== 'publications' &&
      !isTold(passage, from, to)
    )
      lists.add(key);
  }
  return lists;
}

/** Fewer other words than this beside its terms, and an item says nothing of what was done. */
const OTHER_WORDS = 3;
const OTHER_SHARE = 0.35;

function passagesWith(hits: readonly Hit[]): Map<Passage, Hit[]> {
  const groups = new Map<Passage, Hit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.passage);
    if (group === undefined) groups.set(hit.passage, [hit]);
    else group.push(hit);
  }
  return groups;
}

/** Items that are little more than their topic words: `Machine Unlearning Project`. */
function bareItems(hits: readonly Hit[]): Set<Passage> {
  const bare = new Set<Passage>();
  for (const [passage, group] of passagesWith(hits)) {
    const covered = new Set(group.flatMap((hit) => [...range(hit.from, hit.to)]));
    const rest = passage.tokens.length - covered.size;
    if (isTold(passage, 0, passage.tokens.length)) continue;
    if (rest < Math.max(OTHER_WORDS, OTHER_SHARE * passage.tokens.length)) bare.add(passage);
  }
  return bare;
}

function sentenceKey(hit: Hit): string {
  return `${hit.passage.document}:${hit.passage.page}:${hit.passage.start}:${hit.sentence[0]}`;
}
