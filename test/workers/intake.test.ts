import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { permanent, retryable } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import { freshAccount } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { sampleJudgement, sampleLocation } from '../store/samples.js';
import { setting, withTestStore } from './setting.js';

describe('the intake worker', () => {
  let store: Store;
  let clock: MovingClock;
  const text = (): string => `mail ${randomUUID()}`;
  const away = (): never => {
    throw retryable('imap-unreachable', 'no route to the server', 'Wait.');
  };

  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  it('reads, judges and saves a message, and says that there is something to do', async () => {
    const { intake, arrive, actionsOf, signals } = setting(store, freshAccount());
    const id = await arrive(text(), 1);
    expect(await intake({ id })).toBe('handled');
    const shown = await store.read.show(id);
    expect(shown?.message).toMatchObject({
      status: 'handled',
      reason: { code: 'judged', detail: 'application for phd-ot: 73 points, strong' },
    });
    const actions = await actionsOf(id);
    expect(signals).toEqual(
      [actions.label, actions.acknowledge].map((action) => ({
        queue: 'act',
        id: action,
        attempts: 0,
        delaySeconds: 0,
      })),
    );
    expect(await intake({ id })).toBe('nothing');
  });

  it('leaves alone what is nothing for us, with the reason', async () => {
    const { intake, arrive, knobs } = setting(store, freshAccount());
    knobs.judge = () => sampleJudgement({ kind: 'other', kindReason: 'newsletter', applicant: null });
    const id = await arrive(text(), 1);
    expect(await intake({ id })).toBe('left-alone');
    expect((await store.read.message(id))?.reason?.code).toBe('newsletter');
  });

  it('finds a message that was moved before it was read', async () => {
    const account = freshAccount();
    const { intake, arrive, world } = setting(store, account);
    const id = await arrive(text(), 1);
    const moved = sampleLocation(account, 7, { folder: 'Jobs' });
    world.move(sampleLocation(account, 1), moved);
    expect(await intake({ id })).toBe('handled');
    expect(await store.intake.locations(id)).toEqual([moved]);
  });

  it('says so when a message is gone', async () => {
    const { intake, arrive, world } = setting(store, freshAccount());
    const id = await arrive(text(), 1);
    world.messages.clear();
    expect(await intake({ id })).toBe('gone');
    expect((await store.read.message(id))?.status).toBe('gone');
  });

  it('does nothing twice for the same mail at two places', async () => {
    const { intake, arrive } = setting(store, freshAccount());
    const same = text();
    const [first, second] = [await arrive(same, 1), await arrive(same, 2)];
    expect(await intake({ id: first })).toBe('handled');
    expect(await intake({ id: second })).toBe('merged');
    expect((await store.read.show(first))?.locations).toHaveLength(2);
  });

  it('tries again later when the mailbox is away, and says when', async () => {
    const { intake, arrive, world, signals } = setting(store, freshAccount());
    const id = await arrive(text(), 1);
    world.troubles.fetch = [away, away];
    expect(await intake({ id })).toBe('later');
    expect(await intake({ id })).toBe('nothing');
    clock.advance(11);
    expect(await intake({ id })).toBe('later');
    expect(signals).toEqual([
      { queue: 'intake', id, attempts: 1, delaySeconds: 10 },
      { queue: 'intake', id, attempts: 2, delaySeconds: 20 },
    ]);
    expect((await store.read.message(id))?.reason?.code).toBe('imap-unreachable');
    clock.advance(21);
    expect(await intake({ id })).toBe('handled');
  });

  it('does not give up a mail because the password is wrong, for a long time', async () => {
    const { intake, arrive, world } = setting(store, freshAccount());
    const id = await arrive(text(), 1);
    const refused = (): never => {
      throw permanent('imap-login-refused', 'the password is wrong', 'Correct it.');
    };
    world.troubles.fetch = Array.from({ length: 6 }, () => refused);
    for (let time = 0; time < 5; time += 1) {
      expect(await intake({ id })).toBe('later');
      clock.advance(3601);
    }
    expect(await intake({ id })).toBe('quarantined');
    expect((await store.read.message(id))?.reason?.code).toBe('retries-exhausted');
  });

  it('puts what can never be read into quarantine at once, and what fails again and again after some tries', async () => {
    const { intake, arrive, world, knobs } = setting(store, freshAccount());
    const bad = await arrive(text(), 1);
    const broken = (): never => {
      throw permanent('mail-unreadable', 'it is no mail', 'Look at it.');
    };
    world.troubles.read = [broken];
    expect(await intake({ id: bad })).toBe('quarantined');
    expect((await store.read.message(bad))?.reason).toEqual({
      code: 'mail-unreadable',
      detail: 'it is no mail Look at it.',
    });

    const odd = await arrive(text(), 2);
    knobs.judge = () => {
      throw new Error('undefined is not a function');
    };
    for (const expected of ['later', 'later', 'quarantined']) {
      expect(await intake({ id: odd })).toBe(expected);
      clock.advance(3601);
    }
    expect((await store.read.message(odd))?.reason?.detail).toMatch(/after 3 tries: unexpected: undefined is not/);
    expect(await intake({ id: odd })).toBe('nothing');
  });

  it('loses nothing when the queue is away after the commit', async () => {
    const { intake, arrive, knobs, actionsOf } = setting(store, freshAccount());
    const id = await arrive(text(), 1);
    knobs.signalFails = true;
    expect(await intake({ id })).toBe('handled');
    const waiting = (await store.recovery.unfinished()).actions.map((action) => action.id);
    expect(waiting).toEqual(expect.arrayContaining(Object.values(await actionsOf(id))));
  });

  it('writes nothing when another worker has taken the message over meanwhile', async () => {
    const { intake, arrive, world } = setting(store, freshAccount());
    const id = await arrive(text(), 1);
    const outcomes: string[] = [];
    world.troubles.read = [
      async () => {
        clock.advance(store.claimSeconds + 1);
        outcomes.push(await intake({ id }));
      },
    ];
    outcomes.push(await intake({ id }));
    expect(outcomes).toEqual(['handled', 'nothing']);
    const shown = await store.read.show(id);
    expect(shown?.actions).toHaveLength(2);
    expect(shown?.events.filter((event) => event.code === 'handled')).toHaveLength(1);
  });

  it('refuses jobs that carry anything but an id', async () => {
    const { intake } = setting(store, freshAccount());
    for (const data of [null, {}, { id: 7 }, { id: '7; drop table' }, { id: '7', mail: 'Dear all' }, '7']) {
      await expect(intake(data)).rejects.toMatchObject({ code: 'job-payload-invalid', errorClass: 'permanent' });
    }
    expect(await intake({ id: '999999999' })).toBe('nothing');
  });
});
