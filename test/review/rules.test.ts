import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import JSZip from 'jszip';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { openLiveRules } from '../../src/app/live-rules.js';
import { defaultRulesDir, readRuleFiles } from '../../src/app/read-rules.js';
import { createReleaseStack } from '../../src/app/release.js';
import { reviewParts } from '../../src/app/web.js';
import { openQueues } from '../../src/queue/index.js';
import { createReviewServer } from '../../src/review/server.js';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { judgeMessage } from '../store/helpers.js';
import { judge, makeApplication, makeCv } from '../support/applications.js';
import { Visitor } from './visitor.js';

const logger = pino({ level: 'silent' });
const releases = createReleaseStack(logger);
let store: Store;
let app: FastifyInstance;
let dataDir = '';
let folder = '';
const visitor = (login: string): Promise<Visitor> => new Visitor(app, store).enter(login);

const position = 'positions/phd-ot.yaml';
const kernel = 'topics/kernel-methods.yaml';
const edit = `/rules/edit/${kernel}`;

/** What stands in the editor, as a form would send it back. */
function fieldsOf(page: string): { text: string; seen: string } {
  const text = /<textarea[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(page)?.[1] ?? '';
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  return { text: plain, seen: /name="seen" value="([^"]*)"/.exec(page)?.[1] ?? '' };
}

/** Enough for a strong fit, were kernels worth it. */
const papers = (name: string): string =>
  `${name} and Bo Other. Kernel mean embeddings for two-sample tests. In Advances in Neural Information Processing Systems (NeurIPS), 2025.\n${name}. Maximum mean discrepancy in RKHS. ICML 2024.`;
const liveHash = async (): Promise<string> => (await store.rulesets.current())?.hash ?? '';

