/** Whether a degree was awarded, by the words and dates around it. */

/** A month of a mail or of an entry; `month` 1-12, or null where only the year is named. */
export interface Moment {
  readonly year: number;
  readonly month: number | null;
  /** Where the year stands in the text; null where it is not written out. */
  readonly at: number | null;
}

const MONTHS: readonly string[] = [
  'jan\\p{L}*|janv\\p{L}*|ene(?:ro)?|gen(?:naio)?|styczeń|stycznia|leden|ocak|январ\\p{L}*|січ\\p{L}*',
  'feb\\p{L}*|févr?\\p{L}*|fev\\p{L}*|luty|lutego|únor\\p{L}*|şubat|феврал\\p{L}*|лют\\p{L}*',
  'mar(?:ch|s|zo|ço|zec|ca)?|märz|mrz|marzec|březen|mart|март\\p{L}*|берез\\p{L}*',
  'apr\\p{L}*|avr\\p{L}*|abr\\p{L}*|kwiecień|kwietnia|duben|nisan|апрел\\p{L}*|квіт\\p{L}*',
  'may|mai|mayo|mag(?:gio)?|maio|maj\\p{L}*|mei|květen|mayıs|ма[йя]|трав\\p{L}*',
  'june?|juni|juin|jun(?:io|ho)?|giu(?:gno)?|czerwiec|czerwca|červen|haziran|июн\\p{L}*|черв\\p{L}*',
  'jul[yi]?|juil\\p{L}*|jul(?:io|ho)?|lug(?:lio)?|lipiec|lipca|červenec|temmuz|июл\\p{L}*|лип\\p{L}*',
  'aug\\p{L}*|août|ago(?:sto)?|sierpień|sierpnia|srpen|ağustos|август\\p{L}*|серп\\p{L}*',
  'sept?(?:ember|embre|iembre)?|set(?:tembre|embro)?|wrzesień|września|září|eylül|сентябр\\p{L}*|верес\\p{L}*',
  'o[ck]t(?:ober|obre|ubre)?|out(?:ubro)?|ott(?:obre)?|październik\\p{L}*|říjen|ekim|октябр\\p{L}*|жовт\\p{L}*',
  'nov\\p{L}*|listopad\\p{L}*|kasım|ноябр\\p{L}*|лист\\p{L}*',
  'de[cz]\\p{L}*|déc\\p{L}*|dic(?:iembre|embre)?|grudzień|grudnia|prosinec|aralık|декабр\\p{L}*|груд\\p{L}*',
].map((names) => `^(?:${names})$`);
const monthNames = MONTHS.map((names) => new RegExp(names, 'iu'));

const YEAR = /(?<!\d)(?:19[6-9]\d|20[0-4]\d)(?!\d)/g;
/** `2023-25`, `2024/25`: the end of a period with two figures; up to twelve it may be a month. */
const SHORT_END = /(?<!\d)(20[0-4])(\d)\s?[-–/]\s?(\d{2})(?![\d./-])/g;

/** Every year that a text names, with its month where one stands beside it. */
export function momentsIn(text: string): Moment[] {
  const found: Moment[] = [];
  for (const match of text.matchAll(YEAR)) {
    found.push({ year: Number(match[0]), month: monthBeside(text, match.index), at: match.index });
  }
  for (const match of text.matchAll(SHORT_END)) {
    const [start, end] = [Number(`${match[1]}${match[2]}`), Number(match[3])];
    if (end > 12 && 2000 + end > start && 2000 + end <= start + 9)
      found.push({ year: 2000 + end, month: null, at: null });
  }
  return found;
}

function monthBeside(text: string, at: number): number | null {
  const before = text.slice(Math.max(0, at - 16), at);
  const figures = /(?:^|[^\d])(0?[1-9]|1[0-2])\s?[./-]\s?$/.exec(before);
  if (figures !== null) return Number(figures[1]);
  const name = /(\p{L}+)\.?,?\s+(?:de\s+|of\s+|\d{1,2}(?:st|nd|rd|th)?,\s+)?$/u.exec(before)?.[1];
  if (name !== undefined) {
    const month = monthNames.findIndex((one) => one.test(name));
    if (month >= 0) return month + 1;
  }
  const behind = /^(?:[-./](0[1-9]|1[0-2])(?!\d)|年\s?(1[0-2]|0?[1-9])\s?月)/.exec(text.slice(at + 4, at + 12));
  return behind === null ? null : Number(behind[1] ?? behind[2]);
}

/** The latest of some moments; of a year alone and one of its months the month says more. */
export function latest(moments: readonly Moment[]): Moment | null {
  return [...moments].sort((a, b) => a.year - b.year || (a.month ?? 0) - (b.month ?? 0)).at(-1) ?? null;
}

/** A year's degrees are mostly awarded after this month. */
const SUMMER = 7;

/** Whether something that ends then is still to come on the day of the mail. */
export function isAhead(end: Moment, now: Moment): boolean {
  if (end.year !== now.year) return end.year > now.year;
  if (now.month === null) return false;
  return end.month === null ? now.month <= SUMMER : end.month > now.month;
}

