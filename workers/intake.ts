import type { Logger } from 'pino';
import {
  asTriageError,
  type Judgement,
  type MessageRecord,
  type ReadMessage,
  type Reason,
  retryable,
  type TriageError,
} from '../src/domain/index.js';
import { type Backoff, backoffSeconds } from './backoff.js';
import { fetchWherever } from './fetch-wherever.js';
import type {
  AccountSettings,
  BegunMessage,
  FetchedMessage,
  IntakeStore,
  Judge,
  Mailbox,
  MessageReader,
  PlanActions,
  Signal,
} from './interfaces.js';
import { idOf } from './payload.js';
import { markTruncated } from './truncated.js';

export interface IntakeDeps {
  readonly store: IntakeStore;
  readonly mailbox: Pick<Mailbox, 'fetch' | 'find'>;
  readonly reader: MessageReader;
  readonly judge: Judge;
  readonly planActions: PlanActions;
  readonly settings: (account: string) => AccountSettings | Promise<AccountSettings>;
  readonly signal: Signal;
  readonly logger: Logger;
  readonly limits: {
    /** Bytes of a raw message; of a longer one only the head and the first text part are read. */
    readonly maxBytes: number;
    /** A message goes to quarantine when reading or judging it has failed so often for reasons that might pass. */
    readonly maxAttempts: number;
    /** And when it could not even be fetched so often: that says more about the mailbox, so this should take days. */
    readonly maxFetchAttempts: number;
  };
  readonly backoff: Backoff;
  /** 0 up to 1; Math.random outside tests. */
  readonly random: () => number;
}

/** What became of the message in this job. */
export type IntakeOutcome = 'handled' | 'left-alone' | 'merged' | 'gone' | 'quarantined' | 'later' | 'nothing';

type Begun = Extract<BegunMessage, { outcome: 'begun' }>;

/**
 * The intake worker: one message from its place in the mailbox to a judgement and a plan in the store. Every message ends
 * in a status with a reason; whatever is thrown in between, nothing else waits for it.
 */
export function createIntake(deps: IntakeDeps): (data: unknown) => Promise<IntakeOutcome> {
  return async (data) => {
    const id = idOf(data);
    const begun = await deps.store.begin(id);
    if (begun.outcome !== 'begun') return 'nothing';
    const progress: Progress = { stage: 'fetch' };
    try {
      return await handle(deps, begun, progress);
    } catch (error) {
      return giveBack(deps, begun, progress, asTriageError(error));
    }
  };
}

/** How many tries a message waits for the one that it goes on with. */
const PATIENCE = 3;

/** How far it came; decides whether a failure says something about the message or only about the mailbox. */
interface Progress {
  stage: 'fetch' | 'read' | 'judge' | 'save';
}

async function handle(deps: IntakeDeps, begun: Begun, progress: Progress): Promise<IntakeOutcome> {
  const { store } = deps;
  const { token, message } = begun;
  const fetched = await fetchWherever(deps, begun);
  if (fetched === null) {
    const detail = 'it was moved or deleted before it could be read, and is not found under its Message-ID';
    return (await store.gone(message.id, token, { code: 'gone', detail })) ? 'gone' : 'nothing';
  }
  progress.stage = 'read';
  const whole = await deps.reader.read(fetched.raw);
  const read = fetched.truncated ? markTruncated(whole, deps.limits.maxBytes) : whole;
  const identity = await store.identify(message.id, token, read.fingerprint);
  if (identity.outcome === 'merged') {
    deps.logger.info({ message: message.id, into: identity.into }, 'the message is known from another place');
    return 'merged';
  }
  if (identity.outcome === 'lost') return 'nothing';
  progress.stage = 'judge';
  if (message.attempts <= PATIENCE && (await store.earlierUnread(message.id, message.account, read.mail))) {
    throw retryable(
      'earlier-unread',
      'An earlier mail of the same person is still being read.',
      'It is tried again in a moment.',
    );
  }
  const earlier = await store.earlier(message.account, read);
  const judgement = deps.judge(read, { account: message.account, earlier });
  const account = await deps.settings(message.account);
  const actions = deps.planActions(judgement, recordWith(message, fetched, read), account);
  progress.stage = 'save';
  const status = judgement.kind === 'other' && actions.length === 0 ? 'left-alone' : 'handled';
  const saved = await store.saveJudged(message.id, token, {
    read,
    judgement,
    status,
    reason: reasonOf(judgement),
    actions,
    receivedAt: fetched.receivedAt,
  });
  if (saved.outcome === 'lost') return 'nothing';
  await announce(deps, message.id, saved.actionIds);
  return status;
}

/** The record with what fetching and reading have added to it. */
function recordWith(message: MessageRecord, fetched: FetchedMessage, read: ReadMessage): MessageRecord {
  return {
    ...message,
    fingerprint: read.fingerprint,
    receivedAt: message.receivedAt ?? fetched.receivedAt,
    date: read.mail.date ?? message.date,
  };
}

/** What the log of messages says about a judged one. */
export function reasonOf(judgement: Omit<Judgement, 'documents'>): Reason {
  if (judgement.kind !== 'application')
    return { code: judgement.kindReason, detail: `${judgement.kind}: ${judgement.kindReason}` };
  const about = judgement.position ?? 'no open position';
  const score = Math.round(judgement.scorecard.fit);
  return { code: 'judged', detail: `application for ${about}: ${score} points, ${judgement.band}` };
}

/** After the commit: whoever does not hear of it here hears of it from the sweeper. */
async function announce(deps: IntakeDeps, messageId: string, actionIds: readonly string[]): Promise<void> {
  try {
    await deps.signal(
      'act',
      actionIds.map((id) => ({ id, attempts: 0 })),
    );
  } catch (error) {
    deps.logger.warn({ message: messageId, reason: asTriageError(error).message }, 'actions wait for the sweeper');
  }
}

async function giveBack(
  deps: IntakeDeps,
  begun: Begun,
  progress: Progress,
  error: TriageError,
): Promise<IntakeOutcome> {
  const { id, attempts } = begun.message;
  const about = { message: id, code: error.code, stage: progress.stage, attempts, reason: error.message };
  const detail = `${error.message} ${error.help}`;
  const fetching = progress.stage === 'fetch';
  // A refused login is permanent for the account, but the mail can be read once the password is right.
  const hopeless = error.errorClass === 'permanent' && !fetching;
  if (hopeless || attempts >= (fetching ? deps.limits.maxFetchAttempts : deps.limits.maxAttempts)) {
    deps.logger.warn(about, 'the message goes to quarantine');
    const code = hopeless ? error.code : 'retries-exhausted';
    const why = hopeless ? detail : `after ${attempts} tries: ${error.code}: ${detail}`;
    return (await deps.store.quarantine(id, begun.token, { code, detail: why })) ? 'quarantined' : 'nothing';
  }
  const delaySeconds = backoffSeconds(attempts, deps.backoff, deps.random());
  deps.logger.info({ ...about, delaySeconds }, 'the message will be tried again');
  if (!(await deps.store.later(id, begun.token, { code: error.code, detail }, delaySeconds))) return 'nothing';
  await deps.signal('intake', [{ id, attempts }], { delaySeconds }).catch(() => {
    // The sweeper will say it.
  });
  return 'later';
}
