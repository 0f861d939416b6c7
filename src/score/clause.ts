import type { Token } from '../language/index.js';
import type { Ruleset } from '../rules/index.js';
import type { Hit } from './match.js';

const CLAUSE_ENDS = new Set([
  'but',
  'however',
  'although',
  'though',
  'whereas',
  'while',
  'instead',
  'aber',
  'jedoch',
  'mais',
  'cependant',
  'pero',
  'aunque',
  '但',
]);

type CueName = 'negation' | 'wish' | 'quoted' | 'course' | 'thesis' | 'ownWork' | 'skill' | 'publication' | 'preprint';

/** A clause is looked for so many words to either side. */
const CLAUSE_WORDS = 60;

/** Tokens from the last turning word before the hit to the next one after it. */
function clauseOf(hit: Hit): [number, number] {
  const { tokens } = hit.passage;
  // A stranger's sentence may have no end; what governs a term stands near it.
  let from = Math.max(hit.sentence[0], hit.from - CLAUSE_WORDS);
  let to = Math.min(hit.sentence[1], hit.to + CLAUSE_WORDS);
  for (let i = hit.from - 1; i >= from; i--) {
    const between = hit.passage.text.slice(tokens[i]?.end ?? 0, tokens[i + 1]?.start ?? 0);
    if (CLAUSE_ENDS.has(tokens[i]?.word ?? '') || between.includes(';') || between.includes('；')) {
      from = i + 1;
      break;
    }
  }
  for (let i = hit.to; i < to; i++) {
    if (
      CLAUSE_ENDS.has(tokens[i]?.word ?? '') ||
      hit.passage.text.slice(tokens[i - 1]?.end ?? 0, tokens[i]?.start ?? 0).includes(';')
    ) {
      to = i;
      break;
    }
  }
  return [from, to];
}

interface Cue {
  readonly name: CueName;
  /** Token indexes in the passage, [from, to). */
  readonly from: number;
  readonly to: number;
}

const FIRST_PERSON = new Set([
  'i',
  'we',
  'my',
  'our',
  'ich',
  'wir',
  'meine',
  'mein',
  'meiner',
  'je',
  'j',
  'nous',
  'mon',
  'ma',
  'mes',
  'mi',
  'mis',
  'he',
  'tengo',
  '我',
]);
const NEGATORS = new Set(
  'not no never hardly barely neither nor kein keine keinen keinem keiner nicht nie niemals ne pas jamais aucun aucune nunca jamas ni 没 不 未 无'.split(
    ' ',
  ),
);
/** `don't`, `haven't`, `wasn't` are two tokens. */
const CONTRACTED = new Set('don doesn didn haven hasn hadn isn aren wasn weren couldn wouldn can cannot'.split(' '));
const NOT_NEGATING = new Set(['only', 'just', 'nur', 'seulement', 'solo', 'sólo', '仅', '只', '断']);

function isNegator(tokens: readonly Token[], index: number): boolean {
  const word = tokens[index]?.word ?? '';
  if (NOT_NEGATING.has(tokens[index + 1]?.word ?? '')) return false;
  if (word === 't') return CONTRACTED.has(tokens[index - 1]?.word ?? '');
  return word === 'cannot' || NEGATORS.has(word);
}

/** Subjects and the words that lead over to them: with a comma before, they begin a clause of their own. */
const SUBJECTS = new Set('i we ich wir je nous yo io eu 我'.split(' '));
const LINKS = new Set('so and therefore hence thus then which daher also deshalb donc así quindi então'.split(' '));

function beginsClause(hit: Hit, index: number): boolean {
  const { tokens, text } = hit.passage;
  const word = tokens[index]?.word ?? '';
  const next = tokens[index + 1]?.word ?? '';
  if (!SUBJECTS.has(word) && !(LINKS.has(word) && SUBJECTS.has(next))) return false;
  return /[,，:–—]/.test(text.slice(tokens[index - 1]?.end ?? 0, tokens[index]?.start ?? 0));
}

/** `in the course of`, `au cours de` say when, not what was taught. */
function isMeanwhile(tokens: readonly Token[], cue: { from: number; to: number }): boolean {
  const before = tokens[cue.from - 1]?.word ?? '';
  const at = tokens[cue.from]?.word ?? '';
  const after = tokens[cue.to]?.word ?? '';
  return (before === 'the' && at === 'course' && after === 'of') || (before === 'au' && at === 'cours');
}

