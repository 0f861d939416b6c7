import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { type DemoServers, type SunkMail, startDemoServers } from '../../src/app/demo/servers.js';
import { type Program, startProgram } from '../../src/app/program.js';
import { freshDataDir } from '../store/data-folder.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixture = readFileSync(join(root, 'fixtures/cases/ot-excellent-gradient-flows/message.eml'), 'latin1');

interface Lab {
  readonly user: string;
  readonly address: string;
}
const ot: Lab = { user: 'ot', address: 'openings@ot-lab.example.org' };
const tml: Lab = { user: 'tml', address: 'join@tml-lab.example.edu' };
const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1);

/** A strong application with a letter and documents, from an address to a lab, as the lab's server delivers it. */
function application(from: string, lab: Lab, id: string, name = 'Maren Tvedt-Okafor'): Buffer {
  const [head = '', ...rest] = fixture.split(/\r?\n\r?\n/);
  const type = /^Content-Type:.*(?:\r?\n[ \t].*)*/m.exec(head)?.[0] ?? '';
  const body = rest.join('\r\n\r\n').replace(/\r?\n/g, '\r\n');
  return stamped(
    `From: ${name} <${from}>\r\nTo: ${lab.address}\r\nSubject: [apply-phd-ot] Application\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <${id}@${domainOf(from)}>\r\nMIME-Version: 1.0\r\n${type.replace(/\r?\n/g, '\r\n')}\r\n\r\n${body}`,
    from,
    lab,
  );
}

/** What the lab's own server puts above a mail that it takes. */
function stamped(raw: string, from: string, lab: Lab): Buffer {
  const domain = domainOf(from);
  const results = `mx.${domainOf(lab.address)}; dmarc=pass header.from=${domain}; spf=pass smtp.mailfrom=${domain}`;
  return Buffer.from(`Return-Path: <${from}>\r\nAuthentication-Results: ${results}\r\n${raw}`, 'latin1');
}

/** A bad server: it takes off whatever would tell one machine that another wrote. */
function stripped(raw: string, id: string): string {
  return raw
    .replace(/^(?:Auto-Submitted|X-Auto-Response-Suppress|In-Reply-To|References):.*\r\n(?:[ \t].*\r\n)*/gim, '')
    .replace(/^Message-ID:.*\r\n(?:[ \t].*\r\n)*/im, `Message-ID: <${id}@relay.example.net>\r\n`);
}

