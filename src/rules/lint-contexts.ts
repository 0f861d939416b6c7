import { phraseStems } from '../language/index.js';
import { finding, type LintInput } from './lint-input.js';
import type { RuleProblem } from './parse-file.js';
import type { Term, TermContext } from './schemas/index.js';

const keysOf = (context: TermContext): { key: string; phrase: string }[] =>
  context.any.map((phrase) => ({ phrase, key: phraseStems(phrase).join(' ') }));

/** Does `outer` look at least everywhere where `inner` looks? A sentence is no number of words, so those don't compare. */
function covers(outer: TermContext['within'], inner: TermContext['within']): boolean {
  if (outer === 'document' || outer === inner) return true;
  return typeof outer === 'number' && typeof inner === 'number' && outer >= inner;
}

/** Contexts that never hold, and words in them that never matter. */
export function lintContexts({ topics }: LintInput): RuleProblem[] {
  return topics.flatMap((file) =>
    file.value.terms.flatMap((term, index): RuleProblem[] => {
      const at = (...keys: PropertyKey[]): PropertyKey[] => ['terms', index, ...keys];
      const problems: RuleProblem[] = [];
      for (const name of ['near', 'unless'] as const) {
        for (const [place, { key, phrase }] of (term[name] === undefined ? [] : keysOf(term[name])).entries()) {
          if (key === '')
            problems.push(
              finding(
                'warning',
                'unreachable-term',
                file,
                at(name, 'any', place),
                `\`${phrase}\` has no letter and no digit: it is never found`,
                { text: phrase, suggestion: 'take it out' },
              ),
            );
        }
      }
      if (term.near !== undefined && term.unless !== undefined && covers(term.unless.within, term.near.within)) {
        const forbidden = new Set(keysOf(term.unless).map((one) => one.key));
        const lost = keysOf(term.near).filter((one) => forbidden.has(one.key));
        if (lost.length === term.near.any.length) {
          problems.push(
            finding(
              'error',
              'context-never-holds',
              file,
              at('near'),
              `term \`${term.id}\` never counts: each word of \`near\` stands in \`unless\` as well`,
              { text: term.id, suggestion: 'take them out of one of the two' },
            ),
          );
        } else {
          for (const { phrase } of lost)
            problems.push(
              finding(
                'warning',
                'context-contradicts',
                file,
                at('near', 'any', term.near.any.indexOf(phrase)),
                `\`${phrase}\` stands in \`near\` and in \`unless\`: it never helps`,
                { text: phrase, suggestion: 'take it out of one of the two' },
              ),
            );
        }
      }
      if (term.unless !== undefined)
        problems.push(
          ...selfForbidding(term, term.unless).map(([phrase, word]) =>
            finding(
              'warning',
              'context-forbids-itself',
              file,
              at('any', term.any.indexOf(phrase)),
              `\`${phrase}\` holds \`${word}\` of its own \`unless\`: a second mention of it near by cancels both`,
              {
                text: phrase,
                suggestion: `take \`${word}\` out of \`unless\`, or give the spelling a term of its own`,
              },
            ),
          ),
        );
      const loop = requiresLoop(term, file.value.terms);
      if (loop !== null)
        problems.push(
          finding(
            'error',
            'requires-itself',
            file,
            at('requires'),
            `term \`${term.id}\` requires ${loop.map((id) => `\`${id}\``).join(', which requires ')}: none of them ever counts`,
            { text: term.id, suggestion: 'take one `requires` out' },
          ),
        );
      return problems;
    }),
  );
}

/** Spellings that hold a word of the term's own `unless`. */
function selfForbidding(term: Term, unless: TermContext): [phrase: string, word: string][] {
  const words = keysOf(unless).filter((one) => one.key !== '');
  return term.any.flatMap((phrase): [string, string][] => {
    const own = ` ${phraseStems(phrase).join(' ')} `;
    const held = words.find((one) => own.includes(` ${one.key} `));
    return held === undefined ? [] : [[phrase, held.phrase]];
  });
}

/** The way on which a term comes to require itself, or null. */
function requiresLoop(term: Term, terms: readonly Term[]): string[] | null {
  const way: string[] = [];
  let next = term.requires;
  while (next !== undefined && !way.includes(next)) {
    way.push(next);
    if (next === term.id) return way;
    const id: string = next;
    next = terms.find((one) => one.id === id)?.requires;
  }
  return null;
}
