import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Account } from '../../src/domain/index.js';
import { testAccount } from '../mailbox/helpers.js';

export interface DovecotOptions {
  /** Login names; everybody's password is `secret`. */
  readonly users: readonly string[];
  /** How mail is kept; a Maildir has room for 26 keywords a folder. Default mdbox. */
  readonly format?: 'maildir' | 'mdbox';
  /** False leaves out SPECIAL-USE and makes no folders besides INBOX. */
  readonly specialUse?: boolean;
  /** Folders (besides INBOX, made at the start) whose mail can be read and nothing else. */
  readonly readOnly?: readonly string[];
  /** Connections that one user may have at once. */
  readonly connections?: number;
  /** Takes access tokens as well, by this mechanism, and asks there whose they are (RFC 7662). */
  readonly oauth?: { readonly mechanism: 'xoauth2' | 'oauthbearer'; readonly introspectionUrl: string };
  /** False takes IDLE out of the capabilities. */
  readonly idle?: boolean;
  /** All capabilities that are announced. */
  readonly capabilities?: string;
  /** Folders in which no flag but \Seen and \Deleted can be set, as at Exchange. */
  readonly noKeywords?: readonly string[];
  /** Room for each user's mail. */
  readonly quotaKilobytes?: number;
}

export interface Dovecot {
  readonly host: string;
  readonly port: number;
  /** An account for tests, with the folders to watch. */
  account(user: string, folders?: readonly string[]): Account;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Gives a folder another UIDVALIDITY, as after a restored backup. The server is restarted. */
  renumber(user: string, folder: string): Promise<void>;
  /** Throws the indexes of a user's inbox away, as when a disk was full or a backup was restored. The server is restarted. */
  loseIndexes(user: string): Promise<void>;
  /** Runs doveadm, for what IMAP can't do. */
  admin(...args: string[]): Promise<string>;
  /** Stops the server and removes everything. */
  close(): Promise<void>;
}

const binary = '/usr/sbin/dovecot';
const run = promisify(execFile);

/** Whether Dovecot is installed here. */
export function available(): boolean {
  return existsSync(binary) && existsSync('/usr/lib/dovecot/imap');
}

/** A Dovecot of its own on a free loopback port, from a temporary folder; works as root and as anybody else. */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'triage-dovecot-'));
  const port = await freePort();
  const owner = mailOwner();
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'mail'));
  chownSync(join(folder, 'mail'), owner.uid, owner.gid);
  writeFileSync(join(folder, 'users'), options.users.map((user) => `${user}:{PLAIN}secret::::::\n`).join(''));
  writeFileSync(join(folder, 'acl'), aclLines(options).join(''));
  chmodSync(join(folder, 'users'), 0o644);
  if (options.oauth !== undefined) {
    const oauth = `introspection_url = ${options.oauth.introspectionUrl}\nintrospection_mode = post\nforce_introspection = yes\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`;
    writeFileSync(join(folder, 'oauth2.conf'), oauth);
    chmodSync(join(folder, 'oauth2.conf'), 0o644);
  }
  const config = join(folder, 'dovecot.conf');
  writeFileSync(config, configuration(folder, port, owner, options));

  let child: ChildProcess | null = null;
  const start = async () => {
    if (child !== null) return;
    const started = spawn(binary, ['-F', '-c', config], { stdio: 'ignore', detached: true });
    child = started;
    await listening(port, started, join(folder, 'log'));
  };
  const stop = async () => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
    // Processes that serve an idle client outlive the master by some ten seconds.
    try {
      if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
    } catch {
      // All gone already.
    }
  };
  const admin = async (...args: string[]) => (await run('doveadm', ['-c', config, ...args])).stdout;

  const close = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };

  await start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    host: '127.0.0.1',
    port,
    account: (user, folders = ['INBOX']) => testAccount(user, { host: '127.0.0.1', port, user }, folders),
    start,
    stop,
    admin,
    async renumber(user, name) {
      await admin('mailbox', 'update', '-u', user, '--uid-validity', String(1_000_000 + port), name);
      await stop();
      await start();
    },
    async loseIndexes(user) {
      await stop();
      const box = join(folder, 'mail', user);
      for (const name of readdirSync(box)) if (/^dovecot\.(?:index|list)/.test(name)) rmSync(join(box, name));
      await start();
    },
    close,
  };
}

/** Dovecot refuses to touch mail as root, so root lends it the least of all users. */
function mailOwner(): { uid: number; gid: number; name: string } {
  const me = userInfo();
  return me.uid === 0 ? { uid: 65534, gid: 65534, name: 'root' } : { uid: me.uid, gid: me.gid, name: me.username };
}

/** Rights by folder (RFC 4314): without `w` no flags but \Seen (`s`) and \Deleted (`t`). */
function aclLines(options: DovecotOptions): string[] {
  return [
    ...(options.readOnly ?? []).map((name) => `"${name}" owner lr\n`),
    ...(options.noKeywords ?? []).map((name) => `"${name}" owner lrstipekxa\n`),
  ];
}

function configuration(
  folder: string,
  port: number,
  owner: { uid: number; gid: number; name: string },
  options: DovecotOptions,
): string {
  const format = options.format ?? 'mdbox';
  const special = (name: string) =>
    options.specialUse === false ? '' : `  mailbox ${name} {\n    auto = create\n    special_use = \\${name}\n  }\n`;
  const plain = (options.readOnly ?? []).map((name) => `  mailbox ${name} {\n    auto = create\n  }\n`).join('');
  const group = owner.name === 'root' ? '' : execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim();
  const unprivileged =
    owner.name === 'root'
      ? ''
      : `default_internal_user = ${owner.name}
default_login_user = ${owner.name}
default_internal_group = ${group}
`;
  const withoutIdle = options.idle === false ? 'IMAP4rev1 UIDPLUS LITERAL+ SPECIAL-USE' : undefined;
  const capabilities = options.capabilities ?? withoutIdle;
  const announced = capabilities === undefined ? '' : `imap_capability = ${capabilities}\n`;
  const oauth =
    options.oauth === undefined
      ? ''
      : `passdb {\n  driver = oauth2\n  mechanisms = ${options.oauth.mechanism}\n  args = ${folder}/oauth2.conf\n}\n`;
  const plugins = [
    ...(aclLines(options).length === 0 ? [] : [['acl', `acl = vfile:${folder}/acl`]]),
    ...(options.quotaKilobytes === undefined
      ? []
      : [
          [
            'quota',
            `quota = count:all\n  quota_vsizes = yes\n  quota_grace = 0\n  quota_rule = *:storage=${options.quotaKilobytes}K`,
          ],
        ]),
  ];
  const plugged =
    plugins.length === 0
      ? ''
      : `mail_plugins = ${plugins.map(([name]) => name).join(' ')}\nplugin {\n${plugins.map(([, lines]) => `  ${lines}\n`).join('')}}\n`;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login ${options.oauth?.mechanism ?? ''}
first_valid_uid = 1
auth_failure_delay = 0
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = ${options.connections ?? 30}
mail_location = ${format}:${folder}/mail/%u
${unprivileged}${announced}${plugged}
${oauth}passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}/mail/%u.home
}
namespace inbox {
  inbox = yes
  separator = /
${special('Drafts')}${special('Sent')}${special('Trash')}${special('Junk')}${special('Archive')}${plain}}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function listening(port: number, child: ChildProcess, log: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    if (child.exitCode !== null) break;
    await sleep(50);
  }
  throw new Error(`dovecot did not start: ${existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : 'no log'}`);
}
