import { type Document, type DocumentType, documentTypes, type Page, type ReadDocument } from '../domain/index.js';
import { fold, tokenize } from '../language/index.js';
import { type DocumentCues, PhraseIndex, PhraseSets, type ReadingRules, type SectionKind } from '../rules/index.js';
import { headingOf, linesOf } from './lines.js';
import { oncePer } from './memo.js';

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
        return { type, word, whole, points: cue.points };
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

// `3.7`, `1,3`, `A-`, `92`, `18/20` at the end of a row of a table of grades, perhaps after credits
const GRADE_ROW =
  /(?:^|[\r\u2028\u2029]\s*)\S.{4,}\s(?:[A-F][+-]?|\d{1,2}[.,]\d{1,2}|\d{2,3}|\d{1,2}\s?\/\s?(?:20|30|100|10)|pass(?:ed)?|bestanden|\d{1,2}\s?L|P|S|excellent|sobresaliente|notable|优|良)\s*(?:[\d.,]+\s*)?$/iu;
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
/** A line with nothing but the degree, on the front page of what was written for it. */
const FOR_DEGREE = /^(?:Master|Bachelor|Doctor)\b[^.:;]{4,60}$/u;
/** A row of marks names theses too: `Master's thesis  30  1.0`. */
const MARKS =
  /(?<!\d)(?!(?:19|20)\d{2}(?!\d))\d{1,3}(?:[.,]\d+)?\s[^\d\n]*(?<!\d)(?!(?:19|20)\d{2}(?!\d))\d{1,3}(?:[.,]\d+)?/;