/** German writes `Ihre Arbeit` to somebody and `Kopplungen und ihre Asymptotik` of something. */
function isTheirs(tokens: readonly Token[], cue: { phrase: string; from: number }): boolean {
  return cue.phrase.startsWith('Ihr') && tokens[cue.from]?.raw.startsWith('i') === true;
}

/** The cue that governs the hit: the nearest before it in its clause, else the nearest after it. */
export function governingCue(hit: Hit, names: readonly CueName[], ruleset: Ruleset): CueName | null {
  const { tokens } = hit.passage;
  const [from, to] = clauseOf(hit);
  const cues = names.flatMap((name): Cue[] =>
    ruleset.stances[name]
      .find(tokens, from, to)
      .filter((found) => name !== 'course' || !isMeanwhile(tokens, found))
      .filter((found) => name !== 'quoted' || !isTheirs(tokens, found))
      .map((found) => ({ name, from: found.from, to: found.to })),
  );
  const before = cues
    .filter((cue) => cue.to <= hit.from)
    .reduce<Cue | null>((best, cue) => (best === null || cue.to > best.to ? cue : best), null);
  const after = cues
    .filter((cue) => cue.from >= hit.to)
    .reduce<Cue | null>((best, cue) => (best === null || cue.from < best.from ? cue : best), null);
  if (names.includes('negation') && isNegated(hit, from, to, before, cues, ruleset)) return 'negation';
  if (before === null)
    return after === null || after.from - hit.to > 14 || after.name === 'negation' ? null : after.name;
  // "Your group works on X", "your work on X": whose work it is stands before the verb.
  const own = before.name === 'ownWork' && !FIRST_PERSON.has(tokens[before.from]?.word ?? '');
  if (own && cues.some((cue) => cue.name === 'quoted' && cue.from < before.from && before.from - cue.to <= 3))
    return 'quoted';
  // "I am interested in X, on which I wrote my thesis"
  if (before.name === 'wish' && after?.name === 'thesis' && after.from - hit.to <= 8) return 'thesis';
  return before.name;
}

/** `In the course on X I implemented Y`: work, but set as an exercise. */
export function inCourse(hit: Hit, ruleset: Ruleset): boolean {
  const { tokens } = hit.passage;
  const [from] = clauseOf(hit);
  const own = ruleset.stances.ownWork.find(tokens, from, hit.from).at(-1);
  if (own === undefined) return false;
  return ruleset.stances.course
    .find(tokens, from, own.from)
    .some((course) => own.from - course.to <= 3 && !isMeanwhile(tokens, course));
}

function speaksOfSelf(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (FIRST_PERSON.has(tokens[i]?.word ?? '')) return true;
  return false;
}

const LAST_NEGATORS = new Set(['nicht', 'kaum']);
/** How many words may stand between a negator and what it negates. */
const REACH = 5;

/**
 * `have not worked on X, nor on Y`; `my thesis was not about X`; `X is new to me`. A negator before the governing cue, or
 * between it and the term, negates; one behind the term only in phrases that say so, because `my thesis on X is not yet
 * published` is a thesis.
 */
function isNegated(
  hit: Hit,
  from: number,
  to: number,
  governing: Cue | null,
  cues: readonly Cue[],
  ruleset: Ruleset,
): boolean {
  const { tokens } = hit.passage;
  for (let i = hit.from - 1; i > from; i--) {
    if (!beginsClause(hit, i)) continue;
    from = i;
    break;
  }
  const phrase = cues.filter((cue) => cue.name === 'negation' && cue.from >= from && cue.to <= hit.from).at(-1);
  if (phrase !== undefined && hit.from - phrase.to <= 14 && (governing === null || governing.from - phrase.to <= 2))
    return true;
  for (let i = hit.from - 1; i >= from; i--) {
    if (!isNegator(tokens, i)) continue;
    if (governing === null || i >= governing.to) {
      // `models that are not robust` denies nothing about the writer.
      return hit.from - i <= REACH + 1 && (governing !== null || speaksOfSelf(tokens, from, hit.from));
    }
    return i >= governing.from || governing.from - i <= REACH;
  }
  // `Ich kenne X nicht.`: German puts it last.
  if (LAST_NEGATORS.has(tokens[hit.to]?.word ?? '') && hit.to + 1 >= to && speaksOfSelf(tokens, from, hit.from))
    return true;
  return ruleset.stances.negationAfter.find(tokens, hit.to, to).some((found) => found.from - hit.to <= 3);
}