describe('machines that answer each other', () => {
  const ends: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** A whole installation with a store of its own. */
  async function install(servers: DemoServers, lab: Lab, policy: (text: string) => string = (text) => text) {
    const folder = mkdtempSync(join(tmpdir(), 'triage-loop-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    await freshDataDir(join(folder, 'data'));
    cpSync(join(root, 'rules'), join(folder, 'rules'), { recursive: true });
    const file = join(folder, 'rules/policy.yaml');
    writeFileSync(file, policy(readFileSync(file, 'utf8')));
    const server = (port: number): string => `host: 127.0.0.1, port: ${port}, security: none, user: ${lab.user}`;
    const yaml = `version: 1
data: ${folder}/data
rules: ${folder}/rules
work: { intake: 2, act: 2, threads: 1, ocr: false }
accounts:
  - id: ${lab.user}
    imap: { ${server(servers.imap.port)}, password: { env: PW } }
    smtp: { ${server(servers.smtp.port)}, password: { env: PW } }
    identity: { name: The group, address: ${lab.address} }
    authservIds: [mx.${domainOf(lab.address)}]
    mode: send
    answerSince: "2000-01-01T00:00:00Z"
`;
    const config = parseConfig(yaml, join(folder, 'triage.yaml'), { PW: 'pw' });
    const program = await startProgram(config, new Set(['poll', 'work']), pino({ level: 'silent' }), {
      sweepQueueMs: 500,
      prepare: async (store) => {
        await store.settings.changeMode({ account: lab.user, from: 'draft', to: 'send', actor: 'test', detail: null });
      },
    });
    ends.push(() => program.stop());
    return program;
  }

  async function world(): Promise<DemoServers> {
    const servers = await startDemoServers({
      accounts: [ot, tml].map(({ user }) => ({ user, password: 'pw' })),
    });
    ends.push(() => servers.close());
    return servers;
  }

  /** Carries what was sent to whom it is for, like the mail between two servers. */
  function postman(servers: DemoServers, carry: (mail: SunkMail, index: number) => void): void {
    let carried = 0;
    const timer = setInterval(() => {
      for (; carried < servers.sink.length; carried += 1) carry(servers.sink[carried] as SunkMail, carried);
    }, 20);
    ends.push(() => clearInterval(timer));
  }

  /** Waits until so many mails were handled and nothing is left to do; effects that are held count as done. */
  async function quiet(program: Program, messages: number): Promise<void> {
    await vi.waitFor(
      async () => {
        const counts = await program.store.read.counts();
        const all = Object.values(counts.messages).reduce((sum, count) => sum + count, 0);
        expect([all >= messages, counts.open]).toEqual([true, 0]);
      },
      { timeout: 90_000, interval: 100 },
    );
  }

  it.each([
    ['as they are', (mail: SunkMail) => mail.raw.toString('latin1')],
    [
      'through a server that strips every sign of a machine',
      (mail: SunkMail, index: number) => stripped(mail.raw.toString('latin1'), `x${index}`),
    ],
  ])(
    'two installations acknowledge each other, %s: one mail each way',
    async (_, relay) => {
      const servers = await world();
      postman(servers, (mail, index) => {
        for (const lab of [ot, tml])
          if (mail.to.includes(lab.address)) servers.deliver(lab.user, stamped(relay(mail, index), mail.from, lab));
      });
      const programs = [await install(servers, ot), await install(servers, tml)];
      servers.deliver('ot', application(tml.address, ot, 'first'));
      servers.deliver('tml', application(ot.address, tml, 'second'));
      // Each gets the application and the other's receipt.
      for (const program of programs) await quiet(program, 2);
      const ways = servers.sink.map((mail) => `${mail.from} → ${mail.to.join()}`).sort();
      expect(ways).toEqual([`${tml.address} → ${ot.address}`, `${ot.address} → ${tml.address}`].sort());
      for (const program of programs) {
        const records = await program.store.read.messages({ limit: 10 });
        const judged = await Promise.all(records.map((record) => program.store.read.judged(record.id)));
        const refused = judged.filter((one) => one?.judgement.decision.acknowledge === 'no');
        expect(refused.map((one) => one?.judgement.decision.reason)).toHaveLength(1);
      }
    },
    240_000,
  );

  it.each([
    ['from one address', (_: number) => 'ada@robots.example.net', undefined, 1],
    ['from a new domain each time', (n: number) => `ada@robots${n}.example${n}.net`, undefined, 1],
    [
      'under a new name and address each time',
      (n: number) => `ada${n}@robots.example.net`,
      (n: number) => `Maren Okun${n}`,
      2,
    ],
    [
      'under a new name and domain each time',
      (n: number) => `ada@robots${n}.example${n}.net`,
      (n: number) => `Maren Okun${n}`,
      3,
    ],
  ])(
    'a robot that answers every mail with an application, %s, is stopped',
    async (_, sender, name, most) => {
      const servers = await world();
      postman(servers, (_mail, index) => {
        const from = sender(index + 1);
        servers.deliver('ot', application(from, ot, `again-${index}`, name?.(index + 1)));
      });
      const program = await install(servers, ot, (text) =>
        text.replace(/capPerDomainPerHour: \d+/, 'capPerDomainPerHour: 2').replace(/capPerHour: \d+/, 'capPerHour: 3'),
      );
      servers.deliver('ot', application(sender(0), ot, 'first', name?.(0)));
      await quiet(program, most + 1);
      expect(servers.sink).toHaveLength(most);
      const counts = await program.store.read.counts();
      expect(counts.messages.handled).toBe(most + 1);
      // What a cap holds waits for its time and for a person; it is not forgotten.
      expect(counts.actions.held).toBe(most === 1 ? 0 : 1);
    },
    240_000,
  );
});
