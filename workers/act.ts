import { type Action, asTriageError, type Effect, type MessageRecord, wishedLabels } from '../src/domain/index.js';
import { applyLabels } from './act-label.js';
import { applyReply } from './act-reply.js';
import { type ActDeps, type Attempt, type AttemptResult, failed, type Review } from './attempt.js';
import type { AccountSettings } from './interfaces.js';
import { idOf } from './payload.js';
import { type Away, createTroubles, type Troubles } from './trouble.js';

export type { ActDeps } from './attempt.js';

/** What became of the action in this job. */
export type ActOutcome = 'done' | 'failed' | 'held' | 'skipped' | 'uncertain' | 'later' | 'nothing';

/**
 * The act worker: one effect, at most once. The ledger says whether it may happen, the kill switch is read again right
 * before it, and what really came of it is written down before the job ends.
 */
export function createAct(deps: ActDeps): (data: unknown) => Promise<ActOutcome> {
  const troubles = createTroubles(deps.backoff.firstSeconds, deps.random);
  return async (data) => {
    const id = idOf(data);
    const action = await deps.store.ledger.get(id);
    const message = action === null ? null : await deps.store.read.message(action.messageId);
    if (action === null || message === null) return 'nothing';
    if (action.state === 'uncertain') return reconcile(deps, troubles, action, message);
    const account = await deps.settings(message.account);
    const decided = action.decidedBy !== null;
    const unwanted = await whyNot(deps, action, message, account, decided);
    if (unwanted !== null)
      return (await deps.store.ledger.skip(id, unwanted.code, unwanted.detail)) ? 'skipped' : 'nothing';
    const review = await reviewOf(deps, action);
    if (review !== null && 'code' in review)
      return (await deps.store.ledger.skip(id, review.code, review.detail)) ? 'skipped' : 'nothing';
    const { windowDays, caps, quietUntil } = deps.limits;
    const wanted = effectOf(action, message, account);
    const effect = wanted === 'send' && review?.stands.most === 'draft' ? 'draft' : wanted;
    const asks = (review?.stands.asks?.length ?? 0) > 0;
    const quiet = quietUntil === undefined ? {} : { quietUntil };
    const away = await isAway(deps, troubles, placeOf(message, effect));
    const claim = await deps.store.ledger.claim(id, {
      effect,
      windowDays,
      caps,
      asks,
      ...quiet,
      ...(away && { away }),
    });
    if (claim.outcome === 'held' || claim.outcome === 'skipped') {
      // More is answered than anybody expected: a loop, a flood, or caps that are too low.
      const level = claim.reason.startsWith('cap-') ? 'warn' : 'info';
      deps.logger[level]({ action: id, reason: claim.reason }, `the action is ${claim.outcome}`);
      return claim.outcome;
    }
    if (claim.outcome !== 'claimed') return 'nothing';
    return run(deps, troubles, { action: claim.action, token: claim.token, message, account, effect, decided, review });
  };
}

/**
 * A planned answer looked at again: a verdict, a later mail of the application or a closed position may have come while
 * it waited. What drops it, or what it has become.
 */
async function reviewOf(deps: ActDeps, action: Action): Promise<Review | { code: string; detail: string } | null> {
  if (action.payload.kind !== 'draft' && action.payload.kind !== 'acknowledge') return null;
  const meanwhile = await deps.store.read.meanwhile(action.messageId);
  const result = deps.reconsider(action.payload, meanwhile);
  return result.outcome === 'dropped' ? result : { meanwhile, stands: result };
}

/** What the attempt will really do: an account that may not send writes a draft instead. */
export function effectOf(action: Action, message: MessageRecord, account: AccountSettings): Effect {
  if (action.kind !== 'acknowledge') return action.kind;
  const since = account.sendSince ?? null;
  const recent = since === null || (ageOf(message) ?? Number.NEGATIVE_INFINITY) >= Date.parse(since);
  return account.mode === 'send' && recent ? 'send' : 'draft';
}

/** Why the account's settings or the age of the mail forbid the action for good, or null. */
async function whyNot(
  deps: ActDeps,
  action: Action,
  message: MessageRecord,
  account: AccountSettings,
  decided: boolean,
): Promise<{ code: string; detail: string } | null> {
  if (account.mode === 'shadow') return { code: 'shadow', detail: wouldHave(action) };
  if (action.kind === 'label') return null;
  if (account.mode === 'label') return { code: 'mode-label', detail: 'this account only labels' };
  const activated = await deps.store.settings.activatedAt(account.id);
  const age = ageOf(message);
  if (activated !== null && age !== null && age >= Date.parse(activated)) {
    const meant = age < Date.parse(account.anyAgeUntil ?? activated);
    return meant || decided ? null : whyTooOld(deps, age);
  }
  const when = age === null ? 'of unknown age' : `of ${new Date(age).toISOString()}`;
  const since = activated === null ? 'the account was never activated' : `the account was activated at ${activated}`;
  return { code: 'before-activation', detail: `the mail is ${when}; ${since}` };
}

