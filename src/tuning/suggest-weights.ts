import type { Ruleset } from '../rules/index.js';
import { type Change, Fitter, type JudgedApplication, type State } from './fit-weights.js';
import { groupKnobsOf, isGroup, type Knob, knobsOf } from './knobs.js';
import { averagePrecision } from './ranking.js';

/** Fewer applications than this say too little about a number. */
const LEAST_REACH = 2;
/** Most numbers that are changed at once. */
const MOST_CHANGES = 24;
/** A change must lower the loss of the pairs by this much to be looked at. */
const LEAST_GAIN = 0.002;
const FOLDS = 5;
/** A single number must promise this much more than a group of numbers: it has more ways to fit by chance. */
const CAUTION = 3;
/** An edit without which the loss is no worse than by this is left out. */
const UNNEEDED = 0.0005;

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

/**
 * Fits the numbers of the rules to verdicts. Forward stagewise: the one change that orders most pairs better, then the
 * next, each earlier one looked at again; how many changes, is decided by cross-validation (Hastie, Tibshirani,
 * Friedman, The Elements of Statistical Learning, 2009, sections 3.3.3 and 7.10), so few verdicts change little.
 * Pure and deterministic.
 * @param applications applications with verdicts, gathered under `ruleset`
 */
export function suggestWeights(
  applications: readonly JudgedApplication[],
  ruleset: Ruleset,
  onProgress: (share: number) => void = () => {},
): WeightSuggestion {
  const fitter = new Fitter(applications, ruleset);
  const all = [...applications.keys()];
  const knobs = [...groupKnobsOf(ruleset), ...knobsOf(ruleset)].filter(
    (knob) => fitter.reach(knob, all) >= LEAST_REACH,
  );
  const parts = folds(applications, FOLDS);
  const paths = parts.map((held, number) => {
    const train = all.filter((index) => !held.includes(index));
    const path = climb(fitter, knobs, train);
    onProgress((number + 1) / (FOLDS + 1));
    return { held, path };
  });
  // Without verdicts of both kinds nothing is learnt and the path is its beginning.
  const steps = bestLength(fitter, all, paths);
  const at = (path: readonly Step[]): State => (path[Math.min(steps, path.length - 1)] as Step).state;
  const models = [...paths.map(({ path }) => at(path)), at(climb(fitter, knobs, all))];
  const changes = prune(fitter, agreed(ruleset, models), all);
  onProgress(1);
  const begin = fitter.start();
  const last = changes.reduce((state, change) => fitter.turn(state, change), begin);
  const precision = (fits: readonly number[]): number =>
    averagePrecision(fits.map((score, index) => ({ score, wish: (applications[index] as JudgedApplication).wish })));
  // Each application with the fit that numbers gave which had not seen its verdict.
  const unseen = all.map((index) => {
    const part = paths.find(({ held }) => held.includes(index));
    return (part === undefined ? begin : at(part.path)).fits[index] as number;
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

/** Leaves out, one after the other, changes that the order of the verdicts does not need. */
function prune(fitter: Fitter, changes: readonly Change[], among: readonly number[]): Change[] {
  let kept = [...changes];
  const lossOf = (list: readonly Change[]): number =>
    fitter.loss(
      list.reduce((state, change) => fitter.turn(state, change), fitter.start()),
      among,
    );
  for (const change of changes) {
    const without = kept.filter((other) => other !== change);
    if (lossOf(without) <= lossOf(kept) + UNNEEDED) kept = without;
  }
  return kept;
}

interface Step {
  readonly changes: readonly Change[];
  readonly state: State;
  readonly loss: number;
}

/** The path of best single changes, from none on. */
function climb(fitter: Fitter, knobs: readonly Knob[], among: readonly number[]): Step[] {
  const begin = fitter.start();
  const path: Step[] = [{ changes: [], state: begin, loss: fitter.loss(begin, among) }];
  while (path.length <= MOST_CHANGES) {
    const here = path.at(-1) as Step;
    const used = new Set(here.changes.map((change) => change.knob));
    const next = bestChange(
      fitter,
      knobs.filter((knob) => !used.has(knob)),
      here,
      among,
    );
    if (next === null) break;
    path.push(refine(fitter, next, among));
  }
  return path;
}

function bestChange(fitter: Fitter, knobs: readonly Knob[], here: Step, among: readonly number[]): Step | null {
  let best: Step | null = null;
  let most = LEAST_GAIN;
  for (const knob of knobs) {
    const caution = isGroup(knob) ? 1 : CAUTION;
    const now = knob.read(here.state.ruleset);
    for (const value of knob.values) {
      if (value === now) continue;
      const state = fitter.turn(here.state, { knob, value });
      const loss = fitter.loss(state, among);
      const gain = (here.loss - loss) / caution;
      if (gain <= most) continue;
      most = gain;
      best = { changes: [...here.changes, { knob, value }], state, loss };
    }
  }
  return best;
}

/** Looks again at the values chosen earlier, now that there is one more change. */
function refine(fitter: Fitter, step: Step, among: readonly number[]): Step {
  let current = step;
  for (const [at, { knob }] of step.changes.entries()) {
    for (const value of knob.values) {
      if (value === current.changes[at]?.value) continue;
      const state = fitter.turn(current.state, { knob, value });
      const loss = fitter.loss(state, among);
      if (loss < current.loss)
        current = { changes: current.changes.map((one, index) => (index === at ? { knob, value } : one)), state, loss };
    }
  }
  return current;
}

/** The number of changes with the smallest mean loss on pairs that have an application which was not used. */
function bestLength(
  fitter: Fitter,
  all: readonly number[],
  paths: readonly { held: readonly number[]; path: readonly Step[] }[],
): number {
  const longest = Math.max(0, ...paths.map(({ path }) => path.length - 1));
  const losses = Array.from({ length: longest + 1 }, (_, steps) => {
    const each = paths.map(({ held, path }) =>
      fitter.loss((path[Math.min(steps, path.length - 1)] as Step).state, all, new Set(held)),
    );
    return each.reduce((sum, one) => sum + one, 0) / Math.max(1, each.length);
  });
  return losses.indexOf(Math.min(...losses));
}

/** Folds with like shares of each verdict, the same at every run. */
function folds(applications: readonly JudgedApplication[], count: number): number[][] {
  const parts: number[][] = Array.from({ length: count }, () => []);
  const order = [...applications.keys()].sort((a, b) => {
    const [one, other] = [applications[a] as JudgedApplication, applications[b] as JudgedApplication];
    return one.wish - other.wish || (one.id < other.id ? -1 : 1);
  });
  for (const [at, index] of order.entries()) parts[at % count]?.push(index);
  return parts;
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
