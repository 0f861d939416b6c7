import { distinctiveTerms, isEmptyWord, phraseStems, type Token } from '../language/index.js';
import type { Ruleset } from '../rules/index.js';
import type { Gathered } from '../score/index.js';
import type { Passage } from '../understand/index.js';

/** A run of one to three words that stands in an application. */
export interface Ngram {
  /** Stems with spaces between: how two runs are compared. */
  readonly key: string;
  /** As it is written where it was first found. */
  readonly text: string;
  readonly passage: Passage;
}

const LONGEST = 3;
/** What of an application is worth looking at: the terms that set it apart from the others. */
const DISTINCTIVE = 400;
const READ_TOKENS = 12_000;

/**
 * The n-grams of each application's own words that set it apart from the others (tf-idf), without runs that a rule knows
 * already, numbers, names and words without meaning.
 */
export function ngramsOf(applications: readonly Gathered[], ruleset: Ruleset): ReadonlyMap<string, Ngram>[] {
  const scaffolding = scaffoldingOf(ruleset);
  const all = applications.map((one) => allNgrams(one, scaffolding));
  const distinctive = distinctiveTerms(
    all.map((found) => [...found.keys()]),
    DISTINCTIVE,
  );
  return all.map((found, index) => {
    const keep = new Set(distinctive[index]);
    return new Map([...found].filter(([key]) => keep.has(key)));
  });
}

/** Stems of what every application is built of: headings, degrees, words of wishing and doing, names of openings. */
function scaffoldingOf(ruleset: Ruleset): ReadonlySet<string> {
  const phrases = [
    ...ruleset.sections.keys(),
    ...Object.values(ruleset.stances).flatMap((index) => index.phrases),
    ...Object.values(ruleset.documents.types).flatMap((type) =>
      [...type.headings, ...type.text].flatMap((cue) => cue.any),
    ),
    ...Object.values(ruleset.kinds.words).flat(),
    ...ruleset.kinds.selfIntroduction,
    ...ruleset.positions.flatMap((position) => [...position.wording, ...position.places]),
  ];
  return new Set(phrases.flatMap(phraseStems));
}

function allNgrams({ understanding, finds }: Gathered, scaffolding: ReadonlySet<string>): Map<string, Ngram> {
  const known = new Map<Passage, Set<number>>();
  for (const { hit } of finds) {
    const taken = known.get(hit.passage) ?? new Set<number>();
    for (let at = hit.from; at < hit.to; at++) taken.add(at);
    known.set(hit.passage, taken);
  }
  const name = new Set((understanding.applicant?.name ?? '').toLowerCase().split(/\P{L}+/u));
  const found = new Map<string, Ngram>();
  let read = 0;
  for (const passage of understanding.passages) {
    read += passage.tokens.length;
    if (read > READ_TOKENS) break;
    const taken = known.get(passage);
    for (const from of passage.tokens.keys()) {
      for (let length = 1; length <= LONGEST; length++) {
        const tokens = passage.tokens.slice(from, from + length);
        if (tokens.length < length || tokens.some((_, at) => taken?.has(from + at) === true)) break;
        if (
          !isRun(tokens, passage.text) ||
          inAddress(tokens[0] as Token, passage.text) ||
          !tokens.every((token) => mayStand(token, name))
        )
          break;
        if (!carries(tokens) || tokens.every((token) => scaffolding.has(token.stem))) continue;
        const key = tokens.map((token) => token.stem).join(' ');
        if (!found.has(key)) {
          const text = passage.text.slice((tokens[0] as Token).start, (tokens.at(-1) as Token).end);
          found.set(key, { key, text, passage });
        }
      }
    }
  }
  return found;
}

/** No more than a space or a hyphen between the words: a comma ends a run. */
function isRun(tokens: readonly Token[], text: string): boolean {
  return tokens.every(
    (token, at) => at === 0 || /^[\s-]?$/.test(text.slice((tokens[at - 1] as Token).end, token.start)),
  );
}

/** A part of a mail or web address is no word. */
function inAddress(token: Token, text: string): boolean {
  return (
    /[@/_.]/.test(text[token.start - 1] ?? ' ') || /^(?:[@/_]|\.\p{L})/u.test(text.slice(token.end, token.end + 2))
  );
}

function mayStand(token: Token, name: ReadonlySet<string>): boolean {
  return !/\d/.test(token.word) && !name.has(token.raw.toLowerCase());
}

/** Every word means something: `distances with` is no term. */
function carries(tokens: readonly Token[]): boolean {
  return !tokens.some(({ word, raw }) => word.length < 3 || isEmptyWord(word) || isEmptyWord(raw.toLowerCase()));
}
