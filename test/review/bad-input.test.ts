import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeMessage } from '../store/helpers.js';
import { replyPlan, sampleDocument, sampleJudgement, sampleMail, sampleRead } from '../store/samples.js';
import { openSite, type Site } from './site.js';

/** Markup, an end of our own markup, bidirectional controls, a NUL that PostgreSQL would refuse, and half a surrogate pair. */
const nasty =
  '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202egpj.exe\u2066 </textarea></title> \ud800 &lt;';
/** What must stand nowhere in a page: the markup as markup, the controls as controls. */
const alive = /<script>alert|<img src=x|<\/textarea><\/title>|[\u202e\u2066]/;

describe('bad input', () => {
  let site: Site;
  let hostile = '';
  let theirs = { application: '', message: '', action: '' };

  beforeAll(async () => {
    site = await openSite();
    const { store } = site;
    for (const [login, role, accounts] of [
      ['grace', 'reviewer', ['lab']],
      ['ada', 'reviewer', null],
      ['root', 'admin', null],
    ] as const)
      await store.review.reviewers.add({ login, name: login, role, password: null, accounts }, 'test');
    const applicant = { name: nasty, email: 'eve@example.com', confidence: 1 };
    const document = sampleDocument({ name: `${nasty}.pdf`, pages: [{ number: 1, text: `${nasty} transport` }] });
    const facts = {
      degrees: [
        { level: 'master', field: nasty, institution: nasty, year: 2024, finished: true, quote: nasty, at: null },
      ],
      gpa: null,
      publications: [],
      venues: [nasty],
      links: [
        { kind: 'homepage', url: `javascript:alert(1)//${nasty}` },
        { kind: 'homepage', url: `https://example.org/${nasty}` },
      ],
    } as never;
    const evidence = [
      {
        topic: 'optimal-transport',
        rule: 'r',
        term: nasty,
        points: 3,
        document: `${nasty}.pdf`,
        page: 1,
        quote: nasty,
        span: [0, 20],
        stance: 'claim',
        section: nasty,
        note: null,
      },
    ] as never;
    const judged = await judgeMessage(store, 'lab', 1, {
      read: sampleRead('lab-1', {
        mail: sampleMail(1, { subject: nasty, from: [{ name: nasty, email: 'eve@example.com' }], text: nasty }),
        documents: [document],
      }),
      judgement: sampleJudgement({
        applicant,
        facts,
        documents: [{ ...document, type: 'cv' }],
        flags: [{ code: 'hidden-text', detail: nasty }],
        scorecard: { fit: 60, topics: { 'optimal-transport': 60 }, evidence, adjustments: [] },
      }),
      actions: (id) => [replyPlan(id, { to: 'eve@example.com', delaySeconds: 3600 })],
    });
    hostile = judged.applicationId ?? '';
    // What begins with a quotation mark is never a formula: so these begin as one does.
    await judgeMessage(store, 'lab', 9, {
      read: sampleRead('lab-9', { mail: sampleMail(9, { subject: '@SUM(1)' }) }),
      judgement: sampleJudgement({ applicant: { name: '=1+1', email: 'formula@example.com', confidence: 1 } }),
    });
    const other = await judgeMessage(store, 'other', 1, { actions: (id) => [replyPlan(id, { delaySeconds: 3600 })] });
    theirs = { application: other.applicationId ?? '', message: other.id, action: other.actionIds[0] ?? '' };
  }, 120_000);
  afterAll(() => site?.close(), 60_000);

  it('names, subjects, file names and texts full of markup and bidirectional controls are shown as what they are', async () => {
    const visitor = await site.newVisitor().enter('ada');
    await visitor.send(`/applications/${hostile}/verdict`, { value: 'hold', note: nasty });
    const search = encodeURIComponent('script "img src"');
    const { id: message } = (await site.store.read.messages()).find((one) => one.account === 'lab') ?? { id: '' };
    for (const url of [
      '/',
      '/?position=phd-ot',
      `/?q=${search}`,
      `/?q=${encodeURIComponent(nasty.replace(/\p{Cs}/gu, ''))}`,
      `/applications/${hostile}`,
      `/applications/${hostile}?q=${search}&hit=2`,
      `/applications/${hostile}?doc=${message}.-1`,
      '/log',
      `/log?text=${encodeURIComponent(nasty.replace(/\p{Cs}/gu, ''))}`,
      `/log/${message}`,
      '/log/answers',
      '/sheet',
      '/today',
    ]) {
      const { statusCode, body } = await visitor.ask(url);
      expect([url, statusCode]).toEqual([url, 200]);
      // What the person typed stands in their fields as they typed it.
      const shown = body.replace(/ value="[^"]*"|<textarea[^<]*<\/textarea>/g, '');
      expect([url, shown.slice((alive.exec(shown)?.index ?? 1e9) - 60).slice(0, 160)]).toEqual([url, '']);
    }
    const page = await visitor.ask(`/applications/${hostile}`);
    expect(page.body).toContain('⟨U+202E⟩');
    expect(page.body).not.toMatch(/href="javascript:/);
    // As a file for a spreadsheet, neither a name nor a subject is a formula.
    const csv = (await visitor.ask('/export.csv')).body;
    expect(csv).toContain("'=1+1");
    expect(csv).toContain("'@SUM(1)");
    expect(csv).not.toMatch(/(?:^|,)"?[=+@]/m);
  });

  it('a text of 5 MB is shown in parts, and searched without the page growing', async () => {
    const text = `${'Words about optimal transport. '.repeat(60_000)}needle`.slice(-2_000_000);
    const document = sampleDocument({ sha256: 'b'.repeat(64), pages: [{ number: 1, text: text.repeat(2.5) }] });
    const { applicationId } = await judgeMessage(site.store, 'lab', 2, {
      read: sampleRead('lab-2', { documents: [document] }),
      judgement: sampleJudgement({
        applicant: { name: 'Long Text', email: 'long@example.com', confidence: 1 },
        documents: [{ ...document, type: 'cv' }],
      }),
    });
    const visitor = await site.newVisitor().enter('ada');
    for (const query of [
      '',
      '?part=20',
      '?part=99999',
      '?part=-1',
      '?part=x',
      '?q=transport&hit=300',
      '?at=1.1900000.1900010',
    ]) {
      const { statusCode, body } = await visitor.ask(`/applications/${applicationId}${query}`);
      expect([query, statusCode]).toEqual([query, 200]);
      expect(body.length, query).toBeLessThan(400_000);
    }
    expect((await visitor.ask('/?q=%22optimal+transport%22')).statusCode).toBe(200);
  });

  it('300 documents in one application fit one page', async () => {
    const documents = Array.from({ length: 300 }, (_, index) =>
      sampleDocument({
        name: `note-${index}.txt`,
        sha256: String(index).padStart(64, 'c'),
        pages: [{ number: 1, text: `Note ${index} about gradient flows` }],
      }),
    );
    const { applicationId } = await judgeMessage(site.store, 'lab', 3, {
      read: sampleRead('lab-3', { documents }),
      judgement: sampleJudgement({
        applicant: { name: 'Many Notes', email: 'many@example.com', confidence: 1 },
        documents: documents.map((document) => ({ ...document, type: 'other' })),
      }),
    });
    const visitor = await site.newVisitor().enter('ada');
    const { statusCode, body } = await visitor.ask(`/applications/${applicationId}?q=gradient`);
    expect(statusCode).toBe(200);
    expect(body).toContain('note-299.txt');
    expect(body.length).toBeLessThan(600_000);
  });

  it('a session that expired in the middle of a verdict loses nothing', async () => {
    const visitor = await site.newVisitor().enter('ada');
    const before = (await site.store.review.verdicts.history(hostile)).length;
    const ada = await site.store.review.reviewers.byLogin('ada');
    await site.store.review.reviewers.change(ada?.id ?? '', { accounts: null }, 'test');
    const json = { headers: { accept: 'application/json' } };
    const sent = await visitor.send(`/applications/${hostile}/verdict`, { value: 'decline', note: 'kept' }, json);
    expect([sent.statusCode, sent.json().kept]).toEqual([401, expect.stringMatching(/^\d+$/)]);
    expect(await site.store.review.verdicts.history(hostile)).toHaveLength(before);
    await visitor.enter('ada');
    const offer = await visitor.ask('/kept');
    expect(offer.body).toMatch(/<dd[^>]*>kept</);
    const form = /name="kept" value="(\d+)"/.exec(offer.body)?.[1] ?? '';
    const done = await visitor.send(`/applications/${hostile}/verdict`, { value: 'decline', note: 'kept', kept: form });
    expect(done.statusCode).toBe(303);
    expect((await site.store.review.verdicts.history(hostile)).at(-1)).toMatchObject({
      value: 'decline',
      note: 'kept',
    });
  });

  it('two people who decide at once are both recorded, and both are told', async () => {
    const [ada, root] = [await site.newVisitor().enter('ada'), await site.newVisitor().enter('root')];
    const url = `/applications/${theirs.application}/verdict`;
    const json = { headers: { accept: 'application/json' } };
    const answers = await Promise.all([
      ada.send(url, { value: 'shortlist', revision: '0' }, json),
      root.send(url, { value: 'decline', revision: '0' }, json),
    ]);
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200]);
    expect(answers.map((answer) => answer.json().state).sort()).toContain('conflict');
    expect(await site.store.verdicts.of(theirs.application)).toHaveLength(2);
    expect((await ada.ask(`/applications/${theirs.application}`)).body).toContain('Conflict');
  });

  describe('an id that does not exist, or belongs to a mailbox that the person may not see', () => {
    /** What stands for each parameter of an address: of another mailbox, and of nothing. */
    const stand = (url: string, kind: 'theirs' | 'nothing', odd = '987654321'): string => {
      const id = url.startsWith('/log')
        ? theirs.message
        : url.startsWith('/effects')
          ? theirs.action
          : theirs.application;
      return url
        .replace(':id', kind === 'theirs' ? id : odd)
        .replace(':tab', kind === 'theirs' ? `${theirs.message}.0` : `${odd}.0`)
        .replace(':page', '1')
        .replace(':token', odd);
    };
    const fields = { value: 'drop', other: '1', applicant: '1', assignee: '', position: '', kind: 'other' };

    it('is 404 in the same words at every address that takes one, and changes nothing', async () => {
      const visitor = await site.newVisitor().enter('grace');
      const events = async () => (await site.store.events.list({ newest: true, limit: 1 }))[0]?.id;
      const taking = site.routes.filter(
        ({ method, url }) => url.includes(':') && (method === 'GET' || method === 'POST'),
      );
      expect(taking.length).toBeGreaterThan(15);
      for (const { method, url } of taking) {
        const before = await events();
        const verdict = url.endsWith('/verdict') ? { value: 'hold' } : {};
        const ask = (address: string) =>
          method === 'GET' ? visitor.ask(address) : visitor.send(address, { ...fields, ...verdict });
        const [one, other] = [await ask(stand(url, 'theirs')), await ask(stand(url, 'nothing'))];
        const wanted = /^\/(?:people|rules)\b/.test(url) ? 403 : 404;
        expect([method, url, one.statusCode, other.statusCode]).toEqual([method, url, wanted, wanted]);
        expect(one.body).toBe(other.body);
        expect(await events()).toBe(before);
      }
    });

    it('is 404 too when it is no id at all', async () => {
      const visitor = await site.newVisitor().enter('ada');
      for (const { method, url } of site.routes.filter(
        (route) => route.url.includes(':id') && route.method === 'GET',
      )) {
        for (const odd of ['0', '-1', '1e3', 'x', '99999999999999999999999', "1'--", '%00', '%E0%A4%A']) {
          const { statusCode } = await visitor.ask(stand(url, 'nothing', odd));
          const wanted = /^\/(?:people|rules)\b/.test(url) ? [403, 400] : [404, 400];
          expect(wanted, `${method} ${url} ${odd}`).toContain(statusCode);
        }
      }
    });
  });
});