beforeAll(async () => {
  dataDir = await freshDataDir();
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  await cp(defaultRulesDir(), folder, { recursive: true });
  store = await openStore({ dataDir, logger });
  releases.push('store', () => store.close());
  const config = parseConfig(`version: 1\ndata: ${JSON.stringify(dataDir)}\nrules: ${folder}\n`, 'triage.yaml', {});
  const live = await openLiveRules(config, store, logger);
  const queues = await openQueues({ database: store.database, logger });
  releases.push('queues', () => queues.close(5000));
  app = await createReviewServer(
    await reviewParts({ config, store, queues, ruleset: () => live.ruleset, logger, releases }),
  );
  for (const [login, role, accounts, blind] of [
    ['ada', 'admin', null, false],
    ['bob', 'admin', null, false],
    ['lab', 'admin', ['lab'], false],
    ['eye', 'admin', null, true],
    ['grace', 'reviewer', null, false],
  ] as const) {
    const one = await store.review.reviewers.add({ login, name: login, role, accounts, password: null }, 'test');
    if (blind) await store.review.reviewers.change(one?.id ?? '', { blind }, 'test');
  }
  for (const [account, name] of [
    ['lab', 'Ada Example'],
    ['other', 'Eve Hidden'],
  ] as const) {
    const read = makeApplication([makeCv({ Publications: papers(name) }, {}, `${name}\n${account}@example.com`)], {
      from: `${name} <${account}@example.com>`,
      messageId: `<${account}@example.com>`,
    });
    await judgeMessage(store, account, 1, { read, judgement: judge(read) });
  }
}, 120_000);
afterAll(async () => {
  await app?.close();
  await releases.releaseAll();
  await rm(dataDir, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}, 60_000);

beforeEach(async () => {
  for (const { id, login } of await store.review.reviewers.list())
    await store.review.rulesDrafts.change({ id, login }, () => null);
});

describe('the rules pages', () => {
  it('are for admins, and take forms only with a token', async () => {
    const reviewer = await visitor('grace');
    const paths = [
      '',
      '/terms',
      '/edit',
      `/edit/${kernel}`,
      '/draft',
      '/preview',
      '/history',
      '/history/1',
      '/suggestions',
    ];
    for (const path of [...paths, '/files/draft.zip', `/file/draft/${kernel}`])
      expect([path, (await reviewer.ask(`/rules${path}`)).statusCode]).toEqual([path, 403]);
    const posts = ['edit/policy.yaml', 'new', 'apply', 'rollback', 'rescore', 'preview', 'statistics', 'suggestions'];
    const more = ['draft/revert', 'draft/remove', 'draft/folder', 'draft/update', 'suggestions/take', 'preview/stop'];
    for (const path of [...posts, ...more])
      expect([path, (await reviewer.send(`/rules/${path}`, { sure: 'yes' })).statusCode]).toEqual([path, 403]);
    const admin = await visitor('ada');
    expect((await admin.send(edit, { text: 'x', seen: 'none', _csrf: 'x' })).statusCode).toBe(403);
    expect(await store.review.rulesDrafts.list()).toEqual([]);
  });

  it('answer 404 to what is no file, no ruleset and no line of the history', async () => {
    const admin = await visitor('ada');
    for (const path of [
      '/edit/topics/none.yaml',
      '/edit/../policy.yaml',
      '/edit/%2e%2e/%2e%2e/etc/passwd',
      '/edit/topics%00.yaml',
      '/files/abcdef0123456789.zip',
      '/files/x.zip',
      '/file/draft/none.yaml',
      '/file/draft/../../../etc/passwd',
      '/history/0',
      '/history/x',
      '/preview?of=abcdef0123456789',
      "/preview?of='--",
    ])
      expect([path, (await admin.ask(`/rules${path}`)).statusCode]).toEqual([path, 404]);
    expect((await admin.send('/rules/edit/topics/none.yaml', { text: 'x', seen: 'none' })).statusCode).toBe(404);
    expect((await admin.send('/rules/new', { kind: 'topic', name: '../x' })).statusCode).toBe(422);
    expect((await admin.send('/rules/new', { kind: 'topic', name: 'causality' })).statusCode).toBe(409);
  });
});

describe('the overview', () => {
  it('says what went wrong with newer rules, here and elsewhere', async () => {
    const admin = await visitor('ada');
    const hash = await liveHash();
    const problem = 'topics/x.yaml:3:1: error: unknown key `wieght` <b>(did you mean `weight`?)';
    const proposal = { folder: '/srv/rules', holder: 'm1', at: new Date().toISOString(), hash: 'other', sound: false };
    await store.settings.set('rules/proposal', { ...proposal, problems: [problem] }, 'test');
    await store.settings.set('rules/refused', { hash, reason: 'policy.yaml:9:1: unknown key' }, 'test');
    const { body } = await admin.ask('/rules');
    expect(body).toContain('The rules folder <code>/srv/rules</code> has errors');
    expect(body).toContain('unknown key `wieght` &lt;b>');
    expect(body).toContain('A running program could not take over the live rules');
    // What was refused and what was proposed before is of no interest once other rules are live.
    await store.settings.set('rules/proposal', { ...proposal, hash, problems: [] }, 'test');
    await store.settings.set('rules/refused', { hash: 'earlier', reason: 'x' }, 'test');
    const later = (await admin.ask('/rules')).body;
    expect(later).not.toMatch(/has errors|could not take over/);
    await store.settings.set('rules/refused', null, 'test');
  });
});

describe('a draft', () => {
  it('is what its admin wrote, in the file’s own line breaks, and changes nothing that is live', async () => {
    const admin = await visitor('ada');
    const before = await liveHash();
    const page = await admin.ask(edit);
    const { text, seen } = fieldsOf(page.body);
    const live = (await store.rulesets.content(before))?.find((file) => file.path === kernel)?.text;
    expect(text).toBe(live);
    // As it came: no draft is begun by saving what stands there.
    await admin.send(edit, { text: text.replaceAll('\n', '\r\n'), seen });
    expect(await store.review.rulesDrafts.list()).toEqual([]);
    const changed = text.replace('title: Kernel', 'titel: </textarea><b>Kernel');
    const saved = await admin.send(edit, { text: changed.replaceAll('\n', '\r\n'), seen });
    expect([saved.statusCode, saved.headers.location]).toEqual([303, edit]);
    const after = await admin.ask(edit);
    expect(fieldsOf(after.body).text).toBe(changed);
    expect(after.body).not.toContain('<b>Kernel');
    expect(after.body).toMatch(/unknown key `titel`[\s\S]*did you mean `title`\?/);
    expect(await liveHash()).toBe(before);
    expect((await admin.ask('/rules/draft')).body).not.toContain('See what it would change');
    // Nobody else sees it as theirs.
    expect(fieldsOf((await (await visitor('bob')).ask(edit)).body).text).toBe(text);
  });

  it('that was changed in another window is not written over unseen', async () => {
    const [one, two] = [await visitor('ada'), await visitor('ada')];
    const { text, seen } = fieldsOf((await one.ask(edit)).body);
    await two.ask(edit);
    const [first, second] = [`${text}# first\n`, `${text}# second\n`];
    expect((await two.send(edit, { text: first, seen })).statusCode).toBe(303);
    const json = { headers: { accept: 'application/json' } };
    expect((await one.send(edit, { text: second, seen }, json)).statusCode).toBe(409);
    const refused = await one.send(edit, { text: second, seen });
    expect(refused.statusCode).toBe(409);
    expect(fieldsOf(refused.body).text).toBe(second);
    expect(refused.body).toContain('# first');
    // Having seen the other, saving again means it.
    expect((await one.send(edit, { text: second, seen: fieldsOf(refused.body).seen })).statusCode).toBe(303);
    expect(fieldsOf((await two.ask(edit)).body).text).toBe(second);
    await one.send('/rules/draft/revert', { path: kernel });
    expect(await store.review.rulesDrafts.list()).toEqual([]);
  });

  it('can begin files and take some out, and is thrown away only when that is meant', async () => {
    const admin = await visitor('ada');
    const begun = await admin.send('/rules/new', { kind: 'topic', name: 'federated-learning' });
    expect(begun.headers.location).toBe('/rules/edit/topics/federated-learning.yaml');
    await admin.send('/rules/draft/remove', { path: kernel });
    const page = (await admin.ask('/rules/draft')).body;
    expect(page).toContain('topics/federated-learning.yaml added');
    expect(page).toContain(`${kernel} taken out`);
    // Positions name the topic that is gone.
    expect(page).toContain('there is no topic `kernel-methods`');
    const zip = await admin.ask('/rules/files/draft.zip');
    const { files } = await JSZip.loadAsync(zip.rawPayload);
    expect(Object.keys(files)).toContain('rules/topics/federated-learning.yaml');
    expect(Object.keys(files)).not.toContain(`rules/${kernel}`);
    const single = await admin.ask('/rules/file/draft/policy.yaml');
    expect(single.headers['content-disposition']).toBe('attachment; filename="policy.yaml"');
    expect(single.body).toBe((await readRuleFiles(folder)).find((file) => file.path === 'policy.yaml')?.text);
    expect((await admin.send('/rules/draft/revert')).statusCode).toBe(422);
    await admin.send('/rules/draft/revert', { sure: 'yes' });
    expect(await store.review.rulesDrafts.list()).toEqual([]);
  });

  it('that was large is kept when the session had ended', async () => {
    const admin = await visitor('ada');
    const large = '/rules/edit/detection/kind-examples.yaml';
    const { text, seen } = fieldsOf((await admin.ask(large)).body);
    const ada = await store.review.reviewers.byLogin('ada');
    await store.review.reviewers.change(ada?.id ?? '', { password: 'x' }, 'test');
    const sent = await admin.send(large, { text: `${text}# 最后一行 </textarea>\n`, seen });
    expect([sent.statusCode, String(sent.headers.location).includes('kept=1')]).toEqual([303, true]);
    expect(await store.review.rulesDrafts.list()).toEqual([]);
  });

  it('can be begun from the folder', async () => {
    const admin = await visitor('ada');
    await writeFile(join(folder, 'topics/extra.yaml'), 'version: 1\nid: extra\n');
    expect((await admin.ask('/rules')).body).toContain('holds other rules than the live ones');
    await admin.send('/rules/draft/folder');
    expect((await admin.ask('/rules/draft')).body).toContain('topics/extra.yaml added');
    await rm(join(folder, 'topics/extra.yaml'));
    await admin.send('/rules/draft/folder', { sure: 'yes' });
    expect(await store.review.rulesDrafts.list()).toEqual([]);
  });
});

describe('going live', () => {
  it('shows the effect to each admin as far as they may see, asks, and can be taken back', async () => {
    const admin = await visitor('ada');
    const before = await liveHash();
    const page = await admin.ask(`/rules/edit/${position}`);
    const { text, seen } = fieldsOf(page.body);
    const changed = text.replace('kernel-methods, weight: 0.55, cap: 45', 'kernel-methods, weight: 1, cap: 100');
    expect(changed).not.toBe(text);
    for (const login of ['ada', 'lab', 'eye']) {
      const one = await visitor(login);
      await one.send(`/rules/edit/${position}`, { text: changed, seen });
    }
    await admin.send('/rules/preview');
    const done = await vi.waitFor(
      async () => {
        const { body } = await admin.ask('/rules/preview');
        expect(body).toContain('Who changes');
        return body;
      },
      { timeout: 60_000, interval: 200 },
    );
    expect(done).toMatch(/Ada Example[\s\S]*Eve Hidden|Eve Hidden[\s\S]*Ada Example/);
    expect(done).toContain('2 of 2 mails');
    // Computed once for all who have the same in mind; shown to each as they may see it.
    const restricted = (await (await visitor('lab')).ask('/rules/preview')).body;
    expect(restricted).toContain('Ada Example');
    expect(restricted).not.toContain('Eve Hidden');
    expect(restricted).toContain('1 mail of mailboxes that you do not review');
    const blind = (await (await visitor('eye')).ask('/rules/preview')).body;
    expect(blind).not.toMatch(/Eve|Ada Example|@example/);
    const hash = /name="hash" value="([^"]+)"/.exec(done)?.[1] ?? '';
    expect((await admin.send('/rules/apply', { hash })).statusCode).toBe(422);
    const old = await admin.send('/rules/apply', { hash: 'other', sure: 'yes' });
    expect(old.headers.location).toBe('/rules/draft');
    expect(await liveHash()).toBe(before);

    const { actions } = await store.read.counts();
    const live = await admin.send('/rules/apply', { hash, sure: 'yes', note: ' more\n kernels ', rescore: 'yes' });
    expect(live.headers.location).toBe('/rules/history');
    expect((await store.rulesets.history())[0]).toMatchObject({
      hash,
      how: 'apply',
      actor: 'ada',
      note: 'more kernels',
    });
    expect(await store.rescore.pending()).toMatchObject({ hash, labels: false, actor: 'ada' });
    expect((await store.read.counts()).actions).toEqual(actions);
    const history = (await admin.ask('/rules/history')).body;
    expect(history).toContain('Being judged again: 0 of 2');
    expect(history).toContain('more kernels');

    // The others have drafts upon what is live no more; what they changed is the same, so nothing is left of it.
    const late = await (await visitor('eye')).send('/rules/apply', { hash, sure: 'yes' });
    expect(late.headers.location).toBe('/rules/draft');
    const lab = await visitor('lab');
    // The rules are those of all mailboxes: an admin of some may edit and look, and not make live.
    const wishes = { hash, live: hash, sure: 'yes', rescore: 'yes', labels: 'yes' };
    const job = (await store.rescore.pending())?.id;
    for (const path of ['/rules/apply', '/rules/rollback', '/rules/rescore'])
      expect((await lab.send(path, wishes)).statusCode).toBe(403);
    expect((await lab.ask('/rules/history')).body).not.toContain('action="/rules/rescore"');
    const earlier = (await lab.ask('/rules/history/1')).body;
    expect(earlier).toContain('an admin who sees every one makes them live');
    expect(earlier).not.toContain('action="/rules/rollback"');
    expect((await store.rescore.pending())?.id).toBe(job);
    expect((await lab.ask('/rules/draft')).body).toContain('Other rules went live since you began');
    await lab.ask('/rules/draft');
    await lab.send('/rules/draft/update');
    expect((await store.review.rulesDrafts.list()).map((one) => one.name)).toEqual(['eye']);

    await admin.ask('/rules/history');
    const stale = await admin.send('/rules/rollback', { hash: before, live: before, sure: 'yes' });
    expect(stale.headers.location).toBe('/rules/history');
    expect(await liveHash()).toBe(hash);
    await admin.send('/rules/rollback', { hash: before, live: hash, sure: 'yes' });
    expect((await store.rulesets.history())[0]).toMatchObject({ hash: before, how: 'rollback', actor: 'ada' });
    const codes = (await store.events.list({ newest: true, kinds: ['setting'] }))
      .filter((event) => event.actor === 'ada')
      .map((event) => event.code);
    expect(codes).toEqual(
      expect.arrayContaining(['ruleset-live', 'rescore-asked', 'rules-draft-begun', 'rules-draft-ended']),
    );
  }, 120_000);

  it('is refused to rules with errors, whoever asks how', async () => {
    const admin = await visitor('bob');
    const path = '/rules/edit/policy.yaml';
    const { text, seen } = fieldsOf((await admin.ask(path)).body);
    await admin.send(path, { text: text.replace('strong: 70', 'strong: 7'), seen });
    const workspace = await admin.ask('/rules/preview');
    const hash = /name="hash" value="([^"]+)"/.exec(workspace.body)?.[1];
    expect(hash).toBeUndefined();
    await admin.send('/rules/preview');
    await vi.waitFor(
      async () => expect((await admin.ask('/rules/preview')).body).toContain('These rules can’t go live'),
      { timeout: 60_000, interval: 200 },
    );
    const before = await liveHash();
    const { rulesetHash } = await import('../../src/rules/index.js');
    const files = (await store.rulesets.content(before)) ?? [];
    const wrong = files.map((file) =>
      file.path === 'policy.yaml' ? { ...file, text: text.replace('strong: 70', 'strong: 7') } : file,
    );
    const refused = await admin.send('/rules/apply', { hash: rulesetHash(wrong), sure: 'yes' });
    expect(refused.headers.location).toBe('/rules/draft');
    expect((await admin.ask('/rules/draft')).body).toContain('Nothing was applied: policy.yaml');
    expect(await liveHash()).toBe(before);
  }, 120_000);
});

