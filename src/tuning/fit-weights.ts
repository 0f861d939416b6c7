import type { Ruleset } from '../rules/index.js';
import { fitOf, type Gathered, type Signals, signalsIn, totalsOf } from '../score/index.js';
import type { Knob } from './knobs.js';

/** An application with a verdict, gathered under the rules whose numbers are fitted. */
export interface JudgedApplication {
  readonly id: string;
  readonly gathered: Gathered;
  /** How much it is wanted: 2 shortlisted, 1 on hold, 0 declined. */
  readonly wish: number;
}

/** One number changed. */
export interface Change {
  readonly knob: Knob;
  readonly value: number;
}

/** The applications' totals and fits under some numbers. */
export interface State {
  readonly ruleset: Ruleset;
  readonly topics: readonly Readonly<Record<string, number>>[];
  readonly fits: readonly number[];
}

/** Fits again and again what changes little: per application, what does not depend on numbers. */
export class Fitter {
  private readonly signals: readonly Signals[];
  private readonly terms: readonly ReadonlySet<string>[];
  private readonly findsByTopic: readonly ReadonlyMap<string, Gathered['finds']>[];

  private readonly applications: readonly JudgedApplication[];

  constructor(
    given: readonly JudgedApplication[],
    private readonly ruleset: Ruleset,
  ) {
    // What is worth nothing is worth nothing under all numbers.
    const applications = given.map(({ id, wish, gathered }) => {
      const finds = gathered.finds.filter((find) => find.worthless === null && find.standing.factor > 0);
      return { id, wish, gathered: { ...gathered, finds } };
    });
    this.applications = applications;
    // Whether there is work of one's own is a matter of what was found; numbers under trial should not make it doubtful.
    this.signals = applications.map(({ gathered }) => signalsIn(gathered, totalsOf(gathered, ruleset).works));
    this.terms = applications.map(
      ({ gathered }) => new Set(gathered.finds.map(({ hit }) => `${hit.topic}#${hit.term.id}`)),
    );
    this.findsByTopic = applications.map(({ gathered }) => {
      const byTopic = new Map<string, Gathered['finds'][number][]>();
      for (const find of gathered.finds) {
        const list = byTopic.get(find.hit.topic) ?? [];
        list.push(find);
        byTopic.set(find.hit.topic, list);
      }
      return byTopic;
    });
  }

  /** In how many of these applications a knob can move anything. */
  reach(knob: Knob, among: readonly number[]): number {
    return among.filter((index) => this.moves(knob, index)).length;
  }

  private moves(knob: Knob, index: number): boolean {
    const { gathered } = this.applications[index] as JudgedApplication;
    if (knob.term !== null) return (this.terms[index] as ReadonlySet<string>).has(`${knob.topic}#${knob.term}`);
    if (knob.position !== null) {
      const found = gathered.understanding.position?.id;
      if (found !== undefined && found !== knob.position) return false;
      return (this.findsByTopic[index] as ReadonlyMap<string, unknown>).has(knob.topic ?? '');
    }
    if (knob.topic !== null) return (this.findsByTopic[index] as ReadonlyMap<string, unknown>).has(knob.topic);
    return gathered.finds.length > 0;
  }

  /** The state under the rules as they are, or with other numbers. */
  start(ruleset: Ruleset = this.ruleset): State {
    const topics = this.applications.map(({ gathered }) => totalsOf(gathered, ruleset).topics);
    return { ruleset, topics, fits: topics.map((one, index) => this.fit(index, one, ruleset)) };
  }

  private fit(index: number, topics: Readonly<Record<string, number>>, ruleset: Ruleset): number {
    const { gathered } = this.applications[index] as JudgedApplication;
    return fitOf(gathered, topics, this.signals[index] as Signals, ruleset).fit;
  }

  /** The state after a change; only what the knob moves is counted again. */
  turn(state: State, { knob, value }: Change): State {
    const ruleset = knob.write(state.ruleset, value);
    const topics = [...state.topics];
    const fits = [...state.fits];
    for (const index of this.applications.keys()) {
      if (!this.moves(knob, index)) continue;
      const { gathered } = this.applications[index] as JudgedApplication;
      if (knob.kind === 'stance') topics[index] = totalsOf(gathered, ruleset).topics;
      else if (knob.kind === 'term-weight' && knob.topic !== null) {
        const finds = this.findsByTopic[index]?.get(knob.topic) ?? [];
        const total = totalsOf({ ...gathered, finds }, ruleset).topics[knob.topic] ?? 0;
        topics[index] = { ...topics[index], [knob.topic]: total };
      }
      fits[index] = this.fit(index, topics[index] ?? {}, ruleset);
    }
    return { ruleset, topics, fits };
  }
}
