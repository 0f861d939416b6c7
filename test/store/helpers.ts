import { randomUUID } from 'node:crypto';
import type { Judgement, PlannedAction, ReadMessage } from '../../src/domain/index.js';
import type { Begun, Envelope, Store } from '../../src/store/index.js';
import { sampleEnvelope, sampleJudgement, sampleLocation, sampleRead } from './samples.js';

/** A name that no other test uses, so that suites can share one store. */
export function freshAccount(): string {
  return `account-${randomUUID().slice(0, 8)}`;
}

/** Records a message; returns its id. */
export async function record(
  store: Store,
  account: string,
  uid: number,
  envelope: Partial<Envelope> = {},
): Promise<string> {
  const { messageId } = await store
    .arrivals('live')
    .recordWithId(sampleLocation(account, uid), sampleEnvelope(`${account}-${uid}`, envelope));
  return messageId;
}

/** Begins reading; fails when it can't. */
export async function begin(store: Store, id: string): Promise<Extract<Begun, { outcome: 'begun' }>> {
  const begun = await store.intake.begin(id);
  if (begun.outcome !== 'begun') throw new Error(`message ${id} could not be begun: ${begun.outcome}`);
  return begun;
}

export interface Arrived {
  readonly envelope?: Partial<Envelope>;
  readonly read?: ReadMessage;
  readonly judgement?: Judgement;
  readonly actions?: (messageId: string) => readonly PlannedAction[];
}

/** Takes a message all the way to a saved judgement; returns its id and its actions' ids. */
export async function judgeMessage(
  store: Store,
  account: string,
  uid: number,
  {
    envelope = {},
    read = sampleRead(`${account}-${uid}`),
    judgement = sampleJudgement(),
    actions = () => [],
  }: Arrived = {},
): Promise<{ id: string; actionIds: readonly string[]; applicationId: string | null }> {
  const id = await record(store, account, uid, envelope);
  const { token } = await begin(store, id);
  const identity = await store.intake.identify(id, token, read.fingerprint);
  if (identity.outcome !== 'mine') throw new Error(`message ${id} is ${identity.outcome}`);
  const saved = await store.intake.saveJudged(id, token, {
    read,
    judgement,
    status: 'handled',
    reason: { code: 'judged', detail: 'judged by a test' },
    actions: actions(id),
    receivedAt: null,
  });
  if (saved.outcome !== 'saved') throw new Error(`message ${id} was not saved`);
  return { id, actionIds: saved.actionIds, applicationId: saved.applicationId };
}
