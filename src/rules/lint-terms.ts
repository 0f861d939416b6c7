import { phraseStems, tokenize } from '../language/index.js';
import { finding, type LintInput } from './lint-input.js';
import type { ParsedFile, RuleProblem } from './parse-file.js';
import { PhraseIndex } from './phrases.js';
import type { Term, Topic } from './schemas/index.js';

/** One spelling of a term, as the matcher compares it. */
interface Spelling {
  readonly file: ParsedFile<Topic>;
  readonly term: Term;
  readonly keys: readonly PropertyKey[];
  readonly phrase: string;
  readonly stems: readonly string[];
  readonly key: string;
}

/** A pattern language's signs: an admin who writes them expects another program. */
const PATTERN = /\.\*|\.\+|\\[bdsw]|\[[a-z]-[a-z]\]|\(\?|\([^)]*\|[^)]*\)|\|\||^\^|\$$/i;

/** Spellings that are never found, stand twice, look like patterns, or stand inside others. */
export function lintTerms({ topics, positions }: LintInput): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const all = new Map<string, Spelling[]>();
  for (const file of topics) {
    const spellings = spellingsOf(file);
    for (const one of spellings) {
      problems.push(...unreachable(one));
      if (one.stems.length > 0) all.set(one.key, [...(all.get(one.key) ?? []), one]);
    }
    problems.push(...withinTopic(spellings.filter((one) => one.stems.length > 0)));
  }
  for (const same of all.values()) {
    for (const [index, one] of same.entries()) {
      const other = same
        .slice(0, index)
        .find((before) => before.file !== one.file && sameStanding(before.term, one.term));
      if (other === undefined) continue;
      const ids = [other.file.value.id, one.file.value.id];
      const position = positions.find((each) => ids.every((id) => each.value.topics.some((topic) => topic.id === id)));
      if (position === undefined) continue;
      problems.push(
        finding(
          'warning',
          'shared-term',
          one.file,
          one.keys,
          `\`${one.phrase}\` is a term of \`${ids[0]}\` too, at the same weight: each mail with it counts twice for ${position.value.id}`,
          {
            text: one.phrase,
            suggestion: `keep it in one topic, or tell the two apart by \`near\` or \`weight\``,
          },
        ),
      );
    }
  }
  return problems;
}

function spellingsOf(file: ParsedFile<Topic>): Spelling[] {
  return file.value.terms.flatMap((term, t) =>
    term.any.map((phrase, p): Spelling => {
      const stems = phraseStems(phrase);
      return { file, term, keys: ['terms', t, 'any', p], phrase, stems, key: stems.join(' ') };
    }),
  );
}

function unreachable({ file, term, keys, phrase, stems }: Spelling): RuleProblem[] {
  if (stems.length === 0) {
    return [
      finding('error', 'unreachable-term', file, keys, `\`${phrase}\` has no letter and no digit: it is never found`, {
        text: phrase,
        suggestion: 'take it out',
      }),
    ];
  }
  const raw = tokenize(phrase)
    .map((token) => token.raw)
    .join(' ');
  if (term.case && raw !== phrase) {
    return [
      finding(
        'error',
        'unreachable-term',
        file,
        keys,
        `with \`case: true\`, \`${phrase}\` is never found: it is compared with the words \`${raw}\``,
        {
          text: phrase,
          suggestion: `write \`${raw}\``,
        },
      ),
    ];
  }
  if (PATTERN.test(phrase)) {
    return [
      finding(
        'warning',
        'looks-like-a-pattern',
        file,
        keys,
        `\`${phrase}\` is taken as the words \`${raw}\`: there are no regular expressions in rules`,
        {
          text: phrase,
          suggestion: 'list the spellings; endings need none, words are compared by their stems',
        },
      ),
    ];
  }
  return [];
}

/** Nothing but the weight decides between them: the same conditions on case and context. */
function sameStanding(a: Term, b: Term): boolean {
  return a.weight === b.weight && sameConditions(a, b);
}

