import type { Publication } from '../domain/index.js';
import { fold, foldWord, tokenize } from '../language/index.js';
import type { ReadingRules, Venue } from '../rules/index.js';
import type { Passage } from './lines.js';
import { placeAt, placeOf } from './places.js';
import { type VenueHit, venueHits } from './venues.js';

/** Whether and where the applicant stands among the authors that a text names first. */
export type AuthorPlace = 'first' | 'other' | 'absent' | 'unknown';

/** Whether and where the applicant stands among the authors that a text names first. */
export function authorPlace(text: string, name: string | null): AuthorPlace {
  return authorIn(text, name).place;
}

/** The same with the offsets [start, end) of the applicant's name in the text; null where it does not stand there. */
export function authorIn(text: string, name: string | null): { place: AuthorPlace; span: [number, number] | null } {
  const parts = fold(name ?? '')
    .split(/[^\p{L}]+/u)
    .filter((part) => part.length > 1);
  const surname = parts.at(-1);
  if (surname === undefined) return { place: 'unknown', span: null };
  // Chinese and Hungarian names may stand surname first: any two parts, or the surname with an initial.
  // Of two surnames (`Curihual Oyarzún`) papers often have the first alone.
  const inner = parts.slice(1, -1).filter((part) => part.length > 3);
  const candidates = new Set([surname, parts[0] ?? surname, ...inner]);
  // Most entries are quickly told; only one with the name in it is looked at word by word.
  const folded = fold(text);
  if (![...candidates].some((part) => folded.includes(part))) return { place: 'absent', span: null };
  const own = [...text.matchAll(/[\p{L}\p{M}]+/gu)].find((word) => {
    const part = foldWord(word[0]);
    if (!candidates.has(part)) return false;
    const other = parts.find((one) => one !== part) ?? '';
    const near = fold(text.slice(Math.max(0, word.index - 24), word.index + word[0].length + 24));
    return other === '' || new RegExp(`(?:^|[^\\p{L}])${other[0]}(?:\\.|[^\\p{L}]|${other.slice(1)})`, 'u').test(near);
  });
  if (own === undefined) return { place: 'absent', span: null };
  const span: [number, number] = [own.index, own.index + own[0].length];
  const before = fold(text.slice(0, own.index)).replace(/^[\s\d[\].()•*-]+/, '');
  // Everything before the name that holds another author's separator means: not first. `*` marks equal first authors.
  const firstSeparator = before.search(/,|\band\b|&|;| und | et /);
  if (firstSeparator < 0 && before.length < 28) return { place: 'first', span };
  if (/^[\p{L}]+,\s*$/u.test(before) || before.trim() === '') return { place: 'first', span };
  const starred =
    text
      .slice(own.index, own.index + 40)
      .split(/[,;&]/)[0]
      ?.includes('*') === true && before.split(/[,;&]|\band\b/)[0]?.includes('*') === true;
  return { place: starred ? 'first' : 'other', span };
}

const QUOTED_TITLE = /[“"«„]([^”"»“]{12,220})[”"»“]/;

/** The title of a publication as well as a line of a list shows it. */
export function titleIn(item: string): string {
  const flat = item.replace(/\s+/g, ' ').trim();
  const quoted = QUOTED_TITLE.exec(flat)?.[1];
  if (quoted !== undefined) return quoted.replace(/[.,]$/, '');
  const segments = flat
    .split(/(?<=[a-z\p{Script=Han})?!*])[.]\s+|:\s(?=[A-Z][^,]{20,})|\s\|\s/u)
    .filter((part) => part.length > 14);
  const scored = segments
    .map((part, index) => ({
      part,
      score:
        part.split(/\s+/).length -
        4 * (part.match(/,|\band\b/g)?.length ?? 0) -
        (index === 0 ? 1 : 0) -
        (/\b(?:19|20)\d{2}\b/.test(part) ? 4 : 0),
    }))
    .sort((a, b) => b.score - a.score);
  return (scored[0]?.part ?? flat).replace(/^[\s\d[\].()•*-]+/, '').slice(0, 220);
}

/** How a publication has appeared, from the words of its item; `span` is where the venue's name stands in it. */
export function tierOf(
  item: string,
  ruleset: ReadingRules,
  section: string | null,
): { tier: Publication['tier']; venue: Venue | null; span: VenueHit['span'] | null } {
  const tokens = tokenize(item);
  const { venue, span } = venueHits(item, ruleset)[0] ?? { venue: null, span: null };
  if (ruleset.stances.workshop.has(tokens)) return { tier: 'workshop', venue, span };
  if (ruleset.stances.preprint.has(tokens) && !/\b(?:accepted|to appear|published)\b/i.test(item)) {
    const peer = venue !== null && !/\b(?:submitted|under review|in preparation|in submission)\b|在投|审稿/i.test(item);
    return peer
      ? { tier: venue.leading ? 'leading' : 'other', venue, span }
      : { tier: 'preprint', venue: null, span: null };
  }
  if (venue !== null) return { tier: venue.leading ? 'leading' : 'other', venue, span };
  // An acronym with a year beside it is a venue, known to the rules or not: `ICSE 2025`, `CLeaR'24`.
  const acronym = /\b(?!arXiv|CoRR|SSRN)(?:[A-Z][A-Za-z]{1,4}[A-Z]{1,5}|[A-Z]{3,8})[ '’]{1,2}(?:20)?\d{2}\b/.test(item);
  const named =
    acronym ||
    ruleset.stances.publication.has(tokens) ||
    /\b(?:Journal|Conf\.|Conference|Proceedings|Proc\.|Letters|Annals|Transactions|IEEE|ACM|Springer|Elsevier|LNCS)\b|\b(?:Nature|Science|Review)\b(?=[,.:]? ?(?:\d|\(|vol|Advances|Communications|Robotics|Methods|Physics|Machine|of [A-Z]|[A-E] \d))|\b\d{1,4} ?\(\d{1,4}\) ?[:,]|\b[Vv]ol(?:ume|\.) ?\d/.test(
      item,
    );
  return { tier: section === 'preprints' || !named ? 'preprint' : 'other', venue: null, span: null };
}

const YEAR = /\b(19[6-9]\d|20[0-4]\d)\b/;

/** The publication that an entry of a list is. */
export function publicationOf(passage: Passage, name: string | null, ruleset: ReadingRules): Publication {
  const author = authorIn(passage.text, name);
  const { tier, venue, span } = tierOf(passage.text, ruleset, passage.section);
  const title = titleIn(passage.text);
  const year = YEAR.exec(passage.text);
  return {
    title,
    venue: venue?.id ?? null,
    year: year === null ? null : Number(year[1]),
    firstAuthor: author.place === 'first',
    tier,
    document: passage.document,
    page: passage.page,
    at: placeAt(passage, 0, passage.text.length),
    places: {
      title: placeOf(passage, title),
      venue: span === null ? null : placeAt(passage, ...span),
      year: year === null ? null : placeAt(passage, year.index, year.index + 4),
      author: author.span === null ? null : placeAt(passage, ...author.span),
    },
  };
}
