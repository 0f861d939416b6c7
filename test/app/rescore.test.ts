import { rmSync } from 'node:fs';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRescore } from '../../src/app/rescore.js';
import { diffPastMail, type RulesSide, replayPastMail } from '../../src/app/rules-diff.js';
import type { RuleFile } from '../../src/rules/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { judgeMessage } from '../store/helpers.js';
import { changed, defaultRuleFiles, defaultRuleset, mustCompile } from '../support/rules.js';
import { arrive as arriveIn, labConfig as config, actionsOf as planned } from './past-inbox.js';

const logger = pino({ level: 'silent' });
let data: string;
let store: Store;
const ids: Record<string, string> = {};

const side = (files: readonly RuleFile[], name = 'edited'): RulesSide => ({ name, files, ruleset: mustCompile(files) });
const live = side(defaultRuleFiles, 'live');
/** Under these a fit of 60 is strong. */
const generous = side(changed('policy.yaml', (text) => text.replace('strong: 70', 'strong: 45')));

const arrive = async (
  name: string,
  uid: number,
  text: string,
  more?: Parameters<typeof arriveIn>[5],
): Promise<void> => {
  ids[name] = await arriveIn(store, live.ruleset, name, uid, text, more);
};

beforeAll(async () => {
  data = await freshDataDir();
  store = await openStore({ dataDir: data, logger });
  const { hash } = defaultRuleset;
  await store.rulesets.makeLive({ hash, files: defaultRuleFiles, actor: 'test', how: 'start' });
  await arrive(
    'Zora',
    1,
    '2022-2024 Student assistant: I implemented Sinkhorn solvers for optimal transport of probability measures.',
  );
  await arrive('Yuki', 2, '2022-2024 Student assistant: I planned timetables of buses.');
  await arrive(
    'Xenia',
    3,
    '2022-2024 Student assistant: I proved convergence of Wasserstein gradient flows of probability measures.',
  );
  await arrive('Zora', 4, 'The transcript that was missing follows.', {
    subject: 'Re: [apply-phd-ot] Application',
    inReplyTo: ['<Zora-1@example.com>'],
  });
}, 90_000);
afterAll(async () => {
  await store.close();
  rmSync(data, { recursive: true, force: true });
});

const actionsOf = (id: string) => planned(store, id);

