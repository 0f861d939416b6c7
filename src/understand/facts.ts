import type { Document, Facts, Publication } from '../domain/index.js';
import { fold, tokenize } from '../language/index.js';
import { PhraseIndex, type Ruleset, type Venue } from '../rules/index.js';
import { degreesOf } from './degrees.js';
import type { Passage } from './lines.js';
import { oncePer } from './memo.js';

const venueIndexes = oncePer((venues: readonly Venue[]) =>
  venues.map((venue) => ({ venue, index: new PhraseIndex(venue.any) })),
);

/** Venues named in a text, in order of the rules. Abbreviations must be written in their letter case. */
export function venuesIn(text: string, ruleset: Ruleset): Venue[] {
  const tokens = tokenize(text);
  return venueIndexes(ruleset.venues)
    .filter(({ venue, index }) =>
      index.find(tokens).some((hit) => {
        if (hit.to - hit.from > 1 || !venue.case) return true;
        const raw = tokens[hit.from]?.raw ?? '';
        return venue.any.some((name) => name === raw || `${name}s` === raw);
      }),
    )
    .map(({ venue }) => venue);
}

const URL =
  /\b(?:https?:\/\/|www\.)[^\s<>()"'，。]+|\b(?:github\.com|scholar\.google\.[a-z.]+|orcid\.org|linkedin\.com\/in|[\w-]{1,60}\.github\.io|arxiv\.org)\/?[^\s<>()"'，。]*/gi;

/** Links of a text or an annotation, with what they lead to. Never fetched. */
export function linksIn(texts: readonly string[]): Facts['links'] {
  const links = new Map<string, Facts['links'][number]>();
  for (const text of texts) {
    for (const match of text.matchAll(URL)) {
      const url = match[0].replace(/[.,;:)\]]+$/, '');
      const bare = url
        .toLowerCase()
        .replace(/^https?:\/\/(?:www\.)?/, '')
        .replace(/\/$/, '');
      if (links.has(bare)) continue;
      const kind = bare.startsWith('scholar.google')
        ? 'scholar'
        : bare.startsWith('github.com')
          ? 'github'
          : bare.startsWith('orcid.org')
            ? 'orcid'
            : bare.startsWith('linkedin.com')
              ? 'linkedin'
              : /^(?:arxiv|doi|openreview|aclanthology|proceedings)\./.test(bare)
                ? 'other'
                : 'homepage';
      links.set(bare, { kind, url });
    }
  }
  return [...links.values()].slice(0, 100);
}

/** A grade point average with its scale, from lines that name it. */
export function gpaIn(text: string): Facts['gpa'] {
  const match =
    /(?:\b(?:C?GPA|grade point average|cumulative average|average grade|Notendurchschnitt|Durchschnittsnote|Gesamtnote|Abschlussnote|moyenne|nota media|CPI)\b|平均绩点|绩点|均分)[^\d\n]{0,20}(\d{1,3}(?:[.,]\d{1,3})?)\s*(?:(?:\/|out of|von|sur|sobre|of)\s*(\d{1,3}(?:[.,]\d{1,2})?))?/iu.exec(
      text,
    ) ?? /\b(\d[.,]\d{1,3})\s*\/\s*(4(?:[.,]\d{1,2})?|5(?:[.,]0)?|10(?:[.,]0)?|20)\b/.exec(text);
  if (match === null) return null;
  const number = (part: string | undefined): number | null =>
    part === undefined ? null : Number(part.replace(',', '.'));
  const value = number(match[1]);
  if (value === null || !Number.isFinite(value)) return null;
  const scale = number(match[2]);
  return { value, scale, quote: match[0].trim().slice(0, 120) };
}

const LETTER = /\p{L}/u;

