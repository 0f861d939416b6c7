import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules, formatProblem, lintReply } from '../../src/rules/index.js';
import { changed, defaultRuleFiles, without } from '../support/rules.js';
import { runs } from '../support/runs.js';

const path = 'replies/receipt.liquid';
const lint = (text: string): string[] => lintReply({ path, text }).map(formatProblem);

describe('a reply template is refused, with the place and what was meant', () => {
  it.each([
    ['an unknown name', 'Hello\n{{ greting }}', '2:4: error: unknown name `greting` (did you mean `greeting`?)'],
    [
      'a name in a condition',
      '{% if postion %}x{% endif %}',
      '1:7: error: unknown name `postion` (did you mean `position`?)',
    ],
    ['a name in a filter', '{{ missing | join: sep }}', '1:20: error: unknown name `sep`'],
    [
      'a name in a loop',
      '{% for d in document %}{{ d }}{% endfor %}',
      '1:13: error: unknown name `document` (did you mean `documents`?)',
    ],
    ['the score', '{{ score }}', '1:4: error: unknown name `score`'],
    ['the band', 'x {{ band }}', '1:6: error: unknown name `band`'],
    ['the decision', '{{ decision.reason }}', '1:4: error: unknown name `decision`'],
    [
      'a property of a text',
      '{{ greeting.constructor }}',
      '1:4: error: `greeting` has no `constructor` (it is a text)',
    ],
    ['a property of a list', '{{ missing.length }}', '1:4: error: `missing` has no `length`'],
    [
      'an unknown filter',
      'Hello\n\n  {{ missing | jooin: ", " }}',
      '3:14: error: unknown filter `jooin` (did you mean `join`?)',
    ],
    ['an unknown tag', 'Hello\n{% iff position %}', '2:1: error: no tag `iff` here (did you mean `if`?)'],
    ['a file', "{% include '/etc/passwd' %}", '1:1: error: no tag `include` here'],
    ['another file', "{% render '../policy.yaml' %}", '1:1: error: no tag `render` here'],
    ['a tag that is not closed', 'a\n{% if position %}', '2:1: error: tag {% if position %} not closed'],
    ['an output that is not closed', 'Hello {{ gre', '1:7: error: output "{{ gre" not closed'],
    ['a loop without end', '{% for i in (1..100000000) %}x{% endfor %}', 'error: memory alloc limit exceeded'],
    ['nothing', ' \n', '1:1: error: says nothing where complete'],
    [
      'nothing where nothing is missing',
      '{% if missing.size > 0 %}x{% endif %}',
      '1:1: error: says nothing where complete',
    ],
    ['a book', `Hello ${'and so on '.repeat(500)}`, '1:1: error: 5006 characters where complete, at most 4000'],
    [
      'a link that acts',
      'x\nWithdraw: https://lab.example.org/withdraw/now',
      '2:11: error: a link that may act on a click',
    ],
    ['a link with a question', 'https://lab.example.org/?id=7', '1:1: error: a link that carries a question or a mark'],
    [
      'a link for one reader',
      'https://lab.example.org/{{ signature }}',
      'error: a link that differs from reader to reader',
    ],
    [
      'a link with a token',
      'https://lab.example.org/s/8f3a9c1d2e4b5a6f7788',
      'error: a link that differs from reader to reader',
    ],
    ['a mail link', 'mailto:lab@lab.example.org', 'error: a link that is no page'],
    [
      'a link put together',
      '{{ "https:" }}//lab.example.org/unsubscribe',
      'error: puts a link together: a link that may act on a click',
    ],
    ['a picture', 'Hello <img src=x>', '1:7: error: `<img`: a reply is plain text'],
  ])('%s', (_, text, problem) => {
    const found = lint(text);
    expect(found.join('\n')).toContain(problem);
    expect(found[0]?.startsWith(`${path}:`)).toBe(true);
  });

  it('a plain homepage is a warning', () => {
    expect(lint('{{ greeting }} see https://lab.example.org/openings.')).toEqual([
      `${path}:1:20: warning: a link: \`https://lab.example.org/openings\` (a receipt needs no link: scanners open every one)`,
    ]);
  });

  it('names of its own, loops and conditions are fine', () => {
    const text =
      '{% assign n = missing.size %}{% if n > 0 and position != "" %}{{ missing | join: ", " }}{% endif %}{% for d in documents %}{{ forloop.index }} {{ d | upcase }}{% endfor %}{% if documents.size > 0 %}{{ documents[0] }} {{ documents.first }}{% endif %} {{ greeting }}';
    expect(lint(text)).toEqual([]);
  });

  it('never throws, whatever it is given', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '{{',
        '}}',
        '{%',
        '%}',
        ' if ',
        'endif',
        'for x in ',
        'missing',
        '|',
        'join',
        ': ',
        '"',
        "'",
        '\n',
        '[',
        ']',
        '.',
        '<a',
        'https://',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        for (const problem of lintReply({ path, text: parts.join('') })) {
          expect(problem.line).toBeGreaterThan(0);
          expect(problem.column).toBeGreaterThan(0);
          expect(problem.message).not.toBe('');
        }
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('templates, languages and words together', () => {
  const problems = (files: Parameters<typeof compileRules>[0]): string[] =>
    compileRules(files).problems.map(formatProblem);

  it('the default rules have nothing to complain about', () => {
    expect(problems(defaultRuleFiles)).toEqual([]);
  });

  it.each([
    [
      'a broken template stops the rules',
      changed(path, () => 'Dear {{ applicnt }}'),
      `${path}:1:9: error: unknown name`,
    ],
    [
      'a language that nobody asked for',
      [...defaultRuleFiles, { path: 'replies/receipt.it.liquid', text: 'Ciao' }],
      'replies/receipt.it.liquid:1:1: warning: it is never used',
    ],
    [
      'a wanted language without words',
      [
        ...changed('policy.yaml', (text) => text.replace('fr, es, zh]', 'fr, es, zh, it]')),
        { path: 'replies/receipt.it.liquid', text: 'Ciao' },
      ],
      'replies/receipt.it.liquid:1:1: error: replies/words.yaml has no words for `it`',
    ],
    [
      'a language without any template',
      changed('policy.yaml', (text) => text.replace('fr, es, zh]', 'fr, es, zh, it]')),
      'policy.yaml:1:1: warning: no template in `it`',
    ],
    [
      'a default language that is not among the languages',
      changed('policy.yaml', (text) => text.replace('languages: [en, ', 'languages: [')),
      'error: acknowledge.languages lacks the default language `en`',
    ],
    [
      'an inquiry template that is not there',
      without('replies/inquiry.liquid'),
      'there is no reply template replies/inquiry.liquid',
    ],
    ['a receipt that is not there', without(path), 'there is no reply template replies/receipt.liquid'],
    [
      'a language that is none',
      changed('replies/words.yaml', (text) => text.replace('  de:', '  deutsch:')),
      'replies/words.yaml',
    ],
    [
      'a greeting without a place for the name',
      changed('replies/words.yaml', (text) => text.replace('Guten Tag {name},', 'Guten Tag,')),
      'say where the name stands: {name}',
    ],
    ['a bad name', [...defaultRuleFiles, { path: 'replies/Receipt DE.liquid', text: 'x' }], 'name it NAME.liquid'],
    [
      'a time that is none',
      changed('policy.yaml', (text) =>
        text.replace(/quietHours: \[\].*/, 'quietHours: { from: "25:00", to: "07:00", timeZone: Europe/Berlin }'),
      ),
      'write a time as HH:MM',
    ],
    [
      'a time zone that is none',
      changed('policy.yaml', (text) =>
        text.replace(/quietHours: \[\].*/, 'quietHours: { from: "20:00", to: "07:00", timeZone: Europe/Bonn }'),
      ),
      'no time zone of the IANA list',
    ],
  ])('%s', (_, files, problem) => {
    expect(problems(files).join('\n')).toContain(problem);
  });

  it('rules from before languages and words still hold: everybody is answered in English', () => {
    const old = changed('policy.yaml', (text) => text.replace(/^ {2}(?:languages|defaultLanguage):.*\n/gm, '')).filter(
      (file) => !/replies\/(?:words\.yaml|.*\.(?:de|fr|es|zh)\.liquid)$/.test(file.path),
    );
    const { ruleset, problems: found } = compileRules(old);
    expect(found).toEqual([]);
    expect(ruleset?.policy.acknowledge).toMatchObject({ defaultLanguage: 'en', delayMinutes: 0, quietHours: [] });
  });
});
