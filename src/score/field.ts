import type { Document } from '../domain/index.js';
import { phraseStems } from '../language/index.js';
import { PhraseIndex, type Ruleset, type Topic } from '../rules/index.js';
import { oncePer, type Passage } from '../understand/index.js';
import { ANOTHER_MEANING, type Hit } from './match.js';

/** How surely somebody comes from the field in which topic words mean the topics. */
export type Belief = 'home' | 'unclear' | 'other';

/** A CV of so many words doubles what it must show: long texts touch upon everything. */
const LONG = 150;
/** Least mass, and least mass for its length, of somebody of the field; and of somebody who may be. */
const HOME = { mass: 2, density: 1.2 };
const UNCLEAR = { mass: 1, density: 0.4 };
/** A word that the field shares with others counts so much of one of its own; a foreign one takes away as much. */
const SHARE = 1 / 3;
/** So few words show no field at all; nothing speaks against ours then. */
const FEW = 30;
/** Below so many words a CV says little about a field, and the letter is looked at too. */
const ENOUGH_WORDS = 60;
/** So many words to either side bear out what a term means. */
const AROUND = 25;
/** How much must stand around a term, by how much is believed of its writer. */
const NEEDED = {
  field: { home: Number.NEGATIVE_INFINITY, unclear: 0, other: 1 },
  vague: { home: 0, unclear: 1, other: 2 },
} as const;

interface Words {
  readonly home: PhraseIndex;
  readonly nearby: PhraseIndex;
  readonly foreign: PhraseIndex;
}

/** A word of the lists where it stands; `key` is the same for all its endings. */
interface Mark {
  readonly from: number;
  readonly to: number;
  readonly key: string;
  readonly kind: keyof Words;
}

/** The lists that hold for every topic, and what a topic adds to them. */
interface Lists {
  readonly all: Words;
  readonly own: Words | null;
}

const wordsFor = ({
  home = [],
  nearby = [],
  foreign = [],
}: Partial<Record<keyof Words, readonly string[]>>): Words => ({
  home: new PhraseIndex(home),
  nearby: new PhraseIndex(nearby),
  foreign: new PhraseIndex(foreign),
});
const ofRuleset = oncePer((ruleset: Ruleset) => wordsFor(ruleset.field ?? {}));
const ofTopic = oncePer((topic: Topic) => wordsFor(topic.field ?? {}));

function listsOf(ruleset: Ruleset, topic: Topic | null): Lists {
  return { all: ofRuleset(ruleset), own: topic === null ? null : ofTopic(topic) };
}

const keys = new Map<string, string>();

function keyOf(phrase: string): string {
  let key = keys.get(phrase);
  if (key === undefined) {
    key = phraseStems(phrase).join(' ');
    keys.set(phrase, key);
  }
  return key;
}

const marksOf = oncePer((_: Words) => new WeakMap<Passage, readonly Mark[]>());

/** Every word of the lists that stands in the passage; topics ask for the same lists one after another. */
function everyMarkIn(passage: Passage, words: Words): readonly Mark[] {
  const known = marksOf(words).get(passage);
  if (known !== undefined) return known;
  const marks = (['home', 'nearby', 'foreign'] as const).flatMap((kind) =>
    words[kind].find(passage.tokens).flatMap(({ phrase, from, to }): Mark[] => {
      // `AI` is not in `j'ai`, `VAE` and `SAP` are no words in small letters.
      const shouted = phrase.length <= 4 && phrase === phrase.toUpperCase() && /[A-Z]/.test(phrase);
      return shouted && passage.tokens[from]?.raw !== phrase ? [] : [{ from, to, key: keyOf(phrase), kind }];
    }),
  );
  marksOf(words).set(passage, marks);
  return marks;
}

function marksIn(passage: Passage, { all, own }: Lists): Mark[] {
  const marks = [...everyMarkIn(passage, all), ...(own === null ? [] : everyMarkIn(passage, own))];
  // `deep neural network` is one sign of the field and not three.
  const longest = new Map<number, number>();
  for (const { from, to } of marks)
    for (let i = from; i < to; i++) longest.set(i, Math.max(longest.get(i) ?? 0, to - from));
  return marks.filter(({ from, to }) => {
    for (let i = from; i < to; i++) if (longest.get(i) === to - from) return true;
    return false;
  });
}

/** Different words of each list, and how many words they stand among. */
interface Count {
  readonly home: number;
  readonly nearby: number;
  readonly foreign: number;
  readonly tokens: number;
}

/**
 * The writer's field, from how many different words of it the CV has, against its length and words of other trades. One
 * sense a discourse (Gale, Church and Yarowsky 1992).
 * @param sure different terms that mean a topic by themselves
 */
export function beliefOf(count: Count, sure: number): Belief {
  if (count.tokens < FEW && count.foreign === 0) return 'home';
  const mass = count.home + sure + (count.nearby - count.foreign) * SHARE;
  const density = mass / (1 + count.tokens / LONG);
  if (mass >= HOME.mass && density >= HOME.density) return 'home';
  return mass >= UNCLEAR.mass && density >= UNCLEAR.density ? 'unclear' : 'other';
}

