import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { triage } from './run-cli.js';

describe('help', () => {
  it('lists every command on standard output and ends with 0', async () => {
    const { code, out, err } = await triage(['--help']);
    expect([code, err]).toEqual([0, '']);
    const commands = [
      'demo',
      'start',
      'poll',
      'work',
      'score',
      'explain',
      'ack',
      'queue',
      'show',
      'status',
      'log',
      'shadow',
      'rules',
    ];
    for (const command of [...commands, 'activate', 'auth', 'pause', 'resume', 'doctor', 'init'])
      expect(out).toMatch(new RegExp(`^  ${command}\\b.*\\S`, 'm'));
  });

  it('of score names the options of the contract', async () => {
    const { code, out } = await triage(['score', '--help']);
    expect(code).toBe(0);
    for (const option of ['--format', '--rules', '--config', '--own-address', '--authserv-id', '--text'])
      expect(out).toContain(option);
  });

  it('and the version are no errors', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await triage(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('is shown, with 2, where no command is given', async () => {
    const { code, out, err } = await triage([]);
    expect(code).toBe(2);
    expect(`${out}${err}`).toContain('score');
  });
});
