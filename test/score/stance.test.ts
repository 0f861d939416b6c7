import { describe, expect, it } from 'vitest';
import type { Evidence, Judgement } from '../../src/domain/index.js';
import { judge, judgeCv, makeApplication, makeCv, type Sections, transcript } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';

const letterOf = (sentence: string): string =>
  `Dear Professor,\n\nI studied mathematics and would like to apply for the PhD position in your group. My CV is attached. ${sentence}\n\nBest regards\nAda Example\n`;
const inLetter = (sentence: string): Judgement => judgeCv({}, letterOf(sentence));
const transport = (judgement: Judgement): number => judgement.scorecard.topics['optimal-transport'] ?? Number.NaN;
const stances = (judgement: Judgement, topic = 'optimal-transport'): string[] => [
  ...new Set(judgement.scorecard.evidence.filter((one) => one.topic === topic).map((one) => one.stance)),
];

describe('negation and absence earn nothing', () => {
  it.each([
    'I have no experience with optimal transport.',
    'I am not familiar with optimal transport.',
    'I have never worked on optimal transport, nor on Wasserstein distances.',
    'Optimal transport is new to me.',
    'I have not yet studied optimal transport.',
    "I haven't worked on the Sinkhorn algorithm.",
    'I lack experience in optimal transport.',
    'I do not have any experience in machine unlearning.',
    'I do not have much experience with optimal transport.',
    'I have little to no experience with optimal transport.',
    'I have hardly any knowledge of optimal transport.',
    'I cannot claim any knowledge of optimal transport.',
    'Optimal transport is not my field.',
    'Optimal transport is not something I have worked on.',
    'I have no publications on optimal transport.',
    'I have not had the chance to study optimal transport.',
    'I did not take the course on optimal transport.',
    'Unfortunately I could not attend the lecture on optimal transport.',
    'I have yet to learn optimal transport.',
    'I would not say that I know optimal transport.',
    'My thesis was not about optimal transport.',
    'My background is not in optimal transport.',
    'I am a beginner in optimal transport.',
    'Until now I have had no contact with optimal transport.',
    'Mit optimalem Transport habe ich keine Erfahrung.',
    'Ich habe noch nie mit optimalem Transport gearbeitet.',
    'Ich habe keine Vorlesung über optimalen Transport gehört.',
    'Je ne connais pas le transport optimal.',
    "Je n'ai pas travaillé sur le transport optimal.",
    'No he trabajado en transporte óptimo.',
    'No conozco el transporte óptimo.',
    '我对最优传输不太了解。',
    '我没有研究过最优传输。',
    "Je n'ai aucune expérience en transport optimal.",
    'No tengo experiencia en transporte óptimo.',
    '我没有学过最优传输。',
    '我不熟悉最优传输。',
  ])('%s', (sentence) => {
    for (const judgement of [
      inLetter(sentence),
      judgeCv({ Profile: sentence }),
      judgeCv({ 'Research experience': sentence }),
    ]) {
      expect(judgement.scorecard.evidence.filter((one) => one.points > 0)).toEqual([]);
      expect(transport(judgement) + (judgement.scorecard.topics.unlearning ?? Number.NaN)).toBe(0);
    }
  });

  it('and are kept in the ledger with their reason', () => {
    const judgement = inLetter('I have no experience with optimal transport.');
    expect(judgement.scorecard.evidence).toContainEqual(
      expect.objectContaining({ topic: 'optimal-transport', stance: 'negated', points: 0, note: 'negated' }),
    );
  });

  it.each([
    'I have no experience with industry, but I proved a theorem on optimal transport.',
    'I do not know any German. I implemented optimal transport solvers.',
    'Not only did I study optimal transport, I also implemented it.',
    'I have not only read about optimal transport but proved a theorem about it.',
    'My thesis on optimal transport is not yet published.',
    'I proved that optimal transport maps do not exist in this case.',
    'I worked on optimal transport without any supervision.',
    'Although I have never worked in a company; I worked on optimal transport for two years.',
  ])('do not reach over into another clause: %s', (sentence) => {
    expect(transport(inLetter(sentence))).toBeGreaterThan(0);
  });
});

describe('wishes earn little', () => {
  it.each([
    'I hope to learn optimal transport.',
    'I am interested in optimal transport.',
    'I would love to work on optimal transport.',
    'I am fascinated by optimal transport and want to learn more about it.',
    'Ich möchte gerne optimalen Transport lernen.',
    "Je m'intéresse au transport optimal.",
    'Me interesa el transporte óptimo.',
    '我对最优传输很感兴趣。',
  ])('%s', (sentence) => {
    const course = transport(judgeCv({ Coursework: 'Optimal transport' }));
    const wished = transport(inLetter(sentence));
    expect(wished).toBeLessThan(course);
    expect(stances(inLetter(sentence))).not.toContain('project');
    expect(judgeCv({}, letterOf(sentence)).band).not.toBe('strong');
    expect(judgeCv({}, letterOf(sentence)).band).not.toBe('possible');
  });

  it('also as a section of interests', () => {
    const judgement = judgeCv({
      'Research interests': 'Optimal transport, Wasserstein gradient flows, Sinkhorn divergences',
    });
    expect(stances(judgement)).toEqual(['interest']);
    expect(transport(judgement)).toBeLessThan(
      transport(judgeCv({ 'Research experience': 'I proved stability of optimal transport maps.' })),
    );
  });
});

