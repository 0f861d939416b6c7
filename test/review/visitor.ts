import type { FastifyInstance, InjectOptions } from 'fastify';
import { expect } from 'vitest';
import { makeLink } from '../../src/app/web.js';
import type { Store } from '../../src/store/index.js';

/** A browser without scripts: keeps cookies, and finds the token in the page that it was given last. */
export class Visitor {
  private static count = 0;
  private readonly cookies = new Map<string, string>();
  private token = '';
  /** Of its own, so that the limit on logins counts each browser for itself. */
  private readonly remoteAddress = `198.51.100.${(Visitor.count++ % 250) + 1}`;

  constructor(
    private readonly app: FastifyInstance,
    private readonly store: Store,
  ) {}

  async ask(url: string, more: Partial<InjectOptions> = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.app.inject({
      url,
      remoteAddress: this.remoteAddress,
      ...more,
      headers: { host: 'triage.example', cookie, ...more.headers },
    });
    for (const { name, value, ...rest } of answer.cookies) {
      if (value === '' || (rest as { maxAge?: number }).maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, encodeURIComponent(value));
    }
    this.token = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? this.token;
    return answer;
  }

  send(url: string, fields: Record<string, string> = {}, more: Partial<InjectOptions> = {}) {
    const body = new URLSearchParams({ _csrf: this.token, ...fields }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...more.headers };
    return this.ask(url, { method: 'POST', body, ...more, headers });
  }

  async enter(login: string): Promise<this> {
    const reviewer = await this.store.review.reviewers.byLogin(login);
    const link = new URL(await makeLink(this.store, 'http://x', 'login', reviewer?.id ?? '0', 60)).pathname;
    await this.ask(link);
    const { statusCode } = await this.send(link);
    expect(statusCode).toBe(303);
    await this.ask('/');
    return this;
  }
}
