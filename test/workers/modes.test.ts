import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { settingsWithActivation } from '../../src/app/activation.js';
import type { ActivationMode } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import type { AccountMode } from '../../workers/interfaces.js';
import { freshAccount } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { sampleLocation } from '../store/samples.js';
import { setting, withTestStore } from './setting.js';

describe('modes and the kill switch, read right before each effect', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  /** A handled message of an account that is at `activated` in the store and at `configured` in the configuration. */
  async function handled(configured: AccountMode, activated: ActivationMode) {
    const account = freshAccount();
    await store.settings.ensureAccount(account, activated);
    await store.settings.activate(account, new Date('2025-01-01T00:00:00Z'), 'test');
    const all = setting(store, account, configured, (settings) =>
      settingsWithActivation(() => settings, [], store)(account),
    );
    const place = sampleLocation(account, 1);
    const id = await all.arrive(`mail ${randomUUID()}`, 1);
    await all.intake({ id });
    const actions = await all.actionsOf(id);
    const go = async (kind: 'label' | 'draft' | 'acknowledge') => all.act({ id: actions[kind] ?? 'none' });
    const lower = (from: ActivationMode, to: ActivationMode) =>
      store.settings.changeMode({ account, from, to, actor: 'grace', detail: null });
    return { ...all, account, id, place, actions, go, lower };
  }

  it.each([
    ['shadow', 'shadow'],
    ['send', 'shadow'],
    ['shadow', 'send'],
  ] as const)(
    'configured %s, activated %s: everything is planned and nothing happens',
    async (configured, activated) => {
      const { go, world, place, id, actions } = await handled(configured, activated);
      expect(await go('label')).toBe('skipped');
      expect(await go('acknowledge')).toBe('skipped');
      expect(world.labelsOn(place)).toEqual([]);
      expect([world.drafts, world.delivered]).toEqual([[], []]);
      const shown = await store.read.show(id);
      expect(shown?.judgement).not.toBeNull();
      expect(shown?.actions.map(({ state, reason }) => [state, reason])).toEqual([
        ['skipped', 'shadow'],
        ['skipped', 'shadow'],
      ]);
      expect(shown?.actions.map(({ detail }) => detail).sort()).toEqual([
        'would have labelled: triage-strong',
        expect.stringMatching(/^would have sent receipt to .*@example\.com$/),
      ]);
      expect((await store.events.list({ actionId: actions.label ?? '' })).at(-1)).toMatchObject({
        code: 'skipped',
        reason: 'shadow',
      });
    },
  );

  it('out of shadow the labels of that time are set, and its answers are not written', async () => {
    const { account, actions, go, lower, world, place } = await handled('send', 'shadow');
    expect([await go('label'), await go('acknowledge')]).toEqual(['skipped', 'skipped']);
    expect(await lower('shadow', 'draft')).toBe(true);
    const due = (await store.recovery.unfinished()).actions.map(({ id }) => id);
    expect(due).toContain(actions.label);
    expect(due).not.toContain(actions.acknowledge);
    expect([await go('label'), await go('acknowledge')]).toEqual(['done', 'nothing']);
    expect(world.labelsOn(place)).toEqual(['triage-strong']);
    expect([world.drafts, world.delivered]).toEqual([[], []]);
    const planned = (await store.events.list({ actionId: actions.label ?? '' })).filter(
      (event) => event.code === 'planned',
    );
    expect(planned.at(-1)).toMatchObject({ account, reason: 'out-of-shadow', actor: 'grace' });
    // Down and up again: nothing is due twice.
    await lower('draft', 'shadow');
    await lower('shadow', 'draft');
    expect(await go('label')).toBe('nothing');
  });

  it('mail from before the moment of sending becomes a draft, later mail is sent', async () => {
    const all = await handled('send', 'send');
    await all.lower('send', 'draft');
    await all.lower('draft', 'send');
    expect(await all.go('acknowledge')).toBe('done');
    expect([all.world.drafts.length, all.world.delivered.length]).toEqual([1, 0]);
  });

  it('a mode that was lowered after the claim stops the send before DATA; it becomes a draft', async () => {
    const all = await handled('send', 'send');
    all.world.troubles.send = [() => all.lower('send', 'draft')];
    expect(await all.go('acknowledge')).toBe('held');
    expect(await store.ledger.get(all.actions.acknowledge ?? '')).toMatchObject({ reason: 'mode-lowered' });
    clock.advance(2);
    expect(await all.go('acknowledge')).toBe('done');
    expect([all.world.drafts.length, all.world.delivered.length]).toEqual([1, 0]);
  });

  it('a pause after the claim stops the label, the draft and the send', async () => {
    const pause = async (account: string) => store.settings.pause({ account, actor: 'grace', reason: 'stop' });
    const labelling = await handled('send', 'send');
    const elsewhere = sampleLocation(labelling.account, 7, { folder: 'Jobs' });
    labelling.world.put(elsewhere, 'the same mail');
    await store.intake.foundAt(labelling.id, elsewhere);
    labelling.world.troubles.changeLabels = [() => pause(labelling.account)];
    expect(await labelling.go('label')).toBe('held');
    const labelled = [labelling.place, elsewhere].map((place) => labelling.world.labelsOn(place).length);
    // It came down while the server made ready for the first one.
    expect(labelled).toEqual([0, 0]);

    const moving = await handled('send', 'send');
    moving.world.backend = 'folders';
    moving.world.troubles.moveToLabel = [() => pause(moving.account)];
    expect(await moving.go('label')).toBe('held');
    expect(moving.world.moves).toBe(0);

    const drafting = await handled('draft', 'draft');
    drafting.knobs.composing = () => pause(drafting.account);
    expect(await drafting.go('acknowledge')).toBe('held');
    expect(drafting.world.drafts).toEqual([]);
    const waiting = await handled('draft', 'draft');
    waiting.world.troubles.appendDraft = [() => pause(waiting.account)];
    expect(await waiting.go('acknowledge')).toBe('held');
    expect(waiting.world.drafts).toEqual([]);

    const sending = await handled('send', 'send');
    sending.world.troubles.send = [() => pause(sending.account)];
    expect(await sending.go('acknowledge')).toBe('held');
    expect(sending.world.delivered).toEqual([]);
    for (const { actions } of [drafting, sending])
      expect(await store.ledger.get(actions.acknowledge ?? '')).toMatchObject({ state: 'held', reason: 'paused' });
  });

  it.each([
    ['a claim that ran out', 'interrupted'],
    ['a store that could not be asked', 'store-unreachable'],
  ] as const)('%s stops the effect and is not called a pause or a refusal', async (_, reason) => {
    for (const [mode, method, kind] of [
      ['send', 'changeLabels', 'label'],
      ['draft', 'appendDraft', 'acknowledge'],
      ['send', 'send', 'acknowledge'],
    ] as const) {
      const all = await handled(mode, mode);
      const id = all.actions[kind] ?? '';
      const { ledger } = store;
      const away = () => Promise.reject(new Error('the connection to the database was lost'));
      // Its own view of the store, in which only the question before an effect fails.
      const asked = { ...ledger, stillAllowed: away, beginSending: away };
      const act = reason === 'interrupted' ? all.act : all.actWith({ ...store, ledger: asked });
      all.world.troubles[method] = [
        () => {
          if (reason === 'interrupted') clock.advance(store.claimSeconds + 1);
        },
      ];
      expect(await act({ id })).toBe('held');
      expect(await ledger.get(id)).toMatchObject({ state: 'held', reason, attempts: 0 });
      expect([all.world.labelsOn(all.place), all.world.drafts, all.world.delivered]).toEqual([[], [], []]);
      clock.advance(60);
      expect(await all.act({ id })).toBe('done');
    }
  });
});
