import { francAll } from 'franc-min';

/** Which language a text is written in, or why that can't be said. */
export interface Detected {
  /** ISO 639-1 where there is a code, else 639-3; null when it is not sure. */
  readonly language: string | null;
  /** For people: how sure, or why not. */
  readonly detail: string;
}

/** franc's ISO 639-3 codes of the languages that have a two-letter one and are spoken where applicants come from. */
const SHORT: Readonly<Record<string, string>> = {
  eng: 'en',
  deu: 'de',
  fra: 'fr',
  spa: 'es',
  cmn: 'zh',
  por: 'pt',
  ita: 'it',
  nld: 'nl',
  pol: 'pl',
  ces: 'cs',
  rus: 'ru',
  ukr: 'uk',
  tur: 'tr',
  arb: 'ar',
  pes: 'fa',
  jpn: 'ja',
  kor: 'ko',
  hin: 'hi',
  vie: 'vi',
  ind: 'id',
  swe: 'sv',
  ron: 'ro',
  hun: 'hu',
  ell: 'el',
};

/** Fewer letters than this say too little: a line of names and titles looks like any language. */
const LEAST_LETTERS = 90;
const LEAST_HAN = 12;
/** So much farther the second language must be (franc's distance, 0-1): Czech and Slovak differ by 0.03, a list of terms by less. */
const LEAST_GAP = 0.02;
const READ_AT_MOST = 3000;

const known = new Map<string, Detected>();
const MOST_KNOWN = 20;

/**
 * The language of a text by its trigrams and scripts. Pure; about a millisecond, and the last texts are remembered: the
 * same mail is judged under other rules, but in the same language.
 */
export function detectLanguage(text: string): Detected {
  const start = text.slice(0, READ_AT_MOST);
  const remembered = known.get(start);
  if (remembered !== undefined) return remembered;
  const detected = detectIn(start);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(start, detected);
  return detected;
}

function detectIn(text: string): Detected {
  const words = text.replace(/(?:https?:\/\/|www\.)\S+|\S+@\S+/gi, ' ').replace(/\s+/g, ' ');
  const han = words.match(/\p{Script=Han}/gu)?.length ?? 0;
  const kana = words.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  // A Chinese letter of a mathematician is half formulae and English names; three words of English have as many letters as
  // a whole Chinese sentence.
  if (han >= LEAST_HAN && kana === 0 && han * 3 >= letters)
    return { language: 'zh', detail: `${han} Chinese characters` };
  if (letters < LEAST_LETTERS) return { language: null, detail: `only ${letters} letters` };
  const [first, second] = francAll(words);
  if (first === undefined || first[0] === 'und') return { language: null, detail: 'no language that is known' };
  const gap = first[1] - (second?.[1] ?? 0);
  const name = (code: string): string => SHORT[code] ?? code;
  if (gap < LEAST_GAP)
    return { language: null, detail: `${name(first[0])} and ${name(second?.[0] ?? '')} are equally likely` };
  return { language: name(first[0]), detail: `${letters} letters; the next likely is ${name(second?.[0] ?? 'none')}` };
}
