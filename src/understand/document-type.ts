import { type DocumentType, documentTypes, type Page, type ReadDocument } from '../domain/index.js';
import { fold, tokenize } from '../language/index.js';
import { type DocumentCues, PhraseIndex, PhraseSets, type ReadingRules, type SectionKind } from '../rules/index.js';
import { hasCvShape } from './cv-shape.js';
import { headingOf } from './headings.js';
import { type Line, linesOf } from './lines.js';
import { headsMarks, isMarkRow } from './mark-rows.js';
import { oncePer } from './memo.js';
import { declaresThesis, headsAbstract, isNumberedHeading, isProse, speaksOfThesis } from './title-page.js';

interface CompiledCue {
  readonly type: DocumentType;
  readonly index: PhraseIndex;
  readonly points: number;
}

const compiled = oncePer((cues: DocumentCues) => {
  const pick = (part: 'headings' | 'text' | 'names'): CompiledCue[] =>
    documentTypes.flatMap((type) =>
      (cues.types[type]?.[part] ?? []).map((cue) => ({ type, index: new PhraseIndex(cue.any), points: cue.points })),
    );
  const names = documentTypes.flatMap((type) =>
    (cues.types[type]?.names ?? []).flatMap((cue) =>
      cue.any.map((phrase) => {
        const word = fold(phrase);
        const whole = new RegExp(`(?:^|[^\\p{L}])${word.replace(/[^\p{L}\p{N} ]/gu, '.')}(?:$|[^\\p{L}])`, 'u');
        // Nothing matches without its longest run of letters, which is found much faster.
        const [core = ''] = word.split(/[^\p{L}\p{N} ]/u).sort((a, b) => b.length - a.length);
        return { type, word, core, whole, points: cue.points };
      }),
    ),
  );
  const together = (cues: readonly CompiledCue[]) => new PhraseSets(cues.map((cue) => cue.index.phrases));
  const [headings, text] = [pick('headings'), pick('text')];
  return {
    headings,
    text,
    names,
    inHeading: together(headings),
    inText: together(text),
    theses: headings.filter((cue) => cue.type === 'thesis' && cue.points >= 6),
  };
});

type Scores = Record<DocumentType, number>;

const zero = (): Scores => Object.fromEntries(documentTypes.map((type) => [type, 0])) as Scores;

const CV_SECTIONS: ReadonlySet<SectionKind> = new Set([
  'education',
  'research',
  'experience',
  'publications',
  'preprints',
  'projects',
  'skills',
  'awards',
  'teaching',
  'service',
  'interests',
]);
const TERM_WORDS = /\b(?:fall|spring|summer|winter|autumn|semester|WS|SS|WiSe|SoSe|S[1-9])\b/i;

/** A title page says of what kind a work is, and for which degree: `Graduation report, MSc Sustainable Energy`. */
const WORK = /\b(?:thesis|dissertation|report|tesis|tese|tesi|dissertação|mémoire|memoria|rapport)\b|arbeit\b|论文/iu;
const DEGREE =
  /\b(?:M\.?\s?Sc|B\.?\s?Sc|M\.?S\.?c?|Master(?:['’]s)?|Bachelor(?:['’]s)?|Ph\.?D|Doctor(?:al|ate)?|Diplom\w*|Magister|Licen\w+|Laurea|Máster|Maestría|Mestrado|Doutorado|Studiengang|M[12])\b|硕士|博士|学士/u;
const DEGREE_WORK = 6;
/** The front page says that it is a thesis. */
const DECLARED = 9;
/** The title speaks about a thesis: an outline, a registration. */
const ABOUT_THESIS = 5;
/** How to reach a person, and entries with their years. */
const CV_SHAPE = 6;
/** A letter has so many words (or characters, where words are not parted) of running text; with fewer it is a slide or a form. */
const LEAST_PROSE = 12;
const NO_PROSE = 6;
/** It is headed as a certificate. */
const CERTIFIES = 5;
/** The words of a transcript, without its title and without marks. */
const UNMARKED = 2;
/** The columns of a table are headed as those of a table of marks. */
const HEADED_MARKS = 4;
/** A box to tick, or an item of a list. */
const LISTED = /^\s*(?:\[[ xX✓]?\]|[☐☑☒✓✔]|[•▪]\s)/u;
/** A line with nothing but the degree, on the front page of what was written for it. */
const FOR_DEGREE = /^(?:Master|Bachelor|Doctor)\b[^.:;]{4,60}$/u;
/** A row of marks names theses too: `Master's thesis  30  1.0`. */
const MARKS =
  /(?<!\d)(?!(?:19|20)\d{2}(?!\d))\d{1,3}(?:[.,]\d+)?\s[^\d\n]*(?<!\d)(?!(?:19|20)\d{2}(?!\d))\d{1,3}(?:[.,]\d+)?/;