describe("the professor's work is not the applicant's", () => {
  it.each([
    'I read your paper on Wasserstein gradient flows with great pleasure.',
    'Your work on optimal transport impressed me.',
    'I have been following your work on optimal transport.',
    'I read your work on optimal transport with pleasure.',
    'Your group works on optimal transport.',
    'I am aware that you work on optimal transport.',
    'Your group is famous for optimal transport.',
    'The advertised position in optimal transport fits my plans.',
    'Ihre Arbeiten über optimalen Transport haben mich beeindruckt.',
    'Vos travaux sur le transport optimal sont connus.',
    'Su trabajo sobre transporte óptimo es conocido.',
    '我拜读了您的论文，关于最优传输。',
  ])('%s', (sentence) => {
    expect(transport(inLetter(sentence))).toBe(0);
    expect(stances(inLetter(sentence))).toEqual(['quoted']);
  });

  it('nor is a bibliography', () => {
    expect(
      transport(judgeCv({ Bibliography: '[1] C. Villani. Optimal transport: old and new. Springer, 2009.' })),
    ).toBe(0);
  });

  it('nor is a paper by others that came along', () => {
    const paper = makeDocument(
      'paper.pdf',
      'Entropic optimal transport in a nutshell\n\nBen Sample and Cleo Model\n\nAbstract\n\nIn this paper we show that the Sinkhorn algorithm converges.\n\n1 Introduction\n\nOptimal transport was introduced by Monge.\n\n2 Related work\n\nReferences',
    );
    const judgement = judge(makeApplication([makeCv(), paper]));
    expect(judgement.documents.map((document) => document.type)).toContain('paper');
    expect(transport(judgement)).toBe(0);
  });
});

