import type { Degree } from '../domain/index.js';
import { sentences } from '../language/index.js';
import {
  isBrokenPeriod,
  latest,
  type Moment,
  momentsIn,
  type State,
  saysState,
  startsPeriod,
  stateInLetter,
  stateInList,
} from './degree-state.js';
import { degreeAt, levelOf } from './degree-words.js';
import type { Passage } from './lines.js';
import { placeAt, placeOf } from './places.js';

/** Words of which a name of a school has one. */
const SCHOOL_WORDS = String.raw`\b(?:Universit(?:y|ies|ät|é|a|à|at)|Universidad(?:e)?|University of [\p{L} ]+|Institute of Technology|Institut(?:e)?|Hochschule|College|École|Ecole|Polytechni[\p{L}]+|ETH|EPFL|IIT|TU|KTH|MIT|Academy|School of|Politecnico|ENS|ENSAE|Sorbonne|KAIST|HUST|USTC|Imperial)\b`;
const SCHOOL = new RegExp(
  String.raw`[^,;:|\n(–—\t]{0,60}${SCHOOL_WORDS}[^,;|\n(–—\t]{0,60}|[\p{Script=Han}]{2,12}大学`,
  'iu',
);
/** Asked first: the name itself is tried from every letter of a text on. */
const NAMES_SCHOOL = new RegExp(`${SCHOOL_WORDS}|大学`, 'iu');
/** Studies that stand among jobs. */
const STUDIES =
  /\b(?:Ph\.?D\.?|D\.?Phil\.?|doctoral|master'?s) (?:student|candidate|researcher|fellow)\b|\b(?:doktorand(?:in)?|doctorante?|doctorando|dottorand[oa]|doutorand[oa]|promovend(?:us|a))\b/i;
/** Entries with their dates about a degree: two of them make a list, and one about a doctorate does by itself. */
const ENTRIES =
  /^[\s|*•·–-]*(?:(?:\d{1,2}[./])?(?:19|20)\d{2}[\d./\s–—-]{0,14}(?:present|now|today|heute|aujourd'hui|oggi)?[\s:|,]{1,8})(?:[\p{L}.]+\s){0,2}?(?:Ph\.?\s?D|D\.?Phil|Doktorand|Doctorant|Doctora|Dottorand|Doutorand|Promotion|M\.?\s?Sc|M\.?A\b|M\.?S\b|Master|B\.?\s?Sc|B\.?A\b|Bachelor|Diplom|Laurea|Licen|Grado|Mestrado|Mgr|Bc)/gimu;
const DOCTORAL_ENTRY =
  /^[\s|*•·–-]*(?:(?:\d{1,2}[./])?(?:19|20)\d{2}[\d./\s–—-]{0,14}(?:present|now|today|heute|aujourd'hui|oggi)?[\s:|,]{1,8})?(?:Ph\.?\s?D|D\.?Phil|Doktorand|Doctorante?|Doctoral|Doctorando|Dottorand|Doutorand|Promotion)(?!\p{L}*s\b)[^\n]*(?:19|20)\d{2}|^[\s|*•·–-]*(?:\d{1,2}[./])?(?:19|20)\d{2}[\d./\s–—-]{0,14}(?:Ph\.?\s?D|Doktorand|Doctorant|Doctoral|Doctorand|Dottorand|Doutorand)/imu;

function isList(passage: Passage): boolean {
  if (passage.section === 'education') return true;
  const text = passage.text.slice(0, 2_000);
  if (passage.document !== 'body' && DOCTORAL_ENTRY.test(text)) return true;
  return (passage.section === null || passage.section === 'personal') && (text.match(ENTRIES)?.length ?? 0) >= 1;
}

/**
 * Degrees named in sections on education (or in the letter, where it speaks of the writer), the highest first.
 * @param now when the mail was written: a degree ending later is not finished
 */
export function degreesOf(passages: readonly Passage[], now: Moment): Degree[] {
  const found: Named[] = [];
  // What stands under education is surer than what a letter says of it, and comes first.
  const order = [
    ...passages.filter((passage) => passage.section === 'education'),
    ...passages.filter((passage) => passage.section !== 'education'),
  ];
  for (const passage of order) {
    const letter = passage.section === null;
    if (
      !letter &&
      !['education', 'personal', 'thesis', 'experience', 'research', 'interests'].includes(passage.section ?? '')
    )
      continue;
    // Jobs mention professors' doctorates; only one's own studies count there.
    if (['experience', 'research', 'interests'].includes(passage.section ?? '') && !STUDIES.test(passage.text))
      continue;
    // `09/2022–12/2025 Doctorant en informatique` is an entry wherever it stands.
    const inList = isList(passage);
    for (const stretch of inList ? linesIn(passage.text) : sentencesIn(passage.text)) {
      const degree = inList ? listedIn(passage, stretch, now) : toldIn(passage, stretch, now);
      if (degree !== null) found.push(degree);
    }
  }
  return merge(found, now);
}

/** A degree, and whether words said how it stands with it. */
interface Named {
  readonly degree: Degree;
  readonly said: boolean;
}

/** The degree that a line of a list names; null when it names none. */
function listedIn(passage: Passage, stretch: Stretch, now: Moment): Named | null {
  // A stranger's line can be as long as a book; a degree stands at its beginning or nowhere.
  const line = stretch.text.slice(0, LONGEST_LINE);
  const level = levelOf(line, true);
  if (level === null) return null;
  const entry = entryOf(passage.text, stretch);
  // A narrow column breaks a period behind its dash.
  const goesOn = /[-–—]\s*$/.test(line) ? 12 : 0;
  const broken = isBrokenPeriod(entry.text);
  const own = broken ? null : latest(momentsIn(passage.text.slice(stretch.from, stretch.from + line.length + goesOn)));
  const end =
    own === null ? latest(shifted(momentsIn(entry.text), entry.from)) : (shifted([own], stretch.from)[0] ?? null);
  const state = stateInList(entry.text, end, now);
  return namedBy(passage, stretch, { level, line, quoted: line, end, state });
}

/** The degree that a sentence of a letter says its writer has, or is about to have. */
function toldIn(passage: Passage, stretch: Stretch, now: Moment): Named | null {
  const line = stretch.text.slice(0, LONGEST_LINE);
  const quoted = line.replace(/\s+/g, ' ');
  const own = ownClause(quoted);
  const level = own === null ? null : levelOf(own, false);
  if (own === null || level === null) return null;
  if (level === 'doctorate' && WISH.test(clauseAt(own, degreeAt(own))) && !saysState(own)) return null;
  const end = latest(shifted(momentsIn(line), stretch.from));
  const state = stateInLetter(own, degreeAt(own), end, now);
  return namedBy(passage, stretch, { level, line: own, quoted, end, state });
}

const shifted = (moments: readonly Moment[], by: number): Moment[] =>
  moments.map((moment) => ({ ...moment, at: moment.at === null ? null : moment.at + by }));

/** What was found out about a degree. `end.at` is its place in the passage. */
interface Finding {
  readonly level: Degree['level'];
  readonly line: string;
  readonly quoted: string;
  readonly end: Moment | null;
  readonly state: State;
}

function namedBy(passage: Passage, stretch: Stretch, { level, line, quoted, end, state }: Finding): Named {
  const { from } = stretch;
  const length = Math.min(stretch.text.length, LONGEST_LINE);
  const field = fieldOf(line);
  const school = schoolOf(passage, line, stretch);
  const quote = quoted.trim().slice(0, 200).trimEnd();
  const at = placeOf(passage, quote, from);
  const degree: Degree = {
    level,
    field,
    institution: school.name,
    year: end?.year ?? null,
    finished: state.finished,
    quote,
    ...(at === null ? {} : { at }),
    places: {
      field: placeOf(passage, field, from, from + length),
      institution: placeOf(passage, school.name, school.from),
      year: end?.at == null ? null : placeAt(passage, end.at, end.at + 4),
    },
  };
  return { degree, said: state.said };
}

/**
 * What belongs to the degree of a line: from the degree before it to the next one. What stands above it counts only where
 * the line itself names no year: `09/2021 – 08/2023`, then `MSc Mathematics`.
 */
function entryOf(text: string, { from, text: line }: Stretch): Stretch {
  const lines = linesIn(text.slice(0, LONGEST_ENTRY));
  const at = lines.findIndex((one) => one.from === from);
  if (at < 0) return { from, text: line };
  const names = (one: Stretch): boolean => levelOf(one.text.slice(0, LONGEST_LINE), true) !== null;
  let first = at;
  if (momentsIn(line).length === 0) while (first > 0 && !names(lines[first - 1] as Stretch)) first--;
  let last = at;
  while (last + 1 < lines.length && !names(lines[last + 1] as Stretch)) {
    const { text: next } = lines[last + 1] as Stretch;
    if (
      startsPeriod(next) &&
      momentsIn(text.slice((lines[first] as Stretch).from, (lines[last + 1] as Stretch).from)).length > 0
    )
      break;
    last++;
  }
  const start = (lines[first] as Stretch).from;
  const end = lines[last] as Stretch;
  return { from: start, text: text.slice(start, end.from + end.text.length) };
}

/** So much of a passage is looked at for an entry's dates. */
const LONGEST_ENTRY = 2_000;

/** The institution: of the line itself, else of what comes next, else of the whole entry; `from` is where it was sought. */
function schoolOf(passage: Passage, own: string, { from, text }: Stretch): { name: string | null; from: number } {
  const name = (sought: string): string | null =>
    (NAMES_SCHOOL.test(sought) ? SCHOOL.exec(sought)?.[0].trim() : undefined) ?? null;
  const here = name(own);
  if (here !== null) return { name: here, from };
  const next = from + text.length + 1;
  const below = name(passage.text.slice(next).split('\n', 1)[0] ?? '');
  return below !== null ? { name: below, from: next } : { name: name(passage.text), from: 0 };
}

/** A line or sentence with its offset in the passage. */
interface Stretch {
  readonly from: number;
  readonly text: string;
}

function linesIn(text: string): Stretch[] {
  let from = 0;
  return text.split('\n').map((line) => {
    const stretch = { from, text: line };
    from += line.length + 1;
    return stretch;
  });
}

function sentencesIn(text: string): Stretch[] {
  return sentences(text).map(({ start, end }) => ({ from: start, text: text.slice(start, end) }));
}

// In a letter: "I hold an M.Sc.", "I am a PhD student", never "apply for a PhD position" or "your master's programme".
const OWN =
  /\b(?:I (?:am|'m|hold|have|received|completed|finished|graduated|obtained|did|earned|defended|will (?:defend|finish|complete|graduate|receive)|recently|just)|I['’](?:m|ve)|my (?:Ph\.?D|doctora|master|M\.?Sc|bachelor|B\.?Sc|thesis defence|defen[cs]e)|after my|during my|with a|holding a|ich (?:habe|bin|schließe)|mein(?:e|en|em|er)? (?:Master|Bachelor|Promotion|Studium)|je (?:suis|viens|termine)|j'ai|mon (?:master|doctorat)|ma thèse|soy|tengo|mi (?:máster|doctorado|tesis|grado)|estoy|terminé)\b|我(?:是|的|于|在)|本人/iu;
const SOUGHT =
  /(?:PhD|Ph\.D\.?|doctoral|postdoctoral|master'?s?)\s+(?:position|positions|program|programme|studies|study|opening|openings|opportunity|opportunities|student position|applicant|application|proposal|topic|students|supervisor|supervisors|advisor|scholarship|colleague|colleagues|under your|with you|in your|degree in your|admission)|(?:cover|fund|finance|pay for|support|for|towards?|start|begin|do|pursue|offer|during)s? an? (?:[\w-]+ ){0,2}(?:PhD|Ph\.D\.?|doctora\w*)|(?:about|regarding|concerning|for) (?:the|your|a|an) (?:[\w-]+ ){0,3}(?:PhD|Ph\.D\.?|doctora\w*)|(?:interested|keen|eager)\b[^.]{0,24}?\b(?:PhD|Ph\.D\.?)|(?:apply|applying|application|looking|pursue|pursuing a PhD (?:under|with|in your)|wish|hope|want|like) (?:[\w']+ ){0,6}(?:PhD|Ph\.D\.?|doctora\w*)|攻读博士|申请[^。]{0,12}博士/iu;

/** A wish. `In my PhD I want to …` is about the one that is sought. */
const WISH =
  /(?<!\p{L})(?:wish|hope|want|would|plan|intend|dream|looking for|seeking|apply|möchte|würde|plane|souhaite|souhaiterais|aimerais|voudrais|quisiera|quiero|gustaría|deseo|espero|vorrei|desidero|gostaria|pretendo|desejo|chci|chciał\p{L}+|хочу|хотел\p{L}*)(?!\p{L})|希望|想/iu;
/** The part of a sentence, between commas and conjunctions, that holds a place. */
function clauseAt(sentence: string, at: number): string {
  let from = 0;
  for (const match of sentence.matchAll(/[,;:–—]| (?:and|but|und|et|y|e) /g)) {
    if (match.index >= at) return sentence.slice(from, match.index);
    from = match.index + match[0].length;
  }
  return sentence.slice(from);
}

const WITHOUT =
  /(?<!\p{L})(?:don['’]?t|not|no|nor|without|never|kein(?:en)?|ohne|nicht|sans|pas|sin|senza|non|sem|não)\s+(?:(?!(?:from|during|since|after|only|my|in my)\s)\p{L}+\s+){0,4}(?:an?\s+|any\s+)?(?:master|MSc|M\.Sc|doctor|Ph\.?D|degree|Masterabschluss|máster|dottorat|doutorad)/iu;
/** What something is compared with. */
const COMPARED =
  /(?:equivalent|comparable|equal|similar|tantamount) to an? (?:master\S*|MSc|M\.Sc\.?|doctora\w+|Ph\.?D\.?)(?: degree)?|(?:instead of|rather than|in place of) an? (?:doctora\w+|Ph\.?D\.?)/giu;

/** What somebody else asks for. */
const REQUIRED =
  /(?<!\p{L})(?:your|the|Ihre|die|votre|su|vostro|seu) (?:\p{L}+ ){0,2}(?:notice|advert\p{L}*|call|announcement|position|posting|page|website|rules|Ausschreibung|Stelle|Anzeige|annonce|convocatoria|bando|edital)\b[^.;]{0,40}(?:requir\p{L}+|asks?|speaks?|mentions?|demands?|calls? for|says?|wants?|verlang\p{L}*|forder\p{L}*|voraus\p{L}*|exig\p{L}*|demand\p{L}*|pid\p{L}*|requier\p{L}*|richied\p{L}*)[^;]*/giu;

function ownClause(text: string): string | null {
  const line = text.replace(REQUIRED, (part) => ' '.repeat(part.length));
  if (!OWN.test(line) || WITHOUT.test(line)) return null;
  const kept = line.replace(new RegExp(SOUGHT.source, 'giu'), ' ').replace(COMPARED, ' ');
  return degreeAt(kept) >= 0 ? kept : null;
}

function fieldOf(line: string): string | null {
  const match =
    /\b(?:in|of Science in|of Arts in|degree in)\s+((?:[A-Z][\p{L}&-]+)(?:\s+(?:and|of|&|[A-Z][\p{L}&-]+)){0,5})/u.exec(
      line,
    );
  return match?.[1]?.replace(/\s+(?:and|of|&)$/, '') ?? null;
}

const LONGEST_LINE = 600;
const RANK = { doctorate: 3, master: 2, bachelor: 1 } as const;

/** What is said of one degree in several places is put together; words count more than what dates let one guess. */
function merge(found: readonly Named[], now: Moment): Degree[] {
  const kept: Named[] = [];
  for (const named of found) {
    const { degree } = named;
    const twin = kept.findIndex(
      ({ degree: other }) =>
        other.level === degree.level && (other.year === degree.year || other.year === null || degree.year === null),
    );
    const other = kept[twin];
    if (other === undefined) kept.push(named);
    else kept[twin] = together(other, named, now);
  }
  return kept
    .map(({ degree }) => degree)
    .sort((a, b) => RANK[b.level] - RANK[a.level] || (b.year ?? 0) - (a.year ?? 0))
    .slice(0, 12);
}

function together(one: Named, two: Named, now: Moment): Named {
  // What only one of the two says is taken over together with its place.
  const from = (part: 'field' | 'institution' | 'year'): Degree => (one.degree[part] !== null ? one : two).degree;
  const { at, year } = one.degree;
  const recent = year === null || year >= now.year - 1;
  const goesOn = [one, two].some(({ degree, said }) => said && !degree.finished) && recent;
  const finished = year !== null && one.said ? one.degree.finished : one.degree.finished && two.degree.finished;
  return {
    said: one.said || two.said,
    degree: {
      level: one.degree.level,
      field: from('field').field,
      institution: from('institution').institution,
      year: from('year').year,
      finished: goesOn ? false : year !== null && !recent ? one.degree.finished : finished,
      quote: one.degree.quote,
      ...(at === undefined ? {} : { at }),
      places: {
        field: from('field').places?.field ?? null,
        institution: from('institution').places?.institution ?? null,
        year: from('year').places?.year ?? null,
      },
    },
  };
}
