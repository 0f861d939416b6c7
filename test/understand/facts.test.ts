import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/domain/index.js';
import { gpaIn } from '../../src/understand/grades.js';
import { authorPlace, tierOf, titleIn, venuesIn } from '../../src/understand/index.js';
import { linksIn } from '../../src/understand/links.js';
import { judge, judgeCv, makeApplication, makeCv, transcript } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';
import { defaultRuleset } from '../support/rules.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const piece = (text: string) => ({ document: 'CV.pdf', page: 1, start: 0, text });

const degrees = (education: string, date = '2025-10-14T09:00:00.000Z'): [string, boolean, number | null][] =>
  judge(makeApplication([makeCv({ Education: education })], { date })).facts.degrees.map((one) => [
    one.level,
    one.finished,
    one.year,
  ]);

describe('degrees', () => {
  it('are read from the section on education, the highest first', () => {
    expect(
      degrees(
        'B.Sc. in Mathematics, University of Exampleton, 2015 - 2018\nM.Sc. in Mathematics, University of Exampleton, 2018 - 2020\nPh.D. in Computer Science, University of Exampleton, 2020 - 2024',
      ),
    ).toEqual([
      ['doctorate', true, 2024],
      ['master', true, 2020],
      ['bachelor', true, 2018],
    ]);
  });

  it.each([
    ['master', '2021 - 2023   MSc Mathematics, University of Exampleton'],
    ['master', '2021 - 2023   Master of Science in Statistics, University of Exampleton'],
    ['master', "2021 - 2023   Master's degree in Data Science, University of Exampleton"],
    ['master', '2021 - 2023   M.Tech. in Computer Science, IIT Example'],
    ['master', '2016 - 2021   Diplom-Mathematiker (Dipl.-Math.), Universität Exampleton'],
    ['master', '2021 - 2023   Master de mathématiques, Université d’Exampleton'],
    ['master', '2021 - 2023   Máster en Matemáticas, Universidad de Exampleton'],
    ['master', '2021 - 2023   示例大学 数学 硕士'],
    ['master', '2016 - 2021   B.Tech. and M.Tech. (dual degree), IIT Example'],
    ['bachelor', '2017 - 2021   B.E. in Electronics, University of Exampleton'],
    ['bachelor', '2017 - 2021   Licenciatura en Matemáticas, Universidad de Exampleton'],
    ['bachelor', '2017 - 2021   Licence de mathématiques, Université d’Exampleton'],
    ['bachelor', '2017 - 2021   示例大学 数学 学士'],
    ['doctorate', '2020 - 2024   Doctorate in Physics, University of Exampleton'],
    ['doctorate', '2020 - 2024   Promotion (Dr. rer. nat.), Universität Exampleton'],
    ['doctorate', '2020 - 2024   Doctorat de mathématiques, Université d’Exampleton'],
    ['doctorate', '2020 - 2024   示例大学 计算机 博士'],
  ])('%s: %s', (level, line) => {
    expect(degrees(line)[0]?.slice(0, 2)).toEqual([level, true]);
  });

  it.each([
    'M.Sc. in Mathematics, University of Exampleton, 2024 - present',
    'M.Sc. in Mathematics, University of Exampleton, 2024 - 2026 (expected)',
    'M.Sc. in Mathematics, University of Exampleton, expected July 2026',
    'M.Sc. in Mathematics, University of Exampleton, since 2024',
    'Master Mathematik, Universität Exampleton, seit 2024',
    '示例大学 数学 硕士 2024 - 至今',
  ])('that go on are not finished: %s', (line) => {
    expect(degrees(line)[0]?.slice(0, 2)).toEqual(['master', false]);
  });

  it('end when their year is past on the day of the mail', () => {
    const line = 'M.Sc. in Mathematics, University of Exampleton, 2023 - 2025';
    expect(degrees(line, '2024-10-14T09:00:00.000Z')[0]?.[1]).toBe(false);
    expect(degrees(line, '2026-10-14T09:00:00.000Z')[0]?.[1]).toBe(true);
  });

  it.each([
    ['I hold a master’s degree in mathematics from the University of Exampleton.', ['master']],
    ['I have finished my PhD in computer science at the University of Exampleton.', ['doctorate']],
    ['Ich habe meinen Master in Mathematik abgeschlossen.', ['master']],
    ['I would like to apply for the PhD position.', []],
    ["I look forward to your master's programme and to a doctorate with you.", []],
    ['My supervisor, Prof. Dr. Sample, holds a PhD.', []],
    ['I do not have a master’s degree yet.', []],
  ])('in a letter are those of the writer: %s', (sentence, levels) => {
    const message = makeApplication([makeCv({ Education: 'Secondary school of Exampleton' })], {
      text: `Dear Professor,\n\n${sentence} My CV is attached.\n\nBest\nAda Example`,
    });
    expect(judge(message).facts.degrees.map((one) => one.level)).toEqual(levels);
  });

  it('of others, in jobs and references, are not counted', () => {
    const facts = judgeCv({
      Education: 'Secondary school of Exampleton',
      'Work experience': 'Assistant of a professor with a doctorate, University of Exampleton, 2022',
      References: 'Prof. Ben Sample, PhD, University of Exampleton',
    }).facts;
    expect(facts.degrees).toEqual([]);
  });

  it('carry field, institution and a quote', () => {
    const facts = judgeCv({ Education: 'M.Sc. in Applied Mathematics, University of Exampleton, 2021 - 2023' }).facts;
    expect(facts.degrees[0]).toMatchObject({
      level: 'master',
      field: 'Applied Mathematics',
      institution: 'University of Exampleton',
      year: 2023,
    });
    expect(facts.degrees[0]?.quote).toContain('M.Sc. in Applied Mathematics');
  });
});