/** Whether a line is the heading of a section that CVs have. */
export function opensCvSection(text: string, ruleset: ReadingRules): boolean {
  const kind = headingOf(text, ruleset.sections)?.kind;
  return kind !== undefined && CV_SECTIONS.has(kind);
}

/** Points of each type for a text; content only. */
export function contentScores(pages: readonly Page[], ruleset: ReadingRules): Scores {
  const cues = ruleset.documents;
  const scores = zero();
  const { headings, text, inHeading, inText, theses } = compiled(cues);
  const lines = linesOf({ pages }).filter((line) => line.text.trim() !== '');
  const found = new Set<string>();
  let gradeRows = 0;
  let heads = false;
  const marks = lines.map((line) => isMarkRow(line.text));
  const personal = marks.filter((mark) => mark).length < 4 && hasCvShape(lines);
  const declared = !personal && declaresThesis(lines, isMarkRow, (text) => opensCvSection(text, ruleset));
  // `3. Peer-reviewed writings` is a heading of a CV.
  const numbered = personal ? 0 : lines.filter((line) => isNumberedHeading(line.text)).length;
  let entitled = declared;
  let degreed = false;
  let titled = false;
  let chars = 0;
  let prose = 0;
  let marked = false;
  for (const [number, line] of lines.entries()) {
    chars += line.text.length;
    if (isProse(line.text)) prose += line.text.trim().split(/\s+/).length;
    else prose += line.text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/gu)?.length ?? 0;
    const row = marks[number] === true;
    if (row) gradeRows += TERM_WORDS.test(line.text) ? 1.2 : 1;
    heads ||= headsMarks(line.text);
    const short = line.text.trim().length <= 70 && !/[.!?]$/.test(line.text.trim());
    const tokens = tokenize(line.text.slice(0, 2000));
    // `Résumé` heads a CV, or the abstract of what is written in French.
    const abstracts =
      headsAbstract(line.text) &&
      (declared || isProse(lines[number + 1]?.text ?? '') || (number >= 2 && numbered >= 2));
    const about = number < 14 && speaksOfThesis(line.text);
    if (about && number < 3 && short && !declared) scores.other += ABOUT_THESIS;
    if (short) {
      for (const [at, hits] of inHeading.find(tokens)) {
        const cue = headings[at] as CompiledCue;
        if ((row && cue.type !== 'transcript') || (abstracts && cue.type === 'cv')) continue;
        // A section of a CV is about a thesis; `[x] curriculum vitae` is ticked on a list.
        if ((about || personal) && cue.type === 'thesis' && cue.points >= 6) continue;
        if (cue.points >= 4 && LISTED.test(line.text)) continue;
        for (const hit of hits) {
          // A heading is its line: `Education` counts, `education of machines in …` does not.
          if (tokens.length > hit.to - hit.from + (number < 8 && cue.points >= 6 ? 9 : 5)) continue;
          const key = `h:${cue.type}:${hit.phrase}`;
          if (found.has(key)) continue;
          found.add(key);
          marked ||= cue.type === 'transcript' && cue.points >= 4;
          // A title stands at the top; further down `Certificates` is a section of a CV.
          const top = number < (cue.type === 'other' ? 4 : 14);
          scores[cue.type] += top
            ? cue.points
            : cue.points > 4
              ? cue.points * (cue.type === 'other' ? 0.1 : 0.4)
              : cue.points;
        }
      }
    }
    // `Master's thesis - Candidate: … - Academic year …` names it although the line holds more.
    if (number < 10 && tokens.length <= 30 && !about && !personal)
      entitled ||= theses.some((cue) => cue.index.has(tokens, 0, Math.min(6, tokens.length)));
    if (number < 10 && short && !about && !personal && !MARKS.test(line.text) && DEGREE.test(line.text)) {
      if (WORK.test(line.text)) degreed = true;
      else if (FOR_DEGREE.test(line.text.trim())) titled = true;
    }
    for (const [at, hits] of inText.find(tokens)) {
      const cue = text[at] as CompiledCue;
      for (const hit of hits) {
        const key = `t:${cue.type}:${hit.phrase}`;
        if (found.has(key)) continue;
        found.add(key);
        scores[cue.type] += cue.points;
      }
    }
  }
  // In a table of marks it is a row.
  if ((degreed || declared) && gradeRows < 3) {
    entitled = true;
    scores.thesis += declared ? DECLARED : DEGREE_WORK;
  }
  entitled ||= titled && gradeRows < 3;
  const abstract = !personal && lines.slice(0, 16).some((line) => headsAbstract(line.text));
  // A thesis has an abstract and numbered sections as a paper has; its front page says that it is one.
  const kin = entitled ? 'thesis' : 'paper';
  if (abstract) scores[kin] += numbered >= 1 ? 5 : 2.5;
  if (numbered >= 2) scores[kin] += 2;
  // Whatever they are called, the sections of a CV make it one.
  const sections = new Set(
    lines
      .map((line) => headingOf(line.text, ruleset.sections))
      .flatMap((found) => (found !== null && CV_SECTIONS.has(found.kind) ? [found.kind] : [])),
  );
  const periods = lines.filter(
    (line) =>
      line.text.length < 300 &&
      /^[\s|*•-]*(?:\d{2}[./])?(?:19|20)\d{2}\s*[-–—]\s*(?:(?:\d{2}[./])?(?:19|20)\d{2}|now|present|today|heute|\s)/i.test(
        line.text,
      ),
  ).length;
  if (personal) scores.cv += CV_SHAPE;
  if (numbered < 2 && periods >= 2) scores.cv += 3;
  if (numbered < 2 && sections.size >= 2) scores.cv += Math.min(12, (sections.size - 1) * 2.4);
  const share = gradeRows / Math.max(1, lines.length);
  if (heads && gradeRows >= 2) scores.transcript += HEADED_MARKS;
  if (gradeRows >= 4) scores.transcript += Math.min(10, gradeRows * 0.5) + share * 10;
  if (pages.length >= 8) {
    scores.thesis += 3;
    scores.paper += 1;
    scores.cv -= 3;
    scores['cover-letter'] -= 4;
  }
  // `Motivation` heads a slide as well as a letter, and a letter has sentences; a certificate has no marks.
  if (prose < LEAST_PROSE) scores['cover-letter'] -= NO_PROSE;
  // Neither does one of enrolment have any, though it speaks of semesters and numbers of students.
  if (gradeRows < 2 && !heads)
    scores.transcript = Math.min(
      scores.transcript,
      scores.other >= CERTIFIES ? scores.other - 0.5 : marked ? 99 : UNMARKED,
    );
  if (chars > 0 && chars < 2500 && pages.length === 1) scores.thesis -= 1.5;
  return scores;
}

