import type { Band } from '../domain/index.js';

/** One application as our band and the people see it. */
export interface Judged {
  readonly applicationId: string;
  readonly position: string | null;
  readonly band: Band;
  /** The verdicts that hold, oldest first, one a reviewer. */
  readonly verdicts: readonly string[];
}

/** A share with its 95 % interval (Wilson); null where nothing was counted. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How far our bands agree with the people's verdicts. */
export interface Agreement {
  readonly applications: number;
  readonly withVerdict: number;
  /** Verdicts by band: `counts.strong.shortlist`. */
  readonly counts: Readonly<Record<Band, Readonly<Record<string, number>>>>;
  /** Of those in `strong` or `possible` with a verdict of yes or no: how many were shortlisted. */
  readonly precision: Share;
  /** Of those that were shortlisted: how many we had in `strong` or `possible`. */
  readonly recall: Share;
  /** Agreement beyond chance (Cohen 1960), -1 to 1; null with fewer than KAPPA_FROM decisions, or all of one kind. */
  readonly kappa: number | null;
  /** Decisions of yes or no; `hold` is neither. */
  readonly decisions: number;
  /** What a person should keep in mind about these numbers. */
  readonly caveats: readonly string[];
}

/** Fewer decisions than this say next to nothing about kappa. */
const KAPPA_FROM = 10;
/** Fewer decisions than this leave intervals so wide that the numbers should not move anybody. */
const FEW = 30;

const YES = 'shortlist';
const NO = 'decline';

/** Compares bands with verdicts. Pure. Each application counts once: the most frequent verdict, in a tie the latest. */
export function agreement(rows: readonly Judged[]): Agreement {
  const counts: Record<Band, Record<string, number>> = { strong: {}, possible: {}, weak: {}, 'off-topic': {} };
  const cells = { picked: { yes: 0, no: 0 }, left: { yes: 0, no: 0 } };
  let withVerdict = 0;
  for (const { band, verdicts } of rows) {
    const verdict = commonVerdict(verdicts);
    if (verdict === null) continue;
    withVerdict += 1;
    counts[band][verdict] = (counts[band][verdict] ?? 0) + 1;
    const cell = cells[isPicked(band) ? 'picked' : 'left'];
    if (verdict === YES) cell.yes += 1;
    if (verdict === NO) cell.no += 1;
  }
  const { picked, left } = cells;
  const decisions = picked.yes + picked.no + left.yes + left.no;
  return {
    applications: rows.length,
    withVerdict,
    counts,
    precision: wilson(picked.yes, picked.yes + picked.no),
    recall: wilson(picked.yes, picked.yes + left.yes),
    kappa: decisions < KAPPA_FROM ? null : kappa(picked.yes, picked.no, left.yes, left.no),
    decisions,
    caveats: caveatsOf(decisions, left.yes + left.no),
  };
}

const isPicked = (band: Band): boolean => band === 'strong' || band === 'possible';

function commonVerdict(verdicts: readonly string[]): string | null {
  const votes = new Map<string, number>();
  for (const verdict of verdicts) votes.set(verdict, (votes.get(verdict) ?? 0) + 1);
  const most = Math.max(0, ...votes.values());
  return verdicts.findLast((verdict) => votes.get(verdict) === most) ?? null;
}

/** 95 % interval of a share: Wilson (1927), which holds for small counts and near 0 and 1, where others fail. */
export function wilson(hits: number, of: number): Share {
  if (of === 0) return { hits, of, share: null, low: null, high: null };
  const z = 1.959964;
  const share = hits / of;
  const centre = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return { hits, of, share, low: within((centre - spread) / scale), high: within((centre + spread) / scale) };
}

/** Cohen's kappa of a two by two table; null where chance alone agrees always. */
function kappa(bothYes: number, weYes: number, theyYes: number, bothNo: number): number | null {
  const all = bothYes + weYes + theyYes + bothNo;
  const observed = (bothYes + bothNo) / all;
  const chance = ((bothYes + weYes) * (bothYes + theyYes) + (theyYes + bothNo) * (weYes + bothNo)) / (all * all);
  return chance === 1 ? null : (observed - chance) / (1 - chance);
}

function caveatsOf(decisions: number, below: number): string[] {
  const caveats: string[] = [];
  if (decisions === 0) return ['Nobody has given a verdict yet, so nothing is known about the agreement.'];
  if (decisions < FEW)
    caveats.push(
      `Only ${decisions} decisions: the intervals are wide, and the next few verdicts may change the picture.`,
    );
  if (below === 0)
    caveats.push('No verdict was given on weak or off-topic applications, so what was missed there is not known.');
  return caveats;
}
