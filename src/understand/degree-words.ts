import type { Degree } from '../domain/index.js';

// Degrees as they are called where applicants studied. Abbreviations keep their letter case (`B.E.` is a degree, `be` is
// not); words don't.
const whole = (list: string, flags: string): RegExp => new RegExp(`(?<!\\p{L})(?:${list})(?!\\p{L})`, flags);

/** Spellings of one level: abbreviations, words, and scripts without spaces. */
type Names = readonly RegExp[];

/** Where the first of some names stands; -1 where none does. */
function indexIn(names: Names, text: string): number {
  const found = names.map((one) => one.exec(text)?.index ?? -1).filter((index) => index >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

const DOCTORATE: Names = [
  whole('[Pp][Hh]\\.?\\s?[Dd]\\.?|D\\.?Phil\\.?|Dr\\.?\\s?rer\\.?\\s?nat\\.?|Dr\\.-Ing\\.|Promotion|PHD', 'u'),
  whole(
    'doctora(?:te|l)|doctor of|doktorand(?:in)?|doktorat|doktora|thèse de doctorat|doctorado|doctorand[oa]?|doctorat|doctorante?|dottorato|dottorand[oa]|doutorado|doutoramento|doutorand[oa]|doctoraat|promovend(?:us|a)|studia doktoranckie|doktorantka?|doktorské studium|doktori|аспирантур[аы]|аспірантур[аи]|докторантур[аы]|кандидат (?:физ|техн|наук)\\p{L}*',
    'iu',
  ),
  /박사|博士(?!后|後)/u,
];

/** Doctors of a profession have done no research for it. */
export const PROFESSIONAL =
  /\bPharm\.?D|\bD\.?V\.?M\b|\bJ\.D\.|\b[Dd]octor(?:ate)? (?:of|in) (?:pharmacy|medicine|dental|veterinary|law|jurisprudence)/u;

const MASTER: Names = [
  whole(
    'M\\.?\\s?Sc\\.?|MSC|M\\.?S\\.?(?=[\\s,(])|M\\.?\\s?Phil\\.?|M\\.?\\s?Eng\\.?|M\\.?E\\.?(?=[\\s,]+(?:in|,|[(]))|M\\.?\\s?Tech\\.?|M\\.?A\\.?(?=\\s)|M\\.?B\\.?A\\.?|M\\.?\\s?Com\\.?|M\\.?\\s?Res\\.?|M\\.?\\s?Ed\\.?|LL\\.?M\\.?|M\\.?\\s?Math\\.?|M\\.?\\s?Stat\\.?|MASt|MSci|MPhys|MChem|MComp|MInf|MCA|MLitt|MSE|DEA|DESS|M2|Mgr\\.?|[Dd]rs\\.|[Cc]and\\.\\s?(?:scient|polyt|merc|mag|oecon)\\.?|lic\\.\\s?phil\\.',
    'u',
  ),
  whole(
    "master(?:[’']?s)?(?: degree| of)?|dipl\\.|diplom(?:-?\\p{L}+)?|diplôme d[’']ing[ée]nieur\\p{L}*|diplôme d[’']études approfondies|ingénieur diplômé|cycle ingénieur|magister|magistra|magistr|mast[èe]re?|máster|maestr[íi]a|mestrado|maîtrise (?:en|ès)|laurea (?:magistrale|specialistica|quinquennale)|staatsexamen|(?:studia )?magisterskie|maisteri|diplomi-insinööri|civilingenjör|sivilingeniør|civilingeniør|masterprogram|masteropleiding|mesterképzés|mesterszak|yüksek lisans|masterat|магистр(?:атур)?\\p{L}?|магістр(?:атур)?\\p{L}?|специалитет|магистър|мастер студије|μεταπτυχιακό\\p{L}*|thạc sĩ|magistri\\p{L}*|maģistr\\p{L}*|magistro",
    'iu',
  ),
  /硕士|碩士|修士|석사|研究生|ماجستير|کارشناسی ارشد|ปริญญาโท/u,
];
/** Words in which `diplom` is none of a university, and masters who are none. */
const NO_MASTER =
  /\b(?:[Dd]iplom(?:a|as|ad[oa]|atur\p{L}*|acy|at\p{L}*|arbeit\p{L}*|e|ová|ova|ski|sko|amunka)(?!\p{L})|[Vv]ordiplom\p{L}*|(?:[Ss]crum|[Ww]eb|[Hh]ead|[Tt]oast|[Qq]uiz|[Cc]hess)[- ]?[Mm]asters?|[Mm]aster ?[Cc]lass(?:es)?|[Mm]aster(?:['’]s)?[- ]level)/gu;

/** The first year of a French master's gives no degree above these. */
const BACHELOR: Names = [
  whole(
    'B\\.?\\s?Sc\\.?|BSC|B\\.?S\\.?(?=[\\s,(])|B\\.?\\s?Eng\\.?|B\\.?\\s?Tech\\.?|B\\.?A\\.?(?=\\s)|A\\.?B\\.?(?=\\s)|B\\.?\\s?Com\\.?|BBA|B\\.?E\\.?(?=[\\s,])|B\\.?\\s?Math\\.?|B\\.?\\s?Stat\\.?|BASc|Bc\\.|M1',
    'u',
  ),
  whole(
    "bachelor(?:[’']?s)?(?: degree| of)?|licence|licenciatura|licencjat|grado en|graduado en|laurea(?: triennale)?|undergraduate|bacharelado|bakalář\\p{L}*|bakalár\\p{L}*|kandidatexamen|lisans|бакалавр(?:иат)?\\p{L}*|cử nhân|alapképzés",
    'iu',
  ),
  /学士|學士|本科|학사|لیسانس|بكالوريوس/u,
];

/** Time at another place, which gives no degree there. */
const EXCHANGE =
  /(?<!\p{L})(?:exchange|erasmus(?! mundus| univer\p{L}+| mc)(?:\+)?|visiting (?:student|scholar|researcher)|study abroad|semester abroad|auslandssemester|auslandsjahr|austausch\p{L}*|échange|mobilité|intercambio|intercâmbio|scambio|mobilidade|výměnný|wymiana|交换|交換|교환)(?!\p{L})/iu;
/** It begins with its thesis: `Master's thesis: …`, `Thesis (MSc): …`. */
const THESIS_LINE =
  /^[^\p{L}]*(?:\p{L}[\p{L}.’']*\s){0,2}?(?:thesis|dissertation|\p{L}*arbeit|mémoire|tesis|tesi|tese|dissertação|scriptie|论文)(?!\p{L})/iu;
/** A state of the USA behind a town, where a degree is named besides. */
const STATE = /(?<=\p{L}, )(?:MA|MS|ME)(?=\s|,|$)/gu;

/** Where the first degree of a text stands; -1 where it names none. */
export function degreeAt(text: string): number {
  const plain = withoutLookalikes(text);
  return indexIn([...DOCTORATE, ...MASTER, ...BACHELOR], plain);
}

/** The text without words that only look like a degree; as long as before. */
function withoutLookalikes(text: string): string {
  const blank = (word: string): string => ' '.repeat(word.length);
  const plain = text.replace(NO_MASTER, blank);
  const bare = plain.replace(STATE, blank);
  return [...DOCTORATE, ...MASTER, ...BACHELOR].some((names) => names.test(bare)) ? bare : plain;
}

/**
 * The level of the degree that a line is about, or null.
 * @param listed a line of a CV's education, where the line's first degree is what it is about
 */
export function levelOf(text: string, listed: boolean): Degree['level'] | null {
  const line = withoutLookalikes(text);
  const [doctorate, master, bachelor] = [indexIn(DOCTORATE, line), indexIn(MASTER, line), indexIn(BACHELOR, line)];
  const first = [doctorate, master, bachelor].filter((index) => index >= 0).sort((a, b) => a - b)[0];
  if (first === undefined) return null;
  if (first === doctorate && PROFESSIONAL.test(line)) return null;
  if (listed && THESIS_LINE.test(text)) return null;
  const exchange = EXCHANGE.exec(line);
  if (listed && exchange !== null && exchange.index < first + 24) return null;
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
