import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/domain/index.js';
import { judge, judgeCv, makeApplication, makeCv, plainLetter } from '../support/applications.js';
import { makeMessage, unreadable } from '../support/messages.js';

const codes = (judgement: Judgement): string[] => judgement.flags.map((flag) => flag.code);

describe('flags', () => {
  it('are none for a plain application', () => {
    expect(codes(judge(makeApplication()))).toEqual([]);
  });

  it('a second delivery', () => {
    expect(codes(judge(makeApplication(), { duplicate: true }))).toEqual(['duplicate']);
  });

  it.each(['colour', 'tiny', 'off-page', 'clipped', 'render-mode', 'style', 'covered'] as const)(
    'text hidden by %s, with the text for the reviewer',
    (cause) => {
      const cv = makeCv(
        {},
        { hidden: [{ page: 1, cause, text: 'optimal transport Wasserstein Sinkhorn' }], findings: ['hidden-text'] },
      );
      const judgement = judge(makeApplication([cv]));
      expect(codes(judgement)).toEqual(['hidden-text']);
      expect(judgement.flags[0]?.detail).toContain('CV.pdf');
      expect(judgement.flags[0]?.detail).toContain('Wasserstein');
    },
  );

  it('text hidden in the mail itself', () => {
    const hidden = [
      { page: 1, cause: 'style' as const, text: 'optimal transport Wasserstein Sinkhorn Monge Kantorovich unlearning' },
    ];
    expect(codes(judge(makeApplication([makeCv()], { hidden })))).toEqual(['hidden-text']);
  });

  it.each(['macro', 'executable', 'mislabelled', 'partly-read'])('what reading found: %s', (finding) => {
    expect(codes(judge(makeApplication([makeCv({}, { findings: [finding] })])))).toEqual([finding]);
  });

  it.each(['encrypted', 'corrupt', 'no-text', 'too-large', 'timed-out', 'unsupported'] as const)(
    'a CV that is %s',
    (status) => {
      const judgement = judge(makeApplication([unreadable('CV_Ada.pdf', status)]));
      expect(codes(judgement)).toContain('cv-unread');
      expect(judgement.flags.find((flag) => flag.code === 'cv-unread')?.detail).toContain('CV_Ada.pdf');
      expect(judgement.decision.labels).toContain('Triage-Unread');
    },
  );

  it('an unsafe file', () => {
    expect(codes(judge(makeApplication([makeCv(), unreadable('setup.exe', 'unsafe')])))).toContain('unsafe');
  });

  it('a mail after the preferred-by date of its position', () => {
    const sent = (date: string): string[] =>
      codes(judge(makeApplication([makeCv()], { subject: '[apply-phd-tml] Application', date })));
    expect(sent('2025-10-31T12:00:00.000Z')).toEqual([]);
    expect(sent('2025-11-01T12:00:00.000Z')).toEqual([]);
    expect(sent('2025-11-02T12:00:00.000Z')).toEqual(['late']);
    expect(codes(judge(makeApplication([makeCv()], { date: '2030-01-01T00:00:00.000Z' })))).toEqual([]);
  });

  it('an inquiry after it as well', () => {
    const message = makeMessage({
      subject: 'PhD in trustworthy machine learning',
      text: 'Could you tell me whether the PhD position in trustworthy machine learning is still open? Is it fully funded?',
      to: ['join@tml-lab.example.edu'],
      date: '2025-12-01T00:00:00.000Z',
    });
    expect(judge(message)).toMatchObject({ kind: 'inquiry', position: 'phd-trustworthy-ml' });
    expect(codes(judge(message))).toEqual(['late']);
  });

  it.each(['no-message-id', 'no-date', 'truncated', 'unknown-charset'])('what was odd about the mail: %s', (code) => {
    expect(codes(judge(makeApplication([makeCv()], { problems: [{ code, detail: 'odd' }] })))).toContain(code);
  });

  it('each once', () => {
    const hidden = { page: 1, cause: 'colour' as const, text: 'optimal transport Wasserstein' };
    const judgement = judge(makeApplication([makeCv({}, { hidden: [hidden, hidden] })]));
    expect(codes(judgement)).toEqual(['hidden-text']);
  });
});