describe('judging past mail again', () => {
  it('comes to the same under the same rules', async () => {
    const replayed = await replayPastMail(store, config, live);
    expect(replayed).toMatchObject({ messages: 4, changes: [], onlyPoints: 0 });
    expect((await diffPastMail(store, config, live, live)).changes).toEqual([]);
  });

  it('shows what edited rules would change, and changes nothing', async () => {
    const before = await Promise.all(Object.values(ids).map((id) => store.read.show(id)));
    const diff = await diffPastMail(store, config, live, generous);
    expect(diff.rules).toEqual([{ file: 'policy.yaml', key: 'bands.strong', before: '70', after: '45' }]);
    expect(diff.changes.length).toBeGreaterThanOrEqual(2);
    for (const change of diff.changes) {
      expect(change.changed).toEqual(['band', 'labels']);
      expect(change.causes).toEqual(['policy.yaml bands.strong 70 → 45']);
    }
    expect(diff.changes.map((change) => change.id)).not.toContain(ids.Yuki);
    expect(await Promise.all(Object.values(ids).map((id) => store.read.show(id)))).toEqual(before);
  });

  it('survives a crash in the middle, keeps the old judgements, and answers nobody', async () => {
    const id = ids.Xenia ?? '';
    const [actions, before] = [await actionsOf(id), await store.read.judged(id)];
    expect(before?.judgement.band).toBe('possible');
    await store.rulesets.makeLive({ hash: generous.ruleset.hash, files: generous.files, actor: 'ada', how: 'apply' });
    await store.rescore.ask({ hash: generous.ruleset.hash, since: null, labels: false, actor: 'ada' });
    const dying = { ...store, rescore: { ...store.rescore, save: () => Promise.reject(new Error('the power went')) } };
    await expect(runRescore({ store: dying, config, logger })).rejects.toThrow('the power went');
    expect((await store.read.judged(id))?.judgement.band).toBe('possible');
    const seen: number[] = [];
    const end = await runRescore({ store, config, logger, onProgress: (_done, total) => seen.push(total) });
    expect(end).toMatchObject({ outcome: 'finished' });
    expect(seen.at(-1)).toBe(4);
    const after = await store.read.judged(id);
    expect(after?.judgement).toMatchObject({ band: 'strong', ruleset: generous.ruleset.hash });
    expect(after?.read).toEqual(before?.read);
    expect(await actionsOf(id)).toEqual(actions);
    const ranked = await store.read.rankedQueue({ position: 'phd-ot' });
    expect(ranked.find((row) => row.messageId === id)?.band).toBe('strong');
    expect(
      (await store.read.show(id))?.events.some((event) => event.code === 'rejudged' && event.actor === 'ada'),
    ).toBe(true);
    expect(await runRescore({ store, config, logger })).toEqual({ outcome: 'nothing' });
  });

  it('looks only at what is left when it goes on', async () => {
    await store.rescore.ask({ hash: generous.ruleset.hash, since: null, labels: false, actor: 'ada' });
    const totals: number[] = [];
    expect(await runRescore({ store, config, logger, onProgress: (_done, total) => totals.push(total) })).toEqual({
      outcome: 'finished',
      changed: 0,
    });
    expect(totals).toEqual([0]);
  });

  it('lets labels follow when it is asked to, and still answers nobody', async () => {
    const id = ids.Xenia ?? '';
    const replies = (await actionsOf(id)).filter((action) => action.kind !== 'label');
    await store.rulesets.makeLive({ hash: live.ruleset.hash, files: live.files, actor: 'ada', how: 'rollback' });
    await store.rescore.ask({ hash: live.ruleset.hash, since: '2025-10-13T00:00:00.000Z', labels: true, actor: 'ada' });
    expect(await runRescore({ store, config, logger })).toMatchObject({ outcome: 'finished' });
    expect((await store.read.judged(id))?.judgement.band).toBe('possible');
    expect((await actionsOf(id)).filter((action) => action.kind !== 'label')).toEqual(replies);
    // Zora's first mail is older than the day: it stays as it was judged.
    const rulesets = await Promise.all(
      ['1', '2', '3', '4'].map(async (one) => (await store.read.judged(one))?.judgement.ruleset),
    );
    expect(rulesets.filter((hash) => hash === generous.ruleset.hash).length).toBeGreaterThan(0);
  });

  it('moves a mail to the position that it is about now, with what people decided', async () => {
    const id = ids.Xenia ?? '';
    const application = (await store.read.show(id))?.application?.id ?? '';
    await store.verdicts.give({ applicationId: application, reviewer: 'ada', value: 'shortlist', note: null });
    const moved = side(
      changed('positions/phd-ot.yaml', (text) => text.replace('tags: [apply-phd-ot, ', 'tags: [')).map((file) =>
        file.path === 'positions/visitor.yaml'
          ? { ...file, text: file.text.replace('tags: [', 'tags: [apply-phd-ot, ') }
          : file,
      ),
    );
    await store.rulesets.makeLive({ hash: moved.ruleset.hash, files: moved.files, actor: 'ada', how: 'apply' });
    await store.rescore.ask({ hash: moved.ruleset.hash, since: null, labels: false, actor: 'ada' });
    expect(await runRescore({ store, config, logger })).toMatchObject({ outcome: 'finished' });
    const now = (await store.read.show(id))?.application;
    expect(now?.position).toBe('visitor');
    expect((await store.verdicts.of(now?.id ?? '')).map((verdict) => verdict.value)).toEqual(['shortlist']);
    expect((await store.read.rankedQueue({ position: 'phd-ot' })).map((row) => row.messageId)).not.toContain(id);
  });

  it('ends in the middle when the rules are rolled back: nothing more is written by those that were live', async () => {
    const rules = (one: RulesSide) => ({ hash: one.ruleset.hash, files: one.files, actor: 'ada' });
    await store.rulesets.makeLive({ ...rules(live), how: 'rollback' });
    await store.rescore.ask({ hash: live.ruleset.hash, since: null, labels: false, actor: 'ada' });
    await runRescore({ store, config, logger });
    const before = await Promise.all(Object.values(ids).map((id) => store.read.judged(id)));
    await store.rulesets.makeLive({ ...rules(generous), how: 'apply' });
    await store.rescore.ask({ hash: generous.ruleset.hash, since: null, labels: true, actor: 'ada' });
    const save: Store['rescore']['save'] = async (job, ...rest) => {
      await store.rulesets.makeLive({ ...rules(live), how: 'rollback' });
      return store.rescore.save(job, ...rest);
    };
    const rolledBack = { ...store, rescore: { ...store.rescore, save } };
    expect(await runRescore({ store: rolledBack, config, logger })).toEqual({ outcome: 'stopped', changed: 0 });
    expect(await store.rescore.pending()).toBeNull();
    expect(await runRescore({ store, config, logger })).toEqual({ outcome: 'nothing' });
    expect(await Promise.all(Object.values(ids).map((id) => store.read.judged(id)))).toEqual(before);
    // Whoever asks too late asks for nothing.
    const late = { hash: generous.ruleset.hash, since: null, labels: true, actor: 'ada' };
    expect(await store.rescore.ask(late)).toBeNull();
    expect(await store.rescore.pending()).toBeNull();
  });

  it('leaves alone a mail whose text it does not have', async () => {
    await judgeMessage(store, 'other-account', 1);
    expect((await replayPastMail(store, config, live)).messages).toBe(5);
  });
});
