import { rmSync } from 'node:fs';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyCorrections, correctMessage, undoCorrection } from '../../src/app/correct.js';
import { openLiveRules } from '../../src/app/live-rules.js';
import { defaultRulesDir } from '../../src/app/read-rules.js';
import { runRescore } from '../../src/app/rescore.js';
import { diffPastMail, replayPastMail } from '../../src/app/rules-diff.js';
import { bagOfWords } from '../../src/language/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { record } from '../store/helpers.js';
import { defaultRuleFiles, defaultRuleset } from '../support/rules.js';
import { actionsOf, arrive, labConfig as config } from './past-inbox.js';

const logger = pino({ level: 'silent' });
const live = { name: 'live', files: defaultRuleFiles, ruleset: defaultRuleset };
const { hash } = defaultRuleset;
let data: string;
let store: Store;
let zora: string;
let yuki: string;

beforeAll(async () => {
  data = await freshDataDir();
  store = await openStore({ dataDir: data, logger });
  await store.rulesets.makeLive({ hash, files: defaultRuleFiles, actor: 'test', how: 'start' });
  const about = 'Student assistant: I implemented Sinkhorn solvers for optimal transport of probability measures.';
  zora = await arrive(store, defaultRuleset, 'Zora', 1, about);
  yuki = await arrive(store, defaultRuleset, 'Yuki', 2, about);
}, 90_000);
afterAll(async () => {
  await store.close();
  rmSync(data, { recursive: true, force: true });
});

const parts = () => ({ store, config, logger });
const judgementOf = async (id: string) => (await store.read.judged(id))?.judgement;
const replies = async (id: string) => (await actionsOf(store, id)).filter((action) => action.kind !== 'label');
const wish = { note: null, position: null, actor: 'ada' };

describe('correcting a message', () => {
  it('wins over the judgement, relabels, and drops answers that wait', async () => {
    expect(await judgementOf(zora)).toMatchObject({ kind: 'application', position: 'phd-ot' });
    expect((await replies(zora)).map((action) => action.state)).toEqual(['planned']);
    await correctMessage(parts(), { ...wish, messageId: zora, kind: 'inquiry', note: 'she only asks' });
    expect(await judgementOf(zora)).toMatchObject({ kind: 'inquiry', kindReason: 'corrected' });
    const [label, ...others] = await actionsOf(store, zora);
    expect(label).toMatchObject({ kind: 'label', payload: { labels: [defaultRuleset.policy.labels.inquiry] } });
    expect(others).toMatchObject([{ state: 'skipped', reason: 'corrected' }]);
    expect((await store.read.rankedQueue({ position: 'phd-ot' })).map((row) => row.messageId)).toEqual([yuki]);
    expect((await store.read.show(zora))?.events.find((event) => event.code === 'corrected')).toMatchObject({
      actor: 'ada',
      detail: 'application phd-ot → inquiry : she only asks',
    });
    expect(await store.corrections.waiting()).toEqual([]);
  });

  it('holds when past mail is judged again, and under other rules', async () => {
    const replayed = await replayPastMail(store, config, live);
    expect(replayed).toMatchObject({ messages: 2, changes: [] });
    const diff = await diffPastMail(store, config, live, {
      ...live,
      files: defaultRuleFiles.map((file) =>
        file.path === 'policy.yaml' ? { ...file, text: file.text.replace('strong: 70', 'strong: 45') } : file,
      ),
    });
    expect(diff.changes.map((change) => change.id)).toEqual([yuki]);
    await store.rescore.ask({ hash, since: '2025-01-01T00:00:00.000Z', labels: true, actor: 'ada' });
    expect(await runRescore({ store, config, logger })).toMatchObject({ outcome: 'finished' });
    expect(await judgementOf(zora)).toMatchObject({ kind: 'inquiry', kindReason: 'corrected' });
  });

  it('is not overwritten by judging that began before it', async () => {
    const packed = JSON.stringify({ ...(await judgementOf(yuki)), documents: [] });
    await store.corrections.give({ ...wish, messageId: yuki, kind: 'application', position: 'visitor' });
    const reason = { code: 'judged', detail: 'late' };
    const behalf = { id: null, hash, mark: hash, labels: true, actor: 'late' };
    await store.rescore.save(behalf, [{ messageId: yuki, packed, reason, correction: null }], []);
    expect((await store.read.show(yuki))?.events.some((event) => event.actor === 'late')).toBe(false);
  });

  it('is finished by the running program when the process that took it ended', async () => {
    expect(await store.corrections.waiting()).toHaveLength(1);
    expect(await applyCorrections(parts())).toBe(1);
    expect(await judgementOf(yuki)).toMatchObject({ position: 'visitor', positionReason: { code: 'corrected' } });
    expect((await store.read.show(yuki))?.application?.position).toBe('visitor');
    expect(await applyCorrections(parts())).toBe(0);
  });

  it('is taken back, also while it is being applied', async () => {
    await undoCorrection(parts(), zora, 'ada');
    expect(await judgementOf(zora)).toMatchObject({ kind: 'application', position: 'phd-ot', kindReason: 'cv-given' });
    // What was dropped stays dropped: nobody is answered by an undo.
    expect(await replies(zora)).toMatchObject([{ state: 'skipped' }]);
    await expect(undoCorrection(parts(), zora, 'ada')).rejects.toMatchObject({ code: 'not-corrected' });
    await store.corrections.give({ ...wish, messageId: zora, kind: 'other' });
    const begun = await store.corrections.waiting();
    await store.corrections.withdraw(zora, 'ada');
    await store.corrections.applied(begun);
    expect(await store.corrections.waiting()).toMatchObject([{ messageId: zora, withdrawn: true }]);
    await applyCorrections(parts());
    expect(await judgementOf(zora)).toMatchObject({ kind: 'application' });
  });

  it('teaches the live classifier without a restart', async () => {
    const rules = await openLiveRules({ rulesDir: defaultRulesDir() }, store, logger);
    const guess = () => rules.ruleset.kindClassifier().getClassifications(bagOfWords('sinkhorn solvers'));
    const before = guess().find((one) => one.label === 'inquiry')?.value ?? 0;
    expect(await rules.refresh()).toBe(false);
    await correctMessage(parts(), { ...wish, messageId: zora, kind: 'inquiry' });
    expect(await rules.refresh()).toBe(true);
    expect(rules.ruleset.hash).toMatch(new RegExp(`^${hash}\\+[0-9a-f]{8}$`));
    expect(guess().find((one) => one.label === 'inquiry')?.value).not.toBe(before);
    expect(await rules.refresh()).toBe(false);
  });

  it('refuses what can not be', async () => {
    const refused = (more: Partial<Parameters<typeof correctMessage>[1]>) =>
      correctMessage(parts(), { ...wish, messageId: zora, kind: 'application', ...more });
    await expect(refused({ position: 'gardener' })).rejects.toMatchObject({ code: 'unknown-position' });
    await expect(refused({ kind: 'other', position: 'visitor' })).rejects.toMatchObject({ code: 'position-of-other' });
    await expect(refused({ messageId: '99999' })).rejects.toMatchObject({ code: 'no-such-message' });
    await expect(refused({ messageId: "1'; --" })).rejects.toMatchObject({ code: 'no-such-message' });
    const unread = await record(store, 'other-account', 1);
    await expect(refused({ messageId: unread })).rejects.toMatchObject({ code: 'not-judged' });
  });
});
