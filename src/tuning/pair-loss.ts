import { pairLoss } from './ranking.js';

/** Mean loss over pairs of applications of different wish. */
export class PairLoss {
  private readonly pairs: readonly (readonly [better: number, worse: number, weight: number])[];
  private readonly total: number;

  /**
   * @param wishes by application
   * @param among applications of which both of a pair are
   * @param of applications of which one of a pair is
   */
  constructor(wishes: readonly number[], among: readonly number[], of: ReadonlySet<number> = new Set(among)) {
    const pairs: [number, number, number][] = [];
    for (const [at, a] of among.entries()) {
      for (const b of among.slice(at + 1)) {
        const difference = (wishes[a] as number) - (wishes[b] as number);
        if (difference === 0 || !(of.has(a) || of.has(b))) continue;
        pairs.push(difference > 0 ? [a, b, difference] : [b, a, -difference]);
      }
    }
    this.pairs = pairs;
    this.total = pairs.reduce((sum, [, , weight]) => sum + weight, 0);
  }

  /** @param fits by application */
  of(fits: readonly number[]): number {
    let sum = 0;
    for (const [better, worse, weight] of this.pairs)
      sum += pairLoss(fits[better] as number, fits[worse] as number) * weight;
    return this.total === 0 ? 0 : sum / this.total;
  }
}
