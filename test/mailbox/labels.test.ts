import { afterEach, describe, expect, it } from 'vitest';
import type { Account, LabelSettings } from '../../src/domain/index.js';
import { inspectAccount } from '../../src/mailbox/index.js';
import { type AllowedMailbox, allowedMailbox } from './allowed-mailbox.js';
import { rawMail, silent, testAccount } from './helpers.js';
import { type Script, type ScriptedImap, startScriptedImap } from './scripted-imap.js';

let server: ScriptedImap | undefined;
let mailbox: AllowedMailbox | undefined;
afterEach(async () => {
  await mailbox?.close();
  await server?.close();
  [mailbox, server] = [undefined, undefined];
});

const limits = { connectMs: 400, answerMs: 400 };
const ours = ['triage/strong', 'triage/weak'];
const location = { account: 'odd', folder: 'INBOX', uidValidity: '7', uid: 1 };

async function opened(script: Script, labels: Partial<LabelSettings> = {}) {
  server = await startScriptedImap(script);
  const settings: LabelSettings = { backend: 'auto', prefix: '', folders: {}, ...labels };
  const account: Account = { ...testAccount('odd', { ...server, user: 'odd' }), labels: settings };
  mailbox = allowedMailbox([account], silent, { limits });
  return { account, mailbox, inspect: () => inspectAccount(account, silent, limits, ours) };
}

function message(uid: number, flags: string[] = []) {
  return { uid, raw: rawMail({ messageId: `<${uid}@example.com>` }), flags: new Set(flags) };
}

const forbids = '\\Seen \\Flagged \\Deleted';

describe('how labels are kept is chosen by what the server has', () => {
  it.each([
    ['IDLE MOVE UIDPLUS', 'folders'],
    ['IDLE UIDPLUS', 'folders'],
    ['IDLE MOVE', 'folders'],
    ['IDLE', 'none'],
  ])('without keywords and with %s: %s', async (capabilities, backend) => {
    const { mailbox, inspect } = await opened({ messages: [message(1)], permanentFlags: forbids, capabilities });
    expect(await mailbox.labelsAt(location, ours)).toMatchObject({ backend, standing: [] });
    const report = await inspect();
    expect(report.labels).toMatchObject([{ folder: 'INBOX', backend }]);
    expect(report.problems.some(({ code }) => code === 'labels-impossible')).toBe(backend === 'none');
    expect(server?.heard).not.toContain('UID STORE');
  });

  it('keywords where the server says nothing about them', async () => {
    const { mailbox } = await opened({ messages: [message(1)], permanentFlags: null });
    expect(await mailbox.labelsAt(location, ours)).toMatchObject({ backend: 'keywords' });
    await mailbox.changeLabels(location, { add: ['triage/weak'], remove: [] });
    expect((await mailbox.labelsAt(location, ours)).standing).toEqual(['triage/weak']);
  });

  it('keywords where only known ones are taken and all of ours are known, in the spelling of the server', async () => {
    const messages = [message(1, ['other'])];
    const script = { messages, permanentFlags: '\\Seen Triage/Weak TRIAGE/STRONG', capabilities: 'MOVE' };
    const { mailbox } = await opened(script);
    expect(await mailbox.labelsAt(location, ours)).toMatchObject({ backend: 'keywords' });
    await mailbox.changeLabels(location, { add: ['triage/weak'], remove: [] });
    expect((await mailbox.labelsAt(location, ours)).standing).toEqual(['triage/weak']);
    expect([...(messages[0]?.flags ?? [])]).toEqual(['other', 'Triage/Weak']);
  });

  it('folders where only some of ours are known', async () => {
    const permanentFlags = '\\Seen Triage/Weak';
    const { mailbox, inspect } = await opened({ messages: [message(1)], permanentFlags, capabilities: 'MOVE' });
    expect(await mailbox.labelsAt(location, ours)).toMatchObject({ backend: 'folders' });
    const report = await inspect();
    expect(report.keywordsAllowed).toBe('limited');
    expect(report.problems.map(({ code }) => code)).toContain('imap-keywords-limited');
  });

  it.each([
    ['none', 'X-GM-EXT-1 MOVE', '\\Seen \\*'],
    ['folders', 'MOVE', '\\Seen \\*'],
    ['keywords', 'X-GM-EXT-1', '\\Seen \\*'],
    ['gmail', 'X-GM-EXT-1', '\\Seen'],
  ] as const)('%s where the account says so', async (backend, capabilities, permanentFlags) => {
    const { inspect } = await opened({ messages: [message(1)], permanentFlags, capabilities }, { backend });
    expect((await inspect()).labels).toMatchObject([{ backend }]);
  });

  it.each([
    ['gmail', 'MOVE', '\\Seen \\*'],
    ['keywords', 'MOVE', forbids],
    ['folders', '', forbids],
  ] as const)('%s is an error where the server can not do it', async (backend, capabilities, permanentFlags) => {
    const { mailbox, inspect } = await opened({ messages: [message(1)], permanentFlags, capabilities }, { backend });
    await expect(mailbox.labelsAt(location, ours)).rejects.toMatchObject({
      code: 'labels-unsupported',
      errorClass: 'permanent',
    });
    expect((await inspect()).problems).toContainEqual(
      expect.objectContaining({ code: 'labels-unsupported', blocking: true }),
    );
  });
});

