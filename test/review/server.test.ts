import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLink } from '../../src/app/web.js';
import { hashPassword } from '../../src/review/auth/password.js';
import { openSite, type Site } from './site.js';

let site: Site;
let store: Site['store'];
let newVisitor: Site['newVisitor'];
let mine = '';
let others = '';

const tokenIn = (page: string): string => /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
/** Ids of the forms that a page offers to send again. */
const keptIn = (page: string): string[] => [...page.matchAll(/name="kept" value="(\d+)"/g)].map((one) => one[1] ?? '');

beforeAll(async () => {
  site = await openSite();
  ({ store, newVisitor } = site);
  mine = await site.judged('lab', 'Ada Example');
  others = await site.judged('other', '<b>Eve</b>\u202eexe');
}, 120_000);
afterAll(() => site?.close(), 60_000);

describe('the review page, to somebody who is not logged in', () => {
  it('serves nothing but the set-up before there is anybody, and then the login', async () => {
    const { statusCode, body } = await newVisitor().ask('/login');
    expect([statusCode, body.includes('one-time link')]).toEqual([503, true]);
    const password = await hashPassword('correct horse battery');
    const one = { name: 'Grace', role: 'reviewer' as const, password, accounts: ['lab'] };
    await store.review.reviewers.add({ ...one, login: 'Grace' }, 'test');
    await store.review.reviewers.add({ ...one, login: 'ada', name: 'Ada', accounts: null }, 'test');
    await store.review.reviewers.add({ ...one, login: 'root', name: 'Root', role: 'admin', accounts: null }, 'test');
    for (const url of ['/', `/applications/${mine}`, '/people', `/applications/${mine}/original/1.0`, '/nothing']) {
      const answer = await newVisitor().ask(url);
      expect([url, answer.statusCode, answer.headers.location?.startsWith('/login?')]).toEqual([url, 303, true]);
      expect(answer.body).not.toContain('Example');
    }
    expect((await newVisitor().ask('/', { headers: { accept: 'application/json' } })).statusCode).toBe(401);
  });

  it('forbids inline scripts and styles, frames, and anything from elsewhere', async () => {
    const { headers, body } = await newVisitor().ask('/login');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
    expect(body).not.toMatch(/<script(?![^>]+src="\/assets\/)|\sstyle=|\son\w+=/);
  });

  it('logs in with a name and password, in a cookie that no script sees', async () => {
    const visitor = newVisitor();
    await visitor.ask('/login?next=/applications/1');
    const wrong = await visitor.send('/login', { login: 'grace', password: 'correct horse batterz' });
    expect([wrong.statusCode, wrong.body.includes('Name or password is wrong.')]).toEqual([401, true]);
    const unknown = await visitor.send('/login', { login: 'nobody', password: 'correct horse battery' });
    expect(unknown.statusCode).toBe(401);
    const right = await visitor.send('/login', {
      login: 'GRACE',
      password: 'correct horse battery',
      next: '//evil.example',
    });
    expect([right.statusCode, right.headers.location]).toEqual([303, '/']);
    expect(right.cookies.find((one) => one.name === 'triage_session')).toMatchObject({
      httpOnly: true,
      sameSite: 'Lax',
    });
    expect((await visitor.ask('/')).body).toContain('Ada Example');
    await visitor.send('/logout');
    expect((await visitor.ask('/')).statusCode).toBe(303);
  });

  it('takes a form only with a token of the same login, and from no other site', async () => {
    const visitor = await newVisitor().enter('ada');
    const url = `/applications/${mine}/verdict`;
    expect((await visitor.send(url, { value: 'hold', _csrf: 'x' })).statusCode).toBe(403);
    const origin = { headers: { origin: 'https://evil.example' } };
    expect((await visitor.send(url, { value: 'hold' }, origin)).statusCode).toBe(403);
    expect(await store.verdicts.of(mine)).toEqual([]);
  });

  it('gives a one-time link to one of those who try', async () => {
    const reviewer = await store.review.reviewers.byLogin('ada');
    const link = new URL(await makeLink(store, 'http://x', 'login', reviewer?.id ?? '', 60)).pathname;
    const visitors = [newVisitor(), newVisitor()];
    for (const visitor of visitors) await visitor.ask(link);
    const answers = await Promise.all(visitors.map((visitor) => visitor.send(link)));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([303, 404]);
  });

  it('stops guessing at one name', async () => {
    const visitor = newVisitor();
    await visitor.ask('/login');
    const tries: number[] = [];
    for (let count = 0; count < 10; count += 1)
      tries.push((await visitor.send('/login', { login: 'victim', password: 'x'.repeat(12) })).statusCode);
    expect(tries.slice(0, 8)).toEqual(Array(8).fill(401));
    expect(tries.at(-1)).toBe(429);
  });

  it('believes the header of the proxy that is trusted, and nobody else', async () => {
    const headers = { 'x-remote-user': 'ada' };
    expect((await newVisitor().ask('/', { headers, remoteAddress: '10.1.2.3' })).statusCode).toBe(200);
    expect((await newVisitor().ask('/', { headers, remoteAddress: '192.0.2.7' })).statusCode).toBe(303);
    const forged = { ...headers, 'x-forwarded-for': '10.1.2.3' };
    expect((await newVisitor().ask('/', { headers: forged, remoteAddress: '192.0.2.7' })).statusCode).toBe(303);
    const unknown = { 'x-remote-user': 'nobody' };
    expect((await newVisitor().ask('/', { headers: unknown, remoteAddress: '10.1.2.3' })).statusCode).toBe(303);
  });
});

describe('somebody who reviews one account', () => {
  it('sees nothing of another, not even that it is there', async () => {
    const visitor = await newVisitor().enter('grace');
    const queue = await visitor.ask('/');
    expect(queue.body).toContain('Ada Example');
    expect(queue.body).not.toContain('Eve');
    const missing = await visitor.ask('/applications/99999');
    const theirs = await visitor.ask(`/applications/${others}`);
    expect([missing.statusCode, theirs.statusCode]).toEqual([404, 404]);
    expect(theirs.body).toBe(missing.body);
    expect((await visitor.send(`/applications/${others}/verdict`, { value: 'decline' })).statusCode).toBe(404);
    expect((await visitor.send(`/applications/${others}/undo`)).statusCode).toBe(404);
    expect((await visitor.send(`/applications/${others}/assign`, { assignee: 'ada' })).statusCode).toBe(404);
    expect((await visitor.ask(`/applications/${others}/original/1.0`)).statusCode).toBe(404);
    expect(await store.verdicts.of(others)).toEqual([]);
  });

  it('gets a clear page for what is no id, and for what is the admin’s', async () => {
    const visitor = await newVisitor().enter('grace');
    for (const id of ['0', '-1', '1e3', 'x', '999999999999999999999', "1'--", '%00'])
      expect([id, (await visitor.ask(`/applications/${id}`)).statusCode]).toEqual([id, 404]);
    expect((await visitor.ask('/people')).statusCode).toBe(403);
    expect((await (await newVisitor().enter('root')).ask('/people')).statusCode).toBe(200);
    for (const query of [
      'after=x',
      'after=WyJ4IiwiMSJd',
      'since=2026-02-31',
      'above=NaN&topic=x',
      'band=x&sort=y',
      'q=%22%26|!',
    ])
      expect([query, (await visitor.ask(`/?${query}`)).statusCode]).toEqual([query, 200]);
  });
});

describe('a saved view', () => {
  it('keeps filters of one person under a name, and nothing else of an address', async () => {
    const visitor = await newVisitor().enter('ada');
    await visitor.ask('/?band=strong');
    const query = 'band=strong&band=weak&q=sinkhorn&evil=x&after=y';
    const kept = await visitor.send('/views', { name: ' My <b>view ', query });
    expect([kept.statusCode, kept.headers.location]).toEqual([303, '/?band=strong&band=weak&q=sinkhorn']);
    const page = await visitor.ask(String(kept.headers.location));
    expect(page.body).toContain('My &lt;b>view');
    const id = /\/views\/(\d+)\/remove/.exec(page.body)?.[1] ?? '';
    const other = await newVisitor().enter('root');
    expect((await other.ask('/')).body).not.toContain('My &lt;b>view');
    expect((await other.send(`/views/${id}/remove`)).statusCode).toBe(404);
    expect((await visitor.send(`/views/${id}/remove`)).statusCode).toBe(303);
    await visitor.ask('/');
    expect((await visitor.ask('/')).body).not.toContain('My &lt;b>view');
    expect((await visitor.send('/views', { name: ' ', query })).statusCode).toBe(422);
  });
});

describe('a verdict', () => {
  it('of two people at once is kept for both, and their conflict is shown', async () => {
    const [one, other] = [await newVisitor().enter('ada'), await newVisitor().enter('grace')];
    const url = `/applications/${mine}/verdict`;
    const json = { headers: { accept: 'application/json' } };
    const answers = await Promise.all([
      one.send(url, { value: 'shortlist', revision: '0', note: 'excellent' }, json),
      other.send(url, { value: 'decline', revision: '0', score: '12,5' }, json),
    ]);
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200]);
    const held = await store.review.verdicts.history(mine);
    expect(held.map(({ reviewer, value, note, score }) => [reviewer, value, note, score]).sort()).toEqual([
      ['ada', 'shortlist', 'excellent', null],
      ['grace', 'decline', null, 12.5],
    ]);
    const page = await one.ask(`/applications/${mine}`);
    expect(page.body).toContain('Conflict');
    const late = await one.send(url, { value: 'hold', revision: '0' }, json);
    expect(late.json()).toMatchObject({ state: 'conflict', warning: true });
    expect(late.json().message).toContain('grace (decline)');
  });

  it('from a line of the queue leaves the note and the score as they are, and an emptied field empties them', async () => {
    const visitor = await newVisitor().enter('root');
    const url = `/applications/${mine}/verdict`;
    const stands = async () => {
      const held = (await store.review.verdicts.history(mine)).filter((one) => one.withdrawnAt === null);
      return held.filter((one) => one.reviewer === 'root').map(({ value, note, score }) => [value, note, score]);
    };
    await visitor.send(url, { value: 'hold', note: 'reads well', score: '71.5' });
    const json = { headers: { accept: 'application/json' } };
    for (const [value, more] of [
      ['shortlist', json],
      ['decline', {}],
    ] as const) {
      await visitor.send(url, { value, revision: '9' }, more);
      expect(await stands()).toEqual([[value, 'reads well', 71.5]]);
    }
    await visitor.send(url, { value: 'decline', note: ' ', score: '' });
    expect(await stands()).toEqual([['decline', null, null]]);
    for (let steps = 0; steps < 4; steps += 1) await visitor.send(`/applications/${mine}/undo`);
    expect(await stands()).toEqual([]);
  });

  it('is undone step by step', async () => {
    const visitor = await newVisitor().enter('ada');
    const holds = async () =>
      (await store.verdicts.of(mine)).filter((one) => one.reviewer === 'ada').map((one) => one.value);
    await visitor.send(`/applications/${mine}/verdict`, { value: 'shortlist' });
    await visitor.send(`/applications/${mine}/verdict`, { value: 'decline' });
    const undo = async () => (await visitor.send(`/applications/${mine}/undo`)).statusCode;
    expect([await undo(), await holds()]).toEqual([303, ['shortlist']]);
    await visitor.send(`/applications/${mine}/verdict`, { value: 'hold' });
    expect([await undo(), await holds()]).toEqual([303, ['shortlist']]);
    // The next step back is the one before that, not the one that was just taken back.
    let steps = 0;
    while ((await undo()) === 303) {
      steps += 1;
      expect(await holds()).not.toContain('decline');
      expect(steps).toBeLessThan(9);
    }
    expect(await holds()).toEqual([]);
    await visitor.send(`/applications/${mine}/verdict`, { value: 'shortlist' });
  });

  it('that came after the session had ended is kept, and offered after the login', async () => {
    const visitor = await newVisitor().enter('ada');
    const reviewer = await store.review.reviewers.byLogin('ada');
    const before = (await store.review.verdicts.history(mine)).length;
    await store.review.reviewers.change(
      reviewer?.id ?? '',
      { password: await hashPassword('another long one') },
      'test',
    );
    const sent = await visitor.send(`/applications/${mine}/verdict`, { value: 'hold', note: 'a long thought <b>' });
    expect(sent.statusCode).toBe(303);
    expect(sent.headers.location).toContain('kept=1');
    expect((await visitor.ask(String(sent.headers.location))).body).toContain('is kept');
    const login = await visitor.send('/login', { login: 'ada', password: 'another long one', next: '/' });
    expect(login.headers.location).toMatch(/^\/kept\?/);
    const offer = await visitor.ask(String(login.headers.location));
    expect(offer.body).toContain('a long thought &lt;b>');
    expect(await store.review.verdicts.history(mine)).toHaveLength(before);
    const [kept = ''] = keptIn(offer.body);
    const again = { value: 'hold', note: 'a long thought <b>', kept };
    const done = await visitor.send(`/applications/${mine}/verdict`, again);
    expect(done.statusCode).toBe(303);
    expect((await visitor.ask('/kept')).headers.location).toBe('/');
    expect((await store.review.verdicts.history(mine)).at(-1)).toMatchObject({
      value: 'hold',
      note: 'a long thought <b>',
    });
  });

  it('that was written before its writer logged out and in again is recorded', async () => {
    const visitor = await newVisitor().enter('ada');
    const token = tokenIn((await visitor.ask(`/applications/${mine}`)).body);
    await visitor.send('/logout');
    await visitor.enter('ada');
    const late = { value: 'hold', note: 'written before', _csrf: token };
    expect((await visitor.send(`/applications/${mine}/verdict`, late)).statusCode).toBe(303);
    expect((await store.review.verdicts.history(mine)).at(-1)).toMatchObject({ note: 'written before' });
  });

  it('that came too late is its writer’s alone, with all others that did, until it is sent or dropped', async () => {
    const visitor = await newVisitor().enter('ada');
    const [path, other] = [`/applications/${mine}/verdict`, `/applications/${others}/verdict`];
    const token = tokenIn((await visitor.ask(`/applications/${mine}`)).body);
    const reviewer = await store.review.reviewers.byLogin('ada');
    const recorded = async () => (await store.review.verdicts.history(mine)).at(-1);
    const before = await recorded();
    await store.review.reviewers.change(reviewer?.id ?? '', { accounts: null }, 'test');
    for (const [url, note] of [
      [path, 'first note'],
      [other, 'second note'],
    ] as const)
      expect((await visitor.send(url, { value: 'decline', note, back: '/help' })).headers.location).toContain('kept=1');
    // Somebody else at the same browser is offered nothing, and what ada's page sends is neither theirs nor lost.
    await visitor.enter('root');
    expect((await visitor.ask('/kept?next=/help')).headers.location).toBe('/help');
    const foreign = await visitor.send(path, { value: 'decline', note: 'third note', _csrf: token });
    expect([foreign.statusCode, foreign.body.includes('kept for them')]).toEqual([403, true]);
    expect(foreign.body).not.toContain('third note');
    expect(await recorded()).toEqual(before);
    const fresh = await newVisitor().enter('ada');
    const offer = await fresh.ask('/kept?next=/help');
    expect(offer.body.match(/(?:first|second|third) note(?=<)/g)).toEqual(['first note', 'second note', 'third note']);
    expect((await fresh.ask('/kept')).body).toContain('third note');
    const [one = '', two = '', three = ''] = keptIn(offer.body);
    const impossible = await fresh.send(path, { value: 'nothing', kept: one });
    expect(impossible.statusCode).toBe(422);
    const sent = await fresh.send(path, { value: 'decline', note: 'first note', back: '/help', kept: one });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, '/kept?next=%2Fhelp']);
    expect(await recorded()).toMatchObject({ reviewer: 'ada', note: 'first note' });
    const dropped = await fresh.send(`/kept/${two}/drop`, { next: '/help' });
    expect(dropped.headers.location).toBe('/kept?next=%2Fhelp');
    expect((await visitor.send(`/kept/${three}/drop`)).statusCode).toBe(404);
    expect((await fresh.send(`/kept/${three}/drop`, { next: '/help' })).headers.location).toBe('/help');
    for (let steps = 0; steps < 2; steps += 1) await fresh.send(`/applications/${mine}/undo`);
  });

  it('whose writer nobody knows is given back, where it can be copied', async () => {
    const visitor = await newVisitor().enter('ada');
    const sent = await visitor.send(`/applications/${mine}/verdict`, {
      value: 'hold',
      note: 'by <b>whom',
      _csrf: 'x-y-z',
    });
    expect([sent.statusCode, sent.body.includes('by &lt;b>whom')]).toEqual([403, true]);
  });

  it('of a stranger is not kept', async () => {
    const answer = await newVisitor().send(`/applications/${mine}/verdict`, { value: 'hold' });
    expect([answer.statusCode, String(answer.headers.location).includes('kept')]).toEqual([303, false]);
  });
});

