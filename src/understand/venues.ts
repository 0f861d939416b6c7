import { tokenize } from '../language/index.js';
import { PhraseSets, type ReadingRules, type Venue } from '../rules/index.js';
import { oncePer } from './memo.js';

const venueIndexes = oncePer((venues: readonly Venue[]) => ({
  venues,
  names: new PhraseSets(venues.map((venue) => venue.any)),
}));

/** A venue with where its name first stands in a text, [start, end). */
export interface VenueHit {
  readonly venue: Venue;
  readonly span: readonly [number, number];
}

/** Venues named in a text, in order of the rules. Abbreviations must be written in their letter case. */
export function venueHits(text: string, ruleset: ReadingRules): VenueHit[] {
  const tokens = tokenize(text);
  const { venues, names } = venueIndexes(ruleset.venues);
  return names.find(tokens).flatMap(([at, hits]) => {
    const venue = venues[at] as Venue;
    const hit = hits.find(({ from, to }) => {
      if (to - from > 1 || !venue.case) return true;
      const raw = tokens[from]?.raw ?? '';
      return venue.any.some((name) => name === raw || `${name}s` === raw);
    });
    const [first, last] = [tokens[hit?.from ?? -1], tokens[(hit?.to ?? 0) - 1]];
    return first === undefined || last === undefined ? [] : [{ venue, span: [first.start, last.end] as const }];
  });
}

/** The venues alone. */
export function venuesIn(text: string, ruleset: ReadingRules): Venue[] {
  return venueHits(text, ruleset).map(({ venue }) => venue);
}
