import {
  type Agreement,
  agreement,
  delayMinutesFor,
  quietUntil,
  type RehearsalGroup,
  rehearse,
} from '../decide/index.js';
import { type AccountMode, bands } from '../domain/index.js';
import type { Ruleset } from '../rules/index.js';
import type { PlannedMessage, Store } from '../store/index.js';
import { answerLimits } from './judge.js';

/** What the program did or would have done, and how far people agree with it. */
export interface ShadowReport {
  readonly days: number;
  readonly accounts: readonly { readonly id: string; readonly mode: AccountMode }[];
  readonly messages: number;
  readonly groups: readonly RehearsalGroup[];
  readonly agreement: Agreement;
}

/** Lanes of the report in the order in which a person reads them. */
const LANES: readonly string[] = [...bands, 'unread', 'inquiry', 'other'];

/**
 * @param accounts those to report on, with the modes that hold now
 * @param days how far back judgements are taken, at least 1
 */
export async function shadowReport(
  store: Pick<Store, 'rehearsal'>,
  ruleset: Ruleset,
  accounts: ShadowReport['accounts'],
  days: number,
): Promise<ShadowReport> {
  const messages: PlannedMessage[] = [];
  const applications = new Map<string, Parameters<typeof agreement>[0][number]>();
  for (const { id } of accounts) {
    messages.push(...(await store.rehearsal.planned({ account: id, days })));
    // Somebody who wrote to two accounts about one position is one application all the same.
    for (const row of await store.rehearsal.verdicts(id)) applications.set(row.applicationId, row);
  }
  const rehearsed = messages.map((message) => ({ ...message, lane: laneOf(message) }));
  const limits = {
    ...answerLimits(ruleset),
    delayMinutes: (position: string | null) => delayMinutesFor(position, ruleset),
    quietUntil: (at: Date) => quietUntil(at, ruleset.policy.acknowledge.quietHours),
  };
  const groups = rehearse(rehearsed, limits).sort(
    (a, b) => (a.position ?? '~').localeCompare(b.position ?? '~') || LANES.indexOf(a.lane) - LANES.indexOf(b.lane),
  );
  return { days, accounts, messages: messages.length, groups, agreement: agreement([...applications.values()]) };
}

function laneOf({ kind, band, flags }: PlannedMessage): string {
  if (kind !== 'application') return kind;
  return flags.includes('cv-unread') ? 'unread' : band;
}
