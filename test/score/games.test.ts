import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/domain/index.js';
import { judge, judgeCv, makeApplication, makeCv, type Sections } from '../support/applications.js';
import { defaultRuleFiles, defaultRuleset } from '../support/rules.js';

const KEYWORDS =
  'optimal transport, Wasserstein, Sinkhorn, Monge, Kantorovich, Brenier, Schrödinger bridge, JKO scheme, gradient flow, barycenter, adversarial robustness, adversarial training, certified robustness, distribution shift, randomized smoothing, data poisoning, backdoor attacks, jailbreaks, machine unlearning, data deletion, concept erasure';
const PROJECT =
  'Research assistant: I implemented a solver for optimal transport between measures and tested it on images.';

const codes = (judgement: Judgement): string[] => judgement.flags.map((flag) => flag.code);
const best = (judgement: Judgement): number => Math.max(...Object.values(judgement.scorecard.topics));
const withLetter = (text: string, sections: Sections = {}): Judgement =>
  judgeCv(
    sections,
    `Dear Professor,\n\nI would like to apply for the PhD position. My CV is attached.\n\n${text}\n\nBest regards\nAda Example\n`,
  );
const advert = (name: string): string => defaultRuleFiles.find((file) => file.path === `positions/${name}`)?.text ?? '';
const project = judgeCv({ 'Research experience': PROJECT });

/** Ways to look good to a counter of keywords. */
const GAMES: readonly (readonly [string, string, () => Judgement])[] = [
  ['a keyword list in the skills', 'keyword-stuffing', () => judgeCv({ Skills: KEYWORDS })],
  ['a keyword list in the research section', 'keyword-stuffing', () => judgeCv({ 'Research experience': KEYWORDS })],
  ['a keyword list one a line', 'keyword-stuffing', () => judgeCv({ Skills: KEYWORDS.replace(/, /g, '\n') })],
  ['a keyword list in the letter', 'keyword-stuffing', () => withLetter(`Keywords: ${KEYWORDS}`)],
  ['a keyword list as a separate section', 'keyword-stuffing', () => judgeCv({ Keywords: KEYWORDS })],
  [
    'a keyword list three times',
    'keyword-stuffing',
    () => judgeCv({ Skills: `${KEYWORDS}\n\n${KEYWORDS}\n\n${KEYWORDS}` }),
  ],
  ['the advert pasted into the letter', 'echoes-vacancy', () => withLetter(advert('phd-ot.vacancy.txt'))],
  [
    'the advert pasted into the CV',
    'echoes-vacancy',
    () => judgeCv({ 'Research experience': advert('phd-ot.vacancy.txt') }),
  ],
  [
    'the other advert pasted into the letter',
    'echoes-vacancy',
    () => withLetter(advert('phd-trustworthy-ml.vacancy.txt')),
  ],
];

describe('games', () => {
  it.each(GAMES)('%s: flagged, and worth less than a project', (_, flag, play) => {
    const judgement = play();
    expect(codes(judgement)).toContain(flag);
    expect(best(judgement)).toBeLessThan(best(project) / 2);
    expect(judgement.scorecard.fit).toBeLessThan(project.scorecard.fit / 2);
    expect(['weak', 'off-topic']).toContain(judgement.band);
  });

  it.each(GAMES)('%s: does not lower what is real', (_, flag, play) => {
    const honest = play().scorecard.fit;
    expect(Number.isFinite(honest)).toBe(true);
    expect(flag).not.toBe('');
    const both = judge(makeApplication([makeCv({ 'Research experience': PROJECT, Skills: KEYWORDS })]));
    expect(both.scorecard.fit).toBeGreaterThanOrEqual(project.scorecard.fit * 0.95);
  });

  it('the flag quotes the text, so that a reviewer sees it', () => {
    const flag = judgeCv({ Skills: KEYWORDS }).flags.find((one) => one.code === 'keyword-stuffing');
    expect(flag?.detail).toContain('Sinkhorn');
    expect(flag?.detail).toContain('CV.pdf');
  });

  it('a flagged application is never answered without a person', () => {
    for (const [, , play] of GAMES) expect(play().decision.acknowledge).not.toBe('send');
  });

  it.each(['colour', 'tiny', 'off-page', 'style', 'metadata'] as const)(
    'text hidden by %s earns nothing at all',
    (cause) => {
      const hidden = [{ page: 1, cause, text: `${KEYWORDS}. I wrote a NeurIPS paper on optimal transport.` }];
      const plain = judge(makeApplication([makeCv()]));
      const judgement = judge(makeApplication([makeCv({}, { hidden })]));
      expect(judgement.scorecard).toEqual(plain.scorecard);
    },
  );

  it('words in file names earn nothing', () => {
    const plain = judge(makeApplication([makeCv()]));
    const named = makeCv(
      {},
      { name: 'CV_optimal_transport_Wasserstein_machine_unlearning_adversarial_robustness.pdf' },
    );
    expect(judge(makeApplication([named])).scorecard.topics).toEqual(plain.scorecard.topics);
  });

  it('words in the subject earn nothing much', () => {
    const judgement = judge(makeApplication([makeCv()], { subject: `[apply-phd-ot] ${KEYWORDS}` }));
    expect(best(judgement)).toBe(0);
  });

  it("quoting the group's own papers earns nothing", () => {
    const title = defaultRuleset.positions.find((position) => position.works.length > 0)?.works[0] ?? '';
    expect(title).toMatch(/unlearning/i);
    const judgement = withLetter(`I enjoyed "${title}" very much.`);
    expect(judgement.scorecard.topics.unlearning).toBe(0);
  });

  it("an applicant's own work may have words in common with the group's titles", () => {
    const { scorecard } = judgeCv({
      'Research experience': 'I worked on machine unlearning for large language models for two years.',
    });
    expect(scorecard.topics.unlearning).toBeGreaterThan(20);
  });

  it.each([
    [
      'a long list of publications',
      {
        Publications: Array.from(
          { length: 12 },
          (_, i) =>
            `[${i + 1}] A. Example and B. Sample. Stability of optimal transport maps, part ${i + 1}. NeurIPS ${2010 + i}.`,
        ).join('\n'),
      },
    ],
    [
      'a project with the name of its field',
      { 'Research experience': 'I worked on machine unlearning for large language models for two years.' },
    ],
    [
      'a list of courses',
      {
        Coursework:
          'Optimal transport, convex optimization, machine learning, functional analysis, stochastic processes, measure theory, numerical analysis, statistics',
      },
    ],
    [
      'a thesis in many words',
      {
        Thesis:
          'Optimal transport and Wasserstein gradient flows: the JKO scheme, Sinkhorn divergences, Schrödinger bridges and their discretisation by the Monge-Kantorovich duality',
      },
    ],
    [
      'a profile in sentences',
      {
        Summary:
          'I am a mathematician who works on optimal transport. In my thesis I showed how the Sinkhorn algorithm behaves when the regularisation goes to zero, and I have since used it for the robustness of classifiers.',
      },
    ],
  ])('%s is no game', (_, sections) => {
    expect(codes(judgeCv(sections))).toEqual([]);
  });
});

