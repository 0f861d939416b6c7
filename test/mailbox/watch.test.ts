import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoServers, startDemoServers } from '../../src/app/demo/servers.js';
import type { Account } from '../../src/domain/index.js';
import { inspectAccount, leaseKey } from '../../src/mailbox/index.js';
import { rawMail, silent, startWatching, testAccount } from './helpers.js';
import { MemoryArrivals, MemoryLeases } from './memory-arrivals.js';

const users = ['lease', 'stolen', 'poison', 'store', 'queue', 'frozen', 'stop', 'many'];
let servers: DemoServers;
beforeAll(async () => {
  servers = await startDemoServers({ accounts: users.map((user) => ({ user, password: 'secret' })) });
});
afterAll(() => servers.close());

function accountOf(user: string, port = servers.imap.port): Account {
  return testAccount(user, { host: servers.imap.host, port, user });
}

describe('the lease', () => {
  it('lets one of two pollers watch a folder, and the other take over', async () => {
    const account = accountOf('lease');
    const leases = new MemoryLeases();
    const arrivals = new MemoryArrivals();
    const timing = { leaseMs: 90 };
    const first = startWatching(account, arrivals, { lease: leases.as('one'), timing });
    await first.until('watching');
    const second = startWatching(account, arrivals, { lease: leases.as('two'), timing });
    servers.deliver('lease', rawMail({ subject: 'one' }));
    await arrivals.reached(1);
    expect(second.states.every(({ status }) => status === 'standby')).toBe(true);
    await first.stop();
    await second.until('watching');
    servers.deliver('lease', rawMail({ subject: 'two' }));
    await arrivals.reached(2);
    await second.stop();
    expect(arrivals.subjects).toEqual(['one', 'two']);
  });

  it('is given up when somebody else has it', async () => {
    const account = accountOf('stolen');
    const leases = new MemoryLeases();
    const watching = startWatching(account, new MemoryArrivals(), { lease: leases.as('one'), timing: { leaseMs: 90 } });
    await watching.until('watching');
    leases.steal(leaseKey('stolen', 'INBOX'), 'two');
    await watching.until('standby');
    expect(await watching.stop()).toBeLessThan(1000);
  });
});

describe('what goes wrong on our side', () => {
  it('an envelope that the store refuses does not hold up the folder', async () => {
    servers.deliver('poison', rawMail({ subject: 'poison' }));
    servers.deliver('poison', rawMail({ subject: 'harmless' }));
    const arrivals = new MemoryArrivals();
    arrivals.beforeRecord = (_location, envelope) => {
      if (envelope.subject === 'poison') throw new Error('invalid byte sequence');
    };
    const watching = startWatching(accountOf('poison'), arrivals);
    await arrivals.reached(2);
    await watching.stop();
    expect(arrivals.subjects).toEqual([null, 'harmless']);
    expect(arrivals.recorded[0]?.envelope.receivedAt).not.toBeNull();
  });

  it('a store that is down loses nothing, and the checkpoint does not pass what was not recorded', async () => {
    for (const subject of ['a', 'b', 'c']) servers.deliver('store', rawMail({ subject }));
    const arrivals = new MemoryArrivals();
    let down = true;
    arrivals.beforeRecord = (location) => {
      if (down && location.uid > 1) throw new Error('the store is down');
    };
    const watching = startWatching(accountOf('store'), arrivals);
    await watching.until('waiting');
    expect(arrivals.subjects).toEqual(['a']);
    expect(await arrivals.checkpoint('store', 'INBOX')).toBeNull();
    expect(arrivals.verifications).toEqual([]);
    down = false;
    await arrivals.reached(3);
    await watching.until('watching');
    await watching.stop();
    expect(arrivals.subjects).toEqual(['a', 'b', 'c']);
    expect(arrivals.checkpoints.get('store/INBOX')?.lastUid).toBe(3);
  });

  it('a queue that is down does not stop the watching', async () => {
    servers.deliver('queue', rawMail({ subject: 'a' }));
    servers.deliver('queue', rawMail({ subject: 'b' }));
    const arrivals = new MemoryArrivals();
    const watching = startWatching(accountOf('queue'), arrivals, {
      onNew: () => Promise.reject(new Error('the queue is down')),
    });
    await arrivals.reached(2);
    await watching.until('watching');
    await watching.stop();
  });

  it('records a big folder in order, and stops in the middle of it at once', async () => {
    for (let i = 0; i < 450; i += 1) servers.deliver('many', rawMail({ subject: `mail ${i}` }));
    const arrivals = new MemoryArrivals();
    const watching = startWatching(accountOf('many'), arrivals);
    await arrivals.reached(120);
    expect(await watching.stop()).toBeLessThan(1000);
    const interrupted = arrivals.recorded.length;
    expect(interrupted).toBeLessThan(450);
    const again = startWatching(accountOf('many'), arrivals);
    await arrivals.reached(450);
    await again.stop();
    expect(arrivals.uids).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
  });
});

describe('a connection that dies without a word', () => {
  it('is noticed by the sweep, and replaced', async () => {
    const proxy = await startProxy(servers.imap.port);
    const arrivals = new MemoryArrivals();
    const watching = startWatching(accountOf('frozen', proxy.port), arrivals, {
      sweepSeconds: 0.1,
      timing: { limits: { connectMs: 500, answerMs: 300 } },
    });
    await watching.until('watching');
    proxy.freeze();
    servers.deliver('frozen', rawMail({ subject: 'nobody is told' }));
    await arrivals.reached(1);
    await watching.stop();
    await proxy.close();
    expect(watching.states).toContainEqual(expect.objectContaining({ status: 'waiting' }));
  });

  it('does not keep a watcher from stopping, not even before the greeting', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const watching = startWatching(accountOf('stop', (mute.address() as AddressInfo).port), new MemoryArrivals());
    await watching.until('connecting');
    expect(await watching.stop()).toBeLessThan(1000);
    await new Promise((resolve) => mute.close(resolve));
  });
});

describe('a certificate that nobody vouches for', () => {
  it('is refused, unless the account says otherwise', async () => {
    const certificates = join(dirname(createRequire(import.meta.url).resolve('hoodiecrow-imap')), '../cert');
    const key = readFileSync(join(certificates, 'server.key'));
    const cert = readFileSync(join(certificates, 'server.crt'));
    const door = createTlsServer({ key, cert, minVersion: 'TLSv1.2', ciphers: 'DEFAULT@SECLEVEL=0' }, (socket) => {
      socket.on('error', () => {});
      socket.pipe(connectTcp(servers.imap.port, servers.imap.host)).pipe(socket);
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const plain = accountOf('stop', (door.address() as AddressInfo).port);
    const account: Account = { ...plain, imap: { ...plain.imap, security: 'tls' } };
    const report = await inspectAccount(account, silent);
    expect(report.problems).toMatchObject([{ code: 'imap-tls-failed', blocking: true }]);
    await new Promise((resolve) => door.close(resolve));
  });
});

/** Passes bytes on until it is frozen; connections made after that work again. */
async function startProxy(port: number) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const upstream = connectTcp(port, '127.0.0.1');
    for (const end of [socket, upstream]) end.on('error', () => {});
    socket.pipe(upstream).pipe(socket);
    sockets.push(socket, upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  };
}