/** What shows the field: CV, transcript and works; the letter only where there is little else, because it repeats the advert. */
function telling(passages: readonly Passage[], documents: readonly Document[]): readonly Passage[] {
  const letters = new Set(documents.filter((one) => one.type === 'cover-letter').map((one) => one.name));
  const cvs = new Set(documents.filter((one) => one.type === 'cv').map((one) => one.name));
  const own = passages.filter((one) => !letters.has(one.document) && (one.document !== 'body' || cvs.has('body')));
  return own.reduce((sum, one) => sum + one.tokens.length, 0) >= ENOUGH_WORDS ? own : passages;
}

/**
 * Marks hits whose words mean something else in the writer's trade: a logistician's optimal transport, a mason's
 * robustness. A term that means its topic in anybody's mouth (Sinkhorn) always counts; any other must be borne out by the
 * writer's field or by words of it around the term.
 */
export function inAnotherField(
  hits: readonly Hit[],
  passages: readonly Passage[],
  documents: readonly Document[],
  ruleset: Ruleset,
): Hit[] {
  if (!hits.some((hit) => hit.term.sense !== 'sure' && hit.miss === null)) return [...hits];
  const evidence = telling(passages, documents);
  const sides = new Map<Topic | null, Side>();
  const sideOf = (topic: Topic | null): Side => {
    const own = topic?.field === undefined ? null : topic;
    const side = sides.get(own) ?? new Side(listsOf(ruleset, own), evidence);
    sides.set(own, side);
    return side;
  };
  const sure = new Set(hits.filter((hit) => hit.miss === null && hit.term.sense === 'sure').map((hit) => hit.term))
    .size;
  const topics = new Map(ruleset.topics.map((topic) => [topic.id, topic]));
  const tilts = new Map(ruleset.topics.map((topic) => [topic.id, tiltOf(hits, topic, sideOf(topic))]));
  return hits.map((hit) => {
    if (hit.miss !== null || hit.term.sense === 'sure') return hit;
    const side = sideOf(topics.get(hit.topic) ?? null);
    const known = ruleset.field !== null || topics.get(hit.topic)?.field !== undefined;
    const belief = known ? tilted(side.belief(sure), tilts.get(hit.topic) ?? 0) : 'home';
    const lost = tilts.get(hit.topic) === -1 && belief === 'other';
    const needed = lost ? Number.POSITIVE_INFINITY : NEEDED[hit.term.sense][belief];
    return side.around(hit) >= needed - 1e-9
      ? hit
      : { ...hit, miss: `not borne out: ${belief === 'home' ? 'no word of the field stands near' : 'another field'}` };
  });
}

/**
 * One sense a discourse, topic by topic: 1 where the topic's words were borne out by their surroundings, -1 where more of
 * them were told to mean something else.
 */
function tiltOf(hits: readonly Hit[], topic: Topic, side: Side): -1 | 0 | 1 {
  const own = hits.filter((hit) => hit.topic === topic.id);
  const denied = new Set(own.filter((hit) => hit.miss?.startsWith(ANOTHER_MEANING)).map((hit) => hit.passage)).size;
  const meant = new Set(
    own
      .filter((hit) => hit.miss === null && (hit.term.sense === 'sure' || side.around(hit) >= 1))
      .map((hit) => hit.passage),
  ).size;
  return meant > denied ? 1 : denied > meant ? -1 : 0;
}

const LEVELS: readonly Belief[] = ['other', 'unclear', 'home'];

function tilted(belief: Belief, tilt: -1 | 0 | 1): Belief {
  return LEVELS[LEVELS.indexOf(belief) + tilt] ?? belief;
}

/** An application looked at with one set of words. */
class Side {
  private readonly marks = new WeakMap<Passage, readonly Mark[]>();
  private counted: Count | null = null;

  constructor(
    private readonly lists: Lists,
    private readonly evidence: readonly Passage[],
  ) {}

  belief(sure: number): Belief {
    this.counted ??= this.count();
    return beliefOf(this.counted, sure);
  }

  private count(): Count {
    const found = { home: new Set<string>(), nearby: new Set<string>(), foreign: new Set<string>() };
    let tokens = 0;
    for (const passage of this.evidence) {
      tokens += passage.tokens.length;
      for (const { kind, key } of this.of(passage)) found[kind].add(key);
    }
    return { home: found.home.size, nearby: found.nearby.size, foreign: found.foreign.size, tokens };
  }

  private of(passage: Passage): readonly Mark[] {
    let marks = this.marks.get(passage);
    if (marks === undefined) {
      marks = marksIn(passage, this.lists);
      this.marks.set(passage, marks);
    }
    return marks;
  }

  /** What stands around a hit in its item: different words of the field, less those of other trades. */
  around({ passage, from, to }: Hit): number {
    const seen = new Map<string, number>();
    for (const mark of this.of(passage)) {
      const away = mark.to <= from ? from - mark.to : mark.from - to;
      if (away < 0 || away > AROUND) continue;
      seen.set(mark.key, mark.kind === 'home' ? 1 : mark.kind === 'nearby' ? SHARE : -SHARE);
    }
    return [...seen.values()].reduce((sum, worth) => sum + worth, 0);
  }
}