describe('an application', () => {
  it('is given to a colleague who may see it, and limited reviewers hear of nobody else', async () => {
    const far = { login: 'far-away', name: 'F', role: 'reviewer' as const, password: null, accounts: ['other'] };
    await store.review.reviewers.add(far, 'test');
    const visitor = await newVisitor().enter('grace');
    const url = `/applications/${mine}`;
    const assigned = async () =>
      (await store.review.queue.row({ reviewerId: '0', accounts: null }, mine))?.assignee ?? null;
    for (const page of ['/', url]) {
      const { body } = await visitor.ask(page);
      expect([body.includes('<option value="ada"'), body.includes('far-away')]).toEqual([true, false]);
    }
    const json = { headers: { accept: 'application/json' } };
    const done = await visitor.send(`${url}/assign`, { assignee: 'ADA' }, json);
    expect([done.statusCode, done.json().message, await assigned()]).toEqual([200, 'Assigned to Ada.', 'ada']);
    const plain = await visitor.send(`${url}/assign`, { assignee: 'grace', back: url });
    expect([plain.statusCode, plain.headers.location, await assigned()]).toEqual([303, url, 'grace']);
    const refused = [];
    for (const assignee of ['far-away', 'nobody-here']) refused.push(await visitor.send(`${url}/assign`, { assignee }));
    expect(refused.map((one) => [one.statusCode, one.body.includes('does not review this')])).toEqual([
      [422, true],
      [422, true],
    ]);
    expect(await assigned()).toBe('grace');
    // Somebody who lost the mailbox still stands there, until it is given to another.
    const grace = (await store.review.reviewers.byLogin('grace'))?.id ?? '';
    await store.review.reviewers.change(grace, { accounts: ['other'] }, 'test');
    const other = await newVisitor().enter('ada');
    expect((await other.ask(url)).body).toMatch(/<option value="grace" selected/);
    await other.send(`${url}/assign`, { assignee: '' });
    expect(await assigned()).toBeNull();
    await store.review.reviewers.change(grace, { accounts: ['lab'] }, 'test');
  });
});

describe('a name full of markup and bidirectional controls', () => {
  it('is shown as what it is', async () => {
    const visitor = await newVisitor().enter('root');
    for (const url of ['/', `/applications/${others}`]) {
      const { body } = await visitor.ask(url);
      expect(body).toContain('&lt;b>Eve&lt;/b>⟨U+202E⟩exe');
      expect(body).not.toMatch(/<b>Eve|\u202e/);
    }
  });

  it('is hidden from who reviews blind', async () => {
    const visitor = await newVisitor().enter('root');
    await visitor.send('/me/blind');
    const { body } = await visitor.ask('/');
    expect(body).toContain(`Applicant ${others}`);
    expect(body).not.toMatch(/Eve|Ada Example/);
    const page = await visitor.ask(`/applications/${mine}`);
    expect(page.body).not.toMatch(/Eve|Ada Example|@example\.com/);
    await visitor.send('/me/blind');
  });
});
