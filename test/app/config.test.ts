import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, type Environment, loadConfig, parseConfig, readMailboxFacts } from '../../src/app/config.js';
import { configurationText, exampleAnswers } from '../../src/app/init-text.js';
import { TriageError } from '../../src/domain/index.js';
import { runs } from '../support/runs.js';
import { anyText } from '../support/text.js';

const env: Environment = { IMAP_PASSWORD: 'imap secret', SMTP_PASSWORD: 'smtp secret' };
const example = configurationText(exampleAnswers);
const parse = (text: string, more: Environment = {}): Config =>
  parseConfig(text, '/etc/triage/triage.yaml', { ...env, ...more });

/** The error of a configuration that must not be taken. */
function errorOf(text: string, environment: Environment = env): TriageError {
  try {
    parseConfig(text, '/etc/triage/triage.yaml', environment);
  } catch (error) {
    if (error instanceof TriageError) return error;
    throw error;
  }
  throw new Error('this configuration should be refused');
}
const changed = (from: string | RegExp, to: string): string => {
  const text = example.replace(from, to);
  if (text === example) throw new Error(`${from} does not stand in the example`);
  return text;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'triage-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the example', () => {
  const config = parse(example);
  const account = config.accounts[0];

  it('can be read', () => {
    expect(config).toMatchObject({
      path: '/etc/triage/triage.yaml',
      dataDir: '/etc/triage/data',
      databaseUrl: null,
      redisUrl: null,
      logLevel: 'info',
    });
    expect(account).toMatchObject({
      id: 'lab',
      mode: 'draft',
      authservIds: ['mx.example.org'],
      identity: { name: 'The research group', email: 'openings@example.org' },
      imap: {
        host: 'imap.example.org',
        port: 993,
        security: 'tls',
        folders: ['INBOX'],
        login: { user: 'openings@example.org', secret: { kind: 'password', password: 'imap secret' } },
      },
      smtp: { host: 'smtp.example.org', port: 465, security: 'tls', login: { secret: { password: 'smtp secret' } } },
    });
  });

  it('knows our addresses in lower case, each once', () => {
    expect(account?.ownAddresses).toEqual(['openings@example.org', 'phd@example.org']);
    const config2 = parse(
      changed('positions: {}', 'positions: { "PhD@Example.org": phd-ot, "Visit@example.org": visitor }'),
    );
    expect(config2.accounts[0]?.ownAddresses).toEqual(['openings@example.org', 'phd@example.org', 'visit@example.org']);
    expect(config2.accounts[0]?.positions).toEqual({ 'phd@example.org': 'phd-ot', 'visit@example.org': 'visitor' });
  });

  it('sends nothing by itself: drafts are the default of a new installation', () => {
    expect(parse(changed(/\n {4}mode: draft\n/, '\n')).accounts[0]?.mode).toBe('draft');
  });

  it('is frozen', () => {
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(account)).toBe(true);
  });

  it('holds no secret', () => {
    expect(example).not.toMatch(/password: [^{]/);
  });

  it.each([
    'Institute of Examples, OT group',
    "Ada's {group}",
    '[x]',
    'Gruppe "Transport"',
    '# one',
    '- 1',
    'null',
    '12',
    '@home',
    '*y',
  ])('can be written for a group called %s', (name) => {
    expect(parse(configurationText({ ...exampleAnswers, name })).accounts[0]?.identity.name).toBe(name);
  });

  it('can be written from any answers', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
      .filter((text) => text.trim() !== '' && text.length <= 120);
    fc.assert(
      fc.property(name, name, (group, user) => {
        const text = configurationText({
          ...exampleAnswers,
          name: group,
          user,
          aliases: [],
          smtpHost: '',
          authservId: '',
        });
        expect(parse(text).accounts[0]).toMatchObject({
          identity: { name: group },
          imap: { login: { user } },
          smtp: null,
          aliases: [],
          authservIds: [],
        });
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('labels of an account', () => {
  const labelsOf = (line: string) => parse(changed('mode: draft', `mode: draft\n    ${line}`)).accounts[0]?.labels;

  it('are chosen by the server unless the file says otherwise, in a word or in full', () => {
    const auto = { backend: 'auto', prefix: '', folders: {} };
    expect(parse(example).accounts[0]).toMatchObject({ labels: auto, relabelOnVerdict: false });
    expect(labelsOf('labels: folders')).toEqual({ ...auto, backend: 'folders' });
    expect(labelsOf('labels: { prefix: "Triage/", folders: { Triage-Strong: Strong } }')).toEqual({
      backend: 'auto',
      prefix: 'Triage/',
      folders: { 'Triage-Strong': 'Strong' },
    });
  });

  it.each(['labels: tags', 'labels: 3', 'labels: { folder: x }', 'labels: { backend: auto, prefix: 3 }'])(
    'are refused when they are none: %s',
    (line) => {
      const error = errorOf(changed('mode: draft', `mode: draft\n    ${line}`));
      expect(error.code).toBe('config-invalid');
      expect(error.message).toMatch(/labels/);
    },
  );

  it('go with folders of unusual names', () => {
    const { imap } = parse(changed('folders: [INBOX]', 'folders: [INBOX], drafts: Entw, sent: Weg')).accounts[0] ?? {};
    expect(imap).toMatchObject({ drafts: 'Entw', sent: 'Weg' });
  });
});

describe('a bad configuration', () => {
  it.each([
    ['an unknown key', 'data: data', 'dta: data', 'dta', 'did you mean `data`?'],
    ['an unknown key of an account', 'mode: draft', 'mod: draft', 'mod', 'did you mean `mode`?'],
    ['an unknown key of a server', 'port: 993', 'prt: 993', 'prt', 'did you mean `port`?'],
    ['an unknown mode', 'mode: draft', 'mode: drafts', 'drafts', 'did you mean `draft`?'],
    ['a port out of range', 'port: 993', 'port: 99333', '99333', 'port'],
    ['a port in words', 'port: 993', 'port: imaps', 'imaps', 'port'],
    ['an unknown security', 'security: tls', 'security: ssl', 'ssl', 'security'],
    ['an address that is none', /address: "?openings@example.org"?/, 'address: openings', 'openings', 'address'],
    ['an alias that is none', /aliases: \[.*\]/, 'aliases: [phd]', 'phd', 'aliases'],
    ['an id with a slash', 'id: lab', 'id: lab/one', 'lab/one', 'letters, digits'],
    ['no folder', 'folders: [INBOX]', 'folders: []', 'folders', 'folders'],
    ['another version', 'version: 1', 'version: 9', '9', 'version'],
    ['a date that is none', 'mode: draft', 'answerSince: yesterday', 'yesterday', 'answerSince'],
    ['no user', /user: [^,]*, password: { env: IMAP_PASSWORD }/, 'password: { env: IMAP_PASSWORD }', 'user', 'user'],
    ['no identity', /\n {4}identity:.*\n/, '\n', 'identity', 'identity'],
    ['a sweep of no time', 'version: 1', 'version: 1\npoll: { sweepSeconds: 0 }', 'sweepSeconds', 'poll.sweepSeconds'],
    ['too many threads', 'version: 1', 'version: 1\nwork: { threads: 1000 }', 'threads', 'work.threads'],
    ['an unknown log level', 'version: 1', 'version: 1\nlog: { level: loud }', 'loud', 'log.level'],
  ] as [string, string | RegExp, string, string, string][])('%s is shown with its place', (_, from, to, word, hint) => {
    const error = errorOf(changed(from, to));
    expect(error).toMatchObject({ code: 'config-invalid', errorClass: 'permanent' });
    expect(error.message).toMatch(/\/etc\/triage\/triage\.yaml:\d+:\d+: error: /);
    expect(error.message).toContain(word);
    expect(error.message).toContain(hint);
    expect(error.help.length).toBeGreaterThan(10);
  });

  it('points at the line', () => {
    const text = changed('port: 993', 'prt: 993');
    const line = text.split('\n').findIndex((one) => one.includes('prt: 993')) + 1;
    expect(errorOf(text).message).toContain(`triage.yaml:${line}:`);
  });

  it('names two accounts of one id, and sending without a server', () => {
    const account = example.slice(example.indexOf('  - id: lab'));
    expect(errorOf(example + account).message).toMatch(/accounts\.1\.id: this id is used twice/);
    const silent = changed(/\n {4}smtp:.*\n/, '\n').replace('mode: draft', 'mode: send');
    expect(errorOf(silent).message).toMatch(/accounts\.0\.mode: send needs `smtp`/);
  });

  it('is never taken with a password in plain text', () => {
    const error = errorOf(changed('password: { env: IMAP_PASSWORD }', 'password: hunter2'));
    expect(error.code).toBe('config-invalid');
    expect(error.message).toContain('{ env: NAME } or { file: PATH }');
    expect(error.message).toContain('accounts.0.imap.password');
  });

  it('gives an error of ours for whatever stands there', () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 40 }), anyText, (at, length, added) => {
        const start = Math.floor(at * example.length);
        try {
          parse(example.slice(0, start) + added + example.slice(start + length));
        } catch (error) {
          if (!(error instanceof TriageError)) throw error;
          expect(['config-invalid', 'secret-missing']).toContain(error.code);
          expect(error.message).not.toContain('imap secret');
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('secrets', () => {
  it('come from the environment', () => {
    const error = errorOf(example, { SMTP_PASSWORD: 'x' });
    expect(error).toMatchObject({ code: 'secret-missing', errorClass: 'permanent' });
    expect(error.message).toContain('accounts.0.imap.password');
    expect(error.message).toContain('IMAP_PASSWORD');
    expect(errorOf(example, { IMAP_PASSWORD: '', SMTP_PASSWORD: 'x' }).code).toBe('secret-missing');
  });

  it('come from a file beside the configuration, without the line end', () => {
    writeFileSync(join(folder, 'imap.secret'), 'from a file\n');
    const path = join(folder, 'triage.yaml');
    writeFileSync(path, changed('password: { env: IMAP_PASSWORD }', 'password: { file: imap.secret }'));
    const config = loadConfig(path, env);
    expect(config.accounts[0]?.imap.login.secret).toEqual({ kind: 'password', password: 'from a file' });
    expect(config.dataDir).toBe(join(folder, 'data'));
  });

  it('that are not there are named by their file', () => {
    const error = errorOf(changed('password: { env: IMAP_PASSWORD }', 'password: { file: /nowhere/secret }'));
    expect(error.code).toBe('secret-missing');
    expect(error.message).toContain('/nowhere/secret');
  });

  it('stand in no message', () => {
    const error = errorOf(changed('mode: draft', 'mode: shout'), {
      IMAP_PASSWORD: 'hunter2',
      SMTP_PASSWORD: 'hunter3',
    });
    expect(`${error.message} ${error.help}`).not.toMatch(/hunter/);
  });
});

describe('DATABASE_URL, REDIS_URL and LOG_LEVEL', () => {
  it.each([
    ['DATABASE_URL', 'postgres://user:pw@db.example/triage'],
    ['DATABASE_URL', 'postgresql://db.example/triage?sslmode=require'],
    ['REDIS_URL', 'redis://cache.example:6379'],
    ['REDIS_URL', 'rediss://:pw@cache.example:6380/2'],
  ])('%s=%s is taken', (name, value) => {
    const config = parse(example, { [name]: value });
    expect(name === 'DATABASE_URL' ? config.databaseUrl : config.redisUrl).toBe(value);
  });

  it.each([
    ['DATABASE_URL', 'mysql://user:hunter2@db.example/triage'],
    ['DATABASE_URL', 'host=db.example password=hunter2'],
    ['DATABASE_URL', 'redis://cache.example'],
    ['REDIS_URL', 'cache.example:6379'],
    ['REDIS_URL', 'postgres://user:hunter2@db.example/triage'],
  ])('%s=%s is refused without repeating it', (name, value) => {
    const error = errorOf(example, { ...env, [name]: value });
    expect(error.code).toBe('config-invalid');
    expect(error.message).toContain(name);
    expect(`${error.message} ${error.help}`).not.toContain('hunter2');
  });

  it('are optional, also when they are set to nothing', () => {
    expect(parse(example, { DATABASE_URL: '', REDIS_URL: '' })).toMatchObject({ databaseUrl: null, redisUrl: null });
  });

  it('LOG_LEVEL stands above the file, where it is a level', () => {
    expect(parse(example, { LOG_LEVEL: 'DEBUG' }).logLevel).toBe('debug');
    expect(parse(example, { LOG_LEVEL: 'nonsense' }).logLevel).toBe('info');
  });
});

describe('readMailboxFacts', () => {
  it('needs neither secrets nor servers: the offline commands have none', () => {
    const path = join(folder, 'facts.yaml');
    writeFileSync(
      path,
      changed('positions: {}', 'positions: { "Visit@Example.org": visitor }').replace(
        'version: 1',
        'version: 1\nrules: own-rules',
      ),
    );
    expect(readMailboxFacts(path)).toEqual({
      rules: join(folder, 'own-rules'),
      ownAddresses: ['openings@example.org', 'phd@example.org', 'visit@example.org'],
      aliases: { 'visit@example.org': 'visitor' },
      authservIds: ['mx.example.org'],
    });
  });
});

describe('loadConfig', () => {
  it('says what to do where there is no file', () => {
    try {
      loadConfig(join(folder, 'nothing.yaml'), env);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'config-missing' });
      expect((error as TriageError).help).toContain('triage init');
    }
  });
});

describe('OAuth2', () => {
  const oauth = (more: string): string =>
    `version: 1
accounts:
  - id: lab
    imap: { host: imap.example.org, user: lab@example.org }
    smtp: { host: smtp.example.org, user: lab@example.org }
    auth: { oauth2: { ${more} } }
    identity: { name: Lab, address: lab@example.org }
`;
  const resolved = (more: string, environment: Environment = {}) => parse(oauth(more), environment).accounts[0]?.oauth;

  it('takes the place of passwords, for IMAP and SMTP', () => {
    const [account] = parse(oauth('provider: google, clientId: abc, clientSecret: { env: CLIENT }'), {
      CLIENT: 's',
    }).accounts;
    expect(account?.imap.login.secret.kind).toBe('token');
    expect(account?.smtp?.login?.secret.kind).toBe('token');
    expect(account?.oauth).toMatchObject({
      provider: 'google',
      clientId: 'abc',
      clientSecret: 's',
      refreshToken: null,
    });
  });

  it('knows the endpoints and scopes of Google and Microsoft, and takes others', () => {
    expect(resolved('provider: google, clientId: abc')).toMatchObject({
      endpoints: { token: 'https://oauth2.googleapis.com/token' },
      scopes: ['https://mail.google.com/'],
    });
    expect(resolved('provider: microsoft, clientId: abc, tenant: example.org')).toMatchObject({
      endpoints: { device: 'https://login.microsoftonline.com/example.org/oauth2/v2.0/devicecode' },
      scopes: expect.arrayContaining(['offline_access', 'https://outlook.office.com/IMAP.AccessAsUser.All']),
    });
    expect(resolved('provider: custom, clientId: abc, issuer: "https://id.example.org", scopes: [mail]')).toMatchObject(
      {
        issuer: 'https://id.example.org',
        endpoints: null,
        scopes: ['mail'],
      },
    );
  });

  it.each([
    ['provider: yahoo, clientId: abc', /provider/],
    ['provider: google', /clientId/],
    ['provider: google, clientId: abc, clientSecret: secret', /does not belong into this file/],
    ['provider: google, clientId: abc, tenant: example.org', /only microsoft has a tenant/],
    ['provider: custom, clientId: abc', /custom needs `issuer` or `tokenEndpoint`/],
    ['provider: custom, clientId: abc, tokenEndpoint: "http://id.example.org/token"', /https:\/\//],
    ['provider: google, clientId: abc, scope: mail', /scope/],
  ])('refuses %s', (more, wanted) => {
    const error = errorOf(oauth(more));
    expect(error.code).toBe('config-invalid');
    expect(error.message).toMatch(wanted);
  });

  it('is either that or a password, and a user is never without a proof', () => {
    const good = oauth('provider: google, clientId: abc');
    const both = good.replace('user: lab@example.org }', 'user: lab@example.org, password: { env: IMAP_PASSWORD } }');
    expect(errorOf(both).message).toMatch(/accounts\.0\.imap\.password: leave it out/);
    const neither = good.replace(/\n {4}auth:.*\n/, '\n');
    expect(errorOf(neither).message).toMatch(/accounts\.0\.imap: give a `password`, or `auth`/);
    expect(errorOf(neither).message).toMatch(/accounts\.0\.smtp\.user: a user needs a `password`/);
  });

  it('says which secret is missing, and refuses a weak key', () => {
    const error = errorOf(oauth('provider: google, clientId: abc, refreshToken: { env: NOT_THERE }'));
    expect([error.code, error.message]).toEqual([
      'secret-missing',
      expect.stringContaining('auth.oauth2.refreshToken'),
    ]);
    expect(parse(example).keyring).toBeNull();
    expect(parse(example, { TRIAGE_SECRET_KEY: 'a passphrase that is long enough' }).keyring).not.toBeNull();
    expect(errorOf(example, { ...env, TRIAGE_SECRET_KEY: 'short' }).code).toBe('secret-key-weak');
  });
});
