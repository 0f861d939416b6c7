import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { openQueues, sweep } from '../../../src/queue/index.js';
import { openStore } from '../../../src/store/index.js';
import { createAct } from '../../../workers/act.js';
import { createIntake } from '../../../workers/intake.js';
import {
  asPlanned,
  labelPlan,
  replyPlan,
  sampleEnvelope,
  sampleJudgement,
  sampleLocation,
} from '../../store/samples.js';
import { FileWorld, fakeReplyId, senderOf } from './file-world.js';

/** What the parent says: the whole program on a fake world, until everything is done or somebody kills it. */
export interface Orders {
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  readonly redisUrl?: string;
  readonly worldFile: string;
  readonly account: string;
  /** Mails in the mailbox, UID 1 to this. */
  readonly mails: number;
  /** Ends by itself when nothing is left to do. Every third reply is a draft. */
  readonly exitWhenDone: boolean;
}

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const { account } = orders;
const logger = pino({ level: 'warn' }, pino.destination(2));
const world = new FileWorld(orders.worldFile);
const store = await openStore({ ...orders, logger, claimSeconds: 3 });
const queues = await openQueues({
  ...(orders.redisUrl === undefined ? { database: store.database } : { redisUrl: orders.redisUrl }),
  logger,
});
await store.settings.activate(account, new Date(0), 'test');

const common = {
  mailbox: world,
  settings: () => ({ id: account, mode: 'send' as const, labels: ['triage-strong'] }),
  signal: queues.signal,
  logger,
  backoff: { firstSeconds: 1, maxSeconds: 5 },
  random: Math.random,
};
const intake = createIntake({
  ...common,
  store: store.intake,
  reader: world,
  judge: ({ mail }) => sampleJudgement({ applicant: { name: null, email: mail.from[0]?.email ?? '', confidence: 1 } }),
  planActions: (judgement, message) => [
    labelPlan(message.id),
    replyPlan(message.id, {
      kind: Number(message.id) % 3 === 0 ? 'draft' : 'acknowledge',
      to: judgement.applicant?.email ?? '',
    }),
  ],
  limits: { maxBytes: 1e6, maxAttempts: 20, maxFetchAttempts: 20 },
});
const act = createAct({
  clock: Date.now,
  ...common,
  store,
  outbox: world,
  composeReply: async ({ messageId, payload }) => ({
    messageId,
    from: account,
    to: payload.to,
    raw: Buffer.from(messageId),
  }),
  reconsider: asPlanned,
  replyMessageId: (_account, key) => fakeReplyId(key),
  limits: {
    windowDays: 7,
    caps: { domain: { max: 1e6, hours: 1 }, account: { max: 1e6, hours: 1 }, overall: { max: 1e6, hours: 1 } },
    maxAttempts: 20,
  },
});

const workers = [
  await queues.work('intake', intake, { concurrency: 4 }),
  await queues.work('act', act, { concurrency: 4 }),
];
const keeper = setInterval(() => void store.recovery.renewClaims().catch(() => {}), 1000);
process.stdout.write('ready\n');
for (let uid = 1; uid <= orders.mails; uid += 1) {
  const envelope = sampleEnvelope(`mail-${uid}`, { bytes: uid, from: senderOf(uid) });
  const { outcome, messageId } = await store.arrivals('live').recordWithId(sampleLocation(account, uid), envelope);
  if (outcome === 'new') await queues.signal('intake', [{ id: messageId, attempts: 0 }]);
}
for (;;) {
  await sweep(store, queues);
  if (orders.exitWhenDone && (await store.read.counts()).open === 0) break;
  await delay(300);
}
clearInterval(keeper);
for (const worker of workers) await worker.close(5000);
await queues.close(5000);
await store.close();
process.stdout.write('done\n');