/** A receipt that comes weeks late, after the program was stopped for so long, is worse than none. */
async function whyTooOld({ store, limits }: ActDeps, age: number): Promise<{ code: string; detail: string } | null> {
  if (limits.maxAgeDays === undefined) return null;
  const days = ((await store.read.now()).getTime() - age) / 86_400_000;
  if (days <= limits.maxAgeDays) return null;
  return {
    code: 'too-old',
    detail: `the mail is ${Math.floor(days)} days old; at most ${limits.maxAgeDays} (maxAgeDays)`,
  };
}

/** What an account in shadow mode leaves undone, in words. */
function wouldHave({ payload }: Action): string {
  if (payload.kind === 'label') return `would have labelled: ${wishedLabels(payload).join(', ')}`;
  const verb = payload.kind === 'acknowledge' ? 'sent' : 'drafted';
  return `would have ${verb} ${payload.template} to ${payload.to}`;
}

/** When the mail was written or came, whichever is earlier: one that was uploaded again has a new date of arrival. */
function ageOf(message: MessageRecord): number | null {
  const times = [message.receivedAt, message.date].flatMap((time) => (time === null ? [] : [Date.parse(time)]));
  return times.length === 0 ? null : Math.min(...times);
}

async function run(deps: ActDeps, troubles: Troubles, attempt: Attempt): Promise<ActOutcome> {
  const { action, token } = attempt;
  const { payload } = action;
  const place = placeOf(attempt.message, attempt.effect);
  let result: AttemptResult;
  try {
    result =
      payload.kind === 'label'
        ? await applyLabels(deps, attempt, wishedLabels(payload))
        : await applyReply(deps, attempt, payload);
    troubles.over(place, action.id);
  } catch (thrown) {
    const error = asTriageError(thrown);
    const away = troubles.thrown(place, action.id, error, await deps.store.read.now());
    result = away === null ? failed(deps, attempt, true, error.code, `${error.message} ${error.help}`) : heldFor(away);
  }
  const known = await deps.store.ledger.finish(action.id, token, result);
  const about = {
    action: action.id,
    kind: action.kind,
    state: result.state,
    reason: result.reason,
    detail: result.detail,
  };
  if (!known) {
    deps.logger.warn(about, 'an action ended after another worker had taken it over');
    return 'nothing';
  }
  deps.logger.info(about, 'an action ended');
  if (result.state !== 'failed' || result.retryInSeconds === undefined) return result.state;
  const work = [{ id: action.id, attempts: action.attempts }];
  await deps.signal('act', work, { delaySeconds: result.retryInSeconds }).catch(() => {
    // The sweeper will say it.
  });
  return 'later';
}

/**
 * The mailbox or the mail server did not let us begin, for a reason that is none of this message: the action waits until
 * the server is back or a person has helped, however long that takes, and the try does not count.
 */
function heldFor({ reason, detail, retryInSeconds }: Away): AttemptResult {
  return { state: 'held', reason, detail, retryInSeconds };
}

/** What an account's server is asked for: it may take labels and no mail. */
function placeOf({ account }: MessageRecord, effect: Effect): string {
  return `${account} ${effect}`;
}

async function isAway(deps: ActDeps, troubles: Troubles, place: string): Promise<Away | null> {
  return troubles.knows(place) ? troubles.standing(place, await deps.store.read.now()) : null;
}

/**
 * A send without an answer: if it stands in the Sent folder it happened; if not, a person has to look. While the server
 * is away nothing is known, and it is looked for later.
 */
async function reconcile(
  deps: ActDeps,
  troubles: Troubles,
  action: Action,
  message: MessageRecord,
): Promise<ActOutcome> {
  const place = `${message.account} look`;
  if ((await isAway(deps, troubles, place)) !== null) return 'uncertain';
  let found: boolean;
  try {
    found = await deps.mailbox.wasSent(message.account, deps.replyMessageId(message.account, action.key));
    troubles.over(place, action.id);
  } catch (thrown) {
    const error = asTriageError(thrown);
    if (troubles.thrown(place, action.id, error, await deps.store.read.now()) === null) throw thrown;
    deps.logger.info({ action: action.id, code: error.code, reason: error.message }, 'Sent could not be looked into');
    return 'uncertain';
  }
  await deps.store.ledger.reconciled(action.id, found);
  return found ? 'done' : 'uncertain';
}
