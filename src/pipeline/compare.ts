import { describeRuleChange, type RuleChange } from '../rules/index.js';
import { type Aspect, aspects, changedAspects, type MovedPoints, movedPoints, type Outcome } from './outcome.js';

/** One past message with what two rulesets make of it. */
export interface Compared {
  /** Id in the store, or path. */
  readonly id: string;
  readonly subject: string;
  /** The application that it belongs to, where the store knows one: its best mail has the rank. */
  readonly application: string | null;
  readonly before: Outcome;
  readonly after: Outcome;
}

/** A message that other rules treat otherwise. */
export interface Change extends Compared {
  readonly changed: readonly Aspect[];
  /** Place among the applications for its position, from 1; null for what is none. */
  readonly rank: { readonly before: number | null; readonly after: number | null };
  /** Rules whose points moved, the greatest difference first. */
  readonly points: readonly MovedPoints[];
  /** In words, what most likely caused it: rules with their points, then changed keys. At most five. */
  readonly causes: readonly string[];
}

/** What a change of rules does to past mail. */
export interface Comparison {
  readonly messages: number;
  readonly changes: readonly Change[];
  /** How many messages change in each way. */
  readonly counts: Readonly<Record<Aspect, number>>;
  /** Of those not among `changes`: applications whose points moved, and such that only others overtook. */
  readonly onlyPoints: number;
  readonly onlyOvertaken: number;
}

/**
 * Compares what two rulesets make of the same messages. Pure.
 * @param rules where the two rulesets differ; names the causes that no points tell
 */
export function compareOutcomes(messages: readonly Compared[], rules: readonly RuleChange[]): Comparison {
  const ranks = [ranksOf(messages, (one) => one.before), ranksOf(messages, (one) => one.after)] as const;
  const counts = Object.fromEntries(aspects.map((aspect) => [aspect, 0])) as Record<Aspect, number>;
  const changes: Change[] = [];
  let onlyPoints = 0;
  let onlyOvertaken = 0;
  for (const message of messages) {
    const { before, after } = message;
    const rank = { before: ranks[0].get(message) ?? null, after: ranks[1].get(message) ?? null };
    const points = movedPoints(before, after);
    const own = changedAspects(before, after);
    // Whoever is only overtaken did not change: one good change would be listed as hundreds of bad ones.
    const moves = rank.before !== rank.after && (before.fit !== after.fit || own.includes('position'));
    const changed = aspects.filter((aspect) => own.includes(aspect) || (aspect === 'rank' && moves));
    if (changed.length === 0) {
      if (points.length > 0 || before.fit !== after.fit) onlyPoints++;
      else if (rank.before !== rank.after) onlyOvertaken++;
      continue;
    }
    for (const aspect of changed) counts[aspect]++;
    changes.push({ ...message, changed, rank, points, causes: causesOf(message, points, changed, rules) });
  }
  changes.sort((a, b) => weight(b) - weight(a));
  return { messages: messages.length, changes, counts, onlyPoints, onlyOvertaken };
}

const HEAVY: readonly Aspect[] = ['kind', 'position', 'band', 'acknowledge', 'labels', 'missing'];

/** What a person wants to see first: other kinds and bands, then large steps. */
function weight(change: Change): number {
  const heaviest = HEAVY.findIndex((aspect) => change.changed.includes(aspect));
  return (heaviest < 0 ? 0 : HEAVY.length - heaviest) * 1000 + Math.abs(change.after.fit - change.before.fit);
}

/** Places among the applications for a position: an application stands where its best mail stands; equal fits share a place. */
function ranksOf(messages: readonly Compared[], side: (one: Compared) => Outcome): Map<Compared, number> {
  const lanes = new Map<string, Map<string, Compared[]>>();
  for (const message of messages) {
    const outcome = side(message);
    if (outcome.kind !== 'application') continue;
    const lane = lanes.get(outcome.position ?? '') ?? new Map<string, Compared[]>();
    lanes.set(outcome.position ?? '', lane);
    const key = message.application === null ? `message ${message.id}` : `application ${message.application}`;
    lane.set(key, [...(lane.get(key) ?? []), message]);
  }
  const ranks = new Map<Compared, number>();
  for (const lane of lanes.values()) {
    const rows = [...lane.values()].map((mails) => ({ mails, fit: Math.max(...mails.map((mail) => side(mail).fit)) }));
    rows.sort((a, b) => b.fit - a.fit);
    let place = 0;
    for (const [index, row] of rows.entries()) {
      if (row.fit !== rows[index - 1]?.fit) place = index + 1;
      for (const mail of row.mails) ranks.set(mail, place);
    }
  }
  return ranks;
}

/** Changed keys that can have to do with a message: of rules whose points moved, its positions, and what serves all. */
function causesOf(
  { before, after }: Compared,
  points: readonly MovedPoints[],
  changed: readonly Aspect[],
  rules: readonly RuleChange[],
): string[] {
  const ofRule = (rule: string): RuleChange | undefined => {
    const [file = '', term = ''] = rule.split('#');
    return rules.find(
      (one) =>
        one.file === file && (one.key === '' || one.key === `terms.${term}` || one.key.startsWith(`terms.${term}.`)),
    );
  };
  const named = new Set<RuleChange>();
  const moved = points.map((one) => {
    const change = ofRule(one.rule);
    if (change !== undefined) named.add(change);
    const step = `${one.after >= one.before ? '+' : '−'}${Math.abs(one.after - one.before).toFixed(1)}`;
    return {
      change,
      text: `${one.rule} ${step}${change === undefined || change.key === '' ? '' : ` (${change.key.replace(/^terms\.[^.]+\.?/, '') || 'term'} ${change.before ?? 'none'} → ${change.after ?? 'none'})`}`,
    };
  });
  const positions = new Set([before.position, after.position]);
  const around = rules.filter((one) => {
    if (named.has(one)) return false;
    const position = /^positions\/(.+)\.(?:yaml|vacancy\.txt)$/.exec(one.file)?.[1];
    if (position !== undefined) return positions.has(position) || changed.includes('position');
    if (one.file === 'policy.yaml' && one.key.startsWith('bands.')) return crosses(one, before, after);
    if (one.file === 'policy.yaml') return /^(?:stances|caps|leadingFactor|labels|acknowledge)/.test(one.key);
    return one.file.startsWith('detection/');
  });
  // Rules that were changed themselves come before rules whose points moved because others did.
  const direct = moved.filter((one) => one.change !== undefined).map((one) => one.text);
  const indirect = moved.filter((one) => one.change === undefined).map((one) => one.text);
  return [...direct.slice(0, 3), ...around.slice(0, 3).map(describeRuleChange), ...indirect].slice(0, 5);
}

/** A border that moved matters to whoever stands between its old place and its new one. */
function crosses(border: RuleChange, before: Outcome, after: Outcome): boolean {
  const places = [Number(border.before), Number(border.after)];
  const [low, high] = [Math.min(...places), Math.max(...places)];
  return [before.fit, after.fit].some((fit) => fit >= low && fit < high);
}
