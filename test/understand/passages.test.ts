import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document, DocumentType } from '../../src/domain/index.js';
import { headingOf } from '../../src/understand/headings.js';
import { linesOf, passagesOf } from '../../src/understand/lines.js';
import { cvText } from '../support/applications.js';
import { makeDocument } from '../support/messages.js';
import { defaultRuleset } from '../support/rules.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const as = (type: DocumentType, pages: string | readonly string[], name = 'CV.pdf'): Document => ({
  ...makeDocument(name, pages),
  type,
});
const kindOf = (line: string): string | null => headingOf(line, defaultRuleset.sections)?.kind ?? null;
const sectionsOf = (text: string): [string | null, string][] =>
  passagesOf(as('cv', text), defaultRuleset.sections).map((passage) => [passage.section, passage.text.trim()]);

describe('a heading', () => {
  it.each([
    ['Education', 'education'],
    ['EDUCATION', 'education'],
    ['E D U C A T I O N', 'education'],
    ['1. Education', 'education'],
    ['II. Education', 'education'],
    ['## Education', 'education'],
    ['• Education:', 'education'],
    ['Education ______', 'education'],
    ['Education and Awards', 'education'],
    ['Publications & Preprints', 'publications'],
    ['Selected Publications', 'publications'],
    ['Peer-reviewed papers', 'publications'],
    ['Preprints', 'preprints'],
    ['Research Experience', 'research'],
    ['Research interests', 'interests'],
    ['Technical Skills', 'skills'],
    ['T ECHNICAL S KILLS', 'skills'],
    ["Master's thesis", 'thesis'],
    ['Relevant Coursework', 'courses'],
    ['Ausbildung', 'education'],
    ['Berufserfahrung', 'experience'],
    ['Publikationen', 'publications'],
    ['Veröffentlichungen', 'publications'],
    ['Interests', 'interests'],
    ['IV. Interests', 'interests'],
    ['Internships', 'experience'],
    ['Invited talks', 'service'],
    ['Volunteering', 'service'],
    ['Vorträge', 'service'],
    ['Idiomas', 'personal'],
    ['Formation', 'education'],
    ['Expérience professionnelle', 'experience'],
    ['Formación académica', 'education'],
    ['教育背景', 'education'],
    ['科研经历', 'research'],
    ['教育背景 Education', 'education'],
    ['发表论文', 'publications'],
    ['References', 'references'],
    ['Bibliography', 'bibliography'],
    ['Things written', 'publications'],
    ['What I have published so far', 'publications'],
    ['=== WROTE ===', 'publications'],
    ['LO ESCRITO', 'publications'],
    ['Geschriebenes', null],
    ['3. What I built', 'projects'],
    ['Things programmed', 'projects'],
    ['Where I worked', 'experience'],
    ['TRABAJO', 'experience'],
    ['Whom I taught', 'teaching'],
    ['Things explained to others', 'teaching'],
    ['What I studied', 'education'],
    ['Prizes, money', 'awards'],
    ['Cours du M2 (premier semestre)', 'courses'],
    ['Built a prototype', null],
    ['What the first paper does', null],
    ['Worked on robust estimators', null],
    ['Taught', null],
  ])('%s opens %s', (line, section) => {
    expect(kindOf(line)).toBe(section);
  });

  it.each([
    '',
    'I received my education in Exampleton and liked it.',
    'The education of machines is a topic of its own',
    'Ada Example',
    '2021 - 2023',
    'Research on examples of examples in Exampleton',
    'Sinkhorn',
    'x'.repeat(300),
  ])('%j opens nothing', (line) => {
    expect(kindOf(line)).toBeNull();
  });

  it('on the line of its text holds for this line', () => {
    expect(headingOf('Skills: Python, Julia', defaultRuleset.sections)).toMatchObject({
      kind: 'skills',
      rest: 'Python, Julia',
    });
    expect(
      sectionsOf('Education\nM.Sc. in Mathematics, 2023\nCourses: Analysis, Algebra\nB.Sc. in Mathematics, 2021'),
    ).toEqual([
      ['education', 'M.Sc. in Mathematics, 2023'],
      ['courses', 'Courses: Analysis, Algebra'],
      ['education', 'B.Sc. in Mathematics, 2021'],
    ]);
  });
});

