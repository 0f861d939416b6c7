import { createHash, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import pino from 'pino';
import { afterAll, beforeAll } from 'vitest';
import type { Judgement, PlannedAction } from '../../src/domain/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { createAct } from '../../workers/act.js';
import { createIntake } from '../../workers/intake.js';
import type {
  AccountMode,
  AccountSettings,
  ActStore,
  Caps,
  Judge,
  PlanActions,
  Reconsider,
  ReplyRequest,
  Work,
} from '../../workers/interfaces.js';
import { freshDataDir } from '../store/data-folder.js';
import { freshAccount } from '../store/helpers.js';
import { type MovingClock, movingClock } from '../store/moving-clock.js';
import { asPlanned, labelPlan, replyPlan, sampleEnvelope, sampleJudgement, sampleLocation } from '../store/samples.js';
import { FakeWorld, fakeMessageId } from './fake-world.js';

export const quiet = pino({ level: 'silent' });
const allLabels = ['triage-strong', 'triage-weak', 'triage-incomplete'];
const roomy: Caps = {
  domain: { max: 1e6, hours: 1 },
  account: { max: 1e6, hours: 1 },
  overall: { max: 1e6, hours: 1 },
};

interface TestStore {
  readonly store: Store;
  readonly clock: MovingClock;
  /** The same store as another process sees it; whoever asks closes it. */
  another(): Promise<Store>;
  close(): Promise<void>;
}

/** Opens the store that a group of tests shares before them, and closes it after them. */
export function withTestStore(use: (opened: TestStore) => void): void {
  let opened: TestStore;
  beforeAll(async () => {
    opened = await openTestStore();
    use(opened);
  }, 60_000);
  afterAll(() => opened.close());
}

/** A real embedded store that a file of tests shares, with a clock that they move. */
export async function openTestStore(): Promise<TestStore> {
  const dataDir = await freshDataDir();
  const clock = movingClock();
  const another = () => openStore({ dataDir, logger: quiet, clock: clock.now });
  const store = await another();
  const close = async (): Promise<void> => {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { store, clock, another, close };
}

export interface Signalled extends Work {
  readonly queue: 'intake' | 'act';
  readonly delaySeconds: number;
}

/** Both workers over one store and one fake world, for one account. */
export function setting(
  store: Store,
  account: string,
  mode: AccountMode = 'send',
  lookUp?: (settings: AccountSettings) => Promise<AccountSettings>,
) {
  const world = new FakeWorld();
  const signals: Signalled[] = [];
  const knobs = {
    judge: ((read) =>
      sampleJudgement({
        applicant: { name: null, email: `${read.fingerprint.slice(0, 12)}@example.com`, confidence: 1 },
      })) as Judge,
    plan: ((judgement, message) => plan(judgement, message.id)) as PlanActions,
    signalFails: false,
    caps: roomy,
    reconsider: asPlanned as Reconsider,
    quietUntil: (_at: Date): Date | null => null,
    maxAgeDays: 1e6,
    composed: [] as ReplyRequest[],
    composing: async (): Promise<void> => {},
  };
  const fixed: AccountSettings = { id: account, mode, labels: allLabels };
  const settings = () => lookUp?.(fixed) ?? fixed;
  const signal = async (
    queue: 'intake' | 'act',
    work: readonly Work[],
    options: { delaySeconds?: number } = {},
  ): Promise<void> => {
    if (knobs.signalFails) throw new Error('the queue is away');
    signals.push(...work.map((each) => ({ ...each, queue, delaySeconds: options.delaySeconds ?? 0 })));
  };
  const backoff = { firstSeconds: 10, maxSeconds: 3600 };
  const common = { mailbox: world, settings, signal, logger: quiet, backoff, random: () => 0 };
  const intake = createIntake({
    ...common,
    store: store.intake,
    reader: world,
    judge: (read, context) => knobs.judge(read, context),
    planActions: (judgement, message, each) => knobs.plan(judgement, message, each),
    limits: { maxBytes: 1e6, maxAttempts: 3, maxFetchAttempts: 6 },
  });
  const replyMessageId = (_account: string, key: string): string =>
    `<triage.${createHash('sha256').update(key).digest('hex').slice(0, 40)}@example.org>`;
  /** The worker over a store of the test's making. */
  const actWith = (itsStore: ActStore) =>
    createAct({
      clock: Date.now,
      ...common,
      store: itsStore,
      outbox: world,
      composeReply: async (request) => {
        const { messageId, payload, form } = request;
        knobs.composed.push(request);
        await knobs.composing();
        return {
          messageId,
          from: 'openings@ot-lab.example.org',
          to: payload.to,
          raw: Buffer.from(`${form} to ${payload.to}`),
        };
      },
      reconsider: (payload, meanwhile) => knobs.reconsider(payload, meanwhile),
      replyMessageId,
      get limits() {
        const { caps, maxAgeDays } = knobs;
        return { windowDays: 7, caps, maxAgeDays, maxAttempts: 3, quietUntil: (at: Date) => knobs.quietUntil(at) };
      },
    });
  const act = actWith(store);
  /** Puts a mail into the mailbox and records it. */
  const arrive = async (text: string, uid: number): Promise<string> => {
    const place = sampleLocation(account, uid);
    world.put(place, text);
    const envelope = sampleEnvelope(text, { messageId: fakeMessageId(text), bytes: uid });
    return (await store.arrivals('live').recordWithId(place, envelope)).messageId;
  };
  /** Ids of the message's actions by kind. */
  const actionsOf = async (id: string): Promise<Partial<Record<PlannedAction['kind'], string>>> => {
    const shown = await store.read.show(id);
    return Object.fromEntries((shown?.actions ?? []).map((action) => [action.kind, action.id]));
  };
  return { world, signals, knobs, intake, act, actWith, arrive, actionsOf, replyMessageId };
}

/** A handled message of an account that was activated before it came. */
export async function handledMail(store: Store, mode: AccountMode = 'send', activated = '2025-01-01T00:00:00Z') {
  const account = freshAccount();
  await store.settings.activate(account, new Date(activated), 'test');
  const all = setting(store, account, mode);
  const id = await all.arrive(`mail ${randomUUID()}`, 1);
  await all.intake({ id });
  const { label = '', acknowledge = '' } = await all.actionsOf(id);
  return { ...all, account, id, label, acknowledge, place: sampleLocation(account, 1) };
}

function plan(judgement: Judgement, id: string): PlannedAction[] {
  if (judgement.kind === 'other') return [];
  return [
    labelPlan(id, judgement.decision.labels),
    replyPlan(id, { to: judgement.applicant?.email ?? 'x@example.com' }),
  ];
}
