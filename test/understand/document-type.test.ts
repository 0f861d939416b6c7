import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document, ReadDocument } from '../../src/domain/index.js';
import { cvText, judge, makeApplication, plainSections, transcript } from '../support/applications.js';
import { makeDocument, unreadable } from '../support/messages.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

/** What the judgement of an application makes of its one attachment. */
const typed = (document: ReadDocument): readonly Document[] =>
  judge(makeApplication([document], { text: 'I apply. My documents are attached.' })).documents;
const typesOf = (document: ReadDocument): string[] => typed(document).map((one) => one.type);

const CV = cvText({
  ...plainSections,
  'Work experience': 'Tutor, University of Exampleton, 2022',
  Skills: 'Python, C++',
});
const TRANSCRIPT = transcript.pages[0]?.text ?? '';
const LETTER =
  'Letter of motivation\n\nDear Professor,\n\nI am writing to apply for the PhD position in your group. I studied mathematics in Exampleton and liked analysis best. I would be glad to talk to you.\n\nYours sincerely\nAda Example\n';
const THESIS = [
  "On Examples\n\nMaster's Thesis\n\nsubmitted in partial fulfilment of the requirements for the degree of Master of Science\n\nAda Example\n\nFirst supervisor: Prof. Sample\nUniversity of Exampleton, 2023",
  'Table of Contents\n\n1 Introduction 1\n2 Preliminaries 5\n3 Main results 12\nReferences 40',
  '1 Introduction\n\nIn this thesis we study examples. They have been studied since the beginning of mathematics.',
  '2 Preliminaries\n\nWe recall the notions that are needed. Let X be a set.',
];
const PAPER = [
  'On Examples of Examples\n\nAda Example, Ben Sample\nUniversity of Exampleton\n\nAbstract\n\nIn this paper we show that examples have examples. We prove a bound and give experiments.\n\n1 Introduction\n\nExamples were introduced in [1]. Our contributions are as follows.',
  '2 Related work\n\nExamples are studied by many, see Sample et al. Theorem 1. Every example has an example.\n\nProof. Clear.\n\nReferences\n\n[1] Sample, B. Examples. Proceedings of the Conference on Examples, 2020.',
];
const REFERENCE =
  'Letter of Recommendation\n\nTo whom it may concern,\n\nit is my pleasure to recommend Ada Example, whom I have known for three years. She was my student. I recommend her without reservation.\n\nProf. Ben Sample\n';
const CERTIFICATE =
  'Certificate of Attendance\n\nThis is to certify that Ada Example has successfully completed the summer school.\n\nExampleton, 2022';

