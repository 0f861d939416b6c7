import { fold } from '../language/index.js';
import type { SectionKind } from '../rules/index.js';

// Bullets, numbers (`2.1`, `IV.`) and rules around a heading; a roman numeral is one only before a dot, bracket or space.
const DECORATION =
  /^(?:[\s\d.#*•·▪‣–—◦|>_=~\-:§()[\]【「〔]|[IVX]{1,5}(?=[.)]))*(?:[IVX]{1,4}\s+(?=\p{Lu}))?(?=\p{L})|[\s:.*_#|=~\-–—：】」〕]+$/gu;

/** A heading's words: decoration, numbering and letter-spacing removed, folded. */
export function headingKey(text: string): string {
  let words = text
    .trim()
    .replace(DECORATION, '')
    .replace(/\\(?:section|subsection)\*?\{([^}]*)\}/, '$1');
  if (/^(?:\p{Lu} ){3,}\p{Lu}$/u.test(words)) words = words.replace(/ /g, '');
  // Small caps that a font fakes are read as `E DUCATION`, `T ECHNICAL S KILLS`.
  words = words.replace(/(^|\s)(\p{Lu}) (?=\p{Lu}{2,}(?:\s|$))/gu, '$1$2');
  return fold(words).replace(/\s+/g, ' ').trim();
}

/** The section of a heading's words; a plural more or less makes no difference. */
function nameOf(key: string, names: ReadonlyMap<string, SectionKind>): SectionKind | undefined {
  const plain = names.get(key) ?? names.get(`${key}s`) ?? (key.endsWith('s') ? names.get(key.slice(0, -1)) : undefined);
  if (plain !== undefined) return plain;
  const bare = key.replace(MODIFIERS, '').replace(AFTERWARDS, '');
  return bare === key || bare === '' ? undefined : nameOf(bare, names);
}

/** Words behind a heading's own: `Dissertation in brief`, `Teaching at Imperial College`, `Publications to date`. */
const AFTERWARDS =
  /\s+(?:in (?:brief|short|detail|a nutshell|one paragraph)|so far|to date|overview|in progress|at [\p{L} ]{2,30}|since \d{4}|im uberblick|en bref|en breve|in sintesi)$/u;

/**
 * A heading in words of its own (`READING AND SEMINARS`, `Produção bibliográfica`, `Vertiefungen im Studium`): what begins
 * or ends with a word that only headings of one section have.
 */
function byWord(key: string): SectionKind | undefined {
  // `Cours du M2 (premier semestre)`
  const bare = key.replace(/\s*\([^()]*\)$/, '').replace(/ [ml][123]$/, '');
  const words = bare.split(/[\s&/,+()-]+/).filter((word) => word !== '');
  if (words.length < 2 || words.length > 5 || /\d|[.:;]/.test(bare)) return undefined;
  const ends = [words[0], words.at(-1)];
  return WORDS.find(([, own]) => ends.some((word) => own.has(word ?? '')))?.[0];
}

const WORDS: readonly (readonly [SectionKind, ReadonlySet<string>])[] = (
  [
    ['thesis', 'theses dissertations abschlussarbeiten'],
    [
      'publications',
      'publications publikationen veroffentlichungen publicaciones publicacoes pubblicazioni bibliografica papers revues articles',
    ],
    ['preprints', 'preprints manuscripts manuskripte'],
    [
      'courses',
      'cours kurse vorlesungen asignaturas materias courses coursework seminars seminare readings reading modules lectures vertiefungen lehrveranstaltungen cursos disciplinas corsi electives certifications moocs',
    ],
    ['teaching', 'teaching lehre enseignement docencia ensino didattica supervision betreuung encadrement tutoring'],
    [
      'awards',
      'awards prizes honours honors scholarships auszeichnungen stipendien preise bourses becas bolsas borse premios premi',
    ],
    ['service', 'talks presentations posters vortrage exposes outreach reviewing volunteering ehrenamt ponencias'],
    ['skills', 'skills kenntnisse competences competencias competenze'],
    ['references', 'referees references referenzen'],
  ] as const
).map(([kind, own]) => [kind, new Set(own.split(' '))] as const);

/** Words that say nothing by themselves: `What I have written so far`, `Lo que hago`, `Things that were printed`. */
const SMALL = new Set(
  'a an the this my me i we our what where whom who how which why when have has had been was were am is are be it in on of for to from with and or so far now long short version others other things thing stuff all about some by lo que hago he la el los las mi mis yo de en y was ich habe bisher ce que j ai mes je et cosa ho le mie che o eu minhas on'.split(
    ' ',
  ),
);

/** A line that breaks off is no heading: `I proved a`. */
const OPEN_ENDED =
  /(?:^| )(?:a|an|the|of|in|on|for|with|from|and|or|to|by|my|our|de|la|el|los|las|un|une|le|les|y|et|und)$/;

/**
 * A heading that somebody made up (`Things written`, `What I built`, `Whom I taught`, `=== WROTE ===`): small words and one
 * that tells of the section.
 */
function madeUp(text: string, key: string): SectionKind | undefined {
  const words = key.split(/[\s&/,+()?!'’:-]+/).filter((word) => word !== '');
  if (words.length === 0 || words.length > 6 || /[\d@.;]/.test(key) || OPEN_ENDED.test(key)) return undefined;
  const telling = words.filter((word) => !SMALL.has(word));
  if (telling.length === 0 || telling.length > 2) return undefined;
  const kinds = new Set(telling.map((word) => MADE_UP.find(([, own]) => own.has(word))?.[0]));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined) return undefined;
  // One word by itself is a heading only where it is set as one.
  return words.length > 1 || /^\P{L}*[\p{Lu}\s]+\P{L}*$/u.test(text) ? kind : undefined;
}

const MADE_UP: readonly (readonly [SectionKind, ReadonlySet<string>])[] = (
  [
    [
      'publications',
      'written wrote writings printed published authored escrito escritos publicado ecrits publie geschrieben geschriebenes veroffentlicht scritti scritto pubblicato escritos publiquei',
    ],
    [
      'projects',
      'built build programmed coded developed made making prove proved maker programado construido gebaut programmiert programme codigo code software programs',
    ],
    [
      'experience',
      'did worked jobs roads taken stations stationen beruf trabajo trabalho lavoro gearbeitet travail paid employers employed earned earning',
    ],
    ['education', 'schooling studied schools learnt learned studying estudie studiert etudie studiato'],
    ['courses', 'took attended audited besucht cursado'],
    ['teaching', 'taught explained teach ensenado unterrichtet enseigne'],
    ['awards', 'got won prizes money medals'],
    ['service', 'talked spoke told charlas talks heard'],
    ['skills', 'toolbox herramientas outils werkzeug werkzeuge strumenti ferramentas'],
    ['personal', 'speaks spoken tongues leisure beside besides hobbies'],
  ] as const
).map(([kind, own]) => [kind, new Set(own.split(' '))] as const);

/** Words before a heading's own: `Peer-reviewed papers`, `Hobby projects`, `My recent work`. */
const MODIFIERS =
  /^(?:selected|peer-reviewed|refereed|relevant|recent|academic|hobby|personal|current|earlier|prior|other|further|additional|my|key|main|notable|full|list of|some|previous|professional|scientific|university|graduate|wissenschaftliche|ausgewahlte|akademische)\s+/;

/** What a line is as a heading. `rest` is the text after an inline heading (`Skills: Python`). */
export interface Heading {
  readonly kind: SectionKind;
  readonly rest: string | null;
  /** True when the section goes on after the rest of this line. */
  readonly opens: boolean;
}

const headings = new WeakMap<ReadonlyMap<string, SectionKind>, Map<string, Heading | null>>();
const MOST_HEADINGS = 2_000;

/**
 * The section that a line opens, or null. A heading is short and, apart from decoration, just a known name. The last lines
 * are remembered: what a document is, and what stands in it, is asked of the same lines.
 */
export function headingOf(text: string, names: ReadonlyMap<string, SectionKind>): Heading | null {
  if (text.length > 400) return findHeading(text, names);
  const known = headings.get(names) ?? new Map<string, Heading | null>();
  headings.set(names, known);
  let heading = known.get(text);
  if (heading === undefined) {
    heading = findHeading(text, names);
    if (known.size >= MOST_HEADINGS) known.clear();
    known.set(text, heading);
  }
  return heading;
}

function findHeading(text: string, names: ReadonlyMap<string, SectionKind>): Heading | null {
  const trimmed = text.trim();
  if (trimmed.length < 2 || trimmed.length > 160) return null;
  if (trimmed.length <= 64) {
    const key = headingKey(trimmed);
    const kind = nameOf(key, names) ?? nameOf(key.replace(/[(（].*$/, '').trim(), names);
    if (kind !== undefined) return { kind, rest: null, opens: true };
    // `Education and Awards`, `Publications & Preprints`, `教育背景 Education`
    const parts = key.split(/\s*(?:\band\b|\bund\b|\bet\b|\by\b|[&/|,+])\s*/).filter((part) => part !== '');
    if (parts.length > 1 && parts.length <= 3 && !/[.;]/.test(key)) {
      const kinds = parts.map((part) => nameOf(part, names));
      if (kinds[0] !== undefined && kinds.every((found) => found !== undefined))
        return { kind: kinds[0], rest: null, opens: true };
    }
    const own = trimmed.length <= 48 && /^[\p{Lu}#*=\s]/u.test(trimmed) ? byWord(key) : undefined;
    if (own !== undefined) return { kind: own, rest: null, opens: true };
    const invented = trimmed.length <= 40 && /^[\p{Lu}#*=\s\d.]/u.test(trimmed) ? madeUp(trimmed, key) : undefined;
    if (invented !== undefined) return { kind: invented, rest: null, opens: true };
    const bilingual = key.split(/(?<=\p{Script=Han})\s+(?=[a-z])|(?<=[a-z])\s+(?=\p{Script=Han})/u);
    if (bilingual.length === 2) {
      const found = names.get(bilingual[0] ?? '') ?? names.get(bilingual[1] ?? '');
      if (found !== undefined) return { kind: found, rest: null, opens: true };
    }
  }
  // `Employment    2022-  Research engineer`: a column of headings beside the text
  const column = /^\|?\s{0,4}(\p{L}[\p{L}&/' ]{2,30}?)(?:\s{3,}|\t+|\s*\|\s*)(?=[^\s|])\|?\s*(\S.*)$/u.exec(text);
  const beside = column === null ? undefined : nameOf(headingKey(column[1] ?? ''), names);
  if (beside !== undefined) return { kind: beside, rest: column?.[2] ?? null, opens: true };
  const inline =
    /^\s*[*•#\-–]*\s*(\p{L}[\p{L}&/' ]{2,36}?)\**\s*[:：]\s*(\S.*)$/u.exec(text) ??
    /^\s*[【「〔](\p{L}{2,12})[】」〕]\s*(\S.*)$/u.exec(text);
  const kind = inline === null ? undefined : nameOf(headingKey(inline[1] ?? ''), names);
  return kind === undefined ? null : { kind, rest: inline?.[2] ?? null, opens: false };
}
