import { describe, expect, it } from 'vitest';
import { tokenize } from '../../src/language/index.js';
import { compileRules, lintRules, PhraseIndex, type RuleFile, type RuleProblem } from '../../src/rules/index.js';
import { changed, defaultRuleFiles } from '../support/rules.js';

const path = 'topics/sample.yaml';

/** The default rules with one more topic, which phd-ot names. */
function withTopic(terms: string, id = 'sample'): RuleFile[] {
  return [
    ...changed('positions/phd-ot.yaml', (text) =>
      text.replace('topics:\n', `topics:\n  - { id: ${id}, weight: 0.5 }\n`),
    ),
    { path, text: `version: 1\nid: ${id}\ntitle: Sample\nterms:\n${terms}` },
  ];
}

function only(files: readonly RuleFile[], code: string): RuleProblem[] {
  return lintRules(files).filter((problem) => problem.code === code);
}

const lineOf = (files: readonly RuleFile[], file: string, needle: string): number =>
  (files.find((one) => one.path === file)?.text ?? '').split('\n').findIndex((line) => line.includes(needle)) + 1;

describe('the linter', () => {
  it('finds nothing to warn of in the default rules', () => {
    expect(lintRules(defaultRuleFiles).filter((problem) => problem.severity !== 'info')).toEqual([]);
  });

  it.each<[code: string, severity: string, terms: string, text: string]>([
    ['duplicate-spelling', 'info', '  - { id: a, any: [zebra stripes, zebra stripe] }\n', 'zebra stripe'],
    [
      'duplicate-term',
      'warning',
      '  - { id: a, any: [zebra stripes] }\n  - { id: b, any: [Zebra stripes], weight: 0.5 }\n',
      'Zebra stripes',
    ],
    ['shadowed-term', 'info', '  - { id: a, any: [zebra, striped zebra] }\n', 'striped zebra'],
    [
      'shadowed-term',
      'warning',
      '  - { id: a, any: [zebra] }\n  - { id: b, any: [striped zebra], weight: 0.4 }\n',
      'striped zebra',
    ],
    ['unreachable-term', 'error', '  - { id: a, any: ["..."] }\n', '...'],
    ['unreachable-term', 'error', '  - { id: a, any: [OT-CFM], case: true }\n', 'OT-CFM'],
    ['looks-like-a-pattern', 'warning', '  - { id: a, any: ["zebra.*"] }\n', 'zebra.*'],
    ['looks-like-a-pattern', 'warning', '  - { id: a, any: ["(zebra|horse)"] }\n', '(zebra|horse)'],
    [
      'context-never-holds',
      'error',
      '  - { id: a, any: [zebra], near: { any: [stripe], within: 5 }, unless: { any: [stripes], within: 9 } }\n',
      'a',
    ],
    [
      'context-contradicts',
      'warning',
      '  - { id: a, any: [zebra], near: { any: [hoof, stripe] }, unless: { any: [stripes], within: document } }\n',
      'stripe',
    ],
    [
      'context-forbids-itself',
      'warning',
      '  - { id: a, any: [zebra crossing], unless: { any: [crossing] } }\n',
      'zebra crossing',
    ],
    [
      'requires-itself',
      'error',
      '  - { id: a, any: [zebra], requires: b }\n  - { id: b, any: [gnu], requires: a }\n',
      'a',
    ],
    ['weight-without-effect', 'warning', '  - { id: a, any: [zebra], weight: 0 }\n', '0'],
  ])('%s (%s)', (code, severity, terms, text) => {
    const files = withTopic(terms);
    const problem = only(files, code).find((one) => one.file === path);
    expect(problem).toMatchObject({ severity, text, file: path });
    expect(problem?.line).toBeGreaterThanOrEqual(5);
    expect(problem?.message).not.toBe('');
  });

  it.each<[why: string, terms: string]>([
    [
      'a longer spelling that counts more',
      '  - { id: a, any: [zebra], weight: 0.3 }\n  - { id: b, any: [striped zebra] }\n',
    ],
    [
      'one word under two opposite contexts',
      '  - { id: a, any: [zebra], near: { any: [stripe] } }\n  - { id: b, any: [zebra], weight: 0.2, unless: { any: [stripe] } }\n',
    ],
    ['the same stem of another word', '  - { id: a, any: [experience replay, experiments] }\n'],
    [
      'a shorter one in letter case only',
      '  - { id: a, any: [ZEB], case: true }\n  - { id: b, any: [zeb model], weight: 0.4 }\n',
    ],
    [
      'near words that only a wider unless forbids in part',
      '  - { id: a, any: [zebra], near: { any: [stripe], within: 40 }, unless: { any: [stripe], within: 5 } }\n',
    ],
  ])('leaves alone: %s', (_, terms) => {
    expect(lintRules(withTopic(terms)).filter((problem) => problem.file === path)).toEqual([]);
  });

  it('a term of two topics of one position at one weight', () => {
    const files = withTopic('  - { id: brenier-again, any: [Brenier map], weight: 0.9 }\n');
    expect(only(files, 'shared-term')).toEqual([
      expect.objectContaining({ severity: 'warning', file: path, line: 5, text: 'Brenier map' }),
    ]);
  });

  it('a topic that no position names', () => {
    const files = [
      ...defaultRuleFiles,
      { path, text: 'version: 1\nid: sample\ntitle: S\nterms: [{ id: a, any: [zebra] }]\n' },
    ];
    expect(only(files, 'unused-topic')).toEqual([
      expect.objectContaining({ severity: 'warning', file: path, line: 2 }),
    ]);
  });

  it.each<[code: string, file: string, from: string | RegExp, to: string]>([
    [
      'weight-below-weak',
      'positions/phd-ot.yaml',
      '{ id: causality, weight: 0.55, cap: 45 }',
      '{ id: causality, weight: 0.05 }',
    ],
    [
      'weight-without-effect',
      'positions/phd-ot.yaml',
      '{ id: causality, weight: 0.55, cap: 45 }',
      '{ id: causality, weight: 0 }',
    ],
    [
      'cap-never-reached',
      'positions/phd-ot.yaml',
      '{ id: causality, weight: 0.55, cap: 45 }',
      '{ id: causality, weight: 0.4, cap: 90 }',
    ],
    ['cap-without-effect', 'positions/phd-ot.yaml', 'cap: 30 }', 'cap: 100 }'],
    ['never-acknowledged', 'positions/phd-ot.yaml', 'bands: [strong, possible]', 'bands: []'],
    ['duplicate-tag', 'positions/visitor.yaml', 'tags: [apply-visitor,', 'tags: [phd-ot,'],
    ['duplicate-alias', 'positions/visitor.yaml', 'aliases: [visitor,', 'aliases: [phd-ot,'],
    ['stances-order', 'policy.yaml', 'course: 20', 'course: 60'],
    ['caps-order', 'policy.yaml', 'words: 24', 'words: 44'],
    ['caps-order', 'policy.yaml', 'capPerHour: 40', 'capPerHour: 400'],
    ['bands-order', 'policy.yaml', 'possible: 40', 'possible: 4'],
    ['duplicate-label', 'policy.yaml', 'Triage-Weak', 'triage-strong'],
  ])('%s in %s', (code, file, from, to) => {
    const files = changed(file, (text) => text.replace(from, to));
    const found = only(files, code);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ file });
    if (code !== 'bands-order' && !code.startsWith('never'))
      expect(found[0]?.line).toBe(lineOf(files, file, to.split(' ')[0] === '{' ? to : (to.split('\n')[0] ?? to)));
  });

  it('a band that no application can reach', () => {
    const files = changed('positions/postdoc.yaml', (text) => text.replaceAll(/weight: [\d.]+/g, 'weight: 0.04'));
    expect(only(files, 'band-out-of-reach')).toEqual([expect.objectContaining({ file: 'positions/postdoc.yaml' })]);
  });

  it('files that nobody reads', () => {
    const files = [
      ...defaultRuleFiles,
      { path: 'topics/other.yml', text: 'version: 1' },
      { path: 'replies/spare.liquid', text: 'x' },
      { path: 'positions/old.vacancy.txt', text: 'x' },
    ];
    expect(lintRules(files).filter((one) => one.severity !== 'info' || /unused/.test(one.code))).toEqual([
      expect.objectContaining({ code: 'unused-advert', file: 'positions/old.vacancy.txt' }),
      expect.objectContaining({ code: 'unused-template', file: 'replies/spare.liquid' }),
      expect.objectContaining({ code: 'ignored-file', severity: 'warning', file: 'topics/other.yml' }),
    ]);
  });

  it('says what stands there and what to write instead', () => {
    const files = changed('policy.yaml', (text) => text.replace('bands:', 'bnads:'));
    expect(only(files, 'unknown-key')[0]).toMatchObject({ text: 'bnads', suggestion: 'did you mean `bands`?' });
  });
});

describe('phrases that would make a pattern backtrack', () => {
  // 80,000 words: work that grows with their square would take minutes, and backtracking for ever.
  it.each(['(a+)+$', '(a|a)*b', 'a a a a a a a a a a a a a a a a a a a a b', '.*.*.*x', '([a-zA-Z]+)*1'])(
    '%s takes time in proportion to the text',
    (phrase) => {
      const index = new PhraseIndex([phrase, 'a', 'a a']);
      const tokens = tokenize('a '.repeat(80_000));
      const started = performance.now();
      expect(index.find(tokens).length).toBeGreaterThanOrEqual(80_000);
      expect(performance.now() - started).toBeLessThan(10_000);
    },
  );

  it('compile and judge like any other', () => {
    const { ruleset } = compileRules(withTopic('  - { id: a, any: ["(a+)+$", "(.*)*x", "\\\\b\\\\w+\\\\b y"] }\n'));
    expect(ruleset?.topics.some((topic) => topic.id === 'sample')).toBe(true);
  });
});
