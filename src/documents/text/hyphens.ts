/** First parts of compounds that keep their hyphen when a line breaks after it. */
const compounds = new Set(
  'self non multi co semi pre post well high low long short half cross inter sub anti quasi two three one zero single double first second third state data large small real time end fine open closed meta ex all'.split(
    ' ',
  ),
);

/**
 * Joins words that were broken at a line's end: `trans-⏎port` becomes `transport⏎`. The rest of the word moves up, so lines
 * stay lines. The hyphen stays where the document writes the word with one elsewhere, before a capital (`Monge-Kantorovich`),
 * after a number, and after first parts of compounds.
 * @param known words of the whole document in lower case, as a second opinion; see `vocabulary`
 */
export function joinHyphens(text: string, known: ReadonlySet<string>): string {
  return text.replace(
    /(\p{L}[\p{L}\p{M}\p{N}-]*)[-\u2010\u00AD] ?\n[ \t]*([\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*)([.,;:!?)\]”"']*)[ \t]*\n?/gu,
    (whole, head: string, tail: string, marks: string) => {
      if (head.length < 2 || head.endsWith('-')) return whole;
      const first = (head.split('-').at(-1) ?? head).toLowerCase();
      const joined = `${first}${tail}`.toLowerCase();
      const keeps =
        tail.includes('-') ||
        /^[\p{Lu}\p{N}]/u.test(tail) ||
        (!known.has(joined) && (known.has(`${first}-${tail}`.toLowerCase()) || compounds.has(first)));
      return `${head}${keeps ? '-' : ''}${tail}${marks}\n`;
    },
  );
}

/** All words of a text in lower case, those with hyphens also whole. */
export function vocabulary(texts: readonly string[]): Set<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.matchAll(/\p{L}[\p{L}\p{M}\p{N}]*(?:-[\p{L}\p{M}\p{N}]+)*/gu)) {
      words.add(word.toLowerCase());
      if (words.size > 200_000) return words;
    }
  }
  return words;
}
