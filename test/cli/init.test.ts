import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/app/config.js';
import { triage } from './run-cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'triage-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const answers = [
  'imap.lab.example',
  'jobs@lab.example',
  '',
  'The lab',
  '',
  'phd@lab.example, visit@lab.example',
  'mx.lab.example',
  '',
].join('\n');

describe('triage init', () => {
  it('asks, and writes a file that can be read, for its owner only', async () => {
    const { code, out, err } = await triage(['init'], { cwd: folder, input: answers });
    expect(err).toBe('');
    expect(code).toBe(0);
    const path = join(folder, 'triage.yaml');
    expect(statSync(path).mode & 0o077).toBe(0);
    const account = parseConfig(readFileSync(path, 'utf8'), path, { IMAP_PASSWORD: 'x' }).accounts[0];
    expect(account).toMatchObject({
      imap: { host: 'imap.lab.example', login: { user: 'jobs@lab.example' } },
      smtp: null,
      mode: 'draft',
      identity: { name: 'The lab', email: 'jobs@lab.example' },
      ownAddresses: ['jobs@lab.example', 'phd@lab.example', 'visit@lab.example'],
      authservIds: ['mx.lab.example'],
    });
    expect(out).toContain('triage doctor');
  });

  it('does not overwrite a file, unless it is told to', async () => {
    const path = join(folder, 'mine.yaml');
    writeFileSync(path, 'precious');
    const refused = await triage(['init', '--config', path], { input: answers });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('mine.yaml is there already');
    expect(readFileSync(path, 'utf8')).toBe('precious');
    const forced = await triage(['init', '--config', path, '--force'], { input: answers });
    expect(forced.code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('imap.lab.example');
  });

  it('writes nothing that could not be read back', async () => {
    const { code, err } = await triage(['init'], {
      cwd: folder,
      input: ['imap.lab.example', 'jobs', 'no address', 'The lab', '', '', '', ''].join('\n'),
    });
    expect(code).toBe(2);
    expect(err).toContain('address');
    expect(() => statSync(join(folder, 'triage.yaml'))).toThrow();
  });
});
