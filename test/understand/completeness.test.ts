import { describe, expect, it } from 'vitest';
import type { Document, ReadDocument } from '../../src/domain/index.js';
import { cvText, judge, makeApplication, makeCv, transcript } from '../support/applications.js';
import { type MailSketch, makeDocument, unreadable } from '../support/messages.js';

const thesis = makeDocument('thesis.pdf', [
  "Master's Thesis\n\nOn examples\n\nAda Example\n\nsubmitted in partial fulfilment of the requirements for the degree of Master of Science\n\nTable of Contents",
]);
const paper = (n: number): ReadDocument =>
  makeDocument(
    `work${n}.pdf`,
    `On examples, part ${n}\n\nAda Example\n\nAbstract\n\nIn this paper we show that examples have examples.\n\n1 Introduction\n\nOur contributions are as follows.\n\n2 Related work\n\nConclusion\n\nReferences\n\n[1] B. Sample et al.`,
  );
const bachelor = makeCv({ Education: 'B.Sc. in Mathematics, University of Exampleton, 2019 - 2022' });
const student = makeCv({
  Education:
    'M.Sc. in Mathematics, University of Exampleton, 2024 - 2026 (expected)\nB.Sc. in Mathematics, University of Exampleton, 2021 - 2024',
});
const doctor = makeDocument(
  'CV.pdf',
  cvText({
    Education:
      'Ph.D. in Computer Science, University of Exampleton, 2020 - 2024\nM.Sc. in Computer Science, University of Exampleton, 2018 - 2020',
  }),
);

const missing = (tag: string, documents: readonly ReadDocument[], sketch: MailSketch = {}): readonly string[] => {
  const judgement = judge(makeApplication(documents, { subject: `[${tag}] Application`, ...sketch }));
  expect(judgement.kind).toBe('application');
  return judgement.missing;
};

describe('what is missing', () => {
  it.each([
    ['apply-phd-ot', 'everything of a master', [makeCv(), transcript, thesis], []],
    ['apply-phd-ot', 'the thesis of a master', [makeCv(), transcript], ['thesis']],
    ['apply-phd-ot', 'the thesis of a doctor', [doctor, transcript], ['thesis']],
    ['apply-phd-ot', 'no thesis of a bachelor', [bachelor, transcript], []],
    ['apply-phd-ot', 'no thesis of a student who has not finished', [student, transcript], []],
    ['apply-phd-ot', 'transcript and thesis', [makeCv()], ['transcript', 'thesis']],
    ['apply-phd-tml', 'nothing', [makeCv(), transcript], []],
    ['apply-phd-tml', 'the transcript, and no thesis', [makeCv()], ['transcript']],
    ['apply-postdoc', 'three works', [doctor], ['paper']],
    ['apply-postdoc', 'the third work', [doctor, paper(1), paper(2)], ['paper']],
    ['apply-postdoc', 'nothing', [doctor, paper(1), paper(2), paper(3)], []],
    ['apply-visitor', 'nothing but the CV', [makeCv()], []],
  ] as [string, string, ReadDocument[], string[]][])('%s: %s', (tag, _, documents, expected) => {
    expect(missing(tag, documents)).toEqual(expected);
  });

  it('a document that could not be read was given', () => {
    for (const status of ['encrypted', 'corrupt', 'no-text', 'too-large', 'timed-out'] as const) {
      expect(missing('apply-phd-tml', [makeCv(), unreadable('transcript.pdf', status)])).toEqual([]);
      expect(missing('apply-phd-tml', [unreadable('CV_Ada.pdf', status), transcript])).toEqual([]);
    }
  });

  it('reports are never missing', () => {
    expect(missing('apply-phd-ot', [bachelor, transcript])).not.toContain('paper');
  });

  it('without a position nothing is', () => {
    const judgement = judge(
      makeApplication([makeCv()], { subject: 'Hello', text: 'My CV is attached.', to: ['jobs@example.edu'] }),
      { ownAddresses: [] },
    );
    expect([judgement.position, judgement.missing]).toEqual([null, []]);
  });

  it('what an earlier mail of the same application brought is there', () => {
    const known: Document[] = [{ ...makeCv(), type: 'cv' }];
    const earlier = { position: 'phd-trustworthy-ml', applicant: null, documents: known };
    const judgement = judge(
      makeApplication([transcript], {
        subject: 'Re: my application',
        text: 'Here is my transcript.',
        to: ['jobs@example.edu'],
      }),
      { ownAddresses: [], earlier },
    );
    expect(judgement).toMatchObject({ kind: 'application', position: 'phd-trustworthy-ml', missing: [] });
  });
});