describe('suggestions', () => {
  it('say how many verdicts they need', async () => {
    const admin = await visitor('ada');
    await admin.ask('/rules/suggestions');
    await admin.send('/rules/suggestions');
    await vi.waitFor(
      async () =>
        expect((await admin.ask('/rules/suggestions')).body).toContain('Decide at least 5 of each kind first'),
      { timeout: 60_000, interval: 200 },
    );
    await admin.send('/rules/suggestions/take', { id: 'n0' });
    expect((await admin.ask('/rules/suggestions')).body).toContain('It has no place in your draft');
  }, 120_000);

  it('that the verdicts ask for can be put into the draft one by one', async () => {
    const decided = async (uid: number, value: string, sections: Record<string, string>): Promise<void> => {
      const name = `Person ${String.fromCharCode(65 + uid)}${'abcdefghijkl'.charAt(uid)}son`;
      const email = `person${uid}@example.net`;
      const read = makeApplication([makeCv(sections, {}, `${name}\n${email}`)], {
        from: `${name} <${email}>`,
        messageId: `<${email}>`,
      });
      const { applicationId } = await judgeMessage(store, 'lab', 100 + uid, { read, judgement: judge(read) });
      await store.verdicts.give({ applicationId: applicationId ?? '', reviewer: 'grace', value, note: null });
    };
    for (let uid = 0; uid < 12; uid++) {
      const good = uid % 2 === 0;
      await decided(uid, good ? 'shortlist' : 'decline', {
        Projects: good
          ? 'Zonotopal couplings of point clouds: I wrote an optimal transport library for zonotopal couplings in 2024.'
          : 'Robust estimation of adversarial examples: I trained adversarial networks in 2024.',
      });
    }
    const admin = await visitor('ada');
    await admin.ask('/rules/suggestions');
    await admin.send('/rules/suggestions');
    const page = await vi.waitFor(
      async () => {
        const { body } = await admin.ask('/rules/suggestions');
        expect(body).toContain('From 6 shortlisted, 0 held and 6 declined applications');
        return body;
      },
      { timeout: 90_000, interval: 300 },
    );
    expect(page).toMatch(/zonotopal[\s\S]*\/applications\/\d+/i);
    const ids = [...page.matchAll(/name="id" value="([nt]\d+)"/g)].map((match) => match[1] ?? '');
    const term = ids.find((id) => id.startsWith('t')) ?? '';
    expect(term).not.toBe('');
    await admin.send('/rules/suggestions/take', { id: term });
    const draft = (await admin.ask('/rules/draft')).body;
    expect(draft).toMatch(
      /topics\/optimal-transport\.yaml terms\.[a-z-]+ none → |topics\/optimal-transport\.yaml terms\.[a-z-]+ added/,
    );
    expect(draft).toContain('See what it would change');
    // Quotations are of all mailboxes and hold names: not for who sees some, or no names.
    for (const login of ['lab', 'eye'])
      expect((await (await visitor(login)).ask('/rules/suggestions')).body).not.toContain('/applications/');
  }, 120_000);
});
