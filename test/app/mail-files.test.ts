import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messagesOf } from '../../src/app/mail-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'triage-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mail = (subject: string, body = 'text'): string => `From: ada@example.com\nSubject: ${subject}\n\n${body}\n`;
function put(path: string, text: string): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}
/** Sources below the folder, and each message's subject. */
async function read(...paths: string[]): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const { source, raw } of messagesOf(paths.length === 0 ? [folder] : paths)) {
    found.push([source.replace(`${folder}/`, ''), /^Subject: (.*?)\r?$/m.exec(raw.toString('utf8'))?.[1] ?? '']);
  }
  return found;
}

describe('messagesOf', () => {
  it('reads .eml files of folders recursively, in the order of names', async () => {
    for (const path of ['b.eml', 'a/2.eml', 'a/10.eml', 'c/d/e.EML', 'a.eml']) put(path, mail(path));
    expect(await read()).toEqual([
      ['a/10.eml', 'a/10.eml'],
      ['a/2.eml', 'a/2.eml'],
      ['a.eml', 'a.eml'],
      ['b.eml', 'b.eml'],
      ['c/d/e.EML', 'c/d/e.EML'],
    ]);
  });

  it('leaves other files of a folder alone', async () => {
    for (const path of ['label.json', 'README', 'cv.pdf', 'mail.eml.bak']) put(path, mail('no'));
    put('one.eml', mail('yes'));
    expect(await read()).toEqual([['one.eml', 'yes']]);
  });

  it('takes a file that is named, whatever its name, in the order that was given', async () => {
    const [z, a] = [put('z', mail('first')), put('a.txt', mail('second'))];
    expect(await read(z, a)).toEqual([
      ['z', 'first'],
      ['a.txt', 'second'],
    ]);
    expect(await read(a, z, a)).toHaveLength(3);
  });

  it('reads a Maildir: cur and new, not tmp, whatever the flags', async () => {
    put('box/cur/1700000001.M1P1.host:2,S', mail('read'));
    put('box/new/1700000002.M2P2.host', mail('unread'));
    put('box/tmp/1700000003.M3P3.host', mail('half written'));
    put('box/dovecot-uidlist', 'not a mail');
    expect((await read()).map(([, subject]) => subject)).toEqual(['read', 'unread']);
    expect((await read(join(folder, 'box'))).map(([, subject]) => subject)).toEqual(['read', 'unread']);
  });

  it('reads the subfolders of a Maildir', async () => {
    for (const sub of ['box', 'box/.Archive']) {
      for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(folder, sub, part), { recursive: true });
      put(`${sub}/cur/1.host:2,`, mail(sub));
    }
    expect((await read()).map(([, subject]) => subject).sort()).toEqual(['box', 'box/.Archive']);
  });

  it('takes a folder called new or cur that is no Maildir as a folder', async () => {
    put('new/one.eml', mail('one'));
    put('new/notes.txt', 'no mail');
    expect((await read()).map(([, subject]) => subject)).toEqual(['one']);
  });

  const from = 'From ada@example.com Mon Oct 13 10:00:00 2025\n';
  it('reads an mbox message by message, numbered from 1', async () => {
    const path = put('box.mbox', `${from}${mail('one')}\n${from}${mail('two')}\n${from}${mail('three')}\n`);
    expect(await read(path)).toEqual([
      ['box.mbox#1', 'one'],
      ['box.mbox#2', 'two'],
      ['box.mbox#3', 'three'],
    ]);
    expect(await read()).toHaveLength(3);
  });

  it('knows an mbox by its first line, whatever its name', async () => {
    const path = put('INBOX', `${from}${mail('one')}\n${from}${mail('two')}\n`);
    expect((await read(path)).map(([source]) => source)).toEqual(['INBOX#1', 'INBOX#2']);
    expect((await read(put('named.mbox', mail('really one mail')))).map(([source]) => source)).toEqual(['named.mbox']);
  });

  it('does not split an mbox at a quoted From, and gives the line back', async () => {
    const path = put(
      'box.mbox',
      `${from}${mail('one', 'Dear all,\n\n>From today on we write like this.\n>>From was quoted before.')}\n${from}${mail('two')}\n`,
    );
    const raws: string[] = [];
    for await (const { raw } of messagesOf([path])) raws.push(raw.toString('utf8'));
    expect(raws).toHaveLength(2);
    expect(raws[0]).toMatch(/^From today on we write like this\.\r?$/m);
    expect(raws[0]).toMatch(/^>From was quoted before\.\r?$/m);
  });

  it('reads an mbox with CRLF', async () => {
    const path = put('box.mbox', `${from}${mail('one')}\n${from}${mail('two')}\n`.replace(/\n/g, '\r\n'));
    expect((await read(path)).map(([, subject]) => subject)).toEqual(['one', 'two']);
  });

  it('gives an empty file as an empty message, and an empty folder as none', async () => {
    expect(await read(put('empty.eml', ''))).toEqual([['empty.eml', '']]);
    mkdirSync(join(folder, 'nothing'));
    expect(await read(join(folder, 'nothing'))).toEqual([]);
  });

  it('keeps the bytes of a message as they are', async () => {
    const bytes = Buffer.from([
      0x46, 0x72, 0x6f, 0x6d, 0x3a, 0x20, 0x78, 0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0xff, 0xfe, 0x80,
    ]);
    const path = join(folder, 'raw.eml');
    writeFileSync(path, bytes);
    for await (const { raw } of messagesOf([path])) expect(raw.equals(bytes)).toBe(true);
  });

  it('says which path is not there', async () => {
    const missing = join(folder, 'nowhere');
    await expect(read(missing)).rejects.toMatchObject({
      code: 'no-such-path',
      errorClass: 'permanent',
      message: expect.stringContaining(missing),
    });
  });
});
