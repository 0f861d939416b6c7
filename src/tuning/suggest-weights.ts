import type { Ruleset } from '../rules/index.js';
import { climb, type Step } from './climb.js';
import { TopicFitter } from './fit-topics.js';
import { type Change, Fitter, type JudgedApplication, type State } from './fit-weights.js';
import { type Knob, knobsOf } from './knobs.js';
import { PairLoss } from './pair-loss.js';
import { averagePrecision } from './ranking.js';

/** Fewer applications than this say too little about a number. */
const LEAST_REACH = 2;
const FOLDS = 5;
/** Cross-validation is done so many times with other folds: with 40 verdicts one division is a game of chance. */
const REPEATS = 2;
/** Prices of moving a weight away from the file, the highest first; before them stands leaving all as it is. */
const PRICES = [0.1, 0.03, 0.01, 0.003, 0.001];

/** A number that the verdicts ask to change. */
export interface WeightEdit {
  readonly knob: Knob;
  readonly from: number;
  readonly to: number;
  /** Average precision that is lost when this edit alone is left out of all proposed ones, on the verdicts. */
  readonly share: number;
  /** Applications that it moves most: their fit before and after this edit alone. */
  readonly moves: readonly { readonly id: string; readonly before: number; readonly after: number }[];
}

/** What fitting the numbers to the verdicts gave. */
export interface WeightSuggestion {
  readonly edits: readonly WeightEdit[];
  /** The rules with all edits. */
  readonly ruleset: Ruleset;
  /** Average precision of shortlisted applications: as it is, and with the edits, on the same verdicts. */
  readonly before: number;
  readonly after: number;
  /** The same on verdicts that were not used for fitting (mean over folds): what to expect of new mail. */
  readonly heldOut: { readonly before: number; readonly after: number };
  readonly applications: number;
}

/** Verdicts that are fitted to, and others that are kept aside meanwhile. */
interface Part {
  readonly held: ReadonlySet<number>;
  readonly seen: PairLoss;
  readonly unseen: PairLoss;
}

/**
 * Fits the numbers of the rules to verdicts: first the weights of topics in positions (fit-topics.ts), then, where they
 * leave something to explain, weights of terms and points of stances (climb.ts). How far either goes, is decided by
 * repeated cross-validation (Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2009, section 7.10), so
 * few verdicts change little. Pure and deterministic.
 * @param applications applications with verdicts, gathered under `ruleset`
 */
export function suggestWeights(
  applications: readonly JudgedApplication[],
  ruleset: Ruleset,
  onProgress: (share: number) => void = () => {},
): WeightSuggestion {
  const all = [...applications.keys()];
  const wishes = applications.map((one) => one.wish);
  const parts = partsOf(applications, wishes);
  const steps = 2 * (parts.length + 1);
  let done = 0;
  const told = <T>(result: T): T => {
    done += 1;
    onProgress(done / steps);
    return result;
  };

  const topics = new TopicFitter(applications, ruleset);
  const paths = parts.map((part) => told(pricesPath(topics, part.seen)));
  const weights = (path: readonly (readonly number[])[] | undefined, way: number) =>
    topics.positions(path?.[way] ?? topics.none());
  const price = least(lossesOf(parts, PRICES.length + 1, (part, way) => topics.fits(weights(paths[part], way))));
  const withTopics = (path: readonly (readonly number[])[] | undefined): Ruleset => ({
    ...ruleset,
    positions: weights(path, price),
  });

  const fitter = new Fitter(applications, ruleset);
  const knobs = knobsOf(ruleset).filter(
    (knob) => knob.kind !== 'topic-weight' && fitter.reach(knob, all) >= LEAST_REACH,
  );
  const climbs = parts.map((part, at) => told(climb(fitter, knobs, withTopics(paths[at]), part.seen)));
  const longest = Math.max(1, ...climbs.map((path) => path.length));
  const fitsAt = (part: number, length: number): readonly number[] =>
    stateAt(climbs[part] as readonly Step[], length).fits;
  const length = least(lossesOf(parts, longest, fitsAt));
  const whole = new PairLoss(wishes, all);
  const wholeClimb = climb(fitter, knobs, withTopics(told(pricesPath(topics, whole))), whole);
  const models = [...climbs, told(wholeClimb)].map((path) => stateAt(path, length));

  const changes = agreed(ruleset, models);
  const begin = fitter.start();
  const last = changes.reduce((state, change) => fitter.turn(state, change), begin);
  const precision = (fits: readonly number[]): number =>
    averagePrecision(fits.map((score, index) => ({ score, wish: wishes[index] as number })));
  // Each application with the fit that numbers gave which had not seen its verdict.
  const unseen = all.map((index) => {
    const part = parts.findIndex(({ held }) => held.has(index));
    return (part === -1 ? begin.fits : fitsAt(part, length))[index] as number;
  });
  return {
    edits: changes.map((change) => editOf(fitter, applications, begin, last, change, precision)),
    ruleset: last.ruleset,
    before: precision(begin.fits),
    after: precision(last.fits),
    heldOut: { before: precision(begin.fits), after: precision(unseen) },
    applications: applications.length,
  };
}

