import type { Degree } from '../domain/index.js';
import { sentences } from '../language/index.js';
import type { Passage } from './lines.js';
import { placeAt, placeOf } from './places.js';

// Abbreviations keep their letter case (`B.E.` is a degree, `be` is not); words don't.
const DOCTORATE =
  /\b(?:[Pp][Hh]\.?\s?[Dd]\.?|D\.?Phil\.?|Dr\.?\s?rer\.?\s?nat|Dr\.-Ing\.)(?!\w)|\b(?:doctora(?:te|l)|doctor of|doktorand(?:in)?|thèse de doctorat|doctorado|doctorat|doctorante?|dottorato|dottorand[oa]|doutorado|doutoramento|doutorand[oa])\b|\b(?:Doctora(?:te|l)|Doctor of|Promotion|Doktorand(?:in)?|Thèse de doctorat|Doctorado|Doctorat|Doctorante?|Dottorato|Dottorand[oa]|Doutorado|Doutorand[oa])\b|博士/u;
// Doctors of a profession have done no research for it.
const PROFESSIONAL =
  /\bPharm\.?D|\bD\.?V\.?M\b|\bJ\.D\.|\b[Dd]octor(?:ate)? (?:of|in) (?:pharmacy|medicine|dental|veterinary|law|jurisprudence)/u;
