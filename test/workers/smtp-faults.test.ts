import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DemoServers, startDemoServers } from '../../src/app/demo/servers.js';
import type { Account } from '../../src/domain/index.js';
import { createMailbox, type ImapMailbox } from '../../src/mailbox/index.js';
import { composeReply, createOutbox, replyMessageId } from '../../src/outbox/index.js';
import type { Store } from '../../src/store/index.js';
import { createAct } from '../../workers/act.js';
import { type Fault, type FaultProxy, startFaultProxy } from '../outbox/fault-proxy.js';
import { freshAccount, judgeMessage } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { asPlanned, replyPlan, sampleRead } from '../store/samples.js';
import { openTestStore, quiet } from './setting.js';

/** What a real smtp-server answers, by hook; null: it takes everything. */
type Refusal = { readonly at: 'connect' | 'auth' | 'mail' | 'rcpt' | 'body'; readonly code: number } | null;

/** A real mail server that keeps what it took, and refuses where it is told. */
async function startServer() {
  const taken: Buffer[] = [];
  const knob = { refusal: null as Refusal };
  const at = (place: NonNullable<Refusal>['at']): Error | null =>
    knob.refusal?.at === place
      ? Object.assign(new Error('as the test wants it'), { responseCode: knob.refusal.code })
      : null;
  const server = new SMTPServer({
    hidePIPELINING: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onConnect: (_session, done) => done(at('connect')),
    onAuth: (auth, _session, done) => {
      const refused = at('auth');
      if (refused === null) done(null, { user: auth.username });
      else done(refused);
    },
    onMailFrom: (_address, _session, done) => done(at('mail')),
    onRcptTo: (_address, _session, done) => done(at('rcpt')),
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const refused = at('body');
        if (refused === null) taken.push(Buffer.concat(chunks));
        done(refused, refused === null ? `kept as ${taken.length}` : undefined);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return { port, taken, knob, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

describe('a mail server that fails at each step, with the real store, worker, outbox and mailbox', () => {
  let store: Store;
  let clock: MovingClock;
  let closeStore: () => Promise<void>;
  let demo: DemoServers;
  let server: Awaited<ReturnType<typeof startServer>>;
  let proxy: FaultProxy;
  let mailbox: ImapMailbox;
  let lab: Account;
  beforeAll(async () => {
    ({ store, clock, close: closeStore } = await openTestStore());
    demo = await startDemoServers({ accounts: [{ user: 'lab', password: 'secret' }] });
  }, 60_000);
  afterAll(async () => {
    await demo.close();
    await closeStore();
  });
  beforeEach(async () => {
    server = await startServer();
    proxy = await startFaultProxy(server.port);
    const login = { user: 'lab', secret: { kind: 'password' as const, password: 'secret' } };
    const local = { host: '127.0.0.1', security: 'none' as const, login };
    lab = {
      id: freshAccount(),
      imap: { ...local, port: demo.imap.port, folders: ['INBOX'] },
      smtp: { ...local, port: proxy.port },
      identity: { name: 'Example Lab', email: 'openings@lab.example.org' },
      aliases: [],
    };
    await store.settings.activate(lab.id, new Date(0), 'test');
    mailbox = createMailbox([lab], quiet);
  });
  afterEach(async () => {
    await mailbox.close();
    await proxy.close();
    await server.close();
  });

  async function reply(): Promise<{ id: string; messageId: string }> {
    const read = sampleRead(lab.id);
    const { actionIds } = await judgeMessage(store, lab.id, 1, {
      read,
      actions: (id) => [replyPlan(`${lab.id}-${id}`, { to: `ada-${lab.id}@example.com` })],
    });
    const id = actionIds[0] ?? '';
    const action = await store.ledger.get(id);
    return { id, messageId: replyMessageId(action?.key ?? '', lab.identity) };
  }

  function worker(answerMs = 1_000): (id: string) => Promise<unknown> {
    const act = createAct({
      clock: Date.now,
      store,
      mailbox,
      outbox: createOutbox([lab], quiet, { timing: { connectMs: 1_500, answerMs } }),
      composeReply: ({ messageId, payload, mail }) =>
        composeReply({
          account: lab,
          messageId,
          to: payload.to,
          subject: mail.subject,
          text: `Thank you.\n${'A line of the receipt.\n'.repeat(40)}`,
          inReplyTo: mail.messageId,
          references: [],
          now: clock.now(),
        }),
      reconsider: asPlanned,
      replyMessageId: (_account, key) => replyMessageId(key, lab.identity),
      settings: (id) => ({ id, mode: 'send', labels: [] }),
      signal: async () => {},
      logger: quiet,
      limits: {
        windowDays: 7,
        caps: { domain: { max: 99, hours: 1 }, account: { max: 99, hours: 1 }, overall: { max: 1e6, hours: 1 } },
        maxAttempts: 8,
      },
      backoff: { firstSeconds: 10, maxSeconds: 60 },
      random: () => 0,
    });
    return (id) => act({ id });
  }

  /** The sweeper's work until nothing of ours is due any more, hours later. */
  async function settle(id: string, act = worker()): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      clock.advance(3600);
      await store.recovery.recoverExpired();
      const due = (await store.recovery.unfinished()).actions.some((action) => action.id === id);
      if (due) await act(id);
    }
  }

  const drop = (at: Fault['at']): Fault => ({ at, what: 'drop' });
  const hang = (at: Fault['at']): Fault => ({ at, what: 'hang' });
  const say = (at: Fault['at'], words: string): Fault => ({ at, what: { say: words } });
  const refuse = (at: NonNullable<Refusal>['at'], code: number): NonNullable<Refusal> => ({ at, code });

  type Case = [
    name: string,
    trouble: Fault | NonNullable<Refusal> | 'no server',
    /** State and reason after the first try, and what the server has really taken by then. */
    first: [state: string, reason: string, taken: number],
    /** The same when the trouble is over and the sweeper has come by for hours. */
    last: [state: string, taken: number],
  ];
  const cases: Case[] = [
    ['connection refused', 'no server', ['held', 'smtp-unreachable', 0], ['held', 0]],
    ['greeting 421', refuse('connect', 421), ['held', 'smtp-unavailable', 0], ['done', 1]],
    ['greeting 554', refuse('connect', 554), ['held', 'smtp-unavailable', 0], ['done', 1]],
    ['dropped at the greeting', drop('connect'), ['held', 'smtp-unreachable', 0], ['done', 1]],
    ['hung at the greeting', hang('connect'), ['held', 'smtp-unreachable', 0], ['done', 1]],
    ['dropped at EHLO', drop('EHLO'), ['held', 'smtp-unreachable', 0], ['done', 1]],
    ['hung at EHLO', hang('EHLO'), ['held', 'smtp-unreachable', 0], ['done', 1]],
    ['login refused', refuse('auth', 535), ['held', 'smtp-login-refused', 0], ['done', 1]],
    ['login refused for now', refuse('auth', 454), ['held', 'smtp-unavailable', 0], ['done', 1]],
    ['dropped at the login', drop('AUTH'), ['held', 'smtp-unreachable', 0], ['done', 1]],
    ['hung at the login', hang('AUTH'), ['held', 'smtp-unreachable', 0], ['done', 1]],
    ['MAIL 4xx', refuse('mail', 451), ['failed', 'refused-by-server', 0], ['done', 1]],
    ['MAIL 5xx', refuse('mail', 550), ['failed', 'refused-by-server', 0], ['failed', 0]],
    ['dropped at MAIL', drop('MAIL'), ['failed', 'smtp-connection-lost', 0], ['done', 1]],
    ['hung at MAIL', hang('MAIL'), ['failed', 'smtp-connection-lost', 0], ['done', 1]],
    ['RCPT 4xx', refuse('rcpt', 450), ['failed', 'refused-by-server', 0], ['done', 1]],
    ['RCPT 5xx', refuse('rcpt', 550), ['failed', 'refused-by-server', 0], ['failed', 0]],
    ['dropped at RCPT', drop('RCPT'), ['failed', 'smtp-connection-lost', 0], ['done', 1]],
    ['hung at RCPT', hang('RCPT'), ['failed', 'smtp-connection-lost', 0], ['done', 1]],
    ['DATA 4xx', say('DATA', '451 busy'), ['failed', 'refused-by-server', 0], ['done', 1]],
    ['DATA 5xx', say('DATA', '554 no'), ['failed', 'refused-by-server', 0], ['failed', 0]],
    ['dropped before DATA', drop('DATA'), ['failed', 'smtp-connection-lost', 0], ['done', 1]],
    ['hung at DATA', hang('DATA'), ['failed', 'smtp-connection-lost', 0], ['done', 1]],
    ['dropped in the middle of the mail', drop('half'), ['uncertain', 'no-answer', 0], ['uncertain', 0]],
    ['hung in the middle of the mail', hang('half'), ['uncertain', 'no-answer', 0], ['uncertain', 0]],
    ['dropped after the final dot', drop('dot'), ['uncertain', 'no-answer', 1], ['uncertain', 1]],
    ['hung after the final dot', hang('dot'), ['uncertain', 'no-answer', 1], ['uncertain', 1]],
    ['4xx after the final dot', refuse('body', 452), ['failed', 'refused-by-server', 0], ['done', 1]],
    ['5xx after the final dot', refuse('body', 554), ['failed', 'refused-by-server', 0], ['failed', 0]],
  ];

  it.each(cases)('%s', async (_, trouble, [state, reason, taken], [endState, endTaken]) => {
    const { id } = await reply();
    if (trouble === 'no server') await proxy.close();
    else if ('code' in trouble) server.knob.refusal = trouble;
    else proxy.fault = trouble;
    await worker()(id);
    expect(await store.ledger.get(id)).toMatchObject({ state, reason });
    await vi.waitFor(() => expect(server.taken).toHaveLength(taken));
    proxy.fault = null;
    server.knob.refusal = null;
    await settle(id);
    expect(await store.ledger.get(id)).toMatchObject({ state: endState });
    expect(server.taken).toHaveLength(endTaken);
    expect(server.taken.length, 'sent twice').toBeLessThanOrEqual(1);
  });

  it('an answer that was lost is found in Sent where the server files what it takes', async () => {
    const { id } = await reply();
    proxy.fault = drop('dot');
    await worker()(id);
    expect(await store.ledger.get(id)).toMatchObject({ state: 'uncertain' });
    demo.deliver('lab', server.taken[0] ?? Buffer.alloc(0), 'Sent');
    proxy.fault = null;
    await settle(id);
    expect(await store.ledger.get(id)).toMatchObject({ state: 'done', reason: 'found-in-sent' });
    expect(server.taken).toHaveLength(1);
  });

  it('what is uncertain is sent again by a person, and by nobody else', async () => {
    const { id } = await reply();
    proxy.fault = drop('half');
    await worker()(id);
    proxy.fault = null;
    await settle(id);
    expect(server.taken).toHaveLength(0);
    expect(await store.ledger.decide(id, 'go', 'grace')).toBe(true);
    await worker()(id);
    expect(await store.ledger.get(id)).toMatchObject({ state: 'done' });
    expect(server.taken).toHaveLength(1);
  });

  it('a process that dies after it has handed the mail over leaves an uncertain send, and no second one', async () => {
    const { id, messageId } = await reply();
    proxy.fault = hang('dot');
    // Its worker waits for the answer and is never heard of again.
    const lost = worker(5_000)(id);
    await vi.waitFor(() => expect(server.taken).toHaveLength(1), { timeout: 5_000 });
    clock.advance(store.claimSeconds + 1);
    await store.recovery.recoverExpired();
    expect(await store.ledger.get(id)).toMatchObject({ state: 'uncertain', reason: 'no-answer' });
    proxy.fault = null;
    await settle(id);
    expect(server.taken).toHaveLength(1);
    expect(await store.ledger.get(id)).toMatchObject({ state: 'uncertain' });
    expect(server.taken[0]?.toString()).toContain(messageId);
    await lost;
    expect(server.taken).toHaveLength(1);
  });
});