/** Whether and where the applicant stands among the authors that a text names first. */
export function authorPlace(text: string, name: string | null): 'first' | 'other' | 'absent' | 'unknown' {
  if (name === null) return 'unknown';
  const parts = fold(name)
    .split(/[^\p{L}]+/u)
    .filter((part) => part.length > 1);
  const surname = parts.at(-1);
  if (surname === undefined) return 'unknown';
  const folded = fold(text);
  // Chinese and Hungarian names may stand surname first: any two parts, or the surname with an initial.
  const candidates = [...new Set([surname, parts[0] ?? surname])].filter((part) => part.length > 1);
  let place = -1;
  for (const part of candidates) {
    const other = parts.find((word) => word !== part) ?? '';
    for (let found = folded.indexOf(part); found >= 0; found = folded.indexOf(part, found + part.length)) {
      if (LETTER.test(folded[found - 1] ?? '') || LETTER.test(folded[found + part.length] ?? '')) continue;
      const at = Math.max(0, found - 1);
      const near = folded.slice(Math.max(0, at - 24), at + part.length + 24);
      const initial =
        other === '' || new RegExp(`(?:^|[^\\p{L}])${other[0]}(?:\\.|[^\\p{L}]|${other.slice(1)})`, 'u').test(near);
      if (initial && (place < 0 || at < place)) place = at;
    }
  }
  if (place < 0) return 'absent';
  const before = folded.slice(0, place).replace(/^[\s\d[\].()•*-]+/, '');
  // Everything before the name that holds another author's separator means: not first. `*` marks equal first authors.
  const firstSeparator = before.search(/,|\band\b|&|;| und | et /);
  if (firstSeparator < 0 && before.length < 28) return 'first';
  if (/^[\p{L}]+,\s*$/u.test(before) || before.trim() === '') return 'first';
  const starred =
    folded
      .slice(place, place + 40)
      .split(/[,;&]/)[0]
      ?.includes('*') === true && before.split(/[,;&]|\band\b/)[0]?.includes('*') === true;
  return starred ? 'first' : 'other';
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

/** How a publication has appeared, from the words of its item. */
export function tierOf(
  item: string,
  ruleset: Ruleset,
  section: string | null,
): { tier: Publication['tier']; venue: Venue | null } {
  const tokens = tokenize(item);
  const venue = venuesIn(item, ruleset)[0] ?? null;
  if (ruleset.stances.workshop.has(tokens)) return { tier: 'workshop', venue };
  if (ruleset.stances.preprint.has(tokens) && !/\b(?:accepted|to appear|published)\b/i.test(item)) {
    const peer = venue !== null && !/\b(?:submitted|under review|in preparation|in submission)\b|在投|审稿/i.test(item);
    return peer ? { tier: venue.leading ? 'leading' : 'other', venue } : { tier: 'preprint', venue: null };
  }
  if (venue !== null) return { tier: venue.leading ? 'leading' : 'other', venue }; // An acronym with a year beside it is a venue, known to the rules or not: `ICSE 2025`, `CLeaR'24`.
  const acronym = /\b(?!arXiv|CoRR|SSRN)(?:[A-Z][A-Za-z]{1,4}[A-Z]{1,5}|[A-Z]{3,8})[ '’]{1,2}(?:20)?\d{2}\b/.test(item);
  const named =
    acronym ||
    ruleset.stances.publication.has(tokens) ||
    /\b(?:Journal|Conf\.|Conference|Proceedings|Proc\.|Letters|Annals|Transactions|Review|IEEE|ACM|Springer|Elsevier|LNCS|Nature|Science)\b/.test(
      item,
    );
  return { tier: section === 'preprints' || !named ? 'preprint' : 'other', venue: null };
}

/** All facts of an application's own documents, each with where it stands. */
export function factsOf(
  passages: readonly Passage[],
  documents: readonly Document[],
  letter: readonly Passage[],
  name: string | null,
  year: number,
  ruleset: Ruleset,
): Facts {
  const own = new Set(
    documents
      .filter((document) => document.type === 'cv' || document.type === 'cover-letter')
      .map((document) => document.name),
  );
  const publications: Publication[] = [];
  for (const passage of passages) {
    if (!own.has(passage.document) || (passage.section !== 'publications' && passage.section !== 'preprints')) continue;
    if (passage.tokens.length < 6) continue;
    const place = authorPlace(passage.text, name);
    const { tier, venue } = tierOf(passage.text, ruleset, passage.section);
    publications.push({
      title: titleIn(passage.text),
      venue: venue?.id ?? null,
      year: Number(/\b(19[6-9]\d|20[0-4]\d)\b/.exec(passage.text)?.[1] ?? Number.NaN) || null,
      firstAuthor: place === 'first',
      tier,
      document: passage.document,
      page: passage.page,
    });
  }
  const cvText = passages.filter((passage) => own.has(passage.document)).map((passage) => passage.text);
  const education = passages.filter((passage) => own.has(passage.document) || passage.document === 'body');
  return {
    degrees: degreesOf([...education, ...letter], year),
    gpa:
      gpaIn(cvText.join('\n')) ??
      gpaIn(
        documents
          .filter((d) => d.type === 'transcript')
          .flatMap((d) => d.pages.map((page) => page.text))
          .join('\n'),
      ),
    links: linksIn([
      ...documents.filter((d) => own.has(d.name)).flatMap((d) => d.links),
      ...cvText,
      ...letter.map((passage) => passage.text),
    ]),
    publications,
    venues: [
      ...new Set(publications.flatMap((publication) => (publication.venue === null ? [] : [publication.venue]))),
    ],
  };
}
