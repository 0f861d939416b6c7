import { describe, expect, it } from 'vitest';
import { judgeCv } from '../support/applications.js';

const ENTRY = 'A. Example, B. Sample. Stability of Sinkhorn iterations for point clouds. AISTATS 2024.';

/** Titles of publications that were seen below a heading. */
const seenBelow = (heading: string, text: string): number => judgeCv({ [heading]: text }).facts.publications.length;

describe('an item that shows by itself that it is a publication', () => {
  it.each(['In black on white', 'Central question', 'Research experience', 'Achievements', 'Selected results'])(
    'counts below `%s`',
    (heading) => {
      expect(seenBelow(heading, ENTRY)).toBe(1);
      expect(judgeCv({ [heading]: ENTRY }).scorecard.topics['optimal-transport']).toBeGreaterThan(65);
    },
  );

  it.each([
    ['without a year', 'A. Example, B. Sample. Stability of Sinkhorn iterations for point clouds.'],
    ['of somebody else', 'C. Other, B. Sample. Stability of Sinkhorn iterations for point clouds. AISTATS 2024.'],
    ['a station of a life', '2022 - 2024 Research assistant with B. Sample: Sinkhorn iterations for point clouds'],
  ])('does not count %s', (_, text) => {
    expect(seenBelow('Central question', text)).toBe(0);
  });
});
