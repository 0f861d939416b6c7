import type { OpenPosition, Ruleset } from '../rules/index.js';
import { fitOf, type Signals, signalsIn, totalsOf } from '../score/index.js';
import type { JudgedApplication } from './fit-weights.js';
import type { PairLoss } from './pair-loss.js';

/** A shift of one weight, or of those of several positions together. */
interface Shift {
  readonly topic: string;
  /** Positions that it moves, as places in the ruleset. */
  readonly positions: readonly number[];
  /** What a shift by 1 costs, as a multiple of the price. */
  readonly dearness: number;
}

/** A weight that moves alone is this much dearer than one that moves with its like. */
const ALONE = 4;
/** Weights so near to each other mean the same. */
const ALIKE = 0.051;
/** Steps that are tried, the wide ones first. */
const STEPS = [0.4, 0.2, 0.1, 0.05];
const MOST_SWEEPS = 12;

/**
 * Fits the weights of topics in positions: the least loss over pairs, where moving a weight away from the file has a
 * price that grows with the square of the way (ridge regression; Hastie, Tibshirani, Friedman, The Elements of
 * Statistical Learning, 2009, section 3.4.1). Positions that give a topic the same weight are taken to mean the same: they
 * move together at a lower price, so that what verdicts say about one opening is believed of the others as far as
 * they say nothing else (a random effect for each group; Gelman and Hill 2007, chapter 12).
 */
export class TopicFitter {
  private readonly shifts: readonly Shift[];
  private readonly totals: readonly Readonly<Record<string, number>>[];
  private readonly signals: readonly Signals[];
  /** Places of the positions that an application is measured by. */
  private readonly measuredBy: readonly (readonly number[])[];

  constructor(
    private readonly applications: readonly JudgedApplication[],
    private readonly ruleset: Ruleset,
  ) {
    this.shifts = shiftsOf(ruleset);
    const totals = applications.map(({ gathered }) => totalsOf(gathered, ruleset));
    this.totals = totals.map((one) => one.topics);
    this.signals = applications.map(({ gathered }, index) => signalsIn(gathered, totals[index]?.works === true));
    this.measuredBy = applications.map(({ gathered }) => {
      const named = ruleset.positions.findIndex((one) => one.id === gathered.understanding.position?.id);
      return named === -1 ? [...ruleset.positions.keys()] : [named];
    });
  }

  /** No shift at all. */
  none(): number[] {
    return this.shifts.map(() => 0);
  }

  /** The positions with the weights that shifts give. */
  positions(by: readonly number[]): OpenPosition[] {
    return this.ruleset.positions.map((position, place) => ({
      ...position,
      topics: position.topics.map((topic) => {
        const shift = this.shifts.reduce(
          (sum, one, index) =>
            one.topic === topic.id && one.positions.includes(place) ? sum + (by[index] as number) : sum,
          0,
        );
        return { ...topic, weight: Math.min(1, Math.max(0, topic.weight + shift)) };
      }),
    }));
  }

  /** The fits of all applications. */
  fits(positions: readonly OpenPosition[]): number[] {
    return this.applications.map((_, index) => this.fitOf(index, positions));
  }

  private fitOf(index: number, positions: readonly OpenPosition[]): number {
    const { gathered } = this.applications[index] as JudgedApplication;
    const rules = { ...this.ruleset, positions: positions as Ruleset['positions'] };
    return fitOf(gathered, this.totals[index] ?? {}, this.signals[index] as Signals, rules).fit;
  }

  /**
   * The shifts of least loss and price, by coordinate descent.
   * @param price of a shift by 1 that moves several weights
   * @param from where to begin: the solution for another price, for speed
   */
  fit(loss: PairLoss, price: number, from: readonly number[] = this.none()): number[] {
    const by = [...from];
    let positions = this.positions(by);
    let fits = this.fits(positions);
    let now = loss.of(fits);
    for (const step of STEPS) {
      for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
        let moved = false;
        for (const [at, shift] of this.shifts.entries()) {
          for (const way of [step, -step]) {
            const before = by[at] as number;
            const cost = price * shift.dearness * ((before + way) ** 2 - before ** 2);
            by[at] = before + way;
            const next = this.positions(by);
            const nextFits = this.fitsAfter(shift, positions, next, fits);
            const then = nextFits === fits ? now : loss.of(nextFits);
            if (then + cost < now - 1e-9) {
              [positions, fits, now] = [next, nextFits, then];
              moved = true;
              break;
            }
            by[at] = before;
          }
        }
        if (!moved) break;
      }
    }
    return by;
  }

  private fitsAfter(
    shift: Shift,
    before: readonly OpenPosition[],
    after: readonly OpenPosition[],
    fits: number[],
  ): number[] {
    const weight = (positions: readonly OpenPosition[], place: number): number | undefined =>
      positions[place]?.topics.find((one) => one.id === shift.topic)?.weight;
    const changed = shift.positions.filter((place) => weight(before, place) !== weight(after, place));
    if (changed.length === 0) return fits;
    return fits.map((fit, index) => {
      const touched =
        (this.totals[index]?.[shift.topic] ?? 0) > 0 && this.measuredBy[index]?.some((one) => changed.includes(one));
      return touched === true ? this.fitOf(index, after) : fit;
    });
  }
}

function shiftsOf({ topics, positions }: Ruleset): Shift[] {
  return topics.flatMap(({ id: topic }) => {
    const weights = positions.flatMap((position, place) => {
      const weight = position.topics.find((one) => one.id === topic)?.weight;
      return weight === undefined ? [] : [{ place, weight }];
    });
    const groups: { weight: number; positions: number[] }[] = [];
    for (const { place, weight } of weights) {
      const like = groups.find((one) => Math.abs(one.weight - weight) < ALIKE);
      if (like === undefined) groups.push({ weight, positions: [place] });
      else like.positions.push(place);
    }
    return [
      ...groups.map((group): Shift => ({ topic, positions: group.positions, dearness: 1 })),
      ...groups
        .filter((group) => group.positions.length > 1)
        .flatMap((group) => group.positions.map((place): Shift => ({ topic, positions: [place], dearness: ALONE }))),
    ];
  });
}
