import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planActions } from '../../src/decide/index.js';
import type { Store } from '../../src/store/index.js';
import type { AccountMode } from '../../workers/interfaces.js';
import { freshAccount } from '../store/helpers.js';
import type { MovingClock } from '../store/moving-clock.js';
import { sampleJudgement } from '../store/samples.js';
import { runs } from '../support/runs.js';
import { setting, withTestStore } from './setting.js';

/** Two people, each with two mails about one position, that may arrive at two accounts again and again. */
const mails = ['p0 first', 'p0 second', 'p1 first', 'p1 second'] as const;

type Step =
  | { readonly do: 'deliver'; readonly mail: number; readonly account: number }
  /** One round of everything that is due; `twice`: every job reaches two workers at once. */
  | { readonly do: 'work'; readonly twice: boolean }
  | { readonly do: 'pause' | 'resume'; readonly account: number | null }
  | { readonly do: 'mode'; readonly account: number; readonly mode: AccountMode }
  | { readonly do: 'smtp'; readonly answer: 'accept' | 'lost' }
  | { readonly do: 'wait'; readonly seconds: number };

const account = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), mail: fc.nat(3), account }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('work' as const), twice: fc.boolean() }) },
  fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const), account: fc.option(account) }),
  fc.record({
    do: fc.constant('mode' as const),
    account,
    mode: fc.constantFrom<AccountMode>('shadow', 'draft', 'send'),
  }),
  fc.record({
    do: fc.constant('smtp' as const),
    answer: fc.constantFrom('accept' as const, 'lost' as const),
  }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 61, 400) }),
);

/** Printed with the test's name, so that a run can be repeated: TRIAGE_SEED=… */
const seed = Number(process.env.TRIAGE_SEED ?? Date.now() % 2 ** 31);

describe('the same mails at several places, under pauses, changes of mode and two workers', () => {
  let store: Store;
  let clock: MovingClock;
  withTestStore((opened) => {
    ({ store, clock } = opened);
  });

  it(`are answered once a person, and none is forgotten (seed ${seed})`, { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 16 }), async (steps) => {
        const scene = await stage(store, clock);
        for (const each of steps) await scene.play(each);
        await scene.finish();
        await scene.check();
      }),
      { numRuns: runs(25), seed },
    );
  });
});