describe('the grade point average', () => {
  it.each([
    ['GPA: 3.85/4.0', 3.85, 4],
    ['CGPA 9.1 / 10', 9.1, 10],
    ['GPA 3.9 out of 4', 3.9, 4],
    ['Cumulative GPA: 3.7', 3.7, null],
    ['Notendurchschnitt: 1,3', 1.3, null],
    ['Gesamtnote 1,3', 1.3, null],
    ['Moyenne : 16,5/20', 16.5, 20],
    ['Nota media: 8,7 sobre 10', 8.7, 10],
    ['平均绩点：3.8/4.0', 3.8, 4],
    ['均分 92/100', 92, 100],
    ['M.Sc., 3.9/4.0', 3.9, 4],
  ])('%s', (text, value, scale) => {
    expect(gpaIn([piece(text)])).toMatchObject({ value, scale });
  });

  it.each([
    '',
    'I was born on 3/4 of the way',
    'Phone 030 1234/10',
    'in 2019/20',
    'IELTS 7.5',
    'version 3.10',
    'Mention bien, moyenne  2023-2024',
  ])('is not seen in %j', (text) => {
    expect(gpaIn([piece(text)])).toBeNull();
  });

  it('is read from the CV, else from the transcript', () => {
    expect(
      judgeCv({ Education: 'M.Sc. in Mathematics, University of Exampleton, 2023. GPA: 3.9/4.0' }).facts.gpa,
    ).toMatchObject({ value: 3.9, scale: 4 });
    const marks = makeDocument('transcript.pdf', `${transcript.pages[0]?.text ?? ''}\nCumulative GPA: 3.6/4.0\n`);
    expect(judge(makeApplication([makeCv(), marks])).facts.gpa).toMatchObject({ value: 3.6, scale: 4 });
    expect(judgeCv({}).facts.gpa).toBeNull();
  });
});

