import { rm } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { loadRuleset } from '../../src/app/read-rules.js';
import { createReleaseStack } from '../../src/app/release.js';
import { makeLink, startWeb } from '../../src/app/web.js';
import { openQueues } from '../../src/queue/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';
import { judgeMessage } from '../store/helpers.js';

const logger = pino({ level: 'silent' });

describe('the stream of changes', () => {
  const releases = createReleaseStack(logger);
  let store: Store;
  let url = '';
  let dataDir = '';
  let cookie = '';

  beforeAll(async () => {
    dataDir = await freshDataDir();
    store = await openStore({ dataDir, logger });
    releases.push('store', () => store.close());
    const queues = await openQueues({ database: store.database, logger });
    releases.push('queues', () => queues.close(5000));
    const config = parseConfig(`version: 1\ndata: ${JSON.stringify(dataDir)}\nweb: { port: 0 }\n`, 'triage.yaml', {});
    const ruleset = await loadRuleset(config.rulesDir);
    ({ url } = await startWeb({ config, store, queues, ruleset: () => ruleset, logger, releases }));
    const one = { login: 'grace', name: 'Grace', role: 'reviewer' as const, password: null, accounts: ['lab'] };
    const grace = await store.review.reviewers.add(one, 'test');
    cookie = await enter(await makeLink(store, url, 'login', grace?.id ?? '0', 600));
  }, 120_000);
  afterAll(async () => {
    await releases.releaseAll();
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  /** Logs in by a link, as a browser does; returns the cookies. */
  async function enter(link: string): Promise<string> {
    const cookies = new Map<string, string>();
    const keep = (answer: Response): void => {
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const at = pair.indexOf('=');
        cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
    };
    const text = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const page = await fetch(link);
    keep(page);
    const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
    const body = new URLSearchParams({ _csrf: token });
    keep(await fetch(link, { method: 'POST', body, headers: { cookie: text() }, redirect: 'manual' }));
    return text();
  }

  it('stays open, tells whom it concerns, and ends when the program does', async () => {
    const answer = await fetch(`${url}/live`, { headers: { cookie } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (found: () => boolean): Promise<void> => {
      while (!found()) {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done) return;
        text += value;
      }
    };
    await until(() => text.includes('retry: 3000'));
    await judgeMessage(store, 'elsewhere', 1);
    const { applicationId } = await judgeMessage(store, 'lab', 1);
    expect(applicationId).not.toBeNull();
    const newest = await store.review.changes.newest();
    await until(() => text.includes(`id: ${newest}\n`));
    expect(text).toContain(`id: ${newest}\nevent: changed`);
    const closing = releases.releaseAll();
    let ended = false;
    await until(() => ended).catch(() => {
      ended = true;
    });
    await closing;
    await expect(fetch(`${url}/live`)).rejects.toThrow();
  });
});
