import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bands } from '../../src/domain/index.js';
import { triage } from '../../src/pipeline/index.js';
import { compileRules, lintRules, type RuleFile } from '../../src/rules/index.js';
import { makeApplication, makeCv, transcript } from '../support/applications.js';
import { labContext } from '../support/messages.js';
import { defaultRuleFiles } from '../support/rules.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

interface Edit {
  readonly what: 'delete' | 'insert' | 'replace' | 'delete-line' | 'double-line' | 'swap-lines' | 'cut';
  /** Where, 0-1. */
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const yamlish = fc.constantFrom(
  ...[
    ':',
    ' ',
    '-',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '&a',
    '*a',
    '!',
    '!!set',
    '|',
    '>',
    '%',
    '@',
    '`',
    '?',
    '\t',
    '\n',
    '\n  ',
    '\r',
    '---\n',
    '...',
    '<<: *a',
    '~',
    'null',
    'true',
    '.nan',
    '.inf',
    '-1',
    '1e999',
    '0x10',
    '2025-01-01',
    '\u0000',
    '\ufeff',
    '\u2028',
    'x: y\n',
    '__proto__: 1\n',
    'é',
    '最',
    '😀',
  ],
);

const edit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom('delete', 'insert', 'replace', 'delete-line', 'double-line', 'swap-lines', 'cut'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 30 }),
  text: fc.oneof(yamlish, yamlish, anyText),
});

function mutate(text: string, { what, at, length, text: added }: Edit): string {
  const place = Math.floor(at * text.length);
  const lines = text.split('\n');
  const line = Math.min(lines.length - 1, Math.floor(at * lines.length));
  switch (what) {
    case 'delete':
      return text.slice(0, place) + text.slice(place + length);
    case 'insert':
      return text.slice(0, place) + added + text.slice(place);
    case 'replace':
      return text.slice(0, place) + added + text.slice(place + length);
    case 'delete-line':
      return lines.toSpliced(line, 1).join('\n');
    case 'double-line':
      return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
    case 'swap-lines':
      return lines.toSpliced(line, 2, lines[line + 1] ?? '', lines[line] ?? '').join('\n');
    case 'cut':
      return text.slice(0, place);
  }
}

const mutated = (among: readonly RuleFile[]): fc.Arbitrary<RuleFile> =>
  fc
    .tuple(fc.constantFrom(...among), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([file, edits]) => ({ path: file.path, text: edits.reduce(mutate, file.text) }));

/** Of each kind of file alike: a topic as often as all the topics together. */
const kinds = [...new Set(defaultRuleFiles.map((file) => file.path.replace(/[^/]+(?=\.[a-z]+$)/, '*')))];
const ofKind = (kind: string): RuleFile[] =>
  defaultRuleFiles.filter((file) => file.path.replace(/[^/]+(?=\.[a-z]+$)/, '*') === kind);

const mails = [
  makeApplication([makeCv(), transcript]),
  makeApplication([], { subject: 'A question', text: 'Dear Professor, do you have an opening for a PhD? Best, Ada' }),
];

const paths = new Set(defaultRuleFiles.map((file) => file.path));

/** Compiles, and checks that there is a ruleset or problems that a person can find. */
function check(files: readonly RuleFile[], compile = compileRules): void {
  const { ruleset, problems } = compile(files);
  if (ruleset === null) expect(problems.some((problem) => problem.severity === 'error')).toBe(true);
  else if (compile === compileRules) {
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    // What compiles can judge.
    for (const message of mails) expect(bands).toContain(triage(message, labContext, ruleset).band);
  }
  for (const problem of problems) {
    expect(problem.code).toMatch(/^[a-z][a-z-]*$/);
    expect([...paths, 'topics', 'positions']).toContain(problem.file);
    const lines = (files.find((file) => file.path === problem.file)?.text ?? '').split(/\r\n|\r|\n/).length;
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(lines + 1);
    expect(problem.column).toBeGreaterThanOrEqual(1);
    expect(problem.message.length).toBeGreaterThan(0);
  }
}

describe('rule files with typing errors', () => {
  it('a file alone gives problems with a place, never an exception', () => {
    fc.assert(
      fc.property(mutated(defaultRuleFiles), (file) => check([file])),
      { numRuns: runs(200) },
    );
  });

  // 2,000 in all with TRIAGE_PROPERTY_RUNS=2000.
  it('of every kind, among the others, give a ruleset or problems with a place', { timeout: 900_000 }, () => {
    const file = fc.constantFrom(...kinds).chain((kind) => mutated(ofKind(kind)));
    fc.assert(
      fc.property(file, (one) => {
        const files = defaultRuleFiles.map((other) => (other.path === one.path ? one : other));
        check(files);
        check(files, (all) => {
          const problems = lintRules(all);
          return { ruleset: compileRules(all).ruleset, problems };
        });
      }),
      { numRuns: runs(120) },
    );
  });

  it('any text in place of a file gives problems', () => {
    fc.assert(
      fc.property(fc.constantFrom(...defaultRuleFiles), anyText, ({ path }, text) => check([{ path, text }])),
      { numRuns: runs(150) },
    );
  });
});
