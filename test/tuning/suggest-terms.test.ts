import { describe, expect, test } from 'vitest';
import { gatherPast, suggestTerms, type VerdictValue, wish } from '../../src/tuning/index.js';
import { makeApplication, makeCv } from '../support/applications.js';
import { labContext } from '../support/messages.js';
import { defaultRuleset as ruleset } from '../support/rules.js';

const decided = (texts: readonly (readonly [string, VerdictValue])[]) =>
  texts.flatMap(([text, verdict], index) => {
    const message = makeApplication([makeCv({ 'Research experience': text })], { messageId: `<${index}@example.com>` });
    const gathered = gatherPast([{ message, correction: null }], labContext, ruleset);
    return gathered === null ? [] : [{ id: `case-${index}`, gathered, wish: wish[verdict] }];
  });

const line = (words: string) => `I computed Wasserstein distances with ${words} for two years.`;

describe('terms that separate verdicts', () => {
  const filler = ['glaciers', 'violins', 'bridges', 'orchards', 'harbours', 'lanterns', 'meadows', 'kettles'];

  test('a run that only shortlisted applications have is proposed, with its topic and where it stands', () => {
    const cases = decided(
      filler.map((word, index): readonly [string, VerdictValue] => [
        line(index % 2 === 0 ? `umbrella kinetics and ${word}` : `abacuses and ${word}`),
        index % 2 === 0 ? 'shortlist' : 'decline',
      ]),
    );
    expect(cases).toHaveLength(8);
    const terms = suggestTerms(cases, ruleset);
    const found = terms.find((term) => term.text === 'umbrella kinetics');
    expect(found).toMatchObject({ shortlisted: 4, declined: 0, topic: 'optimal-transport' });
    expect(found?.z).toBeGreaterThan(1);
    expect(found?.examples[0]?.quote).toContain('umbrella kinetics');
    // Its words alone say no more than the run.
    expect(terms.map((term) => term.text)).not.toContain('kinetics');
    expect(terms.find((term) => term.text === 'abacuses')?.z).toBeLessThan(-1);
  });

  test('what a rule knows already is not proposed, nor names, numbers and words of every application', () => {
    const cases = decided(
      filler.map((word, index): readonly [string, VerdictValue] => [
        line(`Sinkhorn iterations of Ada Example in 2024 and ${word}`),
        index < 4 ? 'shortlist' : 'decline',
      ]),
    );
    const texts = suggestTerms(cases, ruleset).map((term) => term.text);
    expect(texts.filter((text) => /sinkhorn|wasserstein|ada|2024|thesis|position/i.test(text))).toEqual([]);
  });

  test('one who repeats a word weighs no more than others', () => {
    const cases = decided([
      [line(`${'zeppelins '.repeat(20)}`), 'shortlist'],
      ...filler
        .slice(0, 5)
        .map((word, index): readonly [string, VerdictValue] => [line(word), index < 2 ? 'shortlist' : 'decline']),
    ]);
    expect(suggestTerms(cases, ruleset).map((term) => term.text)).not.toContain('zeppelins');
  });

  test('nothing is proposed of nothing', () => {
    expect(suggestTerms([], ruleset)).toEqual([]);
  });
});
