import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type Site } from './site.js';

describe('what an admin changes about people', () => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite({ accounts: ['lab', 'chair'] });
    const people = site.store.review.reviewers;
    const one = { role: 'reviewer' as const, password: null };
    await people.add({ ...one, login: 'root', name: 'Root', role: 'admin', accounts: null }, 'test');
    await people.add({ ...one, login: 'limited', name: 'Limited', accounts: ['lab'] }, 'test');
    await people.add({ ...one, login: 'former', name: 'Former', accounts: ['gone'] }, 'test');
    await people.add({ ...one, login: 'open', name: 'Open', accounts: null }, 'test');
  }, 120_000);
  afterAll(() => site?.close(), 60_000);

  const person = async (login: string) => {
    const one = await site.store.review.reviewers.byLogin(login);
    if (one === null) throw new Error(`no ${login}`);
    return one;
  };
  const change = async (login: string, fields: Record<string, string>) => {
    const visitor = await site.newVisitor().enter('root');
    await visitor.ask('/people');
    const { id } = await person(login);
    const { statusCode } = await visitor.send(`/people/${id}/change`, fields);
    const { role, accounts } = await person(login);
    return [statusCode, role, accounts];
  };

  it('gives nobody a mailbox that was not given', async () => {
    // A form that says nothing about mailboxes leaves them as they are.
    expect(await change('limited', { role: 'admin' })).toEqual([303, 'admin', ['lab']]);
    expect(await change('former', { role: 'admin' })).toEqual([303, 'admin', ['gone']]);
    expect(await change('open', { role: 'reviewer' })).toEqual([303, 'reviewer', null]);
    // Nothing ticked is no choice, and neither is what does not exist.
    expect(await change('limited', { role: 'reviewer', sees: 'some' })).toEqual([422, 'admin', ['lab']]);
    expect(await change('limited', { role: 'reviewer', sees: 'some', account: 'gone' })).toEqual([
      422,
      'admin',
      ['lab'],
    ]);
    expect(await change('limited', { role: 'reviewer', sees: 'x' })).toEqual([303, 'reviewer', ['lab']]);
  });

  it('gives all, or only these, when that is said', async () => {
    expect(await change('limited', { role: 'reviewer', sees: 'some', account: 'chair' })).toEqual([
      303,
      'reviewer',
      ['chair'],
    ]);
    expect(await change('limited', { role: 'reviewer', sees: 'all', account: 'chair' })).toEqual([
      303,
      'reviewer',
      null,
    ]);
    expect(await change('former', { role: 'reviewer', sees: 'some', account: 'gone' })).toEqual([
      303,
      'reviewer',
      ['gone'],
    ]);
    const visitor = await site.newVisitor().enter('root');
    const page = (await visitor.ask('/people')).body;
    expect(page).toContain('(not configured now)');
    const refused = await visitor.send('/people', { login: 'new', role: 'reviewer' });
    expect([refused.statusCode, await site.store.review.reviewers.byLogin('new')]).toEqual([422, null]);
    await visitor.send('/people', { login: 'new', role: 'reviewer', sees: 'some', account: 'lab' });
    expect((await person('new')).accounts).toEqual(['lab']);
  });

  it('leaves somebody who can look after it', async () => {
    await site.store.review.reviewers.change(
      (await person('limited')).id,
      { role: 'admin', accounts: ['lab'] },
      'test',
    );
    expect(await change('root', { role: 'reviewer', sees: 'all' })).toEqual([409, 'admin', null]);
    expect(await change('root', { role: 'admin', sees: 'some', account: 'lab' })).toEqual([409, 'admin', null]);
    expect(await change('limited', { role: 'admin', sees: 'all' })).toEqual([303, 'admin', null]);
    expect(await change('root', { role: 'admin', sees: 'some', account: 'lab' })).toEqual([303, 'admin', ['lab']]);
  });
});
