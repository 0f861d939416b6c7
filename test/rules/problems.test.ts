import { describe, expect, it } from 'vitest';
import { compileRules, didYouMean, formatProblem, type RuleFile, type RuleProblem } from '../../src/rules/index.js';
import { changed, defaultRuleFiles, mustCompile, without } from '../support/rules.js';

const topic = 'topics/optimal-transport.yaml';
const position = 'positions/phd-ot.yaml';

/** The problems of files that must not compile; with `path` only those of this file, which is then compiled alone. */
function problemsOf(files: readonly RuleFile[], path?: string): readonly RuleProblem[] {
  const { ruleset, problems } = compileRules(path === undefined ? files : files.filter((file) => file.path === path));
  expect(ruleset).toBeNull();
  const shown = problems.filter((problem) => path === undefined || problem.file === path);
  expect(shown.some((found) => found.severity === 'error')).toBe(true);
  return shown;
}

/** The line and column (from 1) at which `needle` stands in a file. */
function placeOf(files: readonly RuleFile[], path: string, needle: string): { line: number; column: number } {
  const lines = (files.find((file) => file.path === path)?.text ?? '').split('\n');
  const line = lines.findIndex((text) => text.includes(needle));
  if (line < 0) throw new Error(`${needle} does not stand in ${path}`);
  return { line: line + 1, column: (lines[line] ?? '').indexOf(needle) + 1 };
}

