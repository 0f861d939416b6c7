import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreement, wilson } from '../../src/decide/index.js';
import { type Band, bands } from '../../src/domain/index.js';

type Row = Parameters<typeof agreement>[0][number];
let next = 0;
const rows = (n: number, band: Band, ...verdicts: string[]): Row[] =>
  Array.from({ length: n }, () => ({ applicationId: String(++next), position: 'phd-ot', band, verdicts }));

describe('agreement', () => {
  it('counts each application once, by its most frequent verdict and the latest in a tie', () => {
    const one = agreement([
      ...rows(1, 'strong', 'shortlist', 'decline', 'shortlist'),
      ...rows(1, 'strong', 'shortlist', 'decline'),
      ...rows(1, 'weak'),
    ]);
    expect(one.counts.strong).toEqual({ shortlist: 1, decline: 1 });
    expect([one.applications, one.withVerdict, one.decisions]).toEqual([3, 2, 2]);
  });

  it('knows the textbook: 20, 5, 10, 15 is a kappa of 0.4', () => {
    const { kappa, precision, recall, caveats } = agreement([
      ...rows(20, 'strong', 'shortlist'),
      ...rows(5, 'possible', 'decline'),
      ...rows(10, 'weak', 'shortlist'),
      ...rows(15, 'off-topic', 'decline'),
    ]);
    expect(kappa).toBeCloseTo(0.4, 10);
    expect([precision.hits, precision.of]).toEqual([20, 25]);
    expect([recall.hits, recall.of]).toEqual([20, 30]);
    expect(caveats).toEqual([]);
  });

  it('takes hold for neither yes nor no', () => {
    const { decisions, precision, counts } = agreement([
      ...rows(3, 'strong', 'hold'),
      ...rows(1, 'strong', 'shortlist'),
    ]);
    expect([decisions, precision.of, counts.strong.hold]).toEqual([1, 1, 3]);
  });

  it('says what small numbers do not', () => {
    expect(agreement([]).caveats.join()).toMatch(/Nobody has given a verdict/);
    const few = agreement(rows(4, 'strong', 'shortlist'));
    expect(few.kappa).toBeNull();
    expect(few.caveats.join(' ')).toMatch(/Only 4 decisions.*No verdict was given on weak/);
    expect(agreement(rows(40, 'strong', 'shortlist')).kappa).toBeNull();
  });

  it('stays within its bounds for any verdicts', () => {
    const row = fc.record({
      applicationId: fc.string(),
      position: fc.constant(null),
      band: fc.constantFrom(...bands),
      verdicts: fc.array(fc.constantFrom('shortlist', 'hold', 'decline', '__proto__'), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (all) => {
        const { precision, recall, kappa, withVerdict, applications } = agreement(all);
        expect(withVerdict).toBeLessThanOrEqual(applications);
        for (const share of [precision, recall]) expect(share.hits).toBeLessThanOrEqual(share.of);
        if (kappa !== null) expect(Math.abs(kappa)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

describe('wilson', () => {
  it('gives the interval that the paper gives', () => {
    const { low, high } = wilson(8, 10);
    expect([low?.toFixed(4), high?.toFixed(4)]).toEqual(['0.4902', '0.9433']);
    expect(wilson(0, 0)).toEqual({ hits: 0, of: 0, share: null, low: null, high: null });
  });

  it('holds the share between its ends, also at 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (a, b) => {
        const of = Math.max(a, b, 1);
        const { share, low, high } = wilson(Math.min(a, b), of);
        expect(low ?? -1).toBeGreaterThanOrEqual(0);
        expect(high ?? 2).toBeLessThanOrEqual(1);
        expect(share ?? -1).toBeGreaterThanOrEqual((low ?? 2) - 1e-9);
        expect(share ?? 2).toBeLessThanOrEqual((high ?? -1) + 1e-9);
      }),
    );
  });
});
