import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { examine, type Finding } from '../../src/app/examine.js';
import { type Program, startProgram } from '../../src/app/program.js';
import type { Account } from '../../src/domain/index.js';
import type { Shown, ShownAction } from '../../src/store/index.js';
import { asOtherClient, deliver, rawMail } from '../mailbox/helpers.js';
import { available, type Dovecot, startDovecot } from './dovecot.js';

const application = readFileSync(
  fileURLToPath(new URL('../../fixtures/cases/k-095-ot-aistats-text-complete/message.eml', import.meta.url)),
);
const quiet = pino({ level: 'silent' });

/** The whole program on one account of a Dovecot. */
async function running(server: Dovecot, user: string, more: string) {
  const folder = mkdtempSync(join(tmpdir(), 'triage-mailbox-'));
  const config = parseConfig(
    `version: 1
data: ${folder}/data
accounts:
  - id: ${user}
    imap: { host: ${server.host}, port: ${server.port}, security: none, user: ${user}, password: { env: PW }, folders: [INBOX, Triage/Strong] }
    identity: { name: Research group, address: openings@ot-lab.example.org }
    answerSince: "2000-01-01T00:00:00Z"
    mode: draft
${more}`,
    join(folder, 'triage.yaml'),
    { PW: 'secret' },
  );
  const account = server.account(user);
  await asOtherClient(account, (client) => client.mailboxCreate('Triage/Strong'));
  const timing = { sweepQueueMs: 500, draftsMs: 500 };
  const program = await startProgram(config, new Set(['poll', 'work']), quiet, timing);
  const stop = async () => {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { program, account, config, stop };
}

type Running = Awaited<ReturnType<typeof running>>;

async function shownOf(program: Program): Promise<Shown> {
  const [record] = await program.store.read.messages();
  const shown = record === undefined ? null : await program.store.read.show(record.id);
  if (shown === null) throw new Error('no message yet');
  return shown;
}

/** Waits until the action of this kind fits. */
function action(program: Program, kind: 'label' | 'reply', fits: Partial<ShownAction>): Promise<ShownAction> {
  return vi.waitFor(
    async () => {
      const shown = await shownOf(program);
      const found = shown.actions.find((one) => (one.kind === 'label') === (kind === 'label'));
      expect(found).toMatchObject(fits);
      return found as ShownAction;
    },
    { timeout: 60_000, interval: 100 },
  );
}

function mailsIn(account: Account, folder: string): Promise<string[]> {
  return asOtherClient(account, async (client) => {
    const opened = await client.mailboxOpen(folder, { readOnly: true });
    if (opened.exists === 0) return [];
    return (await client.fetchAll('1:*', { envelope: true })).map(({ envelope }) => envelope?.messageId ?? '');
  });
}

describe.skipIf(!available())('the whole program on a Dovecot without keywords', () => {
  let server: Dovecot;
  let lab: Running;
  beforeAll(async () => {
    server = await startDovecot({ users: ['lab'], noKeywords: ['INBOX'], quotaKilobytes: 200 });
    const labels = '    labels: { prefix: "Triage/", folders: { Triage-Strong: Triage/Strong } }';
    lab = await running(server, 'lab', labels);
  });
  afterAll(async () => {
    await lab?.stop();
    await server?.close();
  });

  it('moves a mail into its folder, which is watched as well, and does not take it for new or gone', async () => {
    const { program, account } = lab;
    await program.store.settings.pause({ account: 'lab', actor: 'grace' });
    await deliver(account, application);
    await action(program, 'label', { state: 'held', reason: 'paused' });
    expect((await mailsIn(account, 'INBOX')).length).toBe(1);
    // No room for a draft: what is left is less than the smallest mail.
    await asOtherClient(account, async (client) => {
      let bytes = 64_000;
      while (bytes >= 64) {
        const appended = await client
          .append('Archive', rawMail({ body: 'x'.repeat(bytes) }))
          .catch((error: { serverResponseCode?: string }) => error.serverResponseCode ?? 'refused');
        if (typeof appended === 'string') bytes = Math.floor(bytes / 2);
      }
    });
    const swept = async () =>
      (await program.store.read.folders()).find((each) => each.folder === 'Triage/Strong')?.verifiedAt;
    const before = await swept();
    await program.store.settings.resume({ account: 'lab', actor: 'grace' });
    const done = await action(program, 'label', { state: 'done' });
    expect(done.payload).toMatchObject({ labels: expect.arrayContaining(['Triage-Strong']) });
    expect(await mailsIn(account, 'INBOX')).toEqual([]);
    expect((await mailsIn(account, 'Triage/Strong')).length).toBe(1);

    // The folder has rung and was swept: the mail that came there is the one that we have.
    await vi.waitFor(async () => expect(await swept()).not.toBe(before), { timeout: 30_000 });
    const records = await program.store.read.messages();
    expect(records.map(({ status }) => status)).toEqual(['handled']);
    const places = await program.store.intake.locations(records[0]?.id ?? '');
    expect(places.map((place) => place.folder)).toEqual(['Triage/Strong']);
  });

  it('holds a draft for which there is no room, with the reason, and writes it when there is', async () => {
    const { program, account } = lab;
    const [first] = (await program.store.read.messages()).slice(-1);
    const reply = async () =>
      (await program.store.read.show(first?.id ?? ''))?.actions.find((one) => one.kind !== 'label');
    await vi.waitFor(async () => expect(await reply()).toMatchObject({ state: 'held', reason: 'imap-over-quota' }), {
      timeout: 60_000,
      interval: 100,
    });
    const held = await reply();
    expect(held?.detail).toMatch(/make room/);
    expect(held?.dueAt).not.toBeNull();
    expect(await mailsIn(account, 'Drafts')).toEqual([]);
    await asOtherClient(account, async (client) => {
      await client.mailboxOpen('Archive');
      await client.messageDelete('1:*');
    });
    expect(await program.store.ledger.decide(held?.id ?? '', 'go', 'grace')).toBe(true);
    await vi.waitFor(async () => expect((await reply())?.state).toBe('done'), { timeout: 60_000, interval: 100 });
    const done = await reply();
    expect((await mailsIn(account, 'Drafts')).length).toBe(1);
    expect(done?.detail).toContain('in Drafts');
  });

  it('doctor says how labels are kept and why, and where drafts lie', async () => {
    const findings: Finding[] = [];
    for await (const finding of examine(lab.config, quiet)) findings.push(finding);
    const about = (what: string) => findings.filter((finding) => finding.about === what).map(({ message }) => message);
    expect(about('account lab, labels')[0]).toMatch(/^INBOX: folders.*no keywords.*MOVE/);
    expect(about('account lab, IMAP')[0]).toMatch(/IDLE, MOVE, UIDPLUS, no ids.*drafts in Drafts, sent mail in Sent/);
  });
});