describe('labels that do not stay', () => {
  it('that STORE has promised and FETCH does not show are held, with the reason', async () => {
    const answer: Script['answer'] = (command) => (command === 'UID STORE' ? ['OK stored'] : undefined);
    const { mailbox } = await opened({ messages: [message(1)], answer });
    await expect(mailbox.changeLabels(location, { add: ['triage/weak'], remove: [] })).rejects.toMatchObject({
      code: 'imap-label-dropped',
      errorClass: 'permanent',
    });
  });

  it('that can not be taken off are tried again', async () => {
    const answer: Script['answer'] = (command) => (command === 'UID STORE' ? ['OK stored'] : undefined);
    const { mailbox } = await opened({ messages: [message(1, ['triage/weak'])], answer });
    await expect(mailbox.changeLabels(location, { add: [], remove: ['triage/weak'] })).rejects.toMatchObject({
      code: 'imap-label-failed',
      errorClass: 'retryable',
    });
  });
});

describe('a message is never moved in a way that could lose it', () => {
  const moving = { permanentFlags: forbids, messages: [message(1)] };

  it('not at all without MOVE and UIDPLUS', async () => {
    const { mailbox } = await opened({ ...moving, capabilities: 'IDLE' });
    await expect(mailbox.moveToLabel(location, 'Strong', null)).rejects.toMatchObject({ code: 'labels-unsupported' });
    expect(server?.heard.filter((command) => /COPY|STORE|EXPUNGE|MOVE/.test(command))).toEqual([]);
  });

  it('the original stays when the server does not say where the copy is', async () => {
    const answer: Script['answer'] = (command) =>
      command === 'UID COPY' || command === 'CREATE' ? ['OK done'] : undefined;
    const { mailbox } = await opened({ ...moving, capabilities: 'UIDPLUS', answer });
    await expect(mailbox.moveToLabel(location, 'Strong', null)).rejects.toMatchObject({ code: 'imap-move-failed' });
    expect(server?.heard).toContain('UID COPY');
    expect(server?.heard.filter((command) => /STORE|EXPUNGE/.test(command))).toEqual([]);
  });

  it('the original stays when the copy is refused', async () => {
    const answer: Script['answer'] = (command) => {
      if (command === 'CREATE') return ['OK done'];
      return command === 'UID COPY' ? ['NO [OVERQUOTA] full'] : undefined;
    };
    const { mailbox } = await opened({ ...moving, capabilities: 'UIDPLUS', answer });
    await expect(mailbox.moveToLabel(location, 'Strong', null)).rejects.toMatchObject({ code: 'imap-move-failed' });
    expect(server?.heard.filter((command) => /STORE|EXPUNGE/.test(command))).toEqual([]);
  });

  it('a MOVE that moved nothing is no success', async () => {
    const answer: Script['answer'] = (command) =>
      command === 'UID MOVE' || command === 'CREATE' ? ['OK done'] : undefined;
    const { mailbox } = await opened({ ...moving, capabilities: 'MOVE', answer });
    await expect(mailbox.moveToLabel(location, 'Strong', null)).rejects.toMatchObject({ code: 'imap-move-failed' });
  });
});
