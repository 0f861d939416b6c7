import type { Judgement, Place } from '../../src/domain/index.js';
import { fold } from '../../src/language/index.js';
import { asPersonName, sameName } from '../../src/understand/applicant.js';
import { bareUrl } from '../../src/understand/links.js';
import { venuesIn } from '../../src/understand/venues.js';
import { defaultRuleset } from './rules.js';

/** The texts that a place may mean: one, or several where documents of an application share a name. */
export type Texts = (document: string, page: number) => readonly string[];

/** The texts of the documents and, as `body`, of the letter. */
export function textsOf(documents: Judgement['documents'], letter: string): Texts {
  return (document, page) => [
    ...(document === 'body' ? [letter] : []),
    ...documents
      .filter(({ name }) => name === document)
      .flatMap(({ pages }) => pages.filter(({ number }) => number === page).map(({ text }) => text)),
  ];
}

const joined = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What is claimed of a place's text that it does not say; empty when every fact stands where it says it does. */
export function misplaced({ facts, applicant }: Judgement, texts: Texts): string[] {
  const wrong: string[] = [];
  const check = (what: string, place: Place | null | undefined, says: (text: string) => boolean): void => {
    if (place === undefined) wrong.push(`${what} has no place`);
    if (place?.span == null) return;
    const [start, end] = place.span;
    const candidates = texts(place.document, place.page ?? 0);
    const found = candidates.map((text) => text.slice(start, end));
    if (!(start >= 0 && start < end && found.some(says)))
      wrong.push(`${what} at ${place.document}, p. ${place.page}, ${start}-${end}: ${JSON.stringify(found)}`);
  };
  const same = (claim: string | number | null) => (text: string) => joined(text) === joined(String(claim));

  if (applicant !== null) {
    const { name, email, places } = applicant;
    check(`name ${name}`, places?.name, (text) => sameName(asPersonName(text) ?? text, name ?? ''));
    check(`address ${email}`, places?.email, (text) => text.toLowerCase() === email?.toLowerCase());
  }
  for (const degree of facts.degrees) {
    check(`degree ${degree.quote}`, degree.at, same(degree.quote));
    check(`field ${degree.field}`, degree.places?.field, same(degree.field));
    check(`institution ${degree.institution}`, degree.places?.institution, same(degree.institution));
    check(`year ${degree.year}`, degree.places?.year, same(degree.year));
  }
  if (facts.gpa !== null) check(`GPA ${facts.gpa.quote}`, facts.gpa.at, same(facts.gpa.quote));
  for (const link of facts.links) check(`link ${link.url}`, link.at, (text) => bareUrl(text) === bareUrl(link.url));
  for (const { title, venue, year, at, places } of facts.publications) {
    check(`entry ${title}`, at, (text) => joined(text).includes(title.trim()));
    check(`title ${title}`, places?.title, same(title));
    check(`year ${year}`, places?.year, same(year));
    check(`venue ${venue}`, places?.venue, (text) => venuesIn(text, defaultRuleset).some(({ id }) => id === venue));
    const names = fold(applicant?.name ?? '').split(/[^\p{L}]+/u);
    check('author', places?.author, (text) => names.includes(fold(text)));
    if (places?.title === null) wrong.push(`title ${title} has no place`);
    if ((venue === null) !== (places?.venue === null)) wrong.push(`venue ${venue} and its place`);
    if ((year === null) !== (places?.year === null)) wrong.push(`year ${year} and its place`);
  }
  for (const { document, page, span, quote } of facts.degrees.flatMap(({ at, quote }) =>
    at ? [{ ...at, quote }] : [],
  ))
    if (page === null || span === null) wrong.push(`${quote} in ${document} stands nowhere`);
  return wrong;
}
