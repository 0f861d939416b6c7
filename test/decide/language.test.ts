import { describe, expect, it } from 'vitest';
import { planActions } from '../../src/decide/index.js';
import type { Decision } from '../../src/domain/index.js';
import { type Policy, type Ruleset, templateIn } from '../../src/rules/index.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';
import { defaultRuleset } from '../support/rules.js';

const cv = makeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' });
const german =
  'Sehr geehrte Damen und Herren,\n\nhiermit bewerbe ich mich um die ausgeschriebene Promotionsstelle in optimalem Transport. Lebenslauf und Zeugnisse finden Sie im Anhang.\n\nMit freundlichen Grüßen\nAda Example\n';
const portuguese =
  'Prezado professor, escrevo para me candidatar à vaga de doutorado em transporte ótimo. Na minha dissertação de mestrado estudei as divergências de Sinkhorn. O meu CV segue em anexo.';
const decided = (text: string, ruleset: Ruleset = defaultRuleset, documents = [cv]): Decision =>
  judge(makeApplication(documents, { text, subject: '[apply-phd-ot] Application' }), {}, ruleset).decision;
const withPolicy = (change: Partial<Policy['acknowledge']>): Ruleset => ({
  ...defaultRuleset,
  policy: { ...defaultRuleset.policy, acknowledge: { ...defaultRuleset.policy.acknowledge, ...change } },
});

describe('the language of an answer', () => {
  it("is the applicant's own", () => {
    expect(decided(german)).toMatchObject({
      template: 'receipt-missing.de',
      language: { tag: 'de', code: 'own-words' },
      asks: ['transcript', 'thesis'],
    });
  });

  it('is not what the mail quotes', () => {
    const reply = `Thank you for your answer! I have one more question about my application to the position, and I attach my CV again as you asked.\n\nAm 3. November schrieb Die Gruppe:\n${german.replace(/^/gm, '> ')}`;
    expect(decided(reply)).toMatchObject({ template: 'receipt-missing', language: { tag: 'en', code: 'own-words' } });
  });

  it('is the default one where too little is said, or another language', () => {
    expect(decided('CV attached. I apply.')).toMatchObject({
      template: 'receipt-missing',
      language: { tag: 'en', code: 'unsure' },
    });
    expect(decided(portuguese)).toMatchObject({
      template: 'receipt-missing',
      language: { tag: 'en', code: 'no-template' },
    });
  });

  it('is found in the cover letter where the mail says too little', () => {
    const letter = makeDocument('Anschreiben.pdf', `Motivationsschreiben\n\n${german}`);
    expect(decided('I apply, see attached.', defaultRuleset, [cv, letter])).toMatchObject({
      language: { tag: 'de', code: 'own-words' },
    });
  });

  it('is looked for only where there is a choice', () => {
    const one = withPolicy({ languages: ['en'] });
    expect(decided(german, one)).toMatchObject({ template: 'receipt-missing', language: { code: 'only-language' } });
  });

  it('may have another default', () => {
    const replies = new Map(defaultRuleset.replies);
    replies.set('receipt-missing.en', 'Hello');
    const other = { ...withPolicy({ defaultLanguage: 'de' }), replies };
    expect(decided('I apply.', other)).toMatchObject({ template: 'receipt-missing.de', language: { tag: 'de' } });
  });

  it('is said for every answer, and for nothing else', () => {
    expect(judge(makeApplication([cv], { replyTo: ['x@example.net'] })).decision.language).toBeUndefined();
  });
});

describe('the key of a reply', () => {
  it('is the same in every language: a change of templates or of the guess never answers twice', () => {
    const judgement = judge(makeApplication([cv], { text: german }));
    const message = { id: '1', fingerprint: 'f1' };
    const keys = ['receipt', 'receipt.de', 'receipt.zh', 'receipt.en'].flatMap((template) =>
      planActions({ ...judgement, decision: { ...judgement.decision, acknowledge: 'send', template } }, message, {
        mode: 'send',
      })
        .filter((action) => action.kind !== 'label')
        .map((action) => action.key),
    );
    expect(keys).toEqual(Array(4).fill('f1/reply/receipt'));
  });
});

describe('templateIn', () => {
  const replies = new Map(['a', 'a.de', 'b.en', 'b', 'c.de'].map((name) => [name, '']));
  it.each([
    ['a', 'de', 'en', 'a.de', 'de'],
    ['a', 'fr', 'en', 'a', 'en'],
    ['b', 'fr', 'en', 'b.en', 'en'],
    ['c', 'fr', 'de', 'c.de', 'de'],
    ['none', 'fr', 'en', 'none', 'en'],
  ])('%s in %s, default %s: %s', (family, wanted, fallback, template, language) => {
    expect(templateIn(replies, family, wanted, fallback)).toEqual({ template, language });
  });
});