describe('links', () => {
  const kinds = (text: string): [string, string][] => linksIn([piece(text)]).map((link) => [link.kind, link.url]);
  it.each([
    ['https://github.com/ada', 'github'],
    ['github.com/ada', 'github'],
    ['https://scholar.google.com/citations?user=x', 'scholar'],
    ['scholar.google.de/citations?user=x', 'scholar'],
    ['https://orcid.org/0000-0000-0000-0000', 'orcid'],
    ['https://www.linkedin.com/in/ada', 'linkedin'],
    ['https://ada.github.io', 'homepage'],
    ['www.example.com/~ada', 'homepage'],
    ['https://arxiv.org/abs/2501.00001', 'other'],
    ['https://doi.org/10.1000/1', 'other'],
  ])('%s is %s', (url, kind) => {
    expect(kinds(`My page is ${url}.`)).toEqual([[kind, url]]);
  });

  it('are given once, whatever their spelling', () => {
    expect(kinds('https://github.com/ada, http://www.github.com/ada/ and github.com/ada')).toHaveLength(1);
  });

  it('come from text, annotations and the letter', () => {
    const message = makeApplication([makeCv({ Links: 'github.com/ada' }, { links: ['https://ada.example.com/'] })], {
      text: 'I apply, my CV is attached; see www.example.com/~ada.',
    });
    expect(
      judge(message)
        .facts.links.map((link) => link.kind)
        .sort(),
    ).toEqual(['github', 'homepage', 'homepage']);
  });

  it('that only look like addresses are none', () => {
    expect(kinds('ada@example.com, 3.5/4.0, node.js, e.g.this')).toEqual([]);
  });

  it('of any text are at most a hundred', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), (texts) => {
        for (const link of linksIn(texts.map(piece))) expect(texts.some((text) => text.includes(link.url))).toBe(true);
      }),
      { numRuns: runs(200) },
    );
    expect(linksIn([piece(Array.from({ length: 500 }, (_, i) => `https://example.com/${i}`).join(' '))])).toHaveLength(
      100,
    );
  });
});

describe("the applicant's place among the authors", () => {
  it.each([
    ['Ada Example', 'Ada Example, Ben Sample. On examples. NeurIPS 2024.', 'first'],
    ['Ada Example', 'A. Example, B. Sample. On examples. NeurIPS 2024.', 'first'],
    ['Ada Example', 'Example, A., Sample, B. (2024). On examples. NeurIPS.', 'first'],
    ['Ada Example', '[3] A. Example and B. Sample. On examples. NeurIPS 2024.', 'first'],
    ['Ada Example', '• Example A, Sample B. On examples.', 'first'],
    ['Ada Example', 'Ada M. Example, Ben Sample. On examples.', 'first'],
    ['Ada Example', 'Ben Sample, Ada Example. On examples. NeurIPS 2024.', 'other'],
    ['Ada Example', 'Sample, B., Example, A. (2024). On examples.', 'other'],
    ['Ada Example', 'Ben Sample and Ada Example. On examples.', 'other'],
    ['Ada Example', 'Ben Sample, Cleo Model. On examples. NeurIPS 2024.', 'absent'],
    ['Ada Example', 'Ben Example, Cleo Model. On samples. NeurIPS 2024.', 'absent'],
    ['Ada Example', 'Ben Sample*, Ada Example*, Cleo Model. On examples.', 'first'],
    ['Ada Example', 'Ben Sample*, Cleo Model*, Ada Example. On examples.', 'other'],
    ['Xiaoming Wang', 'Wang Xiaoming, Li Hua. On examples.', 'first'],
    ['Wang Xiaoming', 'Xiaoming Wang, Hua Li. On examples.', 'first'],
    ['Wang Xiaoming', 'X. Wang, H. Li. On examples.', 'first'],
    ['Xiaoming Wang', 'Hua Li, Xiaoming Wang. On examples.', 'other'],
    ['José Núñez', 'J. Nunez, B. Sample. On examples.', 'first'],
    ['Łukasz Przykład', 'L. Przyklad and B. Sample. On examples.', 'first'],
    [null, 'Ada Example. On examples.', 'unknown'],
  ] as const)('%s in "%s": %s', (name, text, place) => {
    expect(authorPlace(text, name)).toBe(place);
  });

  it('for any text and name is one of four words', () => {
    fc.assert(
      fc.property(anyText, fc.oneof(anyText, fc.constantFrom('Ada Example', 'A (B) [C] *', '王小明')), (text, name) => {
        expect(['first', 'other', 'absent', 'unknown']).toContain(authorPlace(text, name));
      }),
      { numRuns: runs(400) },
    );
  });
});