const MASTER =
  /\b(?:M\.?\s?Sc\.?|MSC|M\.?S\.?(?=[\s,])|M\.?\s?Phil|M\.?\s?Eng\.?|M\.?\s?Tech\.?|M\.?A\.?(?=\s)|M\.?B\.?A\.?|M\.?\s?Com\.?|M\.?\s?Res\.?|LL\.?M\.?|MMath|MASt|DEA|M[12])(?!\w)|\b(?:[Mm]aster|MASTER)(?:['’]?s)?(?: degree| of)?(?!\w)|\b(?:[Dd]iplom(?!a\b|ad[oa]|atur|acy|at)|Dipl\.|[Mm]agister|[Mm]ast[èe]re?|[Mm]áster|[Mm]aestr[íi]a|[Ll]aurea [Mm]agistrale)|硕士|研究生/u;
const BACHELOR =
  /\b(?:B\.?\s?Sc\.?|BSC|B\.?S\.?(?=[\s,])|B\.?\s?Eng\.?|B\.?\s?Tech\.?|B\.?A\.?(?=\s)|A\.?B\.?(?=\s)|B\.?\s?Com\.?|BBA|B\.?E\.?(?=[\s,]))(?!\w)|\b(?:[Bb]achelor|BACHELOR)(?:['’]?s)?(?: degree| of)?(?!\w)|\b(?:[Ll]icence|[Ll]icenciatura|[Gg]rado en|[Ll]aurea [Tt]riennale|[Uu]ndergraduate)(?!\w)|学士|本科/u;
/** Words of which a name of a school has one. */
const SCHOOL_WORDS = String.raw`\b(?:Universit(?:y|ies|ät|é|a|à|at)|Universidad(?:e)?|University of [\p{L} ]+|Institute of Technology|Institut(?:e)?|Hochschule|College|École|Ecole|Polytechni[\p{L}]+|ETH|EPFL|IIT|TU|KTH|MIT|Academy|School of|Politecnico|ENS|ENSAE|Sorbonne|KAIST|HUST|USTC|Imperial)\b`;
const SCHOOL = new RegExp(
  String.raw`[^,;:|\n(–—\t]{0,60}${SCHOOL_WORDS}[^,;|\n(–—\t]{0,60}|[\p{Script=Han}]{2,12}大学`,
  'iu',
);
/** Asked first: the name itself is tried from every letter of a text on. */
const NAMES_SCHOOL = new RegExp(`${SCHOOL_WORDS}|大学`, 'iu');
const UNFINISHED =
  /\b(?:expected|ongoing|in progress|current(?:ly)?|present|since|anticipated|candidate|to be completed|pursuing|today|heute|seit|voraussichtlich|en cours|depuis|actual(?:mente|idad)|en curso|near(?:ing)? graduation|final[- ]year|submit(?:ting)?|student|will (?:graduate|finish|complete)|graduat(?:e|ing) in|(?:first|second|third|last|final|\d(?:st|nd|rd|th))[- ](?:year|semester)(?: of)?|enrolled|half written|étudiante?s?|en ce moment|actuellement|studiere|studierende[rn]?|studentin|studentessa|studente|estudiante|estudiando|estudante|mestrand[oa]|laureand[oa]|studentka|öğrencisi|hallgató(?:ja)?|студент(?:ка)?)\b|至今|在读|预计/iu;
const FINISHED =
  /\b(?:I (?:have )?(?:hold|finished|completed|graduated|received|obtained|defended|earned|did)|I have an?|holding|my (?:master|bachelor)['’]?s? thesis (?:was|dealt|treated)|abgeschlossen|obtenu|soutenu|obtuve|terminé)\b/iu;
const YEAR = /\b(19[6-9]\d|20[0-4]\d)\b/g;

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
 * @param year the year of the mail: a degree ending later is not finished
 */
export function degreesOf(passages: readonly Passage[], year: number): Degree[] {
  const found: Degree[] = [];
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
      const degree = degreeIn(passage, stretch, inList, year);
      if (degree !== null) found.push(degree);
    }
  }
  return merge(found);
}

/** The degree that a line of a list or a sentence of a letter names, with its places; null when it names none. */
function degreeIn(passage: Passage, stretch: Stretch, inList: boolean, year: number): Degree | null {
  const { from } = stretch;
  // A stranger's line can be as long as a book; a degree stands at its beginning or nowhere.
  const line = stretch.text.slice(0, LONGEST_LINE);
  const own = inList ? line : ownClause(line.replace(/\s+/g, ' '));
  const level = own === null ? null : levelOf(own, inList);
  if (own === null || level === null) return null;
  // An entry's years stand in its other lines too; a sentence has its own.
  const [around, start] = inList ? [passage.text.slice(0, 2_000), 0] : [line, from];
  const ending = [...around.matchAll(YEAR)].sort((a, b) => Number(a[1]) - Number(b[1])).at(-1);
  const last = ending === undefined ? null : Number(ending[1]);
  const done = !inList && FINISHED.test(own);
  const unfinished = (UNFINISHED.test(told(own, around, inList)) && !done) || (last !== null && last > year);
  const field = fieldOf(own);
  const school = schoolOf(passage, own, stretch);
  const quote = (inList ? line : line.replace(/\s+/g, ' ')).trim().slice(0, 200).trimEnd();
  const at = placeOf(passage, quote, from);
  return {
    level,
    field,
    institution: school.name,
    year: last,
    finished: !unfinished,
    quote,
    ...(at === null ? {} : { at }),
    places: {
      field: placeOf(passage, field, from, from + line.length),
      institution: placeOf(passage, school.name, school.from),
      year: ending === undefined ? null : placeAt(passage, start + ending.index, start + ending.index + 4),
    },
  };
}

/** Where it may say that a degree is not finished: in its entry, or near its name in a sentence. */
function told(own: string, around: string, inList: boolean): string {
  if (inList) return around.replace(/\s+/g, ' ');
  const at = Math.min(
    ...[DOCTORATE, MASTER, BACHELOR].map((pattern) => pattern.exec(own)?.index ?? Number.POSITIVE_INFINITY),
  );
  return own.slice(Math.max(0, at - NEAR_DEGREE), at + NEAR_DEGREE + 20);
}

/** A sentence of a letter tells of many things; so many characters around a degree are about it. */
const NEAR_DEGREE = 50;

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

function levelOf(line: string, education: boolean): Degree['level'] | null {
  const at = (pattern: RegExp): number => pattern.exec(line)?.index ?? -1;
  const [doctorate, master, bachelor] = [at(DOCTORATE), at(MASTER), at(BACHELOR)];
  const first = [doctorate, master, bachelor].filter((index) => index >= 0).sort((a, b) => a - b)[0];
  if (first === undefined) return null;
  if (first === doctorate && PROFESSIONAL.test(line)) return null;
  if (education && /\b(?:thesis|arbeit|mémoire|tesis)\b/i.test(line.slice(0, first + 18)) && first < 3) return null;
  // `B.Tech. + M.Tech. (dual degree)`, `BSc and MSc in Mathematics`: the higher one was taken too.
  if (
    master > bachelor &&
    bachelor >= 0 &&
    doctorate < 0 &&
    (master - bachelor < 24 || /dual|integrated|double/i.test(line))
  )
    return 'master';
  return first === doctorate ? 'doctorate' : first === master ? 'master' : 'bachelor';
}

// In a letter: "I hold an M.Sc.", "I am a PhD student", never "apply for a PhD position" or "your master's programme".
const OWN =
  /\b(?:I (?:am|'m|hold|have|received|completed|finished|graduated|obtained|did|earned|defended|will (?:defend|finish|complete|graduate|receive)|recently|just)|I['’](?:m|ve)|my (?:Ph\.?D|doctora|master|M\.?Sc|bachelor|B\.?Sc|thesis defence|defen[cs]e)|after my|during my|with a|holding a|ich (?:habe|bin|schließe)|mein(?:e|en|em|er)? (?:Master|Bachelor|Promotion|Studium)|je (?:suis|viens|termine)|j'ai|mon (?:master|doctorat)|ma thèse|soy|tengo|mi (?:máster|doctorado|tesis|grado)|estoy|terminé)\b|我(?:是|的|于|在)|本人/iu;
const SOUGHT =
  /(?:PhD|Ph\.D\.?|doctoral|postdoctoral|master'?s?)\s+(?:position|positions|program|programme|studies|study|opening|openings|opportunity|opportunities|student position|applicant|application|proposal|topic|students|supervisor|supervisors|advisor|scholarship|colleague|colleagues|under your|with you|in your|degree in your|admission)|(?:cover|fund|finance|pay for|support|for|towards?|start|begin|do|pursue|offer|during)s? an? (?:[\w-]+ ){0,2}(?:PhD|Ph\.D\.?|doctora\w*)|(?:interested|keen|eager)\b[^.]{0,24}?\b(?:PhD|Ph\.D\.?)|(?:apply|applying|application|looking|pursue|pursuing a PhD (?:under|with|in your)|wish|hope|want|like) (?:[\w']+ ){0,6}(?:PhD|Ph\.D\.?|doctora\w*)|攻读博士|申请[^。]{0,12}博士/iu;

const WISHED =
  /\b(?:wish|hope|want|would like|plan|intend|dream|looking for|seeking|apply)\b[^.]*\b(?:my|a|the)\s+(?:own\s+)?(?:Ph\.?D|doctorate)/iu;
const WITHOUT =
  /\b(?:don['’]?t|do not|no|not|without|never|kein(?:en)?|sans|pas de|sin)\s+(?:yet\s+)?(?:have\s+|hold\s+|got\s+)?(?:an?\s+|any\s+)?(?:master|MSc|M\.Sc|doctor|Ph\.?D|degree|Masterabschluss|máster)/iu;

function ownClause(line: string): string | null {
  if (!OWN.test(line) || WITHOUT.test(line)) return null;
  // "I wish to work on defenses in my PhD" is about the one that is sought.
  if (WISHED.test(line) && !FINISHED.test(line)) return null;
  const kept = line.replace(new RegExp(SOUGHT.source, 'giu'), ' ');
  return DOCTORATE.test(kept) || MASTER.test(kept) || BACHELOR.test(kept) ? kept : null;
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

function merge(found: readonly Degree[]): Degree[] {
  const kept: Degree[] = [];
  for (const degree of found) {
    const twin = kept.findIndex(
      (other) =>
        other.level === degree.level && (other.year === degree.year || other.year === null || degree.year === null),
    );
    const other = kept[twin];
    if (other === undefined) kept.push(degree);
    else {
      // What only one of the two says is taken over together with its place.
      const from = (part: 'field' | 'institution' | 'year'): Degree => (other[part] !== null ? other : degree);
      const { at } = other;
      kept[twin] = {
        level: other.level,
        field: from('field').field,
        institution: from('institution').institution,
        year: from('year').year,
        finished: other.year !== null ? other.finished : degree.finished && other.finished,
        quote: other.quote,
        ...(at === undefined ? {} : { at }),
        places: {
          field: from('field').places?.field ?? null,
          institution: from('institution').places?.institution ?? null,
          year: from('year').places?.year ?? null,
        },
      };
    }
  }
  return kept.sort((a, b) => RANK[b.level] - RANK[a.level] || (b.year ?? 0) - (a.year ?? 0)).slice(0, 12);
}
