import type { Ruleset } from '../rules/index.js';
import type { Change, Fitter, State } from './fit-weights.js';
import type { Knob } from './knobs.js';
import type { PairLoss } from './pair-loss.js';

/** Most numbers that are changed at once. */
const MOST_CHANGES = 12;
/** A change must lower the loss of the pairs by this much: there are so many terms that some fit by chance. */
const LEAST_GAIN = 0.015;

/** The rules after some changes. */
export interface Step {
  readonly changes: readonly Change[];
  readonly state: State;
  readonly loss: number;
}

/**
 * The path of best single changes, from none on: forward stagewise, each earlier change looked at again after every new one
 * (Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2009, section 3.3.3).
 */
export function climb(fitter: Fitter, knobs: readonly Knob[], from: Ruleset, loss: PairLoss): Step[] {
  const begin = fitter.start(from);
  const path: Step[] = [{ changes: [], state: begin, loss: loss.of(begin.fits) }];
  while (path.length <= MOST_CHANGES) {
    const here = path.at(-1) as Step;
    const used = new Set(here.changes.map((change) => change.knob));
    const next = bestChange(
      fitter,
      knobs.filter((knob) => !used.has(knob)),
      here,
      loss,
    );
    if (next === null) break;
    path.push(refine(fitter, next, loss));
  }
  return path;
}

function bestChange(fitter: Fitter, knobs: readonly Knob[], here: Step, loss: PairLoss): Step | null {
  let best: Step | null = null;
  let most = LEAST_GAIN;
  for (const knob of knobs) {
    const now = knob.read(here.state.ruleset);
    for (const value of knob.values) {
      if (value === now) continue;
      const state = fitter.turn(here.state, { knob, value });
      const then = loss.of(state.fits);
      const gain = here.loss - then;
      if (gain <= most) continue;
      most = gain;
      best = { changes: [...here.changes, { knob, value }], state, loss: then };
    }
  }
  return best;
}

/** Looks again at the values chosen earlier, now that there is one more change. */
function refine(fitter: Fitter, step: Step, loss: PairLoss): Step {
  let current = step;
  for (const [at, { knob }] of step.changes.entries()) {
    for (const value of knob.values) {
      if (value === current.changes[at]?.value) continue;
      const state = fitter.turn(current.state, { knob, value });
      const then = loss.of(state.fits);
      if (then < current.loss)
        current = {
          changes: current.changes.map((one, index) => (index === at ? { knob, value } : one)),
          state,
          loss: then,
        };
    }
  }
  return current;
}