describe('where a term stands', () => {
  const thesisDocument = makeDocument('thesis.pdf', [
    "Stability of Optimal Transport Maps\n\nMaster's Thesis\n\nAda Example\n\nsubmitted in partial fulfilment of the requirements for the degree of Master of Science\n\nUniversity of Exampleton, 2023",
    'Table of Contents\n\n1 Introduction 1\n2 Measures 5\nBibliography 60',
  ]);
  /** The same subject in rising standings. */
  const rows: readonly (readonly [string, () => Judgement])[] = [
    ['nothing', () => judgeCv({})],
    ['a wish', () => inLetter('I would like to learn optimal transport.')],
    ['a course', () => judgeCv({ Coursework: 'Optimal transport, functional analysis' })],
    [
      'a project',
      () =>
        judgeCv({
          'Research experience':
            'Research assistant: I implemented a solver for optimal transport between measures and tested it.',
        }),
    ],
    ['a thesis', () => judgeCv({ Thesis: 'Stability of optimal transport maps' })],
    [
      'a first-author paper at a leading venue',
      () => judgeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' }),
    ],
  ];

  it('decides: each standing is worth more than the one before', () => {
    const scores = rows.map(([name, make]) => ({ name, topic: transport(make()) }));
    for (let i = 1; i < scores.length; i++) {
      expect(scores[i]?.topic, `${scores[i]?.name} against ${scores[i - 1]?.name}`).toBeGreaterThan(
        scores[i - 1]?.topic ?? Number.NaN,
      );
    }
    expect(scores[0]?.topic).toBe(0);
  });

  it('decides the fit as well', () => {
    const fits = rows.map(([, make]) => make().scorecard.fit);
    expect([...fits].sort((a, b) => a - b)).toEqual(fits);
  });

  it('a skill list is worth more than a wish', () => {
    expect(transport(judgeCv({ Skills: 'Python, optimal transport, LaTeX' }))).toBeGreaterThan(
      transport(inLetter('I would like to learn optimal transport.')),
    );
  });

  it('a letter is read in the light of the CV beside it', () => {
    const judgement = judgeCv(
      {},
      'I would like to apply for the PhD position. My CV is attached. I worked on optimal transport for two years.',
    );
    expect(stances(judgement)).toEqual(['project']);
    expect(transport(judgement)).toBeGreaterThan(0);
  });

  it('a course is worth more than a skill list', () => {
    expect(transport(judgeCv({ Coursework: 'Optimal transport, functional analysis' }))).toBeGreaterThan(
      transport(judgeCv({ Skills: 'Python, optimal transport, LaTeX' })),
    );
  });

  it('a preprint is worth more than a course and less than a leading paper', () => {
    const preprint = transport(
      judgeCv({ Preprints: 'A. Example and B. Sample. Stability of optimal transport maps. arXiv:2401.00001, 2024.' }),
    );
    const course = transport(judgeCv({ Coursework: 'Optimal transport, functional analysis' }));
    const leading = transport(
      judgeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' }),
    );
    expect(preprint).toBeGreaterThan(course);
    expect(preprint).toBeLessThan(leading);
  });

  it('a first author is worth at least as much as a later one, a full paper more than a workshop paper, a leading venue more than another', () => {
    const of = (item: string): number => transport(judgeCv({ Publications: item }));
    const first = of('A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.');
    expect(first).toBeGreaterThan(of('B. Sample and A. Example. Stability of optimal transport maps. NeurIPS 2024.'));
    expect(first).toBeGreaterThan(
      of('A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024 Workshop on Examples.'),
    );
    expect(first).toBeGreaterThan(of('A. Example and B. Sample. Stability of optimal transport maps. ICASSP 2024.'));
  });

  it('an attached thesis counts like one that the CV names', () => {
    const attached = judge(makeApplication([makeCv(), thesisDocument]));
    expect(stances(attached)).toContain('thesis');
    expect(transport(attached)).toBeGreaterThan(
      transport(judgeCv({ Coursework: 'Optimal transport, functional analysis' })),
    );
  });

  it('naming the attached thesis in the CV does not count it twice in full', () => {
    const once = transport(judge(makeApplication([makeCv(), thesisDocument])));
    const twice = transport(
      judge(makeApplication([makeCv({ Thesis: 'Stability of optimal transport maps' }), thesisDocument])),
    );
    expect(twice).toBeGreaterThanOrEqual(once);
    expect(twice).toBeLessThan(
      transport(
        judgeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' }),
      ),
    );
  });

  it('a grade in a transcript is a course', () => {
    const marks = makeDocument(
      'transcript.pdf',
      (transcript.pages[0]?.text ?? '').replace('Topology ', 'Optimal transport '),
    );
    expect(stances(judge(makeApplication([makeCv(), marks])))).toEqual(['course']);
  });

  it('a project for a class is a course', () => {
    const own = transport(
      judgeCv({ Projects: 'I implemented the Sinkhorn algorithm for optimal transport between images.' }),
    );
    const set = transport(
      judgeCv({
        Projects: 'Course project: I implemented the Sinkhorn algorithm for optimal transport between images.',
      }),
    );
    expect(set).toBeLessThan(own);
  });
});

describe('the ledger', () => {
  const sections: Sections = {
    'Research experience': 'I implemented a solver for optimal transport between measures.',
    Publications: 'A. Example and B. Sample. Certified robustness against adversarial examples. ICML 2024.',
    Skills: 'Python, PyTorch',
  };
  const judgement = judgeCv(sections, letterOf('I have no experience with machine unlearning.'));

  it('names rule, term, document, page, section and quote of every point', () => {
    expect(judgement.scorecard.evidence.length).toBeGreaterThan(2);
    for (const one of judgement.scorecard.evidence) {
      expect(one.rule).toMatch(new RegExp(`^topics/${one.topic}\\.yaml#[a-z][a-z0-9-]*$`));
      expect(one.term).not.toBe('');
      expect(['CV.pdf', 'body']).toContain(one.document);
      expect(one.page).toBe(1);
      expect(one.quote.length).toBeGreaterThan(0);
      expect(one.quote.length).toBeLessThanOrEqual(240);
      expect(one.quote.replace(/\s+/g, ' ')).toContain(one.term.replace(/\s+/g, ' '));
    }
    const paper: Evidence | undefined = judgement.scorecard.evidence.find((one) => one.stance === 'first-author-paper');
    expect(paper).toMatchObject({ topic: 'robustness', section: 'Publications', document: 'CV.pdf' });
  });

  it('adds up to the scores', () => {
    for (const [topic, score] of Object.entries(judgement.scorecard.topics)) {
      const sum = judgement.scorecard.evidence
        .filter((one) => one.topic === topic)
        .reduce((total, one) => total + one.points, 0);
      expect(Math.abs(sum - score), topic).toBeLessThanOrEqual(0.5);
    }
  });

  it('has a score for every topic', () => {
    expect(Object.keys(judgement.scorecard.topics)).toEqual(
      expect.arrayContaining(['optimal-transport', 'robustness', 'unlearning', 'causality']),
    );
    expect(judgement.scorecard.topics.unlearning).toBe(0);
    expect(judgement.scorecard.topics.robustness).toBeGreaterThan(0);
  });
});
