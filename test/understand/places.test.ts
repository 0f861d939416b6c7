import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadMessage } from '../../src/domain/index.js';
import { letterOf } from '../../src/understand/index.js';
import { placeOf } from '../../src/understand/places.js';
import { cvText, judge, makeApplication, makeCv, transcript } from '../support/applications.js';
import { labContext, makeDocument } from '../support/messages.js';
import { misplaced, textsOf } from '../support/places.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const letterText = (message: ReadMessage): string => letterOf(message.mail, labContext.ownAddresses).text;

/** Lines as CVs have them, some broken over two lines, some that only look like facts. */
const education = fc.constantFrom(
  'M.Sc. in Applied Mathematics, University of Exampleton, 2021 - 2023',
  'Ph.D. student in Computer Science\n  Example Institute of Technology\n  since 2022, expected 2026',
  'B.Sc.  in\tStatistics | Universität Beispielstadt | 2016-2019 | GPA: 3,85 / 4.0',
  'Master of Science, École Exemple, Paris    2020',
  '数学硕士 示例大学 2019-2022 平均绩点：3.8/4.0',
  'Doctoral thesis: On examples',
  'Abitur, Gesamtnote 1,3',
);
const publication = fc.constantFrom(
  '[1] A. Example and B. Sample. Stable examples\nunder change. NeurIPS 2024.',
  'B. Sample, Ada   Example. "Fast examples for\n  everybody." In International Conference on Machine Learning, 2023.',
  'Example, A. (2022). Examples and their colours. Journal of Exemplary Science 12(3).',
  'B. Sample, C. Model. Examples without me. arXiv:2301.00001.',
  '2. Éxample A, Sample B. Examples; a survey. ICML workshop, 2021',
);
const head = fc.constantFrom(
  'Ada Example\nada@example.com | github.com/ada',
  'CURRICULUM VITAE\nADA EXAMPLE\nE-mail: Ada@Example.com, https://ada.example.org/me.',
  'Curriculum Vitae of Ada Example, Exampleton',
  'Name: Example, Ada\nhttps://orcid.org/0000-0000-0000-0000;scholar.google.com/citations?user=x',
);
const sentence = fc.constantFrom(
  "I hold a master's degree in mathematics\nfrom the University of Exampleton (2023).",
  'I am a PhD student at the Example Institute of Technology and apply for the PhD position.',
  'See www.example.com/~ada and my code at https://github.com/ada/code.',
  'Ich habe meinen Master in\nInformatik 2021 abgeschlossen.',
  '我叫王小明，是示例大学的硕士。',
);
const some = (line: fc.Arbitrary<string>) =>
  fc.array(fc.oneof({ weight: 4, arbitrary: line }, anyText), { maxLength: 4 });

