import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { type DemoServers, startDemoServers } from '../../src/app/demo/servers.js';
import { type Program, startProgram } from '../../src/app/program.js';
import { describe as inWords } from '../../src/cli/show.js';
import type { Shown } from '../../src/store/index.js';
import { freshDataDir } from '../store/data-folder.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const main = join(root, 'dist/src/cli/main.js');
const fixture = (id: string): Buffer => readFileSync(join(root, 'fixtures/cases', id, 'message.eml'));

function triage(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, DATABASE_URL: '', REDIS_URL: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const head = (id: string, subject: string, more = ''): string =>
  `Return-Path: <ada@example.com>\r\nFrom: Ada Example <ada@example.com>\r\nTo: openings@ot-lab.example.org\r\nSubject: ${subject}\r\nMessage-ID: <${id}@example.com>\r\nDate: Mon, 03 Nov 2025 09:12:00 +0100\r\nMIME-Version: 1.0\r\n${more}`;
const letter =
  'Dear Professor,\r\n\r\nI would like to apply for the PhD position in optimal transport. I have a master in mathematics. My CV is attached.\r\n\r\nKind regards\r\nAda Example\r\n';

/** A mail with an attachment of so many bytes that looks like a PDF at its beginning. */
function bigAttachment(bytes: number): Buffer {
  const line = `${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY3ODkwQUJDREVGR0hJSktMTU5PUFFSU1RV'}\r\n`;
  const start = `${head('big', '[apply-phd-ot] big', 'Content-Type: multipart/mixed; boundary=b\r\n')}\r\n--b\r\nContent-Type: text/plain\r\n\r\n${letter}\r\n--b\r\nContent-Type: application/pdf; name=cv.pdf\r\nContent-Disposition: attachment; filename=cv.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n`;
  return Buffer.concat([
    Buffer.from(start),
    Buffer.alloc(Math.ceil((bytes * 4) / 3 / 76) * line.length, line),
    Buffer.from('\r\n--b--\r\n'),
  ]);
}

function manyParts(count: number): Buffer {
  const part = '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=x.txt\r\n\r\nx\r\n';
  return Buffer.from(
    `${head('parts', '[apply-phd-ot] parts', 'Content-Type: multipart/mixed; boundary=b\r\n')}\r\n--b\r\nContent-Type: text/plain\r\n\r\n${letter}\r\n${part.repeat(count)}--b--\r\n`,
  );
}

const BAD: readonly (readonly [name: string, raw: () => Buffer, wanted: RegExp])[] = [
  ['60 MB attachment', () => bigAttachment(60_000_000), /too-large|larger than|truncated/i],
  ['10,000 MIME parts', () => manyParts(10_000), /too-many-parts/],
  ['binary junk', () => fixture('bad-binary-junk'), /unparseable|unrelated/],
  ['truncated PDF', () => fixture('bad-truncated-pdf'), /corrupt/],
  ['password-protected PDF', () => fixture('bad-encrypted-pdf'), /encrypted/],
  ['0-byte attachment', () => fixture('bad-zero-byte-attachment'), /0 bytes/],
  ['no Message-ID', () => fixture('bad-no-message-id'), /no-message-id/],
  ['no Date', () => fixture('bad-no-date'), /no-date/],
  ['no From', () => fixture('bad-no-from'), /no-from/],
  ['unknown charset', () => fixture('bad-unknown-charset'), /unknown-charset/],
];

describe('the main job on the embedded store', () => {
  let servers: DemoServers;
  let program: Program;
  let folder: string;
  let yaml: string;
  beforeAll(async () => {
    servers = await startDemoServers({
      accounts: [{ user: 'lab', password: 'pw', messages: BAD.map(([, raw]) => raw()) }],
    });
    folder = mkdtempSync(join(tmpdir(), 'triage-main-'));
    await freshDataDir(join(folder, 'data'));
    yaml = `version: 1
data: ${folder}/data
accounts:
  - id: lab
    imap: { host: ${servers.imap.host}, port: ${servers.imap.port}, security: none, user: lab, password: { env: PW } }
    smtp: { host: ${servers.smtp.host}, port: ${servers.smtp.port}, security: none, user: lab, password: { env: PW } }
    identity: { name: OT group, address: openings@ot-lab.example.org }
    authservIds: [mx.ot-lab.example.org]
    mode: send
    answerSince: "2000-01-01T00:00:00Z"
`;
    writeFileSync(join(folder, 'triage.yaml'), yaml);
    program = await startProgram(
      parseConfig(yaml, join(folder, 'triage.yaml'), { PW: 'pw' }),
      new Set(['poll', 'work']),
      pino({ level: 'silent' }),
      {
        sweepQueueMs: 1_000,
        prepare: async (store) => {
          await store.settings.changeMode({ account: 'lab', from: 'draft', to: 'send', actor: 'test', detail: null });
        },
      },
    );
  }, 120_000);
  afterAll(async () => {
    await program?.stop();
    await servers?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const settled = async (messages: number): Promise<Shown[]> => {
    await vi.waitFor(
      async () => {
        const counts = await program.store.read.counts();
        expect(Object.values(counts.messages).reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(messages);
        expect(counts.open).toBe(0);
      },
      { timeout: 120_000, interval: 200 },
    );
    const records = await program.store.read.messages({ limit: 100 });
    return Promise.all(records.map(async (record) => (await program.store.read.show(record.id)) as Shown));
  };

  test('bad input ends with a status and a reason that a person can read, and holds nothing up', async () => {
    const shown = await settled(BAD.length);
    expect(shown).toHaveLength(BAD.length);
    const mails = (servers.mailboxState('lab').get('INBOX') ?? []).map((mail) => mail.uid).sort((a, b) => a - b);
    for (const [index, [name, , wanted]] of BAD.entries()) {
      const one = shown.find((candidate) => candidate.locations.some((place) => place.uid === mails[index]));
      expect(one, name).toBeDefined();
      const words = inWords(one as Shown);
      expect(words, name).toMatch(wanted);
      expect(one?.message.reason, name).not.toBeNull();
    }
  }, 180_000);

  test('a mail that arrives is read, scored, labelled and answered; IDLE brings it, not the sweep', async () => {
    const sent = servers.sink.length;
    servers.deliver('lab', fixture('ot-excellent-gradient-flows'));
    await vi.waitFor(() => expect(servers.sink.length).toBe(sent + 1), { timeout: 60_000, interval: 100 });
    const shown = (await settled(BAD.length + 1))[0] as Shown;
    expect(shown.judgement?.band).toBe('strong');
    const mail = servers.mailboxState('lab').get('INBOX')?.at(-1);
    expect(mail?.keywords).toContain('Triage-Strong');
    expect(mail?.flags).not.toContain('\\Seen');
    const answer = servers.sink.at(-1);
    const text = (answer?.raw.toString('utf8') ?? '').replace(/\r\n[ \t]/g, ' ').replace(/: {2,}/g, ': ');
    expect(answer?.to).toEqual(['maren.tvedt@student.uni-nord.example.edu']);
    for (const header of [
      'Auto-Submitted: auto-replied',
      'X-Auto-Response-Suppress: All',
      'In-Reply-To:',
      'References:',
      'Message-ID: <triage.',
    ])
      expect(text).toContain(header);
    expect(text).not.toMatch(/score|points|\bband\b|https?:/i);
  }, 90_000);

  test('the kill switch stops effects, and nothing is lost', async () => {
    await program.store.settings.pause({ actor: 'test' });
    const before = servers.sink.length;
    servers.deliver('lab', fixture('ot-german-bewerbung'));
    const held = (await settled(BAD.length + 2))[0] as Shown;
    expect(held.message.status).toBe('handled');
    expect(held.actions.map((action) => action.state)).toEqual(held.actions.map(() => 'held'));
    expect(servers.mailboxState('lab').get('INBOX')?.at(-1)?.keywords).toEqual([]);
    await program.store.settings.resume({ actor: 'test' });
    await vi.waitFor(() => expect(servers.sink.length).toBe(before + 1), { timeout: 60_000, interval: 200 });
    await settled(BAD.length + 2);
    expect(servers.mailboxState('lab').get('INBOX')?.at(-1)?.keywords).toContain('Triage-Possible');
  }, 120_000);

  test('doctor finds a sound installation ready, and says what to do about a wrong password', async () => {
    const config = join(folder, 'triage.yaml');
    const sound = await triage(['doctor', '--config', config], { PW: 'pw' });
    expect(sound.out).toMatch(/Ready\./);
    expect(sound.out).toMatch(/labels: INBOX: keywords .*the folder takes new keywords/);
    expect(sound.code).toBe(0);
    const wrong = await triage(['doctor', '--config', config, '--json'], { PW: 'wrong' });
    expect(wrong.code).toBe(1);
    const findings = JSON.parse(wrong.out) as { level: string; about: string; help: string | null }[];
    const failed = findings.filter((finding) => finding.level === 'error');
    expect(failed.map((finding) => finding.about)).toEqual(['account lab, IMAP', 'account lab, SMTP']);
    for (const finding of failed) expect(finding.help).toBeTruthy();
    expect(wrong.out + wrong.err).not.toContain('"wrong"');
  }, 60_000);

  test('queue and show tell a person the ranking and its reasons', async () => {
    const config = join(folder, 'triage.yaml');
    const queue = await triage(['queue', '--config', config], { PW: 'pw' });
    expect(queue.out.split('\n')[1]).toMatch(/strong .*phd-ot .*Maren Tvedt-Okafor/);
    const id = /^\s*1\s+(\d+)/m.exec(queue.out)?.[1] ?? '';
    const show = await triage(['show', id, '--config', config], { PW: 'pw' });
    expect(show.out).toMatch(/Evidence/);
    expect(show.out).toMatch(/optimal-transport: .*first-author-paper/);
    expect(show.out).toMatch(/acknowledge \d+: done/);
  }, 60_000);
});

describe('triage demo --exit', () => {
  test('runs the whole way and shows what the mailboxes and the sink really hold', async () => {
    const { code, out } = await triage(['demo', '--exit']);
    expect(code).toBe(0);
    expect(out).toMatch(/handled \d+\.\d s after delivery/);
    expect(out).toMatch(/Triage-Strong \d/);
    const taken = Number(/What the SMTP server has taken: (\d+) mails/.exec(out)?.[1]);
    expect(taken).toBeGreaterThan(3);
    // The queue says the same as the sink: nothing is called sent that was not taken.
    expect(out.match(/sent: done/g)?.length).toBe(taken);
    expect(out).not.toMatch(/\b(?:failed|uncertain|running)\b/);
  }, 180_000);
});