const among = (list: string): RegExp => new RegExp(`(?<!\\p{L})(?:${list})(?!\\p{L})`, 'iu');

/** It goes on, or ended without a degree. */
const GOES_ON = among(
  "present|ongoing|on-going|in progress|to date|today|now|since|heute|seit|laufend|en cours|depuis|aujourd[’']hui|en curso|actualidad|in corso|em andamento|em curso|obecnie|dosud|halen|devam ediyor|pågående|по настоящее время|not (?:yet )?(?:finished|completed|awarded|defended)|unfinished|incomplete|discontinued|dropped out|withdr[ae]wn?|without (?:a )?degree|no degree|abgebrochen|ohne abschluss|abandonn\\p{L}+|interrompu|interrumpid[oa]|sin terminar|trancado",
);
const GOES_ON_UNSPACED = /至今|在读|在讀|재학|在学|预计|預計|현재/u;
/** A year with a dash and no other year behind it: `2024–`, `2024.09– PhD student`, `since 2024 –`. */
const OPEN_END =
  /(?:19|20)\d{2}(?:[/.-]\d{1,2})?(?:(?:--|[-–—])(?![-–—])(?!\s*(?:\p{L}+\.?\s+|\d\d?[./])?\d{2,4})(?!\d)|\s(?:--|[-–—])(?![-–—])(?!\s*(?:\p{L}+\.?\s+|\d\d?[./])?\d{2,4})(?=\s{2,}|\s*$|\s*[,:;)|]|\t))/mu;
/** A line that begins with a year and no period: in a narrow column the end of the one above it. */
const COLUMN_END = /\n[ \t]*(?:(?:0?[1-9]|1[0-2])[./])?(?:19|20)\d{2}(?![\d./-])(?!\s*(?:-|–|—))/u;
/** A line that begins with a period that has no end in it: `2022–  M.Sc. Scientific Computing`. */
const COLUMN_START =
  /(?:^|\n)[ \t•*·▪-]*(?:(?:0?[1-9]|1[0-2])[./])?(?:19|20)\d{2}\s?(?:--|[-–—])(?![-–—])(?!\s*(?:\p{L}+\.?\s+|\d\d?[./])?\d{2,4})/u;

/** Whether a narrow column broke an entry's period: its start before a line, its end before a later one. */
export function isBrokenPeriod(entry: string): boolean {
  const start = COLUMN_START.exec(entry);
  return start !== null && COLUMN_END.test(entry.slice(start.index + start[0].length));
}

/** Whether a line begins with a period. */
export function startsPeriod(line: string): boolean {
  return /^[ \t•*·▪-]*(?:(?:0?[1-9]|1[0-2])[./])?(?:19|20)\d{2}(?:[/.-]\d{1,2})?\s?(?:--?|[–—])/u.test(line);
}

/** It is to end at a time that is named. */
const EXPECTED = among(
  'expected|expecting|anticipated|prospective|planned|scheduled|due|voraussichtlich|erwartet|geplant|prévue?|attendue?|previst[oa]|prevista|esperad[oa]|à soutenir|da discutere|to be (?:completed|defended|submitted|awarded)|will be|will (?:graduate|finish|complete)|planowan[ey]|předpokládan[éý]|forventet|förväntad|verwacht|beklenen|ожидается',
);
/** What one is while one studies; nobody who finished years ago is meant by it. */
const STUDYING = among(
  'candidate|pursuing|current(?:ly)?|near(?:ing)? graduation|final[- ]year|students?|graduat(?:e|ing) in|(?:first|second|third|last|final|\\d(?:st|nd|rd|th))[- ](?:year|semester)(?: of)?|enrolled|half written|étudiante?s?|en ce moment|actuellement|studiere|studierende[rn]?|studentin|studentessa|studente|estudiante|estudiando|cursando|estudante|mestrand[oa]|laureand[oa]|studentka|öğrencisi|hallgató(?:ja)?|студент(?:ка)?|submit(?:ting)?|actual(?:mente)?|defen[cs]e|graduation|viva|soutenance|defensa|discussione|verteidigung|abgabe|submission',
);
/** It is done. */
const DONE = among(
  'graduated|completed|awarded|conferred|obtained|received|defended|passed|finished|degree date|cum laude|summa|magna|with distinction|with honou?rs|abgeschlossen|abschluss|bestanden|verteidigt|obtenue?|soutenue?|mention|titulad[oa]|obtenid[oa]|terminad[oa]|finalizad[oa]|conseguit[oa]|discuss[oa]|concluíd[oa]|defendid[oa]|obroniona|ukończon[ey]|\\d{2,3}/110|毕业|已获',
);

/** A degree's state, and whether words said so or only dates. */
export interface State {
  readonly finished: boolean;
  readonly said: boolean;
}

