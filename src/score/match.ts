import { sentences, type Token } from '../language/index.js';
import { PhraseIndex, type Ruleset, type Term, type TermContext, type Topic } from '../rules/index.js';
import type { Passage } from '../understand/index.js';

/** One place where a term stands and means its topic; `miss` tells why it does not count, where it nearly did. */
export interface Hit {
  readonly topic: string;
  readonly term: Term;
  readonly passage: Passage;
  /** Token indexes in the passage, [from, to). */
  readonly from: number;
  readonly to: number;
  /** Token indexes of its sentence, [from, to). */
  readonly sentence: readonly [number, number];
  readonly miss: string | null;
}

interface CompiledTerm {
  readonly topic: string;
  readonly term: Term;
  readonly near: PhraseIndex | null;
  readonly unless: PhraseIndex | null;
}

/** The topics' terms, ready to be looked for in one pass. */
export interface Matcher {
  readonly index: PhraseIndex;
  readonly byPhrase: ReadonlyMap<string, readonly CompiledTerm[]>;
}

const matchers = new WeakMap<Ruleset, Matcher>();

/** The matcher of a ruleset, compiled once. */
export function matcherOf(ruleset: Ruleset): Matcher {
  let matcher = matchers.get(ruleset);
  if (matcher === undefined) {
    matcher = compileMatcher(ruleset.topics);
    matchers.set(ruleset, matcher);
  }
  return matcher;
}

function compileMatcher(topics: readonly Topic[]): Matcher {
  const byPhrase = new Map<string, CompiledTerm[]>();
  for (const topic of topics) {
    for (const term of topic.terms) {
      const compiled: CompiledTerm = {
        topic: topic.id,
        term,
        near: term.near === undefined ? null : new PhraseIndex(term.near.any),
        unless: term.unless === undefined ? null : new PhraseIndex(term.unless.any),
      };
      for (const phrase of term.any) byPhrase.set(phrase, [...(byPhrase.get(phrase) ?? []), compiled]);
    }
  }
  return { index: new PhraseIndex([...byPhrase.keys()]), byPhrase };
}

/** How the reason of a miss begins where the text itself says that something else is meant. */
export const ANOTHER_MEANING = 'another meaning';

/** So many hits of one term are looked at in a passage. */
export const MOST_IN_PASSAGE = 40;

const rangesOf = new WeakMap<Passage, readonly [number, number][]>();

/** Token ranges of a passage's sentences; remembered, because a passage is judged under several rulesets. */
export function sentenceRanges(passage: Passage): readonly [number, number][] {
  const known = rangesOf.get(passage);
  if (known !== undefined) return known;
  const ranges: [number, number][] = [];
  let token = 0;
  for (const sentence of sentences(passage.text)) {
    const from = token;
    while (token < passage.tokens.length && (passage.tokens[token] as Token).start < sentence.end) token++;
    if (token > from) ranges.push([from, token]);
  }
  rangesOf.set(passage, ranges);
  return ranges;
}

/** The tokens of one document, and whether a set of words stands anywhere in the application. */
interface Surroundings {
  readonly tokens: readonly Token[];
  readonly anywhere: (index: PhraseIndex) => boolean;
}

/** Does one of the context's words stand where the context asks? The hit's own words don't count. */
function contextHolds(
  index: PhraseIndex,
  context: TermContext,
  hit: { from: number; to: number; sentence: readonly [number, number] },
  passage: Passage,
  around: Surroundings,
  offset: number,
): boolean {
  // A letter is read beside its CV: "document" is all that the applicant wrote.
  if (context.within === 'document') return around.anywhere(index);
  if (context.within === 'sentence') {
    return index
      .find(passage.tokens, hit.sentence[0], hit.sentence[1])
      .some((found) => found.to <= hit.from || found.from >= hit.to);
  }
  const [from, to] = [offset + hit.from, offset + hit.to];
  const low = Math.max(0, from - context.within);
  const high = Math.min(around.tokens.length, to + context.within);
  return index.find(around.tokens, low, high).some((found) => found.to <= from || found.from >= to);
}

