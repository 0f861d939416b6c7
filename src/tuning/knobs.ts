import type { Ruleset } from '../rules/index.js';

/** Points of the rules' numbers that verdicts can say something about. */
export type KnobKind = 'topic-weight' | 'term-weight' | 'stance';

/** One number of the rules: where it stands, and the rules with another value in its place. */
export interface Knob {
  readonly kind: KnobKind;
  /** The file, relative to the rules folder. */
  readonly file: string;
  /** Where in the file: what stands in this list (`topics: optimal-transport`), then the key. */
  readonly path: readonly string[];
  /** The position whose applications it moves, or null: all. */
  readonly position: string | null;
  /** The topic that it moves, or null: all. */
  readonly topic: string | null;
  /** The term that it moves, or null: all. */
  readonly term: string | null;
  /** Values worth trying, rising. */
  readonly values: readonly number[];
  readonly read: (ruleset: Ruleset) => number;
  readonly write: (ruleset: Ruleset, value: number) => Ruleset;
}

/** Name of a knob, unique within a ruleset. */
export function knobName(knob: Pick<Knob, 'file' | 'path'>): string {
  return `${knob.file}: ${knob.path.join(' ')}`;
}

const SHARES = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const POINTS = [2, 5, 8, 12, 16, 20, 25, 30, 36, 42, 50, 58, 66, 75, 85];

/** Every number that can be fitted: weights of topics in positions, weights of terms, points of stances. */
export function knobsOf(ruleset: Ruleset): Knob[] {
  return [
    ...ruleset.positions.flatMap((position) => position.topics.map((topic) => topicKnob(position.id, topic.id))),
    ...ruleset.topics.flatMap((topic) => topic.terms.map((term) => termKnob(topic.id, term.id))),
    ...(Object.keys(ruleset.policy.stances) as (keyof Ruleset['policy']['stances'])[]).map(stanceKnob),
  ];
}

function topicKnob(position: string, topic: string): Knob {
  const find = (ruleset: Ruleset) =>
    ruleset.positions.find((one) => one.id === position)?.topics.find((one) => one.id === topic);
  return {
    kind: 'topic-weight',
    file: `positions/${position}.yaml`,
    path: ['topics', topic, 'weight'],
    position,
    topic,
    term: null,
    values: SHARES,
    read: (ruleset) => find(ruleset)?.weight ?? 0,
    write: (ruleset, weight) => ({
      ...ruleset,
      positions: ruleset.positions.map((one) =>
        one.id === position
          ? { ...one, topics: one.topics.map((other) => (other.id === topic ? { ...other, weight } : other)) }
          : one,
      ),
    }),
  };
}

function termKnob(topic: string, term: string): Knob {
  const find = (ruleset: Ruleset) =>
    ruleset.topics.find((one) => one.id === topic)?.terms.find((one) => one.id === term);
  return {
    kind: 'term-weight',
    file: `topics/${topic}.yaml`,
    path: ['terms', term, 'weight'],
    position: null,
    topic,
    term,
    values: SHARES,
    read: (ruleset) => find(ruleset)?.weight ?? 0,
    write: (ruleset, weight) => ({
      ...ruleset,
      topics: ruleset.topics.map((one) =>
        one.id === topic
          ? { ...one, terms: one.terms.map((other) => (other.id === term ? { ...other, weight } : other)) }
          : one,
      ),
    }),
  };
}

function stanceKnob(stance: keyof Ruleset['policy']['stances']): Knob {
  return {
    kind: 'stance',
    file: 'policy.yaml',
    path: ['stances', stance],
    position: null,
    topic: null,
    term: null,
    values: POINTS,
    read: (ruleset) => ruleset.policy.stances[stance],
    write: (ruleset, points) => ({
      ...ruleset,
      policy: { ...ruleset.policy, stances: { ...ruleset.policy.stances, [stance]: points } },
    }),
  };
}