describe('the type of a document', () => {
  // A name that says nothing, then one that says the wrong thing: content is what decides.
  it.each([
    ['cv', CV, 'scan0001.pdf', 'transcript.pdf'],
    ['transcript', TRANSCRIPT, 'scan0002.pdf', 'cv.pdf'],
    ['cover-letter', LETTER, 'scan0003.pdf', 'cv.pdf'],
    ['thesis', THESIS, 'scan0004.pdf', 'paper.pdf'],
    ['paper', PAPER, 'scan0005.pdf', 'certificate.pdf'],
    ['references', REFERENCE, 'scan0006.pdf', 'letter.pdf'],
    ['other', CERTIFICATE, 'scan0007.pdf', 'scan.pdf'],
  ] as const)('%s is seen from what it says, not from its name', (type, pages, neutral, wrong) => {
    expect(typesOf(makeDocument(neutral, pages))).toEqual([type]);
    expect(typesOf(makeDocument(wrong, pages))).toEqual([type]);
  });

  it.each([
    ['CV_Ada_Example.pdf', 'cv'],
    ['AdaExampleCV.pdf', 'cv'],
    ['Lebenslauf.pdf', 'cv'],
    ['résumé-2025.pdf', 'cv'],
    ['papers.zip/ada/cv.pdf', 'cv'],
    ['transcript_of_records.pdf', 'transcript'],
    ['Notenspiegel.pdf', 'transcript'],
    ['masterthesis.pdf', 'thesis'],
    ['Motivation letter.docx', 'cover-letter'],
    ['recommendation_sample.pdf', 'references'],
    ['成绩单.pdf', 'transcript'],
    ['个人简历.pdf', 'cv'],
    ['document.pdf', 'other'],
    ['thecvs.pdf', 'other'],
  ])('%s that nobody can read is %s by its name', (name, type) => {
    expect(typesOf(unreadable(name, 'encrypted'))).toEqual([type]);
  });

  it.each([
    [
      'German CV',
      'cv',
      'Lebenslauf\n\nAda Example\n\nAusbildung\n2021-2023 M.Sc. Mathematik, Universität Exampleton\n\nBerufserfahrung\nTutorin, 2022\n\nKenntnisse\nPython, LaTeX\n\nSprachen\nDeutsch, Englisch\n',
    ],
    [
      'French CV',
      'cv',
      'Curriculum vitæ\n\nAda Example\n\nFormation\n2021-2023 Master de mathématiques, Université d’Exampleton\n\nExpérience\nMonitrice, 2022\n\nCompétences\nPython\n\nLangues\nFrançais, anglais\n',
    ],
    [
      'Spanish CV',
      'cv',
      'Currículum\n\nAda Example\n\nFormación\n2021-2023 Máster en Matemáticas, Universidad de Exampleton\n\nExperiencia\nTutora, 2022\n\nHabilidades\nPython\n\nIdiomas\nEspañol, inglés\n',
    ],
    [
      'Chinese CV',
      'cv',
      '个人简历\n\n王小明\n\n教育背景\n2021-2023 数学硕士，示例大学\n\n科研经历\n示例研究\n\n专业技能\nPython\n\n获奖情况\n国家奖学金\n',
    ],
    [
      'German transcript',
      'transcript',
      'Leistungsübersicht\n\nMatrikelnummer 4711\n\nModul   LP   Note\nAnalysis I   9   1,3\nAnalysis II   9   1,7\nLineare Algebra I   9   1,0\nNumerik   9   2,0\nStochastik   9   1,7\n',
    ],
    [
      'German letter',
      'cover-letter',
      'Motivationsschreiben\n\nSehr geehrte Damen und Herren,\n\nhiermit bewerbe ich mich um die ausgeschriebene Stelle.\n\nMit freundlichen Grüßen\nAda Example\n',
    ],
  ])('%s is %s', (_, type, text) => {
    expect(typesOf(makeDocument('scan.pdf', text))).toEqual([type]);
  });

  it('an empty document is other', () => {
    expect(typesOf(makeDocument('scan.pdf', ''))).toEqual(['other']);
    expect(typesOf(makeDocument('scan.pdf', []))).toEqual(['other']);
  });
});