describe('passages', () => {
  it('are the items of a CV under their sections', () => {
    const text = cvText({
      Education: 'M.Sc. in Mathematics, 2021 - 2023\nUniversity of Exampleton',
      'Research experience': '- I proved one theorem\n- I proved another\n  and wrote it down',
      Publications: '[1] A. Example. Examples. Journal of Examples, 2023.\n[2] A. Example. More examples. arXiv, 2024.',
    });
    const found = sectionsOf(text);
    expect(found.filter(([section]) => section === 'research').map(([, item]) => item)).toEqual([
      '- I proved one theorem',
      '- I proved another\n  and wrote it down',
    ]);
    expect(found.filter(([section]) => section === 'publications')).toHaveLength(2);
    expect(found[0]?.[0]).toBeNull();
  });

  it('of unmarked lists of publications end with each entry', () => {
    const found = sectionsOf(
      'Publications\nA. Example, B. Sample. On examples of examples and on what follows\nfrom them. Journal of Examples, 2023.\nA. Example. More of the same. arXiv preprint, 2024.\n',
    );
    expect(found.map(([section]) => section)).toEqual(['publications', 'publications']);
    expect(found[0]?.[1]).toContain('from them');
  });

  it('name the heading as it is written', () => {
    const [passage] = passagesOf(as('cv', 'RESEARCH  EXPERIENCE\n\nI proved a theorem.'), defaultRuleset.sections);
    expect(passage).toMatchObject({ section: 'research', sectionTitle: 'RESEARCH  EXPERIENCE', page: 1 });
  });

  it('go on over a page break with their section, but not as one passage', () => {
    const found = passagesOf(as('cv', ['Research\n\nI proved a', 'theorem on examples.']), defaultRuleset.sections);
    expect(found.map((passage) => [passage.page, passage.section])).toEqual([
      [1, 'research'],
      [2, 'research'],
    ]);
  });

  it('are slices of their page, in order, without overlap, and lose no word, for any document', () => {
    const line = fc.oneof(
      anyText,
      fc.constantFrom(
        'Education',
        'Publications',
        'Skills: Python, C++',
        '- an item',
        '[1] A. Example. Title. 2023.',
        'Employment    2022-  Engineer',
        '',
        '简历',
        '教育背景',
      ),
    );
    const page = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
    const type = fc.constantFrom<DocumentType>('cv', 'cover-letter', 'paper', 'thesis', 'transcript');
    fc.assert(
      fc.property(fc.array(page, { maxLength: 3 }), type, fc.constantFrom('CV.pdf', 'body'), (pages, kind, name) => {
        const document = as(kind, pages, name);
        const passages = passagesOf(document, defaultRuleset.sections);
        for (const { number, text } of document.pages) {
          let end = 0;
          const here = passages.filter((passage) => passage.page === number);
          for (const passage of here) {
            expect(passage.document).toBe(name);
            expect(passage.start).toBeGreaterThanOrEqual(end);
            expect(passage.end).toBeGreaterThan(passage.start);
            expect(passage.end).toBeLessThanOrEqual(text.length);
            expect(passage.text).toBe(text.slice(passage.start, passage.end));
            for (const token of passage.tokens) expect(passage.text.slice(token.start, token.end)).toBe(token.raw);
            end = passage.end;
          }
          // What is in no passage is a heading or blank.
          for (const one of linesOf({ pages: [{ number, text }] })) {
            const inside = here.some((passage) => passage.start <= one.start && one.end <= passage.end);
            if (!inside && one.text.trim() !== '') expect(headingOf(one.text, defaultRuleset.sections)).not.toBeNull();
          }
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('linesOf', () => {
  it('gives the lines of all pages with their offsets', () => {
    expect(
      linesOf({
        pages: [
          { number: 1, text: 'a\n\nbc' },
          { number: 2, text: '' },
        ],
      }),
    ).toEqual([
      { page: 1, start: 0, end: 1, text: 'a' },
      { page: 1, start: 2, end: 2, text: '' },
      { page: 1, start: 3, end: 5, text: 'bc' },
      { page: 2, start: 0, end: 0, text: '' },
    ]);
  });
});
