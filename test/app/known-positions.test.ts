import { describe, expect, it } from 'vitest';
import { requirePositions, unknownPositions } from '../../src/app/known-positions.js';
import { defaultRuleset } from '../support/rules.js';

describe('positions that accounts name', () => {
  const account = (positions: Record<string, string>) => [{ id: 'lab', positions }];

  it('may be any of the rules', () => {
    const all = Object.fromEntries(defaultRuleset.positions.map(({ id }) => [`${id}@example.org`, id]));
    expect(unknownPositions(account(all), defaultRuleset)).toEqual([]);
    expect(() => requirePositions([...account(all), ...account({})], defaultRuleset)).not.toThrow();
  });

  it('and that the rules lack are an error that says which are known', () => {
    const wrong = account({ 'jobs@example.org': 'phd-ot', 'phd@example.org': 'phd-opt' });
    expect(() => requirePositions(wrong, defaultRuleset)).toThrow(
      expect.objectContaining({
        code: 'unknown-position',
        errorClass: 'permanent',
        message: 'Account lab: phd@example.org leads to `phd-opt`, which is no position of the rules.',
        help: expect.stringMatching(/^Known: .*phd-ot/),
      }),
    );
  });
});