describe('a merged PDF', () => {
  const titled = `Curriculum Vitae\n\n${CV}`;
  const split = (pages: readonly string[], hidden: ReadDocument['hidden'] = []) =>
    typed(makeDocument('all.pdf', pages, { hidden }));

  it('is split where another document begins', () => {
    const parts = split([LETTER, titled, 'Awards\n\nPrize of the faculty, 2022', TRANSCRIPT]);
    expect(parts.map((part) => [part.name, part.type])).toEqual([
      ['all.pdf#p1', 'cover-letter'],
      ['all.pdf#p2-3', 'cv'],
      ['all.pdf#p4', 'transcript'],
    ]);
    expect(parts.flatMap((part) => part.pages.map((page) => page.number))).toEqual([1, 2, 3, 4]);
  });

  it('is split where a CV begins that is not called one', () => {
    const untitled = cvText({
      ...plainSections,
      'Research experience': 'Research assistant, Institute of Examples, 2022-2023. I implemented solvers.',
      Publications: 'A. Example, B. Sample. On examples. Journal of Examples, 2023.',
      Skills: 'Python, C++',
      Awards: 'Prize, 2022',
    });
    expect(split([LETTER, untitled, TRANSCRIPT]).map((part) => part.type)).toEqual([
      'cover-letter',
      'cv',
      'transcript',
    ]);
    expect(split([LETTER, untitled]).map((part) => part.type)).toEqual(['cover-letter', 'cv']);
    expect(split([untitled, LETTER]).map((part) => part.type)).toEqual(['cv', 'cover-letter']);
  });

  it('keeps hidden text with its page', () => {
    const parts = split([LETTER, titled, TRANSCRIPT], [{ page: 2, cause: 'colour', text: 'optimal transport' }]);
    expect(parts.map((part) => part.hidden.length)).toEqual([0, 1, 0]);
  });

  it.each([
    [
      'a CV of two pages',
      [CV, 'Publications\n\nAda Example. Examples. Journal of Examples, 2023.\n\nAwards\n\nPrize, 2022'],
      ['cv'],
    ],
    ['a thesis with a CV at its end', [...THESIS, CV], ['thesis']],
    ['a paper', PAPER, ['paper']],
    ['a transcript of two pages', [TRANSCRIPT, TRANSCRIPT.replace('Transcript of Records', '')], ['transcript']],
  ])('%s is one', (_, pages, types) => {
    expect(split(pages).map((part) => part.type)).toEqual(types);
    expect(split(pages)[0]?.name).toBe('all.pdf');
  });

  it('loses and doubles no page, whatever stands there', () => {
    const page = fc.oneof(fc.constantFrom(CV, TRANSCRIPT, LETTER, REFERENCE, THESIS[0] ?? '', PAPER[0] ?? ''), anyText);
    fc.assert(
      fc.property(fc.array(page, { maxLength: 6 }), (pages) => {
        const parts = split(pages);
        expect(parts.length).toBeGreaterThanOrEqual(1);
        expect(parts.flatMap((part) => part.pages.map((one) => one.text))).toEqual(pages);
        expect(new Set(parts.map((part) => part.name)).size).toBe(parts.length);
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('documents at the borders', () => {
  const statement =
    'Research statement\n\nI want to know what examples are made of, and how many of them a proof needs.\nIn my thesis I compared twelve methods of counting them and found the simplest best.\nNext I will look at examples of examples.';
  const slides =
    'On Examples\nSpring school, 12 June 2025\nOutline\n\n• Motivation\n• Method\n• Results\nMotivation\n• 4 million examples\nThank you!';
  const job =
    'Arbeitszeugnis\n\nFrau Ada Example war vom 1. April 2023 bis zum 30. September 2025 als Werkstudentin in unserem Büro tätig.\nSie erledigte ihre Aufgaben stets zu unserer vollsten Zufriedenheit, und wir empfehlen sie gern weiter.';
  const enrolled =
    'UNIVERSITY OF EXAMPLETON\nCertificate of Enrolment for the winter semester 2025/26, issued by the registrar of this university\nAda Example, student number 00000000, is enrolled in the winter semester as a student.\nDegree course  Degree  Semester\nPhysics  Master of Science 5';
  const table = `UNIVERSITY OF EXAMPLETON\n\nCourse   Credits   Grade\nAnalysis   9   1.3\nAlgebra   9   1.7\nTopology   6   2.0\nGeometry   6   1.0\nNumerics   6   1.7`;
  it.each([
    ['a research statement', statement, 'other'],
    ['slides', slides, 'other'],
    ["an employer's reference", job, 'references'],
    ['a certificate of enrolment', enrolled, 'other'],
    ['a table of marks without a title', table, 'transcript'],
  ])('%s', (_, text, type) => {
    expect(typesOf(makeDocument('file.pdf', text))).toEqual([type]);
  });

  it('papers one after the other are as many works', () => {
    const paper = (n: number): string =>
      `Preprint 202${n}.\n\nOn Examples of Kind ${n}\n\nAda Example, Ben Sample\n\nAbstract. In this paper we show that examples of this kind have examples of their own.\n\n1 Introduction\n\nExamples were introduced long ago.\n\n2 Proof\n\nClear.\n\nReferences\n\n[1] B. Sample. Examples. 2020.`;
    expect(typesOf(makeDocument('works.pdf', [paper(1), paper(2), paper(3)]))).toEqual(['paper', 'paper', 'paper']);
    // One paper has one abstract, whatever else its pages begin with.
    expect(typesOf(makeDocument('paper.pdf', PAPER))).toEqual(['paper']);
  });
});
