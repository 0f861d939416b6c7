import { foldedLetters } from './search.js';

/** What tells who somebody is, out of the headers and the facts of their mails. */
export interface Tells {
  readonly names?: readonly string[];
  /** Addresses; what stands before the `@` is hidden as a name is. */
  readonly emails?: readonly string[];
  readonly institutions?: readonly string[];
}

// Each pattern begins at one place of a run only: a document may be one word of 200,000 letters.
const address = /(?<![\p{L}\p{M}\p{N}._%+-])[\p{L}\p{M}\p{N}._%+-]+@[\p{L}\p{M}\p{N}.-]+\.\p{L}{2,}/gu;
const link = /\bhttps?:\/\/\S+|\b(?:www|orcid|github|linkedin|scholar)\.[^\s]+/giu;
/** `@somebody`, as networks name people. */
const handle = /(?<![\p{L}\p{M}\p{N}@/])@[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]+/gu;
const telephone = /(?<![\p{N}\p{L}])\+?\(?\d[\d ()/.-]{7,40}\d(?!\p{N})/gu;

/** Ends of host names; the address of a page is written without its `https://` as often as with it. */
const endings =
  `com|org|net|edu|gov|info|biz|name|pro|dev|app|page|site|website|online|tech|cloud|space|blog|science|academy|
education|university|college|institute|school|xyz|link|top|club|one|zone|world|life|live|social|codes|software|systems|digital|
studio|works|guru|expert|global|center|network|asia|cat|art|design|media|news|email|wiki|engineer|host|ink|swiss|berlin|wien|
paris|london|example|рф|中国|中國|台灣|台湾|香港|한국|भारत`.replace(/\s+/g, '');
/** ISO 3166 and the few besides. Without a path the endings of programs' files (`train.py`) are no hosts. */
const countries =
  `a[c-gil-oq-uwxz]|b[abd-jmnorstvwyz]|c[acdf-ik-oruv-z]|d[ejkmoz]|e[cegrstu]|f[ijkmor]|g[abd-ilmnp-uwy]|h[kmnrtu]|
i[del-oq-t]|j[emop]|k[eg-imnprwyz]|l[abcikr-vy]|m[acdeghk-z]|n[acefgilopruz]|om|p[aefghk-nrstwy]|qa|r[eosuw]|s[a-eg-or-vxyz]|
t[cdfghj-ortvwz]|u[agksyz]|v[aceginu]|w[fs]|y[et]|z[amw]`.replace(/\s+/g, '');
const label = '[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}-]{0,62}';
const path = '(?![\\p{L}\\p{N}-])(?:[/:?#]\\S*)?';
const host = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}@.-])(?!et\\.al\\b)(?:${label}\\.){1,8}(?:(?:${endings}|${endings.toUpperCase()})${path}|` +
    // One letter before a country is an abbreviation (`i.e.in`), unless a path follows.
    `(?<=\\p{L}[\\p{L}\\p{N}-]+\\.|[\\p{N}-]\\p{L}\\.)(?!(?:py|sh|md|ps|so)\\b)(?:${countries})${path}|(?:${countries})/\\S+)`,
  'gu',
);

/** Scripts that write words without spaces between them. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const black = (text: string): string => text.replace(/[^\s]/gu, (character) => '▮'.repeat(character.length));

/** So many different names and institutions are looked for; no applicant has more. */
const most = 300;

/**
 * What blacks out in a text who wrote it: addresses, links, hosts, telephone numbers, and the names and institutions that
 * are known, however they are written (without accents, in two characters what is one, letterspaced, joined in a word).
 * Every character keeps its place.
 */
export function blackout(tells: Tells): (text: string) => string {
  const hidden = patternOf(tells);
  return (text) => {
    const plain = [address, link, handle, host, telephone].reduce((rest, one) => rest.replace(one, black), text);
    return hidden === null ? plain : blackMatches(plain, hidden);
  };
}

/** Matches are looked for in the folded text, and blacked out where they come from. */
function blackMatches(text: string, pattern: RegExp): string {
  const { plain, at } = foldedLetters(text, /\p{Cf}/gu);
  const pieces: string[] = [];
  let done = 0;
  for (const match of plain.matchAll(pattern)) {
    const [start, end] = [at(match.index), at(match.index + match[0].length)];
    if (end <= start || start < done) continue;
    pieces.push(text.slice(done, start), black(text.slice(start, end)));
    done = end;
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(done);
}

function patternOf({ names = [], emails = [], institutions = [] }: Tells): RegExp | null {
  const called = [...names.flatMap(spellings), ...emails.map((email) => email.split('@')[0] ?? '')].map(wordsOf);
  const words = new Set(called.flatMap((one) => [...one, ...joined(one)]));
  const alternatives = new Set<string>();
  for (const word of words) {
    if (Array.from(word).length < 2) continue;
    alternatives.add(
      bounded(
        word,
        Array.from(word)
          .map(escaped)
          .join(unspaced.test(word) ? '\\s?' : ''),
      ),
    );
    if (word.length > 2 && !unspaced.test(word))
      alternatives.add(bounded(word, Array.from(word).map(escaped).join(' ')));
  }
  for (const institution of new Set(institutions)) {
    const parts = wordsOf(institution);
    if (parts.join('').length > 2)
      alternatives.add(bounded(institution, parts.map(escaped).join('[^\\p{L}\\p{N}]{1,20}')));
  }
  if (alternatives.size === 0) return null;
  const longest = [...alternatives].sort((one, other) => other.length - one.length).slice(0, most);
  return new RegExp(longest.join('|'), 'gu');
}

/** Only as a whole word, where the script has such; digits may follow (`lovelace99`). */
const bounded = (word: string, pattern: string): string =>
  unspaced.test(word) ? pattern : `(?<!\\p{L})${pattern}(?!\\p{L})`;

/** The words of a name, folded as the text will be. */
const wordsOf = (text: string): string[] =>
  foldedLetters(text, /\p{Cf}/gu)
    .plain.split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** How people make one word of a name: `adalovelace`, `lovelaceada`, `alovelace`, `lovelacea`, `adal`. */
function joined(words: readonly string[]): string[] {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined || words.length < 2) return [];
  const whole = [words.join(''), first + last, last + first];
  if (unspaced.test(first)) return whole;
  const [one, other] = [Array.from(first)[0] ?? '', Array.from(last)[0] ?? ''];
  return [...whole, one + last, last + one, first + other].filter((word) => word.length > 3);
}

/** `Müller` is written `Muller`, and `Mueller` where a keyboard has no umlaut. The fold takes accents away by itself. */
function spellings(name: string): string[] {
  const wide: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };
  const lower = name.normalize('NFC').toLowerCase();
  return [name, lower.replace(/[äöüøå]/g, (letter) => wide[letter] ?? letter), lower.replace(/([aou])e/g, '$1')];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