describe('repetition saturates', () => {
  const times = (n: number, sentence: (i: number) => string): number =>
    judgeCv({ 'Research experience': Array.from({ length: n }, (_, i) => `- ${sentence(i)}`).join('\n') }).scorecard
      .topics['optimal-transport'] ?? 0;
  const same = (n: number): number => times(n, () => 'I implemented a solver for optimal transport between measures.');
  const told = [
    'images',
    'graphs',
    'sounds',
    'texts',
    'clouds of points',
    'cells',
    'stars',
    'words',
    'maps',
    'waves',
    'cats',
    'dogs',
    'trees',
    'coins',
    'cars',
    'ships',
    'birds',
    'games',
    'songs',
    'prices',
  ];
  const varied = (n: number): number =>
    times(n, (i) => `In year ${i + 1} I implemented a solver for optimal transport between ${told[i]}.`);

  it('the same sentence again earns nothing', () => {
    expect(same(2)).toBe(same(1));
    expect(same(3)).toBe(same(1));
  });

  it('a block that stands there again and again is not believed the first time either', () => {
    expect(same(20)).toBeLessThan(same(1) / 4);
  });

  it('the same work told again and again earns less and less, and never as much as a paper', () => {
    const [one, two, five, ten, twenty] = [varied(1), varied(2), varied(5), varied(10), varied(20)];
    expect(two).toBeGreaterThanOrEqual(one);
    expect(twenty - ten).toBeLessThanOrEqual(Math.max(1, two - one));
    expect(twenty - five).toBeLessThan(15);
    expect(twenty).toBeLessThan(
      judgeCv({ Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.' })
        .scorecard.topics['optimal-transport'] ?? 0,
    );
  });

  it('no heap of words outweighs one project', () => {
    const praise = told.map((thing) => `Optimal transport of ${thing} is a beautiful subject.`).join(' ');
    const wishes = told.map((thing) => `I would like to learn optimal transport of ${thing}.`).join(' ');
    for (const text of [praise, wishes, `${praise} ${wishes}`])
      expect(best(withLetter(text))).toBeLessThan(best(project));
    expect(
      best(
        judgeCv({
          Skills: 'Optimal transport\nSinkhorn algorithm\nWasserstein distances',
          'Research interests': 'Optimal transport, gradient flows of probability measures',
        }),
      ),
    ).toBeLessThan(best(project));
  });

  it('no heap of courses outweighs one project', () => {
    const courses = [
      'Optimal transport',
      'Computational optimal transport',
      'Wasserstein gradient flows',
      'Sinkhorn algorithms',
      'Monge-Kantorovich theory',
      'Schrödinger bridges',
    ].join('\n');
    expect(best(judgeCv({ Coursework: courses }))).toBeLessThan(best(project));
  });

  it('no neighbouring topic alone makes a strong fit', () => {
    const papers = (title: string): string =>
      Array.from(
        { length: 6 },
        (_, i) => `[${i + 1}] A. Example and B. Sample. ${title}, part ${i + 1}. NeurIPS ${2018 + i}.`,
      ).join('\n');
    for (const title of [
      'Differential privacy and algorithmic fairness',
      'Kernel methods and reproducing kernel spaces',
      'Bi-level optimization with stochastic gradients',
      'Causal inference with instrumental variables',
      'Pruning of neural networks',
      'Variational inference and MCMC',
    ]) {
      for (const tag of ['apply-phd-ot', 'apply-phd-tml', 'apply-postdoc', 'apply-visitor']) {
        const judgement = judge(
          makeApplication(
            [
              makeCv({
                Publications: papers(title),
                Education: 'Ph.D. in Computer Science, University of Exampleton, 2020 - 2024',
              }),
            ],
            { subject: `[${tag}]` },
          ),
        );
        expect(judgement.band, `${title} for ${tag}: ${judgement.scorecard.fit}`).not.toBe('strong');
      }
    }
  });
});
