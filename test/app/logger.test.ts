import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/app/logger.js';

const SECRET = 'hunter2';

/** What a piece of logging writes, line by line. */
function logged(use: (logger: ReturnType<typeof createLogger>) => void, level = 'trace'): string[] {
  const lines: string[] = [];
  use(createLogger(level, { write: (line) => void lines.push(line) }));
  return lines;
}
const one = (use: (logger: ReturnType<typeof createLogger>) => void): string => logged(use).join('');

describe('secrets never reach the log', () => {
  it.each([
    'password',
    'pass',
    'secret',
    'token',
    'accessToken',
    'refreshToken',
    'authorization',
    'auth',
    'login',
    'databaseUrl',
    'redisUrl',
    'connectionString',
    'DATABASE_URL',
    'REDIS_URL',
  ])('by their name: %s, at four depths', (name) => {
    for (const fields of [
      { [name]: SECRET },
      { a: { [name]: SECRET } },
      { a: { b: { [name]: SECRET } } },
      { a: { b: { c: { [name]: SECRET } } } },
      { list: [{ [name]: SECRET }] },
      { [name]: { value: SECRET } },
    ]) {
      const line = one((logger) => logger.info(fields, 'a line'));
      expect(line).not.toContain(SECRET);
      expect(JSON.parse(line)).toMatchObject({ msg: 'a line', level: 'info' });
    }
  });

  it("in an account's settings", () => {
    const account = {
      id: 'lab',
      imap: { host: 'imap.example.org', login: { user: 'openings', secret: { kind: 'password', password: SECRET } } },
      smtp: { host: 'smtp.example.org', login: { user: 'openings', secret: { kind: 'password', password: SECRET } } },
    };
    const line = one((logger) => logger.info({ account }, 'connecting'));
    expect(line).not.toContain(SECRET);
    expect(line).toContain('imap.example.org');
  });

  it.each([
    'postgres://triage:hunter2@db.example:5432/triage',
    'postgresql://triage:hunter2@db.example/triage?sslmode=require',
    'redis://:hunter2@cache.example:6379/0',
    'rediss://default:hunter2@cache.example',
    'imaps://openings%40example.org:hunter2@imap.example.org',
    'smtp://user:hunter2@smtp.example.org',
  ])('inside an address: %s', (url) => {
    const host = new URL(url).host;
    for (const line of [
      one((logger) => logger.error(`cannot connect to ${url}`)),
      one((logger) => logger.error({ where: url, deep: { down: { there: [url] } } }, 'cannot connect')),
      one((logger) => logger.error(new Error(`connect to ${url} failed`))),
      one((logger) =>
        logger.error(
          { err: new Error(`connect to ${url} failed`, { cause: new Error(`no route to ${url}`) }) },
          'failed',
        ),
      ),
      one((logger) => logger.child({ url }).warn('bound')),
    ]) {
      expect(line).not.toContain(SECRET);
      expect(line).toContain(host);
      expect(() => JSON.parse(line)).not.toThrow();
    }
  });

  it('in the stack of an error', () => {
    const error = new Error('failed');
    error.stack = `Error: failed\n    at connect (postgres://triage:${SECRET}@db.example/triage:1:1)`;
    expect(one((logger) => logger.error(error))).not.toContain(SECRET);
  });

  it('several times in a line', () => {
    const line = one((logger) =>
      logger.info(`from redis://a:${SECRET}@one.example to redis://b:${SECRET}@two.example`),
    );
    expect(line).not.toContain(SECRET);
    expect(line).toContain('one.example');
    expect(line).toContain('two.example');
  });
});

describe('what is no secret is left alone', () => {
  it('addresses without a password, times, mail addresses', () => {
    const line = one((logger) =>
      logger.info(
        { url: 'https://example.org:8080/path@here', from: 'ada@example.com' },
        'see https://example.org/a:b and mail ada@example.com at 10:30',
      ),
    );
    expect(JSON.parse(line)).toMatchObject({
      url: 'https://example.org:8080/path@here',
      from: 'ada@example.com',
      msg: 'see https://example.org/a:b and mail ada@example.com at 10:30',
    });
  });

  it('lines are JSON with a time and a level in words', () => {
    const [line = ''] = logged((logger) => logger.warn({ message: 17 }, 'an odd mail'));
    const parsed = JSON.parse(line) as Record<string, unknown>;
    expect(parsed).toMatchObject({ level: 'warn', message: 17, msg: 'an odd mail' });
    expect(String(parsed.time)).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(parsed).not.toHaveProperty('hostname');
  });

  it('levels below the one asked for are silent', () => {
    expect(
      logged((logger) => {
        logger.info('no');
        logger.warn('yes');
      }, 'warn'),
    ).toHaveLength(1);
  });
});