describe('an unknown key', () => {
  it('at the top is refused where it stands, with the key that was meant', () => {
    const files = changed(topic, (text) => text.replace('\ntitle:', '\ntitel:'));
    const problem = problemsOf(files, topic).find((found) => found.code === 'unknown-key');
    expect(problem).toMatchObject({ file: topic, severity: 'error', ...placeOf(files, topic, 'titel:') });
    expect(problem?.message).toContain('titel');
    expect(problem?.suggestion).toBe('did you mean `title`?');
  });

  it('inside a list item', () => {
    const files = changed(topic, (text) => text.replace('    weight: ', '    weigth: '));
    expect(problemsOf(files, topic)[0]).toMatchObject({
      code: 'unknown-key',
      file: topic,
      ...placeOf(files, topic, 'weigth:'),
      suggestion: 'did you mean `weight`?',
    });
  });

  it('inside an optional object inside a list item', () => {
    const files = changed(topic, (text) => text.replace('      within: sentence', '      withn: sentence'));
    expect(problemsOf(files, topic).find((found) => found.code === 'unknown-key')).toMatchObject({
      ...placeOf(files, topic, 'withn:'),
      suggestion: 'did you mean `within`?',
    });
  });

  it('of the document types, with the known ones when no guess is near', () => {
    const files = changed('detection/documents.yaml', (text) => text.replace('    headings:', '    qqqqqqqq:'));
    const problem = problemsOf(files, 'detection/documents.yaml')[0];
    expect(problem).toMatchObject(placeOf(files, 'detection/documents.yaml', 'qqqqqqqq:'));
    expect(problem?.suggestion).toContain('headings');
  });

  it.each(defaultRuleFiles.filter((file) => file.path.endsWith('.yaml')).map((file) => file.path))(
    'is refused in %s',
    (path) => {
      const files = changed(path, (text) => `${text}\nnobodyKnowsThis: 1\n`);
      expect(problemsOf(files, path)).toContainEqual(
        expect.objectContaining({ code: 'unknown-key', file: path, ...placeOf(files, path, 'nobodyKnowsThis') }),
      );
    },
  );

  it.each(['__proto__', 'constructor', 'toString'])('that every object has (%s) is refused as well', (key) => {
    const files = changed('policy.yaml', (text) => `${text}\n${key}: { polluted: true }\n`);
    expect(problemsOf(files, 'policy.yaml')[0]).toMatchObject({ file: 'policy.yaml' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a bad value', () => {
  it.each([
    ['a word for a number', topic, /weight: [\d.]+/, 'weight: high', 'high'],
    ['a number out of range', topic, /weight: [\d.]+/, 'weight: 7.5', '7.5'],
    ['an unknown level', position, 'seeks: phd', 'seeks: phdd', 'phdd'],
    ['a version of tomorrow', position, 'version: 1', 'version: 2', '2'],
    ['an id with capitals', position, 'id: phd-ot', 'id: PhD-OT', 'PhD-OT'],
    ['an unknown mode', position, 'mode: send', 'mode: sent', 'sent'],
    ['an unknown document type', position, '{ type: cv }', '{ type: resume }', 'resume'],
    ['a threshold above 100', 'policy.yaml', /strong: \d+/, 'strong: 170', '170'],
    ['a negative threshold', 'policy.yaml', /weak: \d+/, 'weak: -1', '-1'],
    ['a date that is none', 'positions/phd-trustworthy-ml.yaml', /\d{4}-\d\d-\d\d/, '2025-13-01', '2025-13-01'],
  ])('%s is shown where it stands', (_, path, good, bad, shown) => {
    const files = changed(path, (text) => text.replace(good, bad));
    const place = placeOf(files, path, bad.trim().split('\n')[0] ?? '');
    const problem = problemsOf(files, path)[0];
    expect(problem).toMatchObject({ file: path, line: place.line });
    expect(problem?.column).toBeGreaterThanOrEqual(place.column);
    expect(problem?.message).toContain(shown);
  });

  it('of a closed list comes with the one that was meant', () => {
    const files = changed(position, (text) => text.replace('seeks: phd', 'seeks: pdh'));
    expect(problemsOf(files, position)[0]?.suggestion).toBe('did you mean `phd`?');
  });

  it('a missing key is reported in its file with its name', () => {
    const problem = problemsOf(
      changed(position, (text) => text.replace(/\nseeks: phd/, '')),
      position,
    )[0];
    expect(problem).toMatchObject({ file: position });
    expect(problem?.message).toContain('seeks');
    expect(problem?.line).toBeGreaterThanOrEqual(1);
  });

  it('YAML that is none is reported at its line', () => {
    const files = changed(position, (text) =>
      text.replace('tags: [apply-phd-ot, phd-ot]', 'tags: [apply-phd-ot, phd-ot'),
    );
    const problem = problemsOf(files, position)[0];
    expect(problem).toMatchObject({ code: 'yaml', file: position });
    expect(problem?.line).toBeGreaterThanOrEqual(placeOf(files, position, 'tags:').line);
  });

  it('a key given twice is reported', () => {
    const files = changed(position, (text) => text.replace('seeks: phd', 'seeks: phd\nseeks: visit'));
    expect(problemsOf(files, position)[0]).toMatchObject({
      file: position,
      line: placeOf(files, position, 'seeks: visit').line,
    });
  });

  it.each(['', '# nothing but a comment\n', '[]', 'just words', '42', 'null', '--- \n--- \n', '!!binary aGk='])(
    'a file that is no mapping at all (%j) is reported',
    (text) => {
      const problems = problemsOf(
        changed('policy.yaml', () => text),
        'policy.yaml',
      );
      expect(problems[0]).toMatchObject({ file: 'policy.yaml' });
    },
  );

  it('a bomb of aliases is a problem, not a full memory', () => {
    let bomb = 'a: &a [x, x, x, x, x, x, x, x, x]\n';
    for (const [one, next] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'].map((pair) => [...pair])) {
      bomb += `${next}: &${next} [${Array.from({ length: 9 }, () => `*${one}`).join(', ')}]\n`;
    }
    expect(
      problemsOf(
        changed('policy.yaml', () => bomb),
        'policy.yaml',
      )[0],
    ).toMatchObject({ file: 'policy.yaml' });
  });

  it('several bad values are all reported at once', () => {
    const files = changed(position, (text) =>
      text.replace('seeks: phd', 'seeks: boss').replace('mode: send', 'mode: shout'),
    );
    expect(problemsOf(files, position)).toHaveLength(2);
  });
});

describe('what one file alone does not show', () => {
  it.each([
    [
      'a topic that is not there',
      position,
      '{ id: robustness,',
      '{ id: robustnes,',
      'unknown-topic',
      'did you mean `robustness`?',
    ],
    [
      'a template that is not there',
      position,
      'template: receipt\n',
      'template: reciept\n',
      'unknown-template',
      'did you mean `receipt`?',
    ],
    [
      'an advert that is not there',
      position,
      'vacancy: phd-ot.vacancy.txt',
      'vacancy: other.txt',
      'missing-file',
      null,
    ],
    ['a term id given twice', topic, '- id: monge\n', '- id: sinkhorn\n', 'duplicate-id', null],
    [
      'a required term that is not there',
      topic,
      '- id: monge\n',
      '- id: monge\n    requires: sinkhom\n',
      'unknown-term',
      'did you mean `sinkhorn`?',
    ],
  ])('%s', (_, path, good, bad, code, suggestion) => {
    const files = changed(path, (text) => text.replace(good, bad));
    const problem = problemsOf(files).find((found) => found.code === code);
    expect(problem).toMatchObject({ file: path, suggestion });
    const lines = bad.trim().split('\n');
    expect(problem?.line).toBeGreaterThanOrEqual(placeOf(files, path, (lines.at(-1) ?? '').trim()).line);
  });

  it('an id that two files share', () => {
    const files = changed('topics/unlearning.yaml', (text) => text.replace('id: unlearning\n', 'id: robustness\n'));
    const problem = problemsOf(files).find((found) => found.code === 'duplicate-id');
    expect(problem?.file).toMatch(/^topics\/(?:unlearning|robustness)\.yaml$/);
  });

  it('a topic and a position may share an id', () => {
    mustCompile(changed('positions/visitor.yaml', (text) => text.replace('id: visitor\n', 'id: robustness\n')));
  });

  it('thresholds that do not fall', () => {
    for (const bands of ['{ strong: 40, possible: 70, weak: 12 }', '{ strong: 70, possible: 40, weak: 40 }']) {
      const files = changed('policy.yaml', (text) => text.replace(/\{ strong:[^}]*\}/, bands));
      expect(problemsOf(files)).toContainEqual(expect.objectContaining({ file: 'policy.yaml', code: 'bands-order' }));
    }
  });

  it.each([
    'policy.yaml',
    'detection/documents.yaml',
    'detection/sections.yaml',
    'detection/venues.yaml',
    'detection/stances.yaml',
    'detection/kinds.yaml',
    'detection/guard.yaml',
  ])('without %s there is no ruleset', (path) => {
    expect(problemsOf(without(path))).toContainEqual(
      expect.objectContaining({ file: path, code: 'missing-file', line: 1 }),
    );
  });

  it('a directory without topics, positions or anything', () => {
    expect(problemsOf(defaultRuleFiles.filter((file) => !file.path.startsWith('topics/')))).toContainEqual(
      expect.objectContaining({ code: 'no-topics' }),
    );
    expect(problemsOf(defaultRuleFiles.filter((file) => !/^positions\/.*\.yaml$/.test(file.path)))).toContainEqual(
      expect.objectContaining({ code: 'no-positions' }),
    );
    expect(problemsOf([]).length).toBeGreaterThanOrEqual(9);
  });
});

describe('a problem in words', () => {
  it('can be jumped to by an editor', () => {
    const problem: RuleProblem = {
      severity: 'error',
      code: 'unknown-key',
      file: 'policy.yaml',
      line: 3,
      column: 5,
      message: 'unknown key `bnads`',
      suggestion: 'did you mean `bands`?',
    };
    expect(formatProblem(problem)).toBe('policy.yaml:3:5: error: unknown key `bnads` (did you mean `bands`?)');
    expect(formatProblem({ ...problem, suggestion: null })).toBe('policy.yaml:3:5: error: unknown key `bnads`');
  });

  it('guesses only near names', () => {
    expect(didYouMean('robustnes', ['robustness', 'unlearning'])).toBe('did you mean `robustness`?');
    expect(didYouMean('Robustness', ['robustness'])).toBe('did you mean `robustness`?');
    expect(didYouMean('chess', ['robustness', 'unlearning'])).toBeNull();
    expect(didYouMean('anything', [])).toBeNull();
  });
});

describe('the name of a ruleset', () => {
  it('is the same for the same files in any order, and another for any change', () => {
    const { hash } = mustCompile(defaultRuleFiles);
    expect(mustCompile([...defaultRuleFiles].reverse()).hash).toBe(hash);
    const others = [
      changed('policy.yaml', (text) => text.replace(/strong: \d+/, 'strong: 99')),
      changed('replies/receipt.liquid', (text) => `${text}\n`),
      changed('positions/phd-ot.vacancy.txt', (text) => `${text} `),
      defaultRuleFiles.map((file) => (file.path === topic ? { ...file, path: 'topics/another-name.yaml' } : file)),
    ].map((files) => mustCompile(files).hash);
    expect(new Set([hash, ...others]).size).toBe(others.length + 1);
  });

  it('stands for a ruleset that nobody can change', () => {
    const ruleset = mustCompile(defaultRuleFiles);
    expect(Object.isFrozen(ruleset)).toBe(true);
  });
});
