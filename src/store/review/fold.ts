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
export function fold(text: string): string {
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
  return fold(text)
    .slice(0, maxQuery)
    .replace(/-/g, () => {
      exclusions += 1;
      return exclusions <= maxExclusions ? '-' : ' ';
    })
    .trim();
}
