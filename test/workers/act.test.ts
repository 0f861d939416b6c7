import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { permanent, retryable } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import type { AccountMode } from '../../workers/interfaces.js';
import type { MovingClock } from '../store/moving-clock.js';
import { sampleLocation } from '../store/samples.js';
import { handledMail, withTestStore } from './setting.js';

describe('the act worker', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  const handled = (mode?: AccountMode, activated?: string) => handledMail(store, mode, activated);
  const ledgerRow = (id: string) => store.ledger.get(id);

  describe('labels', () => {
    it('stand on the message, and only once', async () => {
      const { act, world, place, label } = await handled();
      world.messages.values().next().value?.labels.add('a-persons-own').add('triage-weak');
      expect(await act({ id: label })).toBe('done');
      expect(world.labelsOn(place)).toEqual(['a-persons-own', 'triage-strong', 'triage-weak']);
      expect(await act({ id: label })).toBe('nothing');
    });

    it('that the server does not keep are held with the reason, and set when there is room', async () => {
      const { act, world, label, place } = await handled();
      world.forbidden.add('triage-strong');
      expect(await act({ id: label })).toBe('held');
      expect(await ledgerRow(label)).toMatchObject({ state: 'held', reason: 'imap-label-dropped' });
      world.forbidden.clear();
      clock.advance(3601);
      expect(await act({ id: label })).toBe('done');
      expect(world.labelsOn(place)).toEqual(['triage-strong']);
    });

    it('are skipped with the reason where they are switched off', async () => {
      const { act, world, label } = await handled();
      world.backend = 'none';
      expect(await act({ id: label })).toBe('skipped');
      expect(await ledgerRow(label)).toMatchObject({ state: 'skipped', reason: 'labels-none' });
    });

    it('follow a message that was moved, and end with one that is gone', async () => {
      const { act, world, account, place, label } = await handled();
      const moved = sampleLocation(account, 3, { folder: 'Jobs' });
      world.move(place, moved);
      expect(await act({ id: label })).toBe('done');
      expect(world.labelsOn(moved)).toEqual(['triage-strong']);
      const gone = await handled();
      gone.world.messages.clear();
      expect(await gone.act({ id: gone.label })).toBe('skipped');
      expect(await ledgerRow(gone.label)).toMatchObject({ reason: 'message-gone' });
      // A person has taken it out of the trash again.
      const back = sampleLocation(gone.account, 9);
      gone.world.put(back, 'back again');
      await store.intake.foundAt(gone.id, back);
      expect(await gone.act({ id: gone.label })).toBe('done');
      expect(gone.world.labelsOn(back)).toEqual(['triage-strong']);
    });

    it('stand at every place where the message lies', async () => {
      const { act, arrive, intake, world, account, id, label, place } = await handled();
      await act({ id: label });
      const copy = sampleLocation(account, 2);
      const twin = await arrive([...world.messages.values()][0]?.raw.toString() ?? '', 2);
      expect(await intake({ id: twin })).toBe('merged');
      expect((await store.recovery.unfinished()).actions.map((action) => action.id)).toContain(label);
      expect(await act({ id: label })).toBe('done');
      expect([world.labelsOn(place), world.labelsOn(copy)]).toEqual([['triage-strong'], ['triage-strong']]);
      expect((await store.read.show(id))?.actions).toHaveLength(2);
    });

    it('are held when the account is at fault, and set when a person has helped', async () => {
      const { act, world, label } = await handled();
      world.troubles.changeLabels = [
        () => {
          throw permanent('imap-login-refused', 'the password is wrong', 'Correct it.');
        },
      ];
      expect(await act({ id: label })).toBe('held');
      expect(await ledgerRow(label)).toMatchObject({ state: 'held', reason: 'imap-login-refused', attempts: 0 });
      clock.advance(3601);
      expect(await act({ id: label })).toBe('done');
    });

    it('are given up after some tries, for a person to see', async () => {
      const { act, world, label, signals } = await handled();
      world.troubles.changeLabels = Array.from({ length: 3 }, () => () => {
        throw retryable('imap-label-failed', 'it was not taken off', 'Wait.');
      });
      for (const expected of ['later', 'later', 'failed']) {
        expect(await act({ id: label })).toBe(expected);
        clock.advance(3601);
      }
      expect(signals.at(-1)).toEqual({ queue: 'act', id: label, attempts: 2, delaySeconds: 20 });
      expect(await ledgerRow(label)).toMatchObject({ state: 'failed', reason: 'retries-exhausted' });
    });
  });

  describe('acknowledgements', () => {
    it('leave once, and a copy stands in Sent', async () => {
      const { act, world, acknowledge } = await handled();
      expect(await act({ id: acknowledge })).toBe('done');
      expect(await act({ id: acknowledge })).toBe('nothing');
      expect(world.delivered).toHaveLength(1);
      expect(world.delivered[0]?.raw.toString()).toMatch(/^reply to /);
      expect(world.sentFolder).toEqual([world.delivered[0]?.messageId]);
    });

    it('count as sent when only the copy fails', async () => {
      const { act, world, acknowledge } = await handled();
      world.troubles.appendSent = [
        () => {
          throw retryable('imap-unreachable', 'no route', 'Wait.');
        },
      ];
      expect(await act({ id: acknowledge })).toBe('done');
      expect(world.delivered).toHaveLength(1);
    });

    it('leave as a person said, also after a pause, however long it lasted and whoever wrote meanwhile', async () => {
      const { act, world, acknowledge, id, account, knobs } = await handled();
      knobs.maxAgeDays = 1;
      expect(await store.ledger.decide(acknowledge, 'go', 'grace')).toBe(true);
      await store.settings.pause({ account, actor: 'ada' });
      expect(await act({ id: acknowledge })).toBe('held');
      expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'held', reason: 'paused', decidedBy: 'grace' });
      clock.advance(3 * 86_400);
      world.byHand.add((await store.read.message(id))?.rfcMessageId ?? '');
      await store.settings.resume({ account, actor: 'ada' });
      expect(await act({ id: acknowledge })).toBe('done');
      expect(world.delivered).toHaveLength(1);
    });

    it('are left out where a person has answered already, and the person has had their answer', async () => {
      const sending = await handled();
      const drafting = await handled('draft');
      for (const { act, world, acknowledge, id } of [sending, drafting]) {
        const rfcMessageId = (await store.read.message(id))?.rfcMessageId;
        world.byHand.add(rfcMessageId ?? '');
        expect(await act({ id: acknowledge })).toBe('skipped');
        expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'skipped', reason: 'answered-by-hand' });
        expect([world.delivered, world.drafts]).toEqual([[], []]);
      }
      // A second mail of the same person is within the window of that answer.
      const { act, arrive, intake, actionsOf, knobs, world } = sending;
      const first = await ledgerRow(sending.acknowledge);
      const to = first?.payload.kind === 'acknowledge' ? first.payload.to : '';
      const judge = knobs.judge;
      knobs.judge = (read, context) => ({
        ...judge(read, context),
        applicant: { name: null, email: to, confidence: 1 },
      });
      const second = await arrive(`mail ${randomUUID()}`, 2);
      await intake({ id: second });
      const { acknowledge: again = '' } = await actionsOf(second);
      expect(await act({ id: again })).toBe('skipped');
      expect(await ledgerRow(again)).toMatchObject({ reason: 'answered-before' });
      expect(world.delivered).toEqual([]);
    });

    it('go where a person says so, whatever stands in Sent', async () => {
      const { act, world, acknowledge, id } = await handled();
      world.byHand.add((await store.read.message(id))?.rfcMessageId ?? '');
      expect(await store.ledger.decide(acknowledge, 'go', 'grace')).toBe(true);
      expect(await act({ id: acknowledge })).toBe('done');
      expect(world.delivered).toHaveLength(1);
    });

    it('become drafts where the account may not send, and nothing where it only labels', async () => {
      const drafting = await handled('draft');
      expect(await drafting.act({ id: drafting.acknowledge })).toBe('done');
      expect(drafting.world.drafts).toHaveLength(1);
      expect(drafting.world.drafts[0]?.raw.toString()).toMatch(/^draft to /);
      expect(drafting.world.delivered).toEqual([]);
      expect(await ledgerRow(drafting.acknowledge)).toMatchObject({ state: 'done', reason: 'drafted-instead' });
      const labelling = await handled('label');
      expect(await labelling.act({ id: labelling.acknowledge })).toBe('skipped');
      expect(await ledgerRow(labelling.acknowledge)).toMatchObject({ reason: 'mode-label' });
    });

    it('are sent again after a refusal for now, and not after one for good', async () => {
      const { act, world, acknowledge } = await handled();
      world.afterData = async () => ({ outcome: 'refused', retry: true, response: '451 later' });
      expect(await act({ id: acknowledge })).toBe('later');
      world.afterData = async () => ({ outcome: 'accepted', response: '250 ok' });
      clock.advance(11);
      expect(await act({ id: acknowledge })).toBe('done');
      expect(world.delivered).toHaveLength(1);
      const hopeless = await handled();
      hopeless.world.afterData = async () => ({ outcome: 'refused', retry: false, response: '550 no such user' });
      expect(await hopeless.act({ id: hopeless.acknowledge })).toBe('failed');
      expect((await store.read.show(hopeless.id))?.actions.at(-1)).toMatchObject({
        state: 'failed',
        reason: 'refused-by-server',
        detail: '550 no such user',
      });
    });

    it('are uncertain when the sender breaks after it was allowed to send, and not before', async () => {
      const after = await handled();
      after.world.afterData = async () => {
        throw new Error('socket hang up');
      };
      expect(await after.act({ id: after.acknowledge })).toBe('uncertain');
      const before = await handled();
      before.world.troubles.send = [
        () => {
          throw retryable('smtp-unreachable', 'no route', 'Wait.');
        },
      ];
      expect(await before.act({ id: before.acknowledge })).toBe('held');
      clock.advance(21);
      expect(await before.act({ id: before.acknowledge })).toBe('done');
    });

    it('fail for good when no mail can be made of them', async () => {
      const { act, acknowledge, knobs } = await handled();
      knobs.composing = async () => {
        throw permanent('reply-recipient-invalid', 'no address', 'Answer by hand.');
      };
      expect(await act({ id: acknowledge })).toBe('failed');
      expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'failed', reason: 'reply-recipient-invalid' });
    });

    it('are done where they stand in Sent already, whoever sent them, and leave only if a person says so', async () => {
      const standsInSent = async (one: Awaited<ReturnType<typeof handled>>): Promise<void> => {
        const key = (await ledgerRow(one.acknowledge))?.key ?? '';
        one.world.sentFolder.push(one.replyMessageId(one.account, key));
      };
      // Another installation, or this one before its store was lost.
      for (const mode of ['send', 'draft'] as const) {
        const one = await handled(mode);
        await standsInSent(one);
        expect(await one.act({ id: one.acknowledge })).toBe('done');
        expect([one.world.delivered, one.world.drafts]).toEqual([[], []]);
        expect(await ledgerRow(one.acknowledge)).toMatchObject({ state: 'done', reason: 'found-in-sent' });
      }
      const wanted = await handled();
      await standsInSent(wanted);
      expect(await store.ledger.decide(wanted.acknowledge, 'go', 'grace')).toBe(true);
      expect(await wanted.act({ id: wanted.acknowledge })).toBe('done');
      expect(wanted.world.delivered).toHaveLength(1);
    });

    it('are not drafted again when the program ended before it wrote that down and a person has sent the draft', async () => {
      const { act, world, acknowledge } = await handled('draft');
      const append = world.appendDraft.bind(world);
      // Its worker is never heard of again.
      const appended = new Promise<void>((resolve) => {
        world.appendDraft = async (...args) => {
          await append(...args);
          resolve();
          return new Promise(() => {});
        };
      });
      void act({ id: acknowledge });
      await appended;
      world.appendDraft = append;
      const [draft] = world.drafts.splice(0);
      world.sentFolder.push(draft?.messageId ?? '');
      clock.advance(store.claimSeconds + 1);
      await store.recovery.recoverExpired();
      expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'planned', reason: 'interrupted' });
      expect(await act({ id: acknowledge })).toBe('done');
      expect(world.drafts).toEqual([]);
      expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'done', reason: 'found-in-sent' });
    });

    it('do not leave beside a draft of themselves that lies there from before', async () => {
      const { act, world, acknowledge, replyMessageId, account } = await handled('send');
      const messageId = replyMessageId(account, (await ledgerRow(acknowledge))?.key ?? '');
      world.drafts.push({ messageId, from: account, to: 'ada@example.com', raw: Buffer.from('a draft') });
      expect(await act({ id: acknowledge })).toBe('done');
      expect([world.delivered.length, world.drafts.length]).toEqual([0, 1]);
      expect(await ledgerRow(acknowledge)).toMatchObject({ state: 'done', reason: 'drafted-instead' });
    });

    it('keep their draft single when the first try ended in the middle', async () => {
      const { act, world, acknowledge } = await handled('draft');
      const append = world.appendDraft.bind(world);
      world.appendDraft = async (...args) => {
        await append(...args);
        throw retryable('imap-unreachable', 'the connection broke', 'Wait.');
      };
      expect(await act({ id: acknowledge })).toBe('held');
      world.appendDraft = append;
      clock.advance(21);
      expect(await act({ id: acknowledge })).toBe('done');
      expect(world.drafts).toHaveLength(1);
    });
  });
});