/** Points that a file name gives; weaker than content, decisive only where that is silent. */
function nameScores(name: string, cues: DocumentCues): Scores {
  const scores = zero();
  const base = fold(name.slice(name.lastIndexOf('/') + 1).replace(/\.[a-z0-9]{1,5}$/i, '')).replace(/[_\-.+]+/g, ' ');
  const camel = fold(name.slice(name.lastIndexOf('/') + 1).replace(/([a-z])([A-Z])/g, '$1 $2')).replace(
    /[_\-.+\d]+/g,
    ' ',
  );
  for (const { type, word, core, whole, points } of compiled(cues).names) {
    if (!base.includes(core) && !camel.includes(core)) continue;
    if (whole.test(base) || whole.test(camel) || (/\p{Script=Han}/u.test(word) && base.includes(word))) {
      scores[type] = Math.max(scores[type], points);
    }
  }
  return scores;
}

/** The best type with its points and the lead over the second. */
export interface TypeGuess {
  readonly type: DocumentType;
  readonly points: number;
  readonly lead: number;
}

export function best(scores: Scores): TypeGuess {
  const order = documentTypes.map((type) => ({ type, points: scores[type] })).sort((a, b) => b.points - a.points);
  const [first, second] = order;
  if (first === undefined || first.points < 2.5) return { type: 'other', points: first?.points ?? 0, lead: 0 };
  return { ...first, lead: first.points - (second?.points ?? 0) };
}

/** The type of a document from its content first and its name second. */
export function guessType(document: ReadDocument, ruleset: ReadingRules): TypeGuess {
  const names = nameScores(document.name, ruleset.documents);
  if (document.status !== 'ok') return best(names);
  const content = contentScores(document.pages, ruleset);
  const total = zero();
  for (const type of documentTypes) total[type] = content[type] + names[type] * 0.8;
  // A thesis has abstract and references like a paper, and a letter of reference begins like a letter.
  if (total.thesis >= 8) total.paper = Math.min(total.paper, total.thesis - 0.5);
  if (total.references >= 8) total['cover-letter'] = Math.min(total['cover-letter'], total.references - 0.5);
  return best(total);
}

/** Whether one of the lines is a title that names the type. */
export function entitles(lines: readonly Pick<Line, 'text'>[], type: DocumentType, rules: ReadingRules): boolean {
  return compiled(rules.documents).headings.some(
    (cue) =>
      cue.type === type && cue.points >= 4 && lines.some((line) => cue.index.has(tokenize(line.text.slice(0, 200)))),
  );
}
