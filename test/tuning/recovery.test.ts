import { expect, test } from 'vitest';
import { damages, labelledApplications, recover } from '../../bench/recovery.js';
import { defaultRulesDir, loadRuleset } from '../../src/app/read-rules.js';
import { fixtureReader } from '../support/reading-cache.js';

// The promise of `rules suggest`: 40 verdicts bring back nine tenths of the average precision that damaged weights lost.
test('weights fitted to 40 verdicts bring back what damaged weights lost', { timeout: 900_000 }, async () => {
  const ruleset = await loadRuleset(defaultRulesDir());
  const applications = await labelledApplications('fixtures/cases', ruleset, fixtureReader({ threads: 2, ocr: false }));
  expect(applications.length).toBeGreaterThan(200);
  const recoveries = Object.values(damages).flatMap((damage) =>
    [0.1, 0.5, 0.9].map((offset) => recover(applications, ruleset, damage(ruleset), 40, offset)),
  );
  for (const { before, damaged } of recoveries) expect(before - damaged).toBeGreaterThan(0.1);
  // Also where the sample is a poor one, most of it.
  for (const { share } of recoveries) expect(share).toBeGreaterThan(0.8);
  const mean = recoveries.reduce((sum, { share }) => sum + share, 0) / recoveries.length;
  expect(mean).toBeGreaterThanOrEqual(0.9);
});
