import type { Passage } from './lines.js';

/** `A. Example`, `Example, A.`, `Example A,`, `Example AB.`: a name as lists of authors have it. */
const INITIALS =
  /(?:^|[^\p{L}])\p{Lu}\p{Ll}?\.[ \u00a0-]?(?:\p{Lu}\.[ -]?)*\p{Lu}[\p{L}'’-]+|\p{Lu}[\p{L}'’-]+, ?\p{Lu}\.|\p{Lu}\p{Ll}+ \p{Lu}{1,2}(?=[,.;])/u;
/** Two full names joined, `et al.`, or a role: `Ada Example, Ben Sample`, `first author`. */
const AUTHORS =
  /\p{Lu}\p{Ll}+(?: \p{Lu}\.?)?(?:[ -]\p{Lu}[\p{Ll}’'-]+)+\*?(?:,| and | & |, and | und | et | y | e )\s?\p{Lu}\p{Ll}+|\bet al\b|\b(?:first|co-?first|second|sole|joint|corresponding|co-?)[ -]?author(?:ed)?\b|\bwith \p{Lu}\.? ?\p{Lu}\p{Ll}+|第[一二三]作者|共同(?:第)?一作|通讯作者/u;
const YEAR = /\b(?:19[6-9]|20[0-4])\d\b|['’]\d{2}\b/;
/** Where or how far it has appeared. */
const APPEARED =
  /\b(?:arXiv|bioRxiv|SSRN|doi|https?:|preprint|submitted|under review|in preparation|to appear|accepted|in press|forthcoming|working paper|technical report|published|journal|proceedings|proc\.|conference|workshop|transactions|letters|symposium|vol\.|volume|pp\.|in: |poster|oral|spotlight|thesis|eingereicht|erschienen|accepté|publié|soumis|enviado|publicado|aceptado)|(?:预印本|发表|会议|期刊|学报|录用|在投)|\b\d{1,4} ?\(\d{1,4}\)/i;

const known = new WeakMap<Passage, boolean>();
const MOST_CHARS = 1_500;

/**
 * Whether an entry under publications is one: at least two of authors, a year, a place, and a title of some words that
 * belong together. A row of topics is none, however many names of venues stand in it.
 */
export function looksPublished(passage: Passage): boolean {
  if (passage.section !== 'publications' && passage.section !== 'preprints') return false;
  let result = known.get(passage);
  if (result === undefined) {
    const text = passage.text.slice(0, MOST_CHARS);
    const authors = INITIALS.test(text) || AUTHORS.test(text);
    const signs = [authors, YEAR.test(text), APPEARED.test(text), /[“"«„][^”"»“]{12,}/.test(text)];
    // Topics in a row have commas between every two or three words; a title does not.
    const pieces = passage.tokens.length / Math.max(1, (text.match(/[,;|·•/\n]/g)?.length ?? 0) + 1);
    const count = signs.filter(Boolean).length;
    result = count >= 3 || (count >= 2 && (authors || pieces >= 4)) || (authors && pieces >= 4);
    known.set(passage, result);
  }
  return result;
}