function sameConditions(a: Term, b: Term): boolean {
  return (
    a.case === b.case &&
    a.requires === b.requires &&
    a.sense === b.sense &&
    JSON.stringify([a.near ?? null, a.unless ?? null]) === JSON.stringify([b.near ?? null, b.unless ?? null])
  );
}

const unconditional = (term: Term): boolean =>
  !term.case &&
  term.sense === 'sure' &&
  term.requires === undefined &&
  term.near === undefined &&
  term.unless === undefined;

/** Spellings of one topic that are the same words, or that hold each other; found by the matcher that finds them in mail. */
function withinTopic(spellings: readonly Spelling[]): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const index = new PhraseIndex([...new Set(spellings.map((one) => one.phrase))]);
  const byPhrase = new Map<string, Spelling[]>();
  for (const one of spellings) byPhrase.set(one.phrase, [...(byPhrase.get(one.phrase) ?? []), one]);
  const heldBy = new Map<Spelling, Spelling[]>();
  for (const one of spellings) {
    const found = new Set(index.find(tokenize(one.phrase)).map((hit) => hit.phrase));
    heldBy.set(
      one,
      [...found].flatMap((phrase) => byPhrase.get(phrase) ?? []).filter((other) => other !== one),
    );
  }
  for (const [at, one] of spellings.entries()) {
    const held = heldBy.get(one) ?? [];
    const same = held.filter(
      (other) =>
        other.stems.length === one.stems.length && heldBy.get(other)?.includes(one) && spellings.indexOf(other) < at,
    );
    const problem =
      duplicateOf(one, same) ??
      shadowOf(
        one,
        held.filter((other) => other.stems.length < one.stems.length),
      );
    if (problem !== null) problems.push(problem);
  }
  return problems;
}

function duplicateOf(one: Spelling, same: readonly Spelling[]): RuleProblem | null {
  // With `case` two spellings of one word are two different things.
  const twice = one.term.case ? undefined : same.find((before) => before.term === one.term);
  if (twice !== undefined)
    return finding(
      'info',
      'duplicate-spelling',
      one.file,
      one.keys,
      `\`${one.phrase}\` and \`${twice.phrase}\` are the same words: words are compared by their stems`,
      { text: one.phrase, suggestion: 'keep one of them' },
    );
  const rival = same.find((before) => before.term !== one.term && sameConditions(before.term, one.term));
  if (rival === undefined) return null;
  const lighter = rival.term.weight >= one.term.weight ? one.term.id : rival.term.id;
  return finding(
    'warning',
    'duplicate-term',
    one.file,
    one.keys,
    `\`${one.phrase}\` is a spelling of \`${rival.term.id}\` too, under the same conditions: only the heavier of the two matters`,
    { text: one.phrase, suggestion: `take it out of \`${lighter}\`` },
  );
}

/** A longer spelling whose words hold a shorter one that counts at least as much, wherever it stands. */
function shadowOf(one: Spelling, held: readonly Spelling[]): RuleProblem | null {
  const inner = held.find((shorter) =>
    // A term's own conditions hold for both of its spellings alike, except letter case.
    shorter.term === one.term ? !one.term.case : unconditional(shorter.term) && shorter.term.weight >= one.term.weight,
  );
  if (inner === undefined) return null;
  if (inner.term === one.term)
    return finding(
      'info',
      'shadowed-term',
      one.file,
      one.keys,
      `\`${one.phrase}\` holds \`${inner.phrase}\` of the same term: it is found without it`,
      { text: one.phrase, suggestion: 'take it out' },
    );
  return finding(
    'warning',
    'shadowed-term',
    one.file,
    one.keys,
    `\`${one.phrase}\` holds \`${inner.phrase}\` of \`${inner.term.id}\`, which counts as much wherever it stands`,
    { text: one.phrase, suggestion: 'give it a higher weight, or take it out' },
  );
}
