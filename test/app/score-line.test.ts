import { describe, expect, it } from 'vitest';
import { scoreLine } from '../../src/app/score-line.js';
import type { ReadMessage } from '../../src/domain/index.js';
import { judge, makeApplication, makeCv, transcript } from '../support/applications.js';
import { contractLine } from '../support/contract.js';
import { makeDocument, makeMessage, unreadable } from '../support/messages.js';

const strong = makeCv({
  Education: 'M.Sc. in Mathematics, University of Exampleton, 2021 - 2023. GPA: 3.9/4.0',
  Publications: 'A. Example and B. Sample. Stability of optimal transport maps. NeurIPS 2024.',
  Links: 'https://ada.github.io',
});
const letter =
  'Motivation letter\n\nDear Professor,\n\nI am writing to apply for the PhD position.\n\nYours sincerely\nAda Example';
const merged = makeDocument('all.pdf', [
  letter,
  `Curriculum Vitae\n\n${strong.pages[0]?.text ?? ''}`,
  transcript.pages[0]?.text ?? '',
]);

/** The line as a reader of standard output gets it. */
const line = (message: ReadMessage, withText = false) =>
  JSON.parse(JSON.stringify(scoreLine('a/b.eml', message.mail.messageId, judge(message), withText))) as Record<
    string,
    unknown
  >;

const MESSAGES: readonly (readonly [string, ReadMessage])[] = [
  ['a strong application', makeApplication([strong, transcript])],
  ['one without anything', makeApplication([makeCv()])],
  ['a merged file', makeApplication([merged])],
  [
    'a CV that nobody can read',
    makeApplication([unreadable('CV_Ada.pdf', 'encrypted'), unreadable('x.exe', 'unsafe')]),
  ],
  [
    'hidden text',
    makeApplication([makeCv({}, { hidden: [{ page: 1, cause: 'colour', text: 'optimal transport Sinkhorn' }] })]),
  ],
  ['a question', makeMessage({ subject: 'PhD position', text: 'Is the PhD position still open? Is it funded?' })],
  ['a bounce', makeMessage({ returnPath: '<>', from: 'MAILER-DAEMON@example.com', messageId: null })],
  ['a mail of nobody', makeMessage({ from: [], messageId: null, date: null, subject: '', text: '' }, [makeCv()])],
  ['an empty mail', makeMessage({ from: [], messageId: null, date: null, subject: '', text: '' })],
];

describe('the line of triage score', () => {
  it.each(MESSAGES)('fulfils the contract for %s', (_, message) => {
    const result = contractLine.safeParse(line(message));
    expect(result.error?.issues ?? []).toEqual([]);
    expect(contractLine.safeParse(line(message, true)).error?.issues ?? []).toEqual([]);
  });

  it.each(MESSAGES)('is one line for %s', (_, message) => {
    expect(JSON.stringify(scoreLine('a/b.eml', null, judge(message), true))).not.toMatch(/[\n\r]/);
  });

  it('has no score where it is no application', () => {
    for (const [, message] of MESSAGES) {
      const { kind, score } = line(message);
      if (kind !== 'application') expect(score).toBe(0);
    }
  });

  it('has evidence that counts only, adding up to the topics', () => {
    const parsed = contractLine.parse(line(makeApplication([strong, transcript])));
    expect(parsed.evidence.length).toBeGreaterThan(0);
    for (const one of parsed.evidence) expect(one.points).toBeGreaterThan(0);
    expect(parsed.score).toBeGreaterThan(60);
    expect(parsed.facts).toMatchObject({ gpa: { value: 3.9, scale: 4 }, publications: 1, venues: ['NeurIPS'] });
    expect(parsed.facts.links).toContain('https://ada.github.io');
  });

  it('carries the text of documents only when it is asked for', () => {
    const documents = (withText: boolean) => contractLine.parse(line(makeApplication([strong]), withText)).documents;
    expect(documents(false)[0]).not.toHaveProperty('text');
    expect(documents(true)[0]?.text).toBe(strong.pages[0]?.text);
    expect(documents(true)[0]?.chars).toBe(strong.pages[0]?.text.length);
  });

  it('names the file of a part, and the pages beside it', () => {
    const { documents } = contractLine.parse(line(makeApplication([merged])));
    expect(documents.map(({ name, part, type, pages }) => [name, part, type, pages])).toEqual([
      ['all.pdf', 'p1', 'cover-letter', 1],
      ['all.pdf', 'p2', 'cv', 1],
      ['all.pdf', 'p3', 'transcript', 1],
    ]);
  });

  it('names the body where the CV stands in the mail, and a way inside archives', () => {
    const body = makeMessage({
      subject: 'Application for the PhD position',
      text: 'Dear Professor,\n\nI would like to apply for the PhD position in your group.\n\nAda Example\nada@example.com\n\nEducation\n2021-2023 M.Sc. in Mathematics, University of Exampleton\n2018-2021 B.Sc. in Mathematics, University of Exampleton\n\nResearch experience\n2022-2023 Student assistant: I implemented solvers for linear programs in Julia and measured them on many machines.\n\nSkills\nPython, Julia, LaTeX\n\nLanguages\nEnglish, Danish\n',
    });
    expect(contractLine.parse(line(body)).documents.map((one) => [one.name, one.type])).toEqual([['body', 'cv']]);
    const zipped = makeApplication([{ ...strong, name: 'papers.zip/cv.pdf' }]);
    expect(contractLine.parse(line(zipped)).documents[0]?.name).toBe('papers.zip/cv.pdf');
  });

  it('names a template only where there is something to send', () => {
    for (const [, message] of MESSAGES) {
      const { decision } = contractLine.parse(line(message));
      expect(decision.template === undefined).toBe(decision.acknowledge === 'no');
    }
  });
});