async function stage(store: Store, clock: MovingClock) {
  const scene = freshAccount();
  const modes: AccountMode[] = ['send', 'send'];
  let smtp: 'accept' | 'lost' = 'accept';
  let uid = 0;
  const delivered = new Set<string>();
  /** Accounts that were in shadow for some time. */
  const shadowed = new Set<string>();
  /** Message-IDs that really left, whether or not we were told. */
  const left: string[] = [];
  const sentBy = new Map<string, number>();
  const labs = await Promise.all(
    modes.map(async (_, index) => {
      const id = `${scene}-${index}`;
      await store.settings.activate(id, new Date(0), 'test');
      const lab = setting(store, id, 'send', async (fixed) => ({ ...fixed, mode: modes[index] ?? 'send' }));
      lab.knobs.judge = (read) =>
        sampleJudgement({
          applicant: {
            name: null,
            email: `${read.mail.subject.match(/p\d/)?.[0]}-${scene}@example.com`,
            confidence: 1,
          },
          decision: { labels: ['triage-strong'], acknowledge: 'send', reason: 'fit', detail: '', template: 'receipt' },
        });
      lab.knobs.plan = (judgement, message, settings) => planActions(judgement, message, settings);
      lab.world.afterData = async ({ messageId }) => {
        left.push(messageId);
        sentBy.set(id, (sentBy.get(id) ?? 0) + 1);
        return smtp === 'lost'
          ? { outcome: 'uncertain', detail: 'the connection broke' }
          : { outcome: 'accepted', response: '250 ok' };
      };
      return { id, ...lab };
    }),
  );
  const ours = async (): Promise<string[]> => {
    const records = await Promise.all(labs.map(({ id }) => store.read.messages({ account: id, limit: 500 })));
    return records.flat().map((record) => record.id);
  };
  const paused = new Set<string>();
  /** What has happened in an account's mailbox. */
  const effectsIn = ({ id, world }: (typeof labs)[number]) => ({
    labels: [...world.messages.values()].map(({ place }) => world.labelsOn(place)),
    drafts: world.written.length,
    sent: sentBy.get(id) ?? 0,
  });

  /** One round, in which nothing happens where it is forbidden: modes and pauses change between rounds. */
  async function work(twice: boolean): Promise<void> {
    const before = labs.map(effectsIn);
    await workOnce(twice);
    for (const [index, lab] of labs.entries()) {
      const [was, is] = [before[index], effectsIn(lab)];
      if (paused.has(lab.id)) expect(is, 'an effect in a pause').toEqual(was);
      else if (modes[index] === 'shadow') expect(is, 'an effect in shadow').toEqual(was);
      else if (modes[index] === 'draft') expect(is.sent, 'a mail sent by an account that drafts').toBe(was?.sent);
    }
  }

  async function workOnce(twice: boolean): Promise<void> {
    await store.recovery.recoverExpired();
    const { messages, actions } = await store.recovery.unfinished();
    for (const { id } of messages) {
      const record = await store.read.message(id);
      const owner = labs.find((one) => one.id === record?.account);
      if (owner === undefined) continue;
      await Promise.all([owner.intake({ id }), ...(twice ? [owner.intake({ id })] : [])]);
    }
    for (const { id } of actions) {
      const action = await store.ledger.get(id);
      const record = action === null ? null : await store.read.message(action.messageId);
      const owner = labs.find((one) => one.id === record?.account);
      if (owner === undefined) continue;
      await Promise.all([owner.act({ id }), ...(twice ? [owner.act({ id })] : [])]);
    }
  }

  return {
    async play(each: Step): Promise<void> {
      if (each.do === 'deliver') {
        uid += 1;
        const text = `${mails[each.mail]} ${scene}`;
        await labs[each.account]?.arrive(text, uid);
        delivered.add(mails[each.mail] ?? '');
      } else if (each.do === 'work') await work(each.twice);
      else if (each.do === 'wait') clock.advance(each.seconds);
      else if (each.do === 'mode') {
        modes[each.account] = each.mode;
        if (each.mode === 'shadow') shadowed.add(labs[each.account]?.id ?? '');
      } else if (each.do === 'smtp') smtp = each.answer;
      else {
        const named = labs.filter((_, index) => each.account === null || each.account === index);
        for (const { id } of named) {
          await store.settings[each.do]({ account: id, actor: 'test' });
          if (each.do === 'pause') paused.add(id);
          else paused.delete(id);
        }
      }
    },

    /** From here on nothing is in the way. */
    async finish(): Promise<void> {
      smtp = 'accept';
      for (const { id } of labs) await store.settings.resume({ account: id, actor: 'test' });
      paused.clear();
      for (let round = 0; round < 8; round += 1) {
        await work(false);
        clock.advance(3600);
      }
    },

    async check(): Promise<void> {
      const effects = [...left, ...labs.flatMap(({ world }) => world.written)];
      expect(new Set(effects).size, 'an effect happened twice').toBe(effects.length);
      const answers = new Map<string, number>();
      /** People with a reply that was not left undone in shadow: they have one answer. */
      const awaited = new Set<string>();
      for (const id of await ours()) {
        const shown = await store.read.show(id);
        expect(shown?.message.status, 'a message was forgotten').toBe('handled');
        const inShadow = shadowed.has(shown?.message.account ?? '');
        for (const { payload, state, reason, key } of shown?.actions ?? []) {
          const ended = `${state} ${reason}`;
          if (payload.kind === 'label') {
            expect(state === 'done' || (inShadow && ended === 'skipped shadow'), `a label: ${ended}`).toBe(true);
            continue;
          }
          expect(['done', 'skipped', 'uncertain'], ended).toContain(state);
          const messageId = labs[0]?.replyMessageId('', key) ?? '';
          const count = effects.filter((effect) => effect === messageId).length;
          if (state === 'done') expect(count, 'done without an effect').toBe(1);
          if (state === 'skipped') expect(count, `${ended} with an effect`).toBe(0);
          if (state === 'skipped')
            expect(inShadow ? ['shadow', 'answered-before'] : ['answered-before']).toContain(reason);
          answers.set(payload.to, (answers.get(payload.to) ?? 0) + count);
          if (ended !== 'skipped shadow') awaited.add(payload.to);
        }
      }
      const people = new Set([...delivered].map((mail) => mail.slice(0, 2)));
      expect(answers.size, 'a person was forgotten').toBe(people.size);
      for (const [person, count] of answers)
        expect(count, `${person} got ${count} answers`).toBe(awaited.has(person) ? 1 : 0);
    },
  };
}
