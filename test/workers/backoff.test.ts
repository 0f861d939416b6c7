import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffSeconds } from '../../workers/backoff.js';

describe('backoffSeconds', () => {
  const backoff = { firstSeconds: 10, maxSeconds: 3600 };

  it('doubles up to its limit', () => {
    expect([1, 2, 3, 4, 9, 10, 99].map((tries) => backoffSeconds(tries, backoff, 0))).toEqual([
      10, 20, 40, 80, 2560, 3600, 3600,
    ]);
  });

  it('comes up to half of it earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
        const full = backoffSeconds(tries, backoff, 0);
        const seconds = backoffSeconds(tries, backoff, random);
        expect(seconds).toBeGreaterThanOrEqual(full / 2);
        expect(seconds).toBeLessThanOrEqual(full);
      }),
    );
  });
});