/** Remembers for each set of words whether it stands anywhere in the passages. */
function anywhereIn(passages: readonly Passage[]): Surroundings['anywhere'] {
  const known = new Map<PhraseIndex, boolean>();
  return (index) => {
    let found = known.get(index);
    if (found === undefined) {
      found = passages.some((passage) => index.has(passage.tokens));
      known.set(index, found);
    }
    return found;
  };
}

/** All hits in an application's passages, document by document. Hits that nearly counted are kept with the reason. */
export function findHits(passages: readonly Passage[], matcher: Matcher): Hit[] {
  const anywhere = anywhereIn(passages);
  const documents = new Map<string, Passage[]>();
  for (const passage of passages) {
    const list = documents.get(passage.document);
    if (list === undefined) documents.set(passage.document, [passage]);
    else list.push(passage);
  }
  return [...documents.values()].flatMap((list) => hitsIn(list, matcher, anywhere));
}

/** `ski federation: unlearning` is no federated unlearning: a term does not go on behind a colon, comma or full stop. */
function isCut({ tokens, text }: Passage, from: number, to: number): boolean {
  for (let i = from; i + 1 < to; i++)
    if (/[:;,!?()]|\.\s/.test(text.slice(tokens[i]?.end ?? 0, tokens[i + 1]?.start ?? 0))) return true;
  return false;
}

function hitsIn(passages: readonly Passage[], matcher: Matcher, anywhere: Surroundings['anywhere']): Hit[] {
  const all: Token[] = [];
  const offsets: number[] = [];
  for (const passage of passages) {
    offsets.push(all.length);
    all.push(...passage.tokens);
  }
  const around: Surroundings = { tokens: all, anywhere };
  const counts = new Map<string, number>();
  const hits: Hit[] = [];
  for (const [number, passage] of passages.entries()) {
    const ranges = sentenceRanges(passage);
    let current = 0;
    for (const found of matcher.index.find(passage.tokens)) {
      while (current < ranges.length - 1 && found.from >= (ranges[current] as [number, number])[1]) current++;
      const sentence = ranges[current] ?? [0, passage.tokens.length];
      if (found.to - found.from > 1 && isCut(passage, found.from, found.to)) continue;
      for (const compiled of matcher.byPhrase.get(found.phrase) ?? []) {
        const { term } = compiled;
        // Repetition earns nothing after the first few; without a bound a page of one word would stop the worker.
        const key = `${number}:${compiled.topic}#${term.id}`;
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        if (count > MOST_IN_PASSAGE) continue;
        const place = { from: found.from, to: found.to, sentence };
        if (
          term.case &&
          passage.tokens
            .slice(found.from, found.to)
            .map((token) => token.raw)
            .join(' ') !== found.phrase
        )
          continue;
        let miss: string | null = null;
        if (
          compiled.unless !== null &&
          term.unless !== undefined &&
          contextHolds(compiled.unless, term.unless, place, passage, around, offsets[number] ?? 0)
        ) {
          miss = `${ANOTHER_MEANING}: a word of \`unless\` stands near`;
        } else if (
          compiled.near !== null &&
          term.near !== undefined &&
          !contextHolds(compiled.near, term.near, place, passage, around, offsets[number] ?? 0)
        ) {
          miss = 'none of the words of `near` stands near';
        }
        hits.push({ topic: compiled.topic, term, passage, ...place, miss });
      }
    }
  }
  return hits.map((hit) =>
    hit.miss === null &&
    hit.term.requires !== undefined &&
    !hits.some((other) => other.miss === null && other.topic === hit.topic && other.term.id === hit.term.requires)
      ? { ...hit, miss: `\`${hit.term.requires}\` was not found` }
      : hit,
  );
}