describe('claims that cannot be true', () => {
  it.each([
    ['a paper of years to come', { Publications: 'A. Example and B. Sample. On examples of examples. NeurIPS 2031.' }],
    [
      'a paper at a conference that did not exist',
      { Publications: 'A. Example and B. Sample. On examples of examples. ICLR 2009.' },
    ],
    ['a grade above its scale', { Education: 'M.Sc. in Mathematics, University of Exampleton, 2023. GPA: 9.8/4.0' }],
    ['hundreds of leading papers', { Summary: 'I have published 140 papers at NeurIPS and ICML.' }],
    ['a prize that nobody has', { Awards: 'Fields Medal, 2023: awarded to me for my master thesis.' }],
    ['a proof of everything', { 'Research experience': 'I proved the Riemann hypothesis in my bachelor thesis.' }],
    [
      'a doctorate of a child',
      {
        'Personal information': 'Date of birth: 1 May 2008',
        Education: 'Ph.D. in Mathematics, University of Exampleton, 2015 - 2019',
      },
    ],
  ])('%s: flagged, and the fit is 0', (_, sections) => {
    const honest = judgeCv({ Thesis: 'Optimal transport of measures and the Sinkhorn algorithm' });
    const judgement = judgeCv({ Thesis: 'Optimal transport of measures and the Sinkhorn algorithm', ...sections });
    expect(honest.scorecard.fit).toBeGreaterThan(0);
    expect(codes(honest)).not.toContain('implausible');
    expect(codes(judgement)).toContain('implausible');
    expect(judgement.scorecard.fit).toBe(0);
    expect(judgement.scorecard.adjustments.map((one) => one.code)).toContain('implausible');
    expect(judgement.band).toBe('off-topic');
  });

  it.each([
    [
      'a paper of next year',
      { Publications: 'A. Example and B. Sample. On examples of examples. Accepted at AISTATS 2026.' },
    ],
    [
      'a paper that is planned',
      { Preprints: 'A. Example. On examples of examples. In preparation, to be submitted in 2027.' },
    ],
    ['an old paper', { Publications: 'A. Example and B. Sample. On examples of examples. NeurIPS 1999.' }],
    [
      'a page range',
      { Publications: 'A. Example and B. Sample. On examples of examples. Journal of Examples 12, 2031-2058, 2020.' },
    ],
    ['a German grade', { Education: 'M.Sc. in Mathematics, Universität Exampleton, 2023. Gesamtnote 1,3' }],
    ['a best grade', { Education: 'M.Sc. in Mathematics, University of Exampleton, 2023. GPA: 4.0/4.0' }],
    [
      'pages that look like years',
      { Publications: 'A. Example and B. Sample. On examples. Journal of Examples 12 (2020), pp. 2031-2058.' },
    ],
    ['the number of a preprint', { Preprints: 'A. Example and B. Sample. On examples of examples. arXiv:1304.2047.' }],
    [
      'the number of a DOI',
      { Publications: 'A. Example, B. Sample. On examples. Journal of Examples, 2021. doi:10.1000/2045' },
    ],
    [
      'a year in a title',
      { Publications: 'A. Example. What the corpus of 1990 tells us about forgetting. TMLR, to appear.' },
    ],
    [
      'a survey of many papers',
      { 'Research experience': 'Survey of 150 papers published at NeurIPS and ICML between 2020 and 2024.' },
    ],
    ['a review of many papers', { Service: 'Reviewer: 25 papers for NeurIPS and ICML' }],
    [
      'a meeting of laureates',
      { Awards: 'Invited to the Lindau Nobel Prize laureate meeting, awarded by the foundation, 2023' },
    ],
    [
      'a famous supervisor',
      { 'Research experience': 'I reproduced the results of my supervisor, a Turing Award winner.' },
    ],
    [
      'a famous teacher',
      { Education: 'M.Sc. in Mathematics, University of Exampleton, 2023. Course by a Fields Medal winner' },
    ],
    ['a thesis about a famous problem', { Education: 'Bachelor thesis: my survey of approaches to P = NP' }],
    ['an interest in a famous problem', { Interests: 'Reading about the Riemann hypothesis' }],
    ['a doctorate to come', { Education: 'Ph.D. in Mathematics, University of Exampleton, 2024 - 2028 (expected)' }],
    ['a citation count', { Summary: 'My work has more than 200 citations.' }],
  ])('%s is none of them', (_, sections) => {
    expect(codes(judgeCv(sections))).not.toContain('implausible');
  });

  it('are looked for in applications only', () => {
    const message = makeMessage({
      subject: 'Question',
      text: `Is the PhD position still open? I proved the Riemann hypothesis. ${plainLetter.slice(0, 0)}`,
    });
    expect(codes(judge(message))).not.toContain('implausible');
  });
});
