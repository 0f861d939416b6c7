import type { Band, Decision, Judgement, Kind } from '../domain/index.js';

/** What a judgement comes to, without its texts: enough to see what a change of rules changes, and why. */
export interface Outcome {
  readonly kind: Kind;
  readonly position: string | null;
  readonly band: Band;
  /** 0-100. */
  readonly fit: number;
  readonly labels: readonly string[];
  readonly acknowledge: Decision['acknowledge'];
  /** Code of what decided about the answer. */
  readonly reason: string;
  readonly template: string | null;
  readonly missing: readonly string[];
  readonly applicant: string | null;
  /** Points by rule (`topics/robustness.yaml#adversarial`), rules without points left out. */
  readonly points: Readonly<Record<string, number>>;
}

/** The outcome of a judgement. */
export function outcomeOf(judgement: Omit<Judgement, 'documents'>): Outcome {
  const { kind, position, band, scorecard, decision, missing, applicant } = judgement;
  const points: Record<string, number> = {};
  for (const one of scorecard.evidence)
    if (one.points > 0) points[one.rule] = Math.round(((points[one.rule] ?? 0) + one.points) * 10) / 10;
  return {
    kind,
    position,
    band,
    fit: scorecard.fit,
    labels: decision.labels,
    acknowledge: decision.acknowledge,
    reason: decision.reason,
    template: decision.acknowledge === 'no' ? null : (decision.template ?? null),
    missing,
    applicant: applicant?.name ?? applicant?.email ?? null,
    points,
  };
}

/** What of a message can change under other rules. */
export const aspects = ['kind', 'position', 'band', 'rank', 'labels', 'acknowledge', 'missing'] as const;
export type Aspect = (typeof aspects)[number];

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join('\0') === [...b].sort().join('\0');

/** Which aspects differ; ranks are not known to one message alone. */
export function changedAspects(before: Outcome, after: Outcome): Aspect[] {
  const changed: Aspect[] = [];
  if (before.kind !== after.kind) changed.push('kind');
  if (before.position !== after.position) changed.push('position');
  if (before.band !== after.band) changed.push('band');
  if (!sameSet(before.labels, after.labels)) changed.push('labels');
  if (before.acknowledge !== after.acknowledge || before.template !== after.template) changed.push('acknowledge');
  if (!sameSet(before.missing, after.missing)) changed.push('missing');
  return changed;
}

/** A rule whose points came, went or moved. */
export interface MovedPoints {
  readonly rule: string;
  readonly before: number;
  readonly after: number;
}

/** Rules whose points differ, the greatest difference first. */
export function movedPoints(before: Outcome, after: Outcome): MovedPoints[] {
  return [...new Set([...Object.keys(before.points), ...Object.keys(after.points)])]
    .map((rule) => ({ rule, before: before.points[rule] ?? 0, after: after.points[rule] ?? 0 }))
    .filter((one) => one.before !== one.after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.rule < b.rule ? -1 : 1));
}
