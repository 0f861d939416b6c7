import { availableParallelism } from 'node:os';
import type { Outcome } from '../../pipeline/index.js';
import type { Preview, RuleFinding, RuleText, SlimOutcome } from '../../review/rules-desk.js';
import type { Store } from '../../store/index.js';
import type { Config } from '../config.js';
import { diffPastMail, type RulesDiff, sideOfFiles } from '../rules-diff.js';
import type { Work } from './reports.js';

/** More changes than that nobody looks through; the counts are of all. */
const MOST_CHANGES = 2000;
const MOST_CAUSES = 12;

interface Sides {
  readonly before: { readonly hash: string; readonly files: readonly RuleText[] };
  readonly after: { readonly hash: string; readonly files: readonly RuleText[] };
}

/**
 * What other rules would make of past mail, by the functions of `rules diff`. Rules with errors are not tried: the errors
 * are the result then.
 */
export async function previewOf(
  store: Pick<Store, 'past' | 'corrections'>,
  config: Pick<Config, 'accounts'>,
  { before, after }: Sides,
  check: (files: readonly RuleText[]) => Promise<readonly RuleFinding[]>,
  { progress, signal }: Work,
): Promise<Preview> {
  const errors = (await check(after.files)).filter((finding) => finding.severity === 'error');
  const head = { before: before.hash, after: after.hash };
  if (errors.length > 0) return { ...head, ...nothing, errors };
  signal.throwIfAborted();
  const diff = await diffPastMail(
    store,
    config,
    sideOfFiles('the live ruleset', before.files),
    sideOfFiles('the draft', after.files),
    // One processor stays for the pages and for new mail.
    { threads: Math.max(1, availableParallelism() - 1), onProgress: (done, total) => progress(done, total ?? 0) },
  );
  return { ...head, ...slim(diff), errors: [] };
}

const nothing: Omit<Preview, 'before' | 'after' | 'errors'> = {
  messages: 0,
  changed: 0,
  counts: { kind: 0, position: 0, band: 0, rank: 0, labels: 0, acknowledge: 0, missing: 0 },
  onlyPoints: 0,
  onlyOvertaken: 0,
  seconds: 0,
  causes: [],
  changes: [],
};

function slim({ messages, changes, counts, onlyPoints, onlyOvertaken, seconds }: RulesDiff): typeof nothing {
  const causes = new Map<string, number>();
  for (const { causes: all } of changes) {
    const [first] = all;
    // `topics/x.yaml#term +3.2 (weight 0.5 → 0.7)`: how many points it was differs from mail to mail.
    const cause = first?.replace(/ [+−][\d.]+(?= \(|$)/, '');
    if (cause !== undefined) causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  return {
    messages,
    changed: changes.length,
    counts,
    onlyPoints,
    onlyOvertaken,
    seconds,
    causes: [...causes]
      .map(([text, mails]) => ({ text, mails }))
      .sort((a, b) => b.mails - a.mails || (a.text < b.text ? -1 : 1))
      .slice(0, MOST_CAUSES),
    changes: changes.slice(0, MOST_CHANGES).map(({ id, changed, before, after, rank, causes: why }) => ({
      id,
      changed,
      before: slimOutcome(before),
      after: slimOutcome(after),
      rank,
      causes: why,
    })),
  };
}

/** Without points, and without who it is: that is asked of the store for whoever looks. */
function slimOutcome({ points: _, applicant: __, reason: ___, ...rest }: Outcome): SlimOutcome {
  return rest;
}
