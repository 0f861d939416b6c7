/** Letters that Unicode takes no accent from, as people type them. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * Text as it is searched: lower case, without accents, compatibility forms made plain (`ﬁ` → `fi`). Words and queries go
 * through the same fold, so `Lévy` and `levy` meet whatever the database's locale is.
 */
export function foldForSearch(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßøłæœđðþı]/g, (letter) => letters[letter] ?? letter);
}

/** Characters and exclusions of one search; PostgreSQL's parser gives up on more than 32 exclusions in one another. */
const maxQuery = 400;
const maxExclusions = 10;

/** What somebody typed into the search field, as `websearch_to_tsquery` takes it without an error, whatever it is. */
export function searchQuery(text: string): string {
  let exclusions = 0;
  return foldForSearch(text)
    .slice(0, maxQuery)
    .replace(/-/g, () => {
      exclusions += 1;
      return exclusions <= maxExclusions ? '-' : ' ';
    })
    .trim();
}

/** What a search looks for, as words that stand side by side; what must not be there is left out. */
export type SearchTerm = readonly string[];

const maxTerms = 20;

/** The words and phrases that a hit may consist of, in the reading of `websearch_to_tsquery`: `"two words" one -none`. */
export function searchTerms(text: string): readonly SearchTerm[] {
  const terms = new Map<string, SearchTerm>();
  for (const [, minus, phrase, bare] of searchQuery(text).matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    if (minus === '-' || bare?.startsWith('-') === true || bare === 'or') continue;
    const term = wordsOf(phrase ?? bare ?? '');
    if (term.length > 0) terms.set(term.join(' '), term);
  }
  return [...terms.values()].slice(0, maxTerms);
}

/** Words of folded text; a sigma at a word's end is the same letter. */
const wordsOf = (folded: string): string[] =>
  folded
    .replaceAll('ς', 'σ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Signs that may stand between two words of a phrase. */
const maxGap = 20;

/**
 * Where the terms stand in a text: `[start, end)`, in order, none in another. Whole words only, as the index has them.
 * @param most places at most
 */
export function findTerms(
  text: string,
  terms: readonly SearchTerm[],
  most = 1000,
): readonly (readonly [number, number])[] {
  if (terms.length === 0) return [];
  const phrases = terms
    .map((term) => term.map(escaped).join(`[^\\p{L}\\p{N}]{1,${maxGap}}`))
    .sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${phrases.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  // Most texts are searched in vain: only one that holds a hit is folded letter by letter, to know where it stands.
  const folded = foldForSearch(text).replaceAll('ς', 'σ');
  if (!pattern.test(folded)) return [];
  pattern.lastIndex = 0;
  const { plain, at } = foldedLetters(text);
  const found: (readonly [number, number])[] = [];
  for (const match of plain.matchAll(pattern)) {
    found.push([at(match.index), at(match.index + match[0].length)]);
    if (found.length >= most) break;
  }
  return found;
}

/**
 * The folded text, and where each of its characters comes from.
 * @param without characters that are left out as well
 */
export function foldedLetters(text: string, without?: RegExp): { plain: string; at: (index: number) => number } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what keeps its places.
  if (/^[\x00-\x7f]*$/.test(text)) return { plain: text.toLowerCase(), at: (index) => index };
  const known = new Map<string, string>();
  const places: number[] = [];
  const pieces: string[] = [];
  let place = 0;
  for (const letter of text) {
    let piece = known.get(letter);
    if (piece === undefined) {
      piece = foldForSearch(without === undefined ? letter : letter.replace(without, '')).replaceAll('ς', 'σ');
      known.set(letter, piece);
    }
    for (let count = 0; count < piece.length; count += 1) places.push(place);
    pieces.push(piece);
    place += letter.length;
  }
  return { plain: pieces.join(''), at: (index) => places[index] ?? text.length };
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The place around which the most of the terms stand within so many characters (the first of such), and how many of them;
 * null when none stands in the text.
 */
export function bestPlace(
  text: string,
  terms: readonly SearchTerm[],
  within: number,
): { readonly place: readonly [number, number]; readonly terms: number } | null {
  const hits = findTerms(text, terms, 200);
  const keys = hits.map(([start, end]) => wordsOf(foldForSearch(text.slice(start, end))).join(' '));
  let best: { place: readonly [number, number]; terms: number } | null = null;
  for (const [index, place] of hits.entries()) {
    const near = new Set(keys.filter((_, other) => other >= index && (hits[other]?.[1] ?? 0) <= place[0] + within));
    if (near.size > (best?.terms ?? 0)) best = { place, terms: near.size };
  }
  return best;
}

/** The surroundings of a place, cut between words where that is near: `[start, end)`. */
export function surroundings(
  text: string,
  [start, end]: readonly [number, number],
  before: number,
  after: number,
): readonly [number, number] {
  const from = Math.max(0, start - before);
  const to = Math.min(text.length, end + after);
  const gap = from === 0 ? 0 : text.slice(from, start).search(/\s/);
  const last = to === text.length ? -1 : text.slice(end, to).search(/\s\S*$/);
  return [from + Math.max(0, gap), last < 0 ? to : end + last];
}