/** Where a path is after so many changes, or at its end. */
function stateAt(path: readonly Step[], length: number): State {
  return (path[Math.min(length, path.length - 1)] as Step).state;
}

/** Shifts of the weights of topics for every price, none first. */
function pricesPath(topics: TopicFitter, loss: PairLoss): number[][] {
  const path = [topics.none()];
  for (const price of PRICES) path.push(topics.fit(loss, price, path.at(-1)));
  return path;
}

/** For every way of fitting, from the simplest on: its losses on the verdicts that each part kept aside. */
function lossesOf(
  parts: readonly Part[],
  ways: number,
  fitsOf: (part: number, way: number) => readonly number[],
): number[][] {
  return Array.from({ length: ways }, (_, way) => parts.map((part, index) => part.unseen.of(fitsOf(index, way))));
}

/**
 * The simplest way that is not worse than the best one by more than one standard error of the difference (the one standard
 * error rule, section 7.10 there): what only a few verdicts ask for is not done.
 */
function least(losses: readonly (readonly number[])[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
  const means = losses.map(mean);
  const best = losses[means.indexOf(Math.min(...means))] ?? [];
  return losses.findIndex((one) => {
    const differences = one.map((loss, part) => loss - (best[part] as number));
    const worse = mean(differences);
    // Repeated divisions are not independent of each other: there are no more than the folds of one.
    const error = Math.sqrt(mean(differences.map((difference) => (difference - worse) ** 2)) / (FOLDS - 1));
    return worse <= error;
  });
}

/**
 * What the models of all folds agree on: the mean of each number, in steps that a person would write. Averaging models
 * of parts of the verdicts takes out what only a few of them say (bagging; Breiman 1996).
 */
function agreed(ruleset: Ruleset, models: readonly State[]): Change[] {
  return knobsOf(ruleset).flatMap((knob) => {
    const from = knob.read(ruleset);
    const mean = models.reduce((sum, model) => sum + knob.read(model.ruleset), 0) / models.length;
    const value = knob.kind === 'stance' ? Math.round(mean) : Math.round(mean * 20) / 20;
    const least = knob.kind === 'stance' ? 2 : 0.1;
    return Math.abs(value - from) < least ? [] : [{ knob, value }];
  });
}

/** Divisions of the verdicts, each time in folds with like shares of each verdict; the same at every run. */
function partsOf(applications: readonly JudgedApplication[], wishes: readonly number[]): Part[] {
  const order = [...applications.keys()].sort((a, b) => {
    const [one, other] = [applications[a] as JudgedApplication, applications[b] as JudgedApplication];
    return one.wish - other.wish || (one.id < other.id ? -1 : 1);
  });
  return Array.from({ length: REPEATS * FOLDS }, (_, number): Part => {
    const [repeat, fold] = [Math.floor(number / FOLDS), number % FOLDS];
    // Each time others are together: the next row of places begins further on.
    const held = new Set(order.filter((_index, at) => (at + repeat * Math.floor(at / FOLDS)) % FOLDS === fold));
    const train = order.filter((index) => !held.has(index));
    return { held, seen: new PairLoss(wishes, train), unseen: new PairLoss(wishes, order, held) };
  });
}

function editOf(
  fitter: Fitter,
  applications: readonly JudgedApplication[],
  begin: State,
  last: State,
  change: Change,
  precision: (fits: readonly number[]) => number,
): WeightEdit {
  const from = change.knob.read(begin.ruleset);
  const without = fitter.turn(last, { knob: change.knob, value: from });
  const alone = fitter.turn(begin, change);
  const moves = [...applications.entries()]
    .map(([index, { id }]) => ({ id, before: begin.fits[index] as number, after: alone.fits[index] as number }))
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
    .filter((move) => Math.abs(move.after - move.before) >= 0.5)
    .slice(0, 5);
  return { knob: change.knob, from, to: change.value, share: precision(last.fits) - precision(without.fits), moves };
}