/** The state of a degree that an entry of a CV names. */
export function stateInList(entry: string, end: Moment | null, now: Moment): State {
  const text = entry.replace(/\s+/g, ' ');
  if (GOES_ON.test(text) || GOES_ON_UNSPACED.test(text) || (OPEN_END.test(entry) && !isBrokenPeriod(entry)))
    return { finished: false, said: true };
  const done = DONE.test(text);
  if (end !== null && (end.year > now.year || (isAhead(end, now) && !done))) return { finished: false, said: false };
  const past = end !== null && (end.year < now.year || (end.month !== null && end.month < (now.month ?? 12)));
  if (EXPECTED.test(text) && !past) return { finished: false, said: true };
  if (STUDYING.test(text) && !past && !done) return { finished: false, said: true };
  return { finished: true, said: done };
}

/** Verbs of what is done, and of what is still being done; the nearest one before a degree tells of it. */
const HAS_DONE = among(
  "hold|I (?:have )?(?:finished|completed|graduated|received|obtained|defended|earned|did|took|got|wrote)|I[’']ve (?:finished|completed|received|obtained|defended|earned)|(?:just|recently|already|have|had) (?:finished|completed|graduated|received|obtained|defended|earned)|finished|completed|graduated|obtained|defended|I have an?|I had|holding|holder of|after my|since my|thesis (?:was|dealt|treated|studied)|abgeschlossen|absolviert|erworben|obtenu|soutenu|titulaire|obtuve|terminé|acabé|he terminado|he obtenido|concluí|conclui|terminei|ho conseguito|ho ottenuto|laureat[oa]|mi sono laureat[oa]",
);
const IS_DOING = among(
  "am (?:now |currently )?(?:finishing|completing|doing|writing|about to|in my|at the end)|[’']m (?:now |currently )?(?:finishing|completing|doing|writing|about to|in my)|finishing|completing|about to (?:finish|complete|submit|defend|graduate)|will (?:finish|complete|graduate|receive|obtain|hold|defend|submit|be)|shall (?:finish|complete|graduate|defend|submit)|expect(?:ed)? to|to be (?:completed|awarded|defended)|expected|ongoing|in progress|present|anticipated|current(?:ly)?|near(?:ing)? graduation|candidate|half written|submit(?:ting)?|hand(?:ing)? in|since|graduat(?:e|ing) in|not (?:yet )?(?:finished|completed)|schließe|beende|derzeit|momentan|voraussichtlich|seit|en ce moment|actuellement|je termine|je finis|en cours|depuis|terminando|finalizando|actual(?:mente|idad)|en curso|a terminar|sto (?:finendo|terminando|per)|concluderò|heute|today|(?:am|[’']m) (?:now |currently )?an?",
);
const STUDIES_NOW = among(
  '(?:first|second|third|last|final|\\d(?:st|nd|rd|th))[- ](?:year|semester)(?: of)?|students?|studying|pursuing|enrolled|studiere|studierende[rn]?|studentin|étudiante?s?|estudiante|estudiando|cursando|estudante|mestrand[oa]|laureand[oa]|studente|studentessa|studentka|öğrencisi|hallgató(?:ja)?|студент(?:ка)?',
);
const IS_DOING_UNSPACED = /至今|在读|预计|即将|将于/u;
/** So many characters behind a degree tell of it, up to the next comma. */
const BEHIND = 70;
/** So far before it a verb may stand. */
const BEFORE = 90;

/**
 * The state of a degree in a sentence of a letter.
 * @param sentence one sentence, white space collapsed
 * @param at where the degree's name begins
 */
export function stateInLetter(sentence: string, at: number, end: Moment | null, now: Moment): State {
  const before = sentence.slice(Math.max(0, at - BEFORE), at);
  const rest = sentence.slice(at, at + BEHIND);
  const behind = /^.{0,12}(?:(?! (?:and|but|und|aber|et|mais|y|e|ma|ed|mas) )[^,;])*/u.exec(rest)?.[0] ?? '';
  const done = lastOf(HAS_DONE, before);
  // `I am an engineer since 2019, MSc in …`: what one is tells of the degree only in its own clause.
  const clause = Math.max(...[',', ';', '('].map((mark) => before.lastIndexOf(mark)));
  const near = lastOf(IS_DOING, before);
  const doing = Math.max(near > clause ? near : -1, lastOf(STUDIES_NOW, before), lastOf(IS_DOING_UNSPACED, before));
  const ahead = end !== null && isAhead(end, now);
  if (end !== null && end.year > now.year) return { finished: false, said: true };
  if (doing >= 0 && doing > done) return { finished: false, said: true };
  if (ahead && done < 0) return { finished: false, said: true };
  if (done >= 0 || HAS_DONE.test(behind)) return { finished: true, said: true };
  if (IS_DOING.test(behind) || STUDIES_NOW.test(behind) || IS_DOING_UNSPACED.test(rest))
    return { finished: false, said: true };
  return { finished: true, said: false };
}

/** Whether a sentence says that something was done or is being done. */
export function saysState(sentence: string): boolean {
  return HAS_DONE.test(sentence) || IS_DOING.test(sentence) || STUDIES_NOW.test(sentence);
}

function lastOf(pattern: RegExp, text: string): number {
  let last = -1;
  for (const match of text.matchAll(new RegExp(pattern.source, 'giu'))) last = match.index + match[0].length;
  return last;
}
