import { describe, expect, it } from 'vitest';
import { pointsOfInsider, pointsOfOutsider, vocabularyTables } from '../support/vocabulary.js';

/** What a line of work is worth at least, and what a line from another trade is worth at most; of 100. */
const PROJECT = 30;
const LITTLE = 15;

/**
 * The tables are larger than the rules need to be: a new way to say a thing is added there first. `open` names how many
 * lines of a topic the rules do not find yet.
 */
describe.each(vocabularyTables())('$topic', ({ topic, titles, work, misses, open }) => {
  it('is found in titles and in sentences about work', () => {
    const missed = [
      ...Object.values(titles)
        .flat()
        .filter((line) => pointsOfInsider(topic, line, 'title') < PROJECT),
      ...work.filter((line) => pointsOfInsider(topic, line, 'work') < PROJECT),
    ];
    expect(missed.length > open ? missed : []).toEqual([]);
  });

  it('is not found in the same words of other trades', () => {
    const found = misses.flatMap(({ from, lines }) =>
      lines.filter((line) => pointsOfOutsider(topic, line, from) > LITTLE).map((line) => `${from}: ${line}`),
    );
    expect(found).toEqual([]);
  });
});
