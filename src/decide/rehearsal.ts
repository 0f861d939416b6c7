import type { PlannedReply } from '../domain/index.js';

/** A judged message with what the plan asked for. */
export interface Rehearsed {
  readonly messageId: string;
  readonly account: string;
  /** When it came, ISO 8601. */
  readonly at: string;
  readonly position: string | null;
  /** The band of an application; `inquiry` or `other` for other mail; `unread` where the CV could not be read. */
  readonly lane: string;
  readonly labels: readonly string[];
  /** What the decision says about answering, and why. */
  readonly decision: { readonly acknowledge: 'send' | 'draft' | 'no'; readonly reason: string };
  readonly replies: readonly PlannedReply[];
}

/** What would have become of the answer, or did. */
export type Outcome = 'sent' | 'drafted' | 'held' | 'none';

/** What a send waits for. */
export type Wait = 'delay' | 'quiet-hours';

/** One line of the report: a position and a lane. */
export interface RehearsalGroup {
  readonly position: string | null;
  readonly lane: string;
  readonly messages: number;
  readonly labels: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<Outcome, number>>;
  /** Why not more than this: codes of each outcome. */
  readonly reasons: Readonly<Record<Outcome, Readonly<Record<string, number>>>>;
  /** How many of those that would have been sent would have waited, by what for. */
  readonly waited: Readonly<Record<Wait, number>>;
  /** Templates of what would have been sent or drafted. */
  readonly templates: Readonly<Record<string, number>>;
  /** Ids of messages, the newest first. */
  readonly examples: readonly string[];
}

export interface RehearsalLimits {
  /** Days in which a person gets at most one answer about a position. */
  readonly windowDays: number;
  readonly caps: Readonly<Record<'domain' | 'account' | 'overall', { readonly max: number; readonly hours: number }>>;
  /** How long a send about a position waits, in minutes; left out, not at all. */
  readonly delayMinutes?: (position: string | null) => number;
  /** When the quiet hours that hold at a moment end, or null. */
  readonly quietUntil?: (at: Date) => Date | null;
}

const EXAMPLES = 3;
const HOUR_MS = 3_600_000;

/**
 * What the plans came to, by position and lane: where effects happened, what they were; where the account was in shadow,
 * what they would have been had it been allowed to send, each mail handled when it came. Window, caps, delays and quiet
 * hours are those of the ledger. Pure.
 */
export function rehearse(messages: readonly Rehearsed[], limits: RehearsalLimits): RehearsalGroup[] {
  const groups = new Map<string, Mutable>();
  const history = createHistory(limits);
  const ordered = [...messages].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || Number(a.messageId) - Number(b.messageId),
  );
  for (const message of ordered) {
    const group = groupOf(groups, message);
    group.messages += 1;
    group.examples.unshift(message.messageId);
    for (const label of message.labels) count(group.labels, label);
    if (message.replies.length === 0) note(group, 'none', message.decision.reason);
    for (const reply of message.replies) {
      const { outcome, reason, wait } = history.see(reply, message);
      note(group, outcome, reason);
      if (wait !== undefined) group.waited[wait] += 1;
      if (outcome === 'sent' || outcome === 'drafted') count(group.templates, reply.template);
    }
  }
  return [...groups.values()].map((group) => ({ ...group, examples: group.examples.slice(0, EXAMPLES) }));
}

interface Mutable {
  position: string | null;
  lane: string;
  messages: number;
  labels: Record<string, number>;
  answers: Record<Outcome, number>;
  reasons: Record<Outcome, Record<string, number>>;
  waited: Record<Wait, number>;
  templates: Record<string, number>;
  examples: string[];
}

function groupOf(groups: Map<string, Mutable>, { position, lane }: Rehearsed): Mutable {
  const key = JSON.stringify([position, lane]);
  const known = groups.get(key);
  if (known !== undefined) return known;
  const made: Mutable = {
    position,
    lane,
    messages: 0,
    labels: dictionary(),
    answers: { sent: 0, drafted: 0, held: 0, none: 0 },
    reasons: { sent: dictionary(), drafted: dictionary(), held: dictionary(), none: dictionary() },
    waited: { delay: 0, 'quiet-hours': 0 },
    templates: dictionary(),
    examples: [],
  };
  groups.set(key, made);
  return made;
}

/** Codes and labels come from rules that people write: no name may mean something to an object. */
const dictionary = (): Record<string, number> => Object.create(null) as Record<string, number>;

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function note(group: Mutable, outcome: Outcome, reason: string | null): void {
  group.answers[outcome] += 1;
  if (reason !== null) count(group.reasons[outcome], reason);
}

/** What has been answered so far, for the window and the caps. */
function createHistory({ windowDays, caps, delayMinutes, quietUntil }: RehearsalLimits) {
  const answered = new Map<string, number>();
  const sent: { at: number; domain: string; account: string }[] = [];
  const tripped = (at: number, domain: string, account: string): string | null => {
    const within = (hours: number, same: (one: (typeof sent)[number]) => boolean): number =>
      sent.filter((one) => one.at > at - hours * HOUR_MS && one.at <= at && same(one)).length;
    if (within(caps.domain.hours, (one) => one.domain === domain) >= caps.domain.max) return 'cap-domain';
    if (within(caps.account.hours, (one) => one.account === account) >= caps.account.max) return 'cap-account';
    return within(caps.overall.hours, () => true) >= caps.overall.max ? 'cap-overall' : null;
  };
  /** When a send that is planned at a moment would leave, and what it waits for last. */
  const leaves = (planned: number, position: string | null): { at: number; wait?: Wait } => {
    const delay = (delayMinutes?.(position) ?? 0) * 60_000;
    const quiet = quietUntil?.(new Date(planned + delay)) ?? null;
    if (quiet !== null) return { at: quiet.getTime(), wait: 'quiet-hours' };
    return delay > 0 ? { at: planned + delay, wait: 'delay' } : { at: planned };
  };
  return {
    see(reply: PlannedReply, message: Rehearsed): { outcome: Outcome; reason: string | null; wait?: Wait } {
      const at = Date.parse(message.at);
      const key = JSON.stringify([reply.person, reply.position]);
      const remember = (outcome: 'sent' | 'drafted', reason: string | null, leavesAt = at) => {
        answered.set(key, leavesAt);
        if (outcome === 'sent') sent.push({ at: leavesAt, domain: reply.domain, account: message.account });
        return { outcome, reason };
      };
      if (reply.state !== 'skipped' || reply.reason !== 'shadow') {
        const real = realOutcome(reply);
        if (real.outcome === 'sent' || real.outcome === 'drafted') return remember(real.outcome, real.reason);
        return real;
      }
      const before = answered.get(key);
      if (before !== undefined && at - before < windowDays * 24 * HOUR_MS)
        return { outcome: 'none', reason: 'answered-before' };
      if (reply.kind === 'draft') return remember('drafted', message.decision.reason);
      const leave = leaves(at, message.position);
      const cap = tripped(leave.at, reply.domain, message.account);
      if (cap !== null) return { outcome: 'held', reason: cap };
      const sending = remember('sent', message.decision.reason, leave.at);
      return leave.wait === undefined ? sending : { ...sending, wait: leave.wait };
    },
  };
}

/** What became of a reply outside shadow mode. */
function realOutcome({ state, reason, effect }: PlannedReply): { outcome: Outcome; reason: string | null } {
  if (state === 'done') return { outcome: effect === 'send' ? 'sent' : 'drafted', reason };
  if (state === 'skipped') return { outcome: 'none', reason };
  return { outcome: 'held', reason: reason ?? state };
}