describe('how a publication appeared', () => {
  it.each([
    ['A. Example. On examples. NeurIPS 2024.', 'publications', 'leading', 'NeurIPS'],
    [
      'A. Example. On examples. Advances in Neural Information Processing Systems 37, 2024.',
      'publications',
      'leading',
      'NeurIPS',
    ],
    ['A. Example. On examples. In Proceedings of ICML, 2023 (oral).', 'publications', 'leading', 'ICML'],
    ['A. Example. On examples. Journal of Machine Learning Research, 2023.', 'publications', 'leading', 'JMLR'],
    ['A. Example. On examples. ICASSP 2022.', 'publications', 'other', 'ICASSP'],
    ['A. Example. On examples. NeurIPS 2024 Workshop on Examples.', 'publications', 'workshop', 'NeurIPS'],
    ['A. Example. On examples. arXiv preprint arXiv:2401.00001, 2024.', 'publications', 'preprint', null],
    ['A. Example. On examples. Submitted to ICML 2026.', 'publications', 'preprint', null],
    ['A. Example. On examples. Under review at ICLR 2026.', 'preprints', 'preprint', null],
    ['A. Example. On examples. In preparation, 2025.', 'preprints', 'preprint', null],
    ['A. Example. On examples. Journal of Exemplary Science, 2021.', 'publications', 'other', null],
  ])('%s', (item, section, tier, venue) => {
    const found = tierOf(item, defaultRuleset, section);
    expect(found.tier).toBe(tier);
    if (tier !== 'workshop') expect(found.venue?.id ?? null).toBe(venue);
  });

  it('venues are known by their letter case and as whole words', () => {
    const ids = (text: string): string[] => venuesIn(text, defaultRuleset).map((venue) => venue.id);
    expect(ids('We met at the colt farm; all in all, alt text, a seminar at Nipsville')).toEqual([]);
    expect(ids('ICML and ICLR; ICMLA')).toEqual(['ICML', 'ICLR']);
    expect(ids('international conference on machine learning')).toEqual(['ICML']);
  });
});

describe('publications of a CV', () => {
  const facts: Facts = judgeCv({
    Publications:
      '[1] A. Example and B. Sample. Stable examples under change. NeurIPS 2024.\n[2] B. Sample, A. Example. Fast examples for everybody. ICASSP 2023.\n[3] B. Sample and C. Model. Examples without me. ICML 2022.',
    Preprints: 'A. Example. Examples that are still young. arXiv:2501.00001, 2025.',
  }).facts;

  it('are read one by one with place, year, tier and venue', () => {
    expect(facts.publications.map(({ firstAuthor, tier, venue, year }) => [firstAuthor, tier, venue, year])).toEqual([
      [true, 'leading', 'NeurIPS', 2024],
      [false, 'other', 'ICASSP', 2023],
      [false, 'leading', 'ICML', 2022],
      [true, 'preprint', null, 2025],
    ]);
    expect(facts.publications[0]?.title).toContain('Stable examples under change');
    for (const one of facts.publications) expect(one).toMatchObject({ document: 'CV.pdf', page: 1 });
  });

  it('name each venue once', () => {
    expect(new Set(facts.venues).size).toBe(facts.venues.length);
    expect(facts.venues).toEqual(expect.arrayContaining(['NeurIPS', 'ICASSP', 'ICML']));
  });

  it('are not read from a bibliography, a thesis or a paper', () => {
    const thesis = makeDocument('thesis.pdf', [
      "Master's Thesis\n\nOn examples\n\nAda Example\n\nTable of Contents",
      'Bibliography\n\n[1] B. Sample. Old examples. NeurIPS 2010.\n[2] C. Model. Older ones. ICML 2005.',
    ]);
    expect(judge(makeApplication([makeCv(), thesis])).facts.publications).toEqual([]);
    expect(judgeCv({ Bibliography: '[1] B. Sample. Old examples. NeurIPS 2010.' }).facts.publications).toEqual([]);
  });

  it('are none in a CV without any', () => {
    expect(judgeCv({}).facts).toMatchObject({ publications: [], venues: [] });
  });

  it.each([
    ['A. Example, B. Sample. "Stable examples under change." NeurIPS 2024.', 'Stable examples under change'],
    ['A. Example, B. Sample. Stable examples under change. In NeurIPS, 2024.', 'Stable examples under change'],
    ['A. Example and B. Sample (2024). Stable examples under change. NeurIPS.', 'Stable examples under change'],
  ])('have a title: %s', (item, title) => {
    expect(titleIn(item)).toContain(title);
  });
});