/** Points of each type for a text; content only. */
function contentScores(pages: readonly Page[], ruleset: ReadingRules): Scores {
  const cues = ruleset.documents;
  const scores = zero();
  const { headings, text, inHeading, inText, theses } = compiled(cues);
  const lines = linesOf({ pages }).filter((line) => line.text.trim() !== '');
  const found = new Set<string>();
  let gradeRows = 0;
  let entitled = false;
  let degreed = false;
  let titled = false;
  let chars = 0;
  for (const [number, line] of lines.entries()) {
    chars += line.text.length;
    if (line.text.length < 140 && GRADE_ROW.test(line.text.trim())) gradeRows += TERM_WORDS.test(line.text) ? 1.2 : 1;
    const short = line.text.trim().length <= 70 && !/[.!?]$/.test(line.text.trim());
    const tokens = tokenize(line.text.slice(0, 2000));
    if (short) {
      for (const [at, hits] of inHeading.find(tokens)) {
        const cue = headings[at] as CompiledCue;
        for (const hit of hits) {
          // A heading is its line: `Education` counts, `education of machines in …` does not.
          if (tokens.length > hit.to - hit.from + (number < 8 && cue.points >= 6 ? 9 : 5)) continue;
          const key = `h:${cue.type}:${hit.phrase}`;
          if (found.has(key)) continue;
          found.add(key);
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
    if (number < 10 && tokens.length <= 30)
      entitled ||= theses.some((cue) => cue.index.has(tokens, 0, Math.min(6, tokens.length)));
    if (number < 10 && short && !MARKS.test(line.text) && DEGREE.test(line.text)) {
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
  if (degreed && gradeRows < 3) {
    entitled = true;
    scores.thesis += DEGREE_WORK;
  }
  entitled ||= titled && gradeRows < 3;
  const front = lines.slice(0, 16).map((line) => line.text.trim());
  const numbered = lines.filter(
    (line) => line.text.length < 120 && /^\d{1,2}(?:\.\d)?\.?\s+\p{Lu}[\p{L} ,-]{2,50}$/u.test(line.text.trim()),
  ).length;
  const abstract = front.some((line) =>
    /^(?:abstract|summary|zusammenfassung|résumé|resumen|摘要)\b[\s.:—–-]*/i.test(line),
  );
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
  if (numbered < 2 && periods >= 2) scores.cv += 3;
  if (numbered < 2 && sections.size >= 2) scores.cv += Math.min(12, (sections.size - 1) * 2.4);
  const share = gradeRows / Math.max(1, lines.length);
  if (gradeRows >= 4) scores.transcript += Math.min(10, gradeRows * 0.5) + share * 10;
  if (pages.length >= 8) {
    scores.thesis += 3;
    scores.paper += 1;
    scores.cv -= 3;
    scores['cover-letter'] -= 4;
  }
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
  for (const { type, word, whole, points } of compiled(cues).names) {
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

function best(scores: Scores): TypeGuess {
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

/**
 * The document with its type; a merged PDF (several pages of one type, then several of another) becomes one document a
 * part, named `all.pdf#p1-2`.
 */
export function typeDocument(document: ReadDocument, ruleset: ReadingRules): Document[] {
  const whole = guessType(document, ruleset);
  const pages = document.pages.length === 1 ? ruledPages(document.pages) : document.pages;
  if (document.status === 'ok' && pages.length >= 2 && pages.length <= 60) {
    const parts = splitByType({ ...document, pages }, ruleset);
    if (parts.length > 1) return parts;
  }
  return [{ ...document, type: whole.type }];
}

/** A rule across a text file: what stands below it may be another document. */
const RULE = /^[ \t]*[-=_*~]{20,}[ \t]*$/m;

function ruledPages(pages: readonly Page[]): readonly Page[] {
  const text = pages[0]?.text ?? '';
  const parts = text.split(RULE).filter((part) => part.trim() !== '');
  return parts.length < 2 || parts.length > 20
    ? pages
    : parts.map((part, index) => ({ number: index + 1, text: part }));
}

const SPLITTABLE: readonly DocumentType[] = ['cv', 'transcript', 'cover-letter', 'thesis', 'references'];

function splitByType(document: ReadDocument, ruleset: ReadingRules): Document[] {
  // Only a page that opens a document of another kind (a title of its own) begins a part; the rest continue it.
  const parts: { type: DocumentType; pages: Page[] }[] = [];
  for (const page of document.pages) {
    const guess = best(contentScores([page], ruleset));
    const current = parts.at(-1);
    const opens =
      guess.points >= 8 &&
      guess.lead >= 3.5 &&
      SPLITTABLE.includes(guess.type) &&
      // A CV's page need not say what it is: its sections do.
      ((guess.type === 'cv' && current?.type === 'cover-letter') || opensWith(page, guess.type, ruleset.documents));
    if (current === undefined) parts.push({ type: guess.type, pages: [page] });
    else if (opens && guess.type !== current.type && !(current.type === 'thesis' || current.type === 'paper')) {
      parts.push({ type: guess.type, pages: [page] });
    } else current.pages.push(page);
  }
  if (parts.length < 2 || parts[0]?.type === 'other') return [];
  return parts.map((part) => {
    const first = part.pages[0]?.number ?? 1;
    const last = part.pages.at(-1)?.number ?? first;
    const range = first === last ? `p${first}` : `p${first}-${last}`;
    const hidden = document.hidden.filter((text) => text.page >= first && text.page <= last);
    const links = linksOn(document, first, last);
    return { ...document, name: `${document.name}#${range}`, type: part.type, pages: part.pages, hidden, ...links };
  });
}

/** The links of some pages; all where their pages are not known. */
function linksOn(document: ReadDocument, first: number, last: number): Pick<ReadDocument, 'links' | 'linkPages'> {
  const { links, linkPages } = document;
  if (linkPages === undefined) return { links };
  const kept = links.flatMap((link, index) => {
    const page = linkPages[index] ?? 0;
    return page >= first && page <= last ? [{ link, page }] : [];
  });
  return { links: kept.map(({ link }) => link), linkPages: kept.map(({ page }) => page) };
}

function opensWith(page: Page, type: DocumentType, cues: DocumentCues): boolean {
  const head = linesOf({ pages: [page] })
    .filter((line) => line.text.trim() !== '')
    .slice(0, 8);
  return compiled(cues).headings.some(
    (cue) =>
      cue.type === type && cue.points >= 4 && head.some((line) => cue.index.has(tokenize(line.text.slice(0, 200)))),
  );
}