describe('every fact', () => {
  it('stands where it says, in the CV, the transcript and the letter', () => {
    const application = fc.record({
      head,
      education: some(education),
      publications: some(publication),
      skills: anyText,
      sentences: some(sentence),
      sender: fc.constantFrom('Ada Example <ada@example.com>', 'x1@example.com'),
      pages: fc.boolean(),
    });
    fc.assert(
      fc.property(application, (given) => {
        const text = cvText(
          {
            Education: given.education.join('\n\n'),
            Publications: given.publications.join('\n'),
            Skills: given.skills,
          },
          given.head,
        );
        const pages = given.pages ? [text, cvText({ Preprints: given.publications.join('\n\n') }, '')] : [text];
        const message = makeApplication(
          [
            makeDocument('CV.pdf', pages, { links: ['https://www.github.com/ada/', 'https://ada.github.io'] }),
            transcript,
          ],
          {
            from: given.sender,
            text: `Dear all,\n\n${given.sentences.join(' ')}\n\n> I quote a PhD of 1999\n\nBest regards\nAda Example\n`,
          },
        );
        const judgement = judge(message);
        expect(misplaced(judgement, textsOf(judgement.documents, letterText(message)))).toEqual([]);
      }),
      { numRuns: runs(150) },
    );
  });

  it('of a CV of one page has all its places', () => {
    const message = makeApplication([
      makeCv({
        Education: 'M.Sc. in Mathematics, University of Exampleton, 2023. GPA: 3.9/4.0',
        Publications: 'A. Example and B. Sample. Stable examples under change. NeurIPS 2024.',
        Links: 'github.com/ada',
      }),
    ]);
    const { facts, applicant } = judge(message);
    const text = message.documents[0]?.pages[0]?.text ?? '';
    const said = (place: { readonly span: readonly [number, number] | null } | null | undefined): string | null =>
      place?.span == null ? null : text.slice(...place.span);
    expect(said(applicant?.places?.name)).toBe('Ada Example');
    expect(said(applicant?.places?.email)).toBe('ada@example.com');
    const [degree] = facts.degrees;
    expect(said(degree?.at)).toBe('M.Sc. in Mathematics, University of Exampleton, 2023. GPA: 3.9/4.0');
    expect(said(degree?.places?.field)).toBe('Mathematics');
    expect(said(degree?.places?.institution)).toBe('University of Exampleton');
    expect(said(degree?.places?.year)).toBe('2023');
    expect(said(facts.gpa?.at)).toBe('GPA: 3.9/4.0');
    expect(said(facts.links[0]?.at)).toBe('github.com/ada');
    const [paper] = facts.publications;
    expect(said(paper?.places?.title)).toBe('Stable examples under change');
    expect(said(paper?.places?.venue)).toBe('NeurIPS');
    expect(said(paper?.places?.year)).toBe('2024');
    expect(said(paper?.places?.author)).toBe('Example');
  });

  it('that a header alone says has none', () => {
    const message = makeApplication([makeCv({}, {}, 'Curriculum Vitae')], {
      from: 'Ada Example <ada@example.com>',
      text: 'I would like to apply for the PhD position. My CV is attached.',
    });
    expect(judge(message).applicant?.places).toEqual({ name: null, email: null });
  });
});

describe('links behind words', () => {
  const behind = (linkPages?: readonly number[]) =>
    judge(
      makeApplication([
        makeDocument('CV.pdf', [cvText({}), 'Skills\n\nPython'], {
          links: ['https://ada.example.com/', 'https://github.com/ada'],
          ...(linkPages === undefined ? {} : { linkPages }),
        }),
      ]),
    ).facts.links.map(({ url, at }) => [url, at]);

  it('have their page and no span', () => {
    expect(behind([2, 1])).toEqual([
      ['https://ada.example.com/', { document: 'CV.pdf', page: 2, span: null }],
      ['https://github.com/ada', { document: 'CV.pdf', page: 1, span: null }],
    ]);
  });

  it('have no page where an older reading did not keep it', () => {
    expect(behind().map(([, at]) => at)).toEqual(Array(2).fill({ document: 'CV.pdf', page: null, span: null }));
  });
});

describe('the place of words', () => {
  it('is found across line breaks and said from the page on', () => {
    const piece = { document: 'a', page: 2, start: 10, text: 'one  two\nthree (two three)' };
    expect(placeOf(piece, 'two three')).toEqual({ document: 'a', page: 2, span: [15, 24] });
    expect(placeOf(piece, 'two three', 9)?.span).toEqual([26, 35]);
    expect(placeOf(piece, '(two three)')?.span).toEqual([25, 36]);
    expect(placeOf(piece, 'two three', 9, 12)).toBeNull();
    expect(placeOf(piece, '')).toBeNull();
    expect(placeOf(piece, null)).toBeNull();
  });

  it('holds the words, whatever they are', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
        const [from, to] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
        const words = text.slice(from, to).replace(/\s+/g, ' ').trim();
        const place = placeOf({ document: 'a', page: 1, start: 0, text }, words);
        if (words === '') expect(place).toBeNull();
        else expect(text.slice(...(place?.span ?? [0, 0])).replace(/\s+/g, ' ')).toBe(words);
      }),
      { numRuns: runs(300) },
    );
  });
});
