import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wishedLabels } from '../../src/domain/index.js';
import { judgeMessage } from '../store/helpers.js';
import { labelPlan, sampleJudgement, sampleMail, sampleRead } from '../store/samples.js';
import { openSite, type Site } from './site.js';

describe('the labels of two who were taken for one person', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({ accounts: ['lab'], relabel: true });
    for (const login of ['ada', 'bob'])
      await site.store.review.reviewers.add(
        { login, name: login, role: 'reviewer', password: null, accounts: null },
        'test',
      );
  }, 120_000);
  afterAll(() => site?.close(), 60_000);

  async function applied(uid: number, email: string): Promise<{ application: string; wish: () => Promise<string[]> }> {
    const { store } = site;
    const from = [{ name: null, email }];
    const judged = await judgeMessage(store, 'lab', uid, {
      read: sampleRead(`lab-${uid}`, { mail: sampleMail(`lab-${uid}`, { from }) }),
      judgement: sampleJudgement({ applicant: { name: 'Same Name', email, confidence: 1 } }),
      actions: (id) => [labelPlan(id, ['Triage-Strong'])],
    });
    return {
      application: judged.applicationId ?? '',
      wish: async () => {
        const payload = (await store.ledger.get(judged.actionIds[0] ?? ''))?.payload;
        return payload?.kind === 'label' ? wishedLabels(payload).toSorted() : [];
      },
    };
  }

  it('follow the merge, and go back with it', async () => {
    const [x, y] = [await applied(1, 'x@example.com'), await applied(2, 'y@example.com')];
    const [ada, bob] = [await site.newVisitor().enter('ada'), await site.newVisitor().enter('bob')];
    await bob.send(`/applications/${y.application}/verdict`, { value: 'shortlist' });
    expect([await x.wish(), await y.wish()]).toEqual([['Triage-Strong'], ['Triage-Shortlist', 'Triage-Strong']]);
    await ada.send(`/applications/${x.application}/same`, { other: y.application });
    expect(await x.wish()).toEqual(['Triage-Shortlist', 'Triage-Strong']);
    // Bob thinks better of it while they are one: that is about this application, with both mails.
    await bob.send(`/applications/${x.application}/verdict`, { value: 'decline' });
    expect(await y.wish()).toEqual(['Triage-Decline', 'Triage-Strong']);
    await bob.send(`/applications/${x.application}/undo`);
    const applicant = (await site.store.people.find('y@example.com')) ?? '';
    const done = await ada.send(`/applications/${x.application}/not-same`, { applicant });
    expect(done.statusCode).toBe(303);
    expect([await x.wish(), await y.wish()]).toEqual([['Triage-Strong'], ['Triage-Shortlist', 'Triage-Strong']]);
    expect(await site.store.verdicts.of(x.application)).toEqual([]);
  });
});
