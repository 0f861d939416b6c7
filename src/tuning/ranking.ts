/** What a recruiter decided about an application. */
export type VerdictValue = 'shortlist' | 'hold' | 'decline';

/** How much an application is wanted by a verdict. */
export const wish: Readonly<Record<VerdictValue, number>> = { shortlist: 2, hold: 1, decline: 0 };

/** An application in a ranking: its score and how much it is wanted. */
export interface Ranked {
  readonly score: number;
  readonly wish: number;
}

/**
 * Average precision of a ranking by falling score, 0-1: the mean, over the wanted ones (shortlisted), of the share of
 * wanted ones among those that stand at least as high. Ties count as the mean over their orders would, nearly: each
 * wanted one among equals is taken in the middle of them. NaN where nothing is wanted.
 */
export function averagePrecision(list: readonly Ranked[]): number {
  const wanted = list.filter((one) => one.wish === wish.shortlist);
  if (wanted.length === 0) return Number.NaN;
  let sum = 0;
  for (const one of wanted) {
    const above = list.filter((other) => other.score > one.score);
    const level = list.filter((other) => other !== one && other.score === one.score);
    const good = (of: readonly Ranked[]): number => of.filter((other) => other.wish === wish.shortlist).length;
    sum += (good(above) + good(level) / 2 + 1) / (above.length + level.length / 2 + 1);
  }
  return sum / wanted.length;
}

/** So many points of difference are a clear order. */
const CLEAR = 12;

/**
 * How badly scores order a pair of applications of which `better` is wanted more: the logistic loss of the difference
 * (Burges et al. 2005, RankNet), ln 2 for a tie, near 0 for a clear and right order.
 */
export function pairLoss(better: number, worse: number): number {
  return Math.log1p(Math.exp((worse - better) / CLEAR));
}
