import { describe, expect, it } from 'vitest';
import { SessionQueue, type SharedSession } from '../../src/store/embedded/session-queue.js';

/** A session that notes what it is given; a batch that begins with `B`egin opens a transaction, one with `C` ends it. */
class NotingSession implements SharedSession {
  readonly ran: string[] = [];
  inTransaction = false;
  gate: Promise<void> = Promise.resolve();
  isInTransaction = (): boolean => this.inTransaction;
  runExclusive = <T>(work: () => Promise<T>): Promise<T> => work();
  async execProtocolRawStream(
    bytes: Uint8Array,
    { onRawData }: { onRawData: (data: Uint8Array) => void },
  ): Promise<void> {
    await this.gate;
    const text = Buffer.from(bytes).toString();
    if (text.includes('!')) throw new Error('PGlite broke');
    this.ran.push(text);
    if (text.includes('begin')) this.inTransaction = true;
    if (text.includes('commit')) this.inTransaction = false;
    onRawData(Buffer.from('ok'));
  }
  exec = async (text: string): Promise<never[]> => {
    this.ran.push(text);
    this.inTransaction = false;
    return [];
  };
}

const message = (text: string): Uint8Array => Buffer.from(text);
const ignore = (): void => {};

describe('SessionQueue', () => {
  it('runs a batch as a whole, whoever sends in between', async () => {
    const session = new NotingSession();
    const queue = new SessionQueue(session, ignore);
    expect(await queue.enqueue(1, message('Pone '), ignore)).toBe(0);
    await queue.enqueue(2, message('Ptwo '), ignore);
    await queue.enqueue(1, message('B1 '), ignore);
    await queue.enqueue(2, message('B2 '), ignore);
    const sizes = await Promise.all([queue.enqueue(1, message('S'), ignore), queue.enqueue(2, message('S'), ignore)]);
    expect(session.ran).toEqual(['Pone B1 S', 'Ptwo B2 S']);
    expect(sizes).toEqual([2, 2]);
  });

  it('serves nobody else while a transaction is open', async () => {
    const session = new NotingSession();
    const queue = new SessionQueue(session, ignore);
    await queue.enqueue(1, message('Qbegin'), ignore);
    const other = queue.enqueue(2, message('Qother'), ignore);
    await queue.enqueue(1, message('Qmine'), ignore);
    expect(session.ran).toEqual(['Qbegin', 'Qmine']);
    await queue.enqueue(1, message('Qcommit'), ignore);
    await other;
    expect(session.ran).toEqual(['Qbegin', 'Qmine', 'Qcommit', 'Qother']);
  });

  it('rolls back for a client that goes away, also in the middle of its batch', async () => {
    const session = new NotingSession();
    const queue = new SessionQueue(session, ignore);
    await queue.enqueue(1, message('Qbegin'), ignore);
    const other = queue.enqueue(2, message('Qother'), ignore);
    queue.clearQueueForHandler(1);
    await queue.clearTransactionIfNeeded(1);
    await other;
    expect(session.ran).toEqual(['Qbegin', 'ROLLBACK', 'Qother']);

    let open: () => void = ignore;
    session.gate = new Promise((resolve) => {
      open = resolve;
    });
    const running = queue.enqueue(3, message('Qbegin'), ignore);
    const next = queue.enqueue(4, message('Qnext'), ignore);
    await Promise.resolve();
    queue.clearQueueForHandler(3);
    await queue.clearTransactionIfNeeded(3);
    open();
    await Promise.all([running, next]);
    expect(session.ran.slice(3)).toEqual(['Qbegin', 'ROLLBACK', 'Qnext']);
  });

  it('drops what a client that went away had asked for, and keeps the rest', async () => {
    const session = new NotingSession();
    const queue = new SessionQueue(session, ignore);
    await queue.enqueue(1, message('Qbegin'), ignore);
    const dropped = queue.enqueue(2, message('Qdropped'), ignore);
    const kept = queue.enqueue(3, message('Qkept'), ignore);
    queue.clearQueueForHandler(2);
    await expect(dropped).rejects.toThrow(/disconnected/);
    await queue.enqueue(1, message('Qcommit'), ignore);
    await kept;
    expect(session.ran).toEqual(['Qbegin', 'Qcommit', 'Qkept']);
  });

  it('goes on when the database breaks under one of its clients', async () => {
    const session = new NotingSession();
    const errors: unknown[] = [];
    const queue = new SessionQueue(session, (error) => errors.push(error));
    const broken = queue.enqueue(1, message('Q!'), ignore);
    const next = queue.enqueue(2, message('Qnext'), ignore);
    await expect(broken).rejects.toThrow('PGlite broke');
    await next;
    expect(session.ran).toEqual(['Qnext']);
    expect(errors).toHaveLength(1);
  });

  it('ignores goodbyes and refuses to flush in the middle of a batch', async () => {
    const queue = new SessionQueue(new NotingSession(), ignore);
    expect(await queue.enqueue(1, message('X'), ignore)).toBe(0);
    await expect(queue.enqueue(1, message('H'), ignore)).rejects.toThrow(/Flush/);
  });
});
