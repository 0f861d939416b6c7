import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averagePrecision, pairLoss, wish } from '../../src/tuning/ranking.js';

const at = (score: number, wanted: boolean) => ({ score, wish: wanted ? wish.shortlist : wish.decline });

describe('average precision', () => {
  test('is 1 when all wanted ones stand on top', () => {
    expect(averagePrecision([at(9, true), at(8, true), at(3, false)])).toBe(1);
  });

  test('is the mean of the shares at each wanted one', () => {
    // wanted at places 1 and 3: (1/1 + 2/3) / 2
    expect(averagePrecision([at(9, true), at(8, false), at(7, true)])).toBeCloseTo(5 / 6);
  });

  test('takes a tie in the middle, whatever the order given', () => {
    const tie = [at(5, true), at(5, false)];
    expect(averagePrecision(tie)).toBeCloseTo(1 / 1.5);
    expect(averagePrecision([...tie].reverse())).toBeCloseTo(1 / 1.5);
  });

  test('is not a number where nothing is wanted', () => {
    expect(averagePrecision([at(1, false)])).toBeNaN();
  });

  test('lies between 0 and 1 and does not depend on the order given', () => {
    const list = fc.array(fc.record({ score: fc.integer({ min: 0, max: 20 }), wish: fc.constantFrom(0, 1, 2) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(list, (ranked) => {
        const value = averagePrecision(ranked);
        if (!ranked.some((one) => one.wish === wish.shortlist)) return Number.isNaN(value);
        return value > 0 && value <= 1 && Math.abs(value - averagePrecision([...ranked].reverse())) < 1e-12;
      }),
    );
  });
});

test('the loss of a pair falls with the distance of the right order', () => {
  expect(pairLoss(50, 50)).toBeCloseTo(Math.LN2);
  expect(pairLoss(80, 20)).toBeLessThan(0.01);
  expect(pairLoss(20, 80)).toBeGreaterThan(4);
});
