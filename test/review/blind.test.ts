import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeMessage } from '../store/helpers.js';
import { replyPlan, sampleDocument, sampleJudgement, sampleMail, sampleRead } from '../store/samples.js';
import { openSite, type Site } from './site.js';

interface Person {
  readonly name: string;
  readonly email: string;
  readonly file: string;
  readonly text: string;
  readonly kind?: 'application' | 'other';
}

/** Names that a mask is easily too narrow for, each in the header, the subject, a file's name and a document. */
const people: readonly Person[] = [
  {
    name: 'Ruth Tvedt-Okafor',
    email: 'r.tvedt@example.com',
    file: 'CV_Tvedt-Okafor.pdf',
    text: 'RUTH TVEDT-OKAFOR, rtvedt.example.org. Gradient flows and Sinkhorn divergences.',
  },
  {
    name: '王小明',
    email: 'wxm@example.com',
    file: '王小明_简历.pdf',
    text: '我叫王小明，研究最优传输。Sinkhorn divergences.',
  },
  {
    name: 'Ilmāre Ozoliņa',
    email: 'ilmare@example.com',
    file: 'Lebenslauf Ozolina.pdf',
    // As LaTeX leaves it in a PDF: the sign and its accent apart.
    text: 'Ilma\u0304re Ozolin\u0327a, unlearning. Ilmare Ozolina et al.',
  },
  { name: 'Bob Quistgaard', email: 'info@example.com', file: 'quistgaard.pdf', text: 'Quistgaard', kind: 'other' },
];
const telling = /tvedt|okafor|王|小明|ilmare|ozolina|quistgaard/i;

/** A page as a reader takes it in: without accents, and without the tokens, which are by chance. */
const readable = (body: string): string =>
  body
    .replace(/name="_csrf" value="[^"]*"/g, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');

describe('whoever reviews blind', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    const { reviewers } = site.store.review;
    const one = { name: 'R', role: 'reviewer' as const, password: null, accounts: null };
    const blind = await reviewers.add({ ...one, login: 'blind' }, 'test');
    await reviewers.change(blind?.id ?? '', { blind: true }, 'test');
    await reviewers.add({ ...one, login: 'seeing' }, 'test');
    for (const [index, person] of people.entries()) await arrive(person, index + 1);
  }, 120_000);
  afterAll(() => site.close());

  async function arrive({ name, email, file, text, kind = 'application' }: Person, uid: number): Promise<void> {
    const cv = sampleDocument({ name: file, pages: [{ number: 1, text }] });
    const letter = sampleDocument({
      name: `letter ${file}`,
      status: 'encrypted',
      reason: `${file} is locked`,
      pages: [],
    });
    const mail = sampleMail(uid, {
      subject: `Application of ${name}`,
      from: [{ name, email }],
      text: `Dear all, ${text}`,
    });
    await judgeMessage(site.store, 'lab', uid, {
      envelope: { from: email },
      read: sampleRead(`blind-${uid}`, { documents: [cv, letter], mail }),
      judgement: sampleJudgement({
        kind,
        applicant: { name, email, confidence: 1 },
        documents: [
          { ...cv, type: 'cv' },
          { ...letter, type: 'cover-letter' },
        ],
        flags: [{ code: 'cv-unread', detail: `${file} could not be read` }],
      }),
      actions: (id) => (kind === 'other' ? [] : [replyPlan(id, { to: email, delaySeconds: 9000 })]),
    });
  }

  /** Every page that links lead to from the queue and the log, with its body. */
  async function crawl(login: string): Promise<Map<string, string>> {
    const visitor = await site.newVisitor().enter(login);
    const found = new Map<string, string>();
    const open = ['/', '/?q=sinkhorn', '/log', '/log/answers', '/today', '/sheet', '/export.csv', '/export.json'];
    for (let url = open.shift(); url !== undefined; url = open.shift()) {
      if (found.has(url)) continue;
      const { body, statusCode } = await visitor.ask(url);
      expect(statusCode, url).toBe(200);
      found.set(url, readable(body));
      for (const [, href = ''] of body.matchAll(/href="(\/(?:applications|log)\/\d[^"#]*)/g))
        if (!href.includes('/original/')) open.push(href.replaceAll('&amp;', '&'));
    }
    return found;
  }

  it('is told no name by any page', async () => {
    const pages = await crawl('blind');
    expect([...pages.keys()].filter((url) => url.startsWith('/applications/')).length).toBeGreaterThan(6);
    expect([...pages.keys()].filter((url) => /^\/log\/\d/.test(url))).toHaveLength(4);
    const telltale = [...pages]
      .filter(([, body]) => telling.test(body))
      .map(([url, body]) => [url, telling.exec(body)?.[0]]);
    expect(telltale).toEqual([]);
    expect(pages.get('/')).toContain('Applicant ');
    expect(pages.get('/')).toContain('<option value="keyword-stuffing">');
    // The same way shows the others who it is.
    expect(telling.test((await crawl('seeing')).get('/log') ?? '')).toBe(true);
  }, 120_000);

  it('finds only what is shown', async () => {
    const [blind, seeing] = [await site.newVisitor().enter('blind'), await site.newVisitor().enter('seeing')];
    const lines = async (visitor: typeof blind, url: string): Promise<number> =>
      [...(await visitor.ask(url)).body.matchAll(/<li class="(?:line|entry)/g)].length;
    for (const [url, whole, shown] of [
      ['/?q=okafor', 1, 0],
      ['/?q=Tvedt-Okafor', 1, 0],
      ['/?q=%22gradient+flows%22', 1, 1],
      ['/?q=sinkhorn', 2, 2],
      // Nor is anything told by what is left out.
      ['/?q=sinkhorn+-okafor', 1, 2],
      ['/?q=lebenslauf', 1, 0],
      ['/?q=wxm%40example.com', 1, 0],
      ['/log?text=okafor', 1, 0],
      ['/log?text=quistgaard', 1, 0],
      ['/log?text=ilmare%40', 1, 0],
      ['/log?text=application+of', 4, 4],
    ] as const) {
      expect([url, await lines(seeing, url)]).toEqual([url, whole]);
      expect([url, await lines(blind, url)]).toEqual([url, shown]);
    }
  });
});
