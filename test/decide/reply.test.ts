import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReplyView, renderReply, replyView, standingTemplate } from '../../src/decide/index.js';
import { TriageError } from '../../src/domain/index.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { unreadable } from '../support/messages.js';
import { called, good, templates, text, weak } from '../support/replies.js';
import { defaultRuleFiles, defaultRuleset } from '../support/rules.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

/** The code of what a call throws. */
function codeOf(call: () => unknown): string | null {
  try {
    call();
  } catch (error) {
    return error instanceof TriageError ? error.code : `not ours: ${String(error)}`;
  }
  return null;
}

describe('the reply templates of the default rules', () => {
  it('are there for every position and for questions', () => {
    for (const position of defaultRuleset.positions) {
      expect(templates).toContain(position.acknowledge.template);
      expect(templates).toContain(position.acknowledge.templateMissing);
    }
    expect(templates).toContain(defaultRuleset.policy.acknowledge.inquiryTemplate);
  });

  it('names what is missing and what came, in words', () => {
    const reply = text(weak, 'receipt-missing');
    expect(weak.missing).toEqual(['transcript', 'thesis']);
    expect(reply).toContain('transcript, thesis');
    expect(reply).toContain('CV');
    expect(reply).toContain('PhD position in optimal transport');
  });

  it('does not thank for a document that could not be read', () => {
    const judgement = judge(makeApplication([makeCv(), unreadable('transcript.pdf', 'encrypted')]));
    expect(replyView(judgement, defaultRuleset, 'x', 'en').documents).toEqual(['CV']);
    expect(replyView(judgement, defaultRuleset, 'x', 'en').missing).not.toContain('transcript');
  });

  it('names no file: names of files are words of strangers', () => {
    const judgement = judge(makeApplication([makeCv({}, { name: 'CV - you won www.example.net.pdf' })]));
    for (const template of templates) expect(text(judgement, template)).not.toContain('example.net');
  });
});

describe('the greeting', () => {
  it('of any name is one line without markup', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' })), (name) => {
        const { greeting } = replyView(called(name, 1), defaultRuleset, name, 'en');
        expect(greeting).not.toMatch(/[\r\n\u2028\u2029<>]/);
        expect(greeting.length).toBeLessThanOrEqual(90);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('a reply in another language', () => {
  const languages = defaultRuleset.policy.acknowledge.languages ?? [];

  it('is there for every template and language of the default rules', () => {
    expect(languages).toEqual(['en', 'de', 'fr', 'es', 'zh']);
    for (const family of ['receipt', 'receipt-missing', 'inquiry'])
      for (const language of languages)
        expect(templates).toContain(language === 'en' ? family : `${family}.${language}`);
  });

  it.each([
    ['receipt.de', 'Guten Tag Ada Example,', 'Lebenslauf', 'Notenübersicht'],
    ['receipt.fr', 'Bonjour Ada Example,', 'CV', 'relevé de notes'],
    ['receipt.es', 'Estimado/a Ada Example:', 'currículum', 'expediente académico'],
    ['receipt.zh', 'Ada Example，您好：', '简历', '成绩单'],
  ])('%s greets and names documents in it', (template, greeting, cv, grades) => {
    const reply = text(good, template);
    expect(reply.split('\n')[0]).toBe(greeting);
    expect(reply).toContain(cv);
    expect(reply).toContain(grades);
  });

  it('speaks of no position where there is none', () => {
    for (const template of templates) {
      const reply = text({ ...good, position: null }, template);
      expect(reply).not.toMatch(/[„«“]\s*[»“”]|about the|Ausschreibung|annonce|convocatoria «|关于/);
    }
  });

  it('falls back to the default language when its template is gone', () => {
    const rules = { ...defaultRuleset, replies: new Map([['receipt', 'x']]) };
    expect(standingTemplate(rules, 'receipt.de')).toBe('receipt');
    expect(standingTemplate(defaultRuleset, 'receipt.de')).toBe('receipt.de');
  });
});

describe('templates that admins write', () => {
  const view: ReplyView = {
    greeting: 'Hello,',
    position: 'PhD position',
    documents: ['CV'],
    missing: [],
    signature: 'The group',
  };
  // The linter has stopped these before (test/rules/reply-lint.test.ts); rendering does not rely on it.
  const rendered = (source: string): string =>
    renderReply({ replies: new Map([['receipt', source]]) }, 'receipt', view);

  it.each([
    ['a word that nobody knows', 'Dear {{ applicnt }},'],
    ['the score', '{{ score }}'],
    ['a property of everything', '{{ greeting.constructor }}'],
    ['a prototype', '{{ __proto__ }}'],
    ['a filter that nobody knows', '{{ greeting | shout }}'],
    ['a tag that is not closed', '{% if position %}Hello'],
    ['an output that is not closed', 'Hello {{ greeting'],
    ['a file', "{% include '/etc/passwd' %}"],
    ['another file', "{% render '../policy.yaml' %}"],
    ['a loop without end', '{% for i in (1..100000000) %}x{% endfor %}'],
  ])('%s is an error, never a reply', (_, source) => {
    expect(codeOf(() => rendered(source))).toBe('template-broken');
  });

  it('may use what they are given', () => {
    expect(
      rendered(
        '{{ greeting }} {{ position | upcase }} {% for d in documents %}{{ d }};{% endfor %}{{ missing.size }}\n\n\n\n{{ signature }}',
      ),
    ).toBe('Hello, PHD POSITION CV;0\n\nThe group\n');
  });

  it('that do not exist are named', () => {
    expect(codeOf(() => renderReply(defaultRuleset, 'nothing', view))).toBe('template-missing');
  });

  it('are part of the rules', () => {
    expect(
      defaultRuleFiles
        .filter((file) => file.path.endsWith('.liquid'))
        .map((file) => file.path.slice(8, -7))
        .sort(),
    ).toEqual([...templates].sort());
  });
});
