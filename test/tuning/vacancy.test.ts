import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/rules/index.js';
import { draftPosition, positionId, readVacancy } from '../../src/tuning/index.js';
import { defaultRuleFiles, defaultRuleset as ruleset } from '../support/rules.js';

const now = new Date('2026-01-10T00:00:00Z');
const read = (text: string) => readVacancy(text, ruleset, now);

const advert = `PhD position in causal transport

We look for a doctoral student who works on optimal transport and causal inference, with Wasserstein distances and
Sinkhorn algorithms at the centre. Some adversarial robustness is welcome.

Please send your CV, transcripts and your master's thesis to jobs@lab.example.org with [apply-causal-ot] in the subject.
The deadline is 15 March 2026. Interviews take place on 2 April 2026.
`;

describe('reading a vacancy', () => {
  test('finds level, tag, title and last day', () => {
    const vacancy = read(advert);
    expect(vacancy).toMatchObject({
      seeks: 'phd',
      tags: ['apply-causal-ot'],
      title: 'PhD position in causal transport',
    });
    expect(vacancy.deadline?.value).toBe('2026-03-15');
    expect(vacancy.otherDates.map((date) => date.value)).toEqual(['2026-04-02']);
  });

  test('weighs topics by how much the text speaks of them', () => {
    const [first, ...rest] = read(advert).topics;
    expect(first).toMatchObject({ value: 'optimal-transport', weight: 1 });
    expect(rest.map((topic) => topic.value)).toEqual(expect.arrayContaining(['causality', 'robustness']));
    expect(rest.every((topic) => topic.weight < 1)).toBe(true);
  });

  test('finds the documents that are asked for, and how many', () => {
    const types = read(advert).documents.map((one) => one.value);
    expect(types).toEqual(['cv', 'transcript', 'thesis']);
    const three = read('Postdoc. Please submit a CV and three representative papers.').documents;
    expect(three).toContainEqual(expect.objectContaining({ value: 'paper', count: 3 }));
  });

  test.each([
    ['Bewerbungsfrist ist der 28. Februar 2026.', '2026-02-28'],
    ['Date limite : 3 mars 2026', '2026-03-03'],
    ['Fecha límite: 5 de mayo de 2026', '2026-05-05'],
    ['Apply by 2026-06-07.', '2026-06-07'],
  ])('reads the last day in %s', (text, day) => {
    expect(read(text).deadline?.value).toBe(day);
  });

  test('a year alone, or a day that has passed, is no last day', () => {
    expect(read('Founded in 2019. Apply by 3 May 2024.').deadline).toBeNull();
  });

  test('no text makes it fail, and the draft is always YAML that holds its id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const draft = draftPosition(read(text), {}, ['optimal-transport']);
        expect(draft.yaml).toContain(`\nid: ${draft.id}\n`);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the drafted position', () => {
  test('compiles beside the other rules, and answers with drafts at most', () => {
    const draft = draftPosition(
      read(advert),
      {},
      ruleset.topics.map((topic) => topic.id),
    );
    const { ruleset: compiled, problems } = compileRules([
      ...defaultRuleFiles,
      { path: draft.path, text: draft.yaml },
      { path: draft.vacancyPath, text: advert },
    ]);
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    const position = compiled?.positions.find((one) => one.id === draft.id);
    expect(position).toMatchObject({ id: 'causal-ot', tags: ['apply-causal-ot'], preferredBy: '2026-03-15' });
    expect(position?.acknowledge.mode).toBe('draft');
    expect(position?.echo.size).toBeGreaterThan(10);
  });

  test('says what it was unsure of, in the file as well', () => {
    const draft = draftPosition(read('We have an opening.'), {}, ['optimal-transport']);
    expect(draft.unsure.join('\n')).toMatch(/topics: none/);
    expect(draft.unsure.join('\n')).toMatch(/preferredBy: no last day/);
    for (const line of draft.unsure) expect(draft.yaml).toContain(`# - ${line}`);
  });

  test('answers of a person win', () => {
    const draft = draftPosition(read(advert), { id: 'my-opening', title: 'Another title', seeks: 'postdoc' }, []);
    expect(draft.yaml).toMatch(/id: my-opening\ntitle: Another title\nseeks: postdoc/);
  });

  test.each([
    ['PhD position in Robust Learning', 'phd-robust-learning'],
    ['Öffnung für Übertragung', 'offnung-fur-ubertragung'],
    ['2026!', 'new-position'],
  ])('the id of %s', (title, id) => {
    expect(positionId(title)).toBe(id);
  });
});
