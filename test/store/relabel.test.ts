import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { configurationText, exampleAnswers } from '../../src/app/init-text.js';
import { relabelAfterVerdict } from '../../src/app/relabel.js';
import { wishedLabels } from '../../src/domain/index.js';
import type { Store } from '../../src/store/index.js';
import { defaultRuleset } from '../support/rules.js';
import { withTestStore } from '../workers/setting.js';
import { freshAccount, judgeMessage } from './helpers.js';
import { labelPlan, sampleJudgement, sampleMail, sampleRead } from './samples.js';

describe('labels that are wished anew', () => {
  let store: Store;
  withTestStore((opened) => {
    store = opened.store;
  });

  const limits = { windowDays: 7, caps: { domain: cap(), account: cap(), overall: cap() } };
  function cap() {
    return { max: 9, hours: 1 };
  }
  /** Does what is planned, as the act worker would. */
  async function carryOut(id: string): Promise<void> {
    const claim = await store.ledger.claim(id, { effect: 'label', ...limits });
    if (claim.outcome !== 'claimed') throw new Error(`not claimed: ${claim.outcome}`);
    await store.ledger.finish(id, claim.token, { state: 'done', reason: null });
  }
  /** A judged message with its label action done, from a person of its own. */
  async function labelled(account = freshAccount(), uid = 1, person = account) {
    const email = `${person}@example.com`;
    const key = `${account}-${uid}`;
    const from = [{ name: null, email }];
    const judged = await judgeMessage(store, account, uid, {
      read: sampleRead(key, { mail: sampleMail(key, { from }) }),
      judgement: sampleJudgement({ applicant: { name: null, email, confidence: 1 } }),
      actions: (id) => [labelPlan(id, ['Triage-Strong'])],
    });
    const [action = ''] = judged.actionIds;
    return { ...judged, account, action, applicationId: judged.applicationId ?? '' };
  }
  async function wish(id: string): Promise<readonly string[]> {
    const payload = (await store.ledger.get(id))?.payload;
    return payload?.kind === 'label' ? wishedLabels(payload) : [];
  }

  it('are due once, and again when the wish goes back to what it was', async () => {
    const { id, action } = await labelled();
    await carryOut(action);
    const why = { cause: 'rescore', actor: 'grace' };
    expect(await store.relabel({ messageId: id }, { labels: ['Triage-Strong'] }, why)).toEqual([]);
    expect((await store.ledger.get(action))?.state).toBe('done');
    expect(await store.relabel({ messageId: id }, { labels: ['Triage-Weak'] }, why)).toEqual([action]);
    expect(await store.relabel({ messageId: id }, { labels: ['Triage-Weak'] }, why)).toEqual([]);
    await carryOut(action);
    expect(await store.relabel({ messageId: id }, { labels: ['Triage-Strong'] }, why)).toEqual([action]);
    expect((await store.recovery.unfinished()).actions.map((due) => due.id)).toContain(action);
    await carryOut(action);
    const events = await store.events.list({ actionId: action });
    expect(events.filter((event) => event.reason === 'rescore').map(({ detail, actor }) => [detail, actor])).toEqual([
      ['labels: Triage-Weak', 'grace'],
      ['labels: Triage-Strong', 'grace'],
    ]);
  });

  it('are planned for a message that had none, and taken off when none are wished', async () => {
    const { id } = await judgeMessage(store, freshAccount(), 1);
    const [action = ''] = await store.relabel({ messageId: id }, { labels: ['Triage-Weak'] }, { cause: 'rescore' });
    expect(await wish(action)).toEqual(['Triage-Weak']);
    await carryOut(action);
    expect(await store.relabel({ messageId: id }, { labels: [] }, { cause: 'rescore' })).toEqual([action]);
    expect(await store.relabel({ messageId: '999999' }, { labels: ['x'] }, { cause: 'rescore' })).toEqual([]);
  });

  it('take a worker off the old wish that it is at', async () => {
    const { id, action } = await labelled();
    const claim = await store.ledger.claim(action, { effect: 'label', ...limits });
    await store.relabel({ messageId: id }, { labels: ['Triage-Weak'] }, { cause: 'rescore' });
    const token = claim.outcome === 'claimed' ? claim.token : '';
    expect(await store.ledger.stillAllowed(action, token)).toBe(false);
    expect(await store.ledger.finish(action, token, { state: 'done', reason: null })).toBe(false);
    expect(await store.ledger.get(action)).toMatchObject({ state: 'planned', reason: 'rescore' });
  });

  it('keep the verdict beside the judgement, for all mails of the application and those that follow', async () => {
    const account = freshAccount();
    const first = await labelled(account, 1);
    const second = await labelled(account, 2);
    expect(second.applicationId).toBe(first.applicationId);
    const { applicationId } = first;
    const why = { cause: 'verdict', actor: 'grace' };
    const ids = await store.relabel({ applicationId }, { verdict: ['Triage-Shortlist'] }, why);
    expect([...ids].sort()).toEqual([first.action, second.action].sort());
    await store.relabel({ messageId: first.id }, { labels: ['Triage-Weak'] }, { cause: 'rescore' });
    expect(await wish(first.action)).toEqual(['Triage-Shortlist', 'Triage-Weak']);
    const third = await labelled(account, 3);
    expect(await wish(third.action)).toEqual(['Triage-Shortlist', 'Triage-Strong']);
    await store.relabel({ applicationId }, { verdict: [] }, why);
    expect(await wish(first.action)).toEqual(['Triage-Weak']);
    expect(await wish(third.action)).toEqual(['Triage-Strong']);
    expect(await store.relabel({ applicationId, accounts: ['another'] }, { verdict: ['x'] }, why)).toEqual([]);
  });

  it('follow the newest verdict that holds, where the account wants it', async () => {
    const config = (relabelOnVerdict: boolean) =>
      parseConfig(
        configurationText(exampleAnswers)
          .replace('id: lab', `id: ${account}`)
          .replace('mode: draft', `mode: draft\n    relabelOnVerdict: ${relabelOnVerdict}`),
        'triage.yaml',
        { IMAP_PASSWORD: 'x', SMTP_PASSWORD: 'x' },
      );
    const { policy } = defaultRuleset;
    const { account, action, applicationId } = await labelled();
    const give = (value: string) => store.verdicts.give({ applicationId, reviewer: 'grace', value, note: null });
    const follow = (on = true) => relabelAfterVerdict(store, config(on), policy, applicationId, 'grace');
    await give('shortlist');
    expect(await follow(false)).toEqual([]);
    expect(await follow()).toEqual([action]);
    expect(await follow()).toEqual([]);
    expect(await wish(action)).toEqual(['Triage-Shortlist', 'Triage-Strong']);
    const declined = await give('decline');
    await follow();
    expect(await wish(action)).toEqual(['Triage-Decline', 'Triage-Strong']);
    await store.verdicts.withdraw(declined, 'grace');
    await follow();
    expect(await wish(action)).toEqual(['Triage-Strong']);
    await give('a value without a label');
    expect(await follow()).toEqual([]);
  });
});
