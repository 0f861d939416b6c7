import { fileURLToPath } from 'node:url';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { triage } from './run-cli.js';

const mail = (id: string) => fileURLToPath(new URL(`../../fixtures/cases/${id}/message.eml`, import.meta.url));
const preview = (...args: string[]) => triage(['ack', 'preview', ...args]);
const ours = ['--own-address', 'openings@ot-lab.example.org', '--authserv-id', 'mx.ot-lab.example.org'];

describe('triage ack preview', { timeout: 120_000 }, () => {
  it('shows the sample of a language, and the very bytes with --raw', async () => {
    const { code, out, err } = await preview('--language', 'de');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^sample of receipt\.de\nAuto-Submitted: auto-replied\n/);
    expect(out).toMatch(/^Guten Tag Ada Example,$/m);
    const raw = await preview('--language', 'de', '--raw');
    const parsed = await simpleParser(raw.out.slice(raw.out.indexOf('\n') + 1));
    expect(parsed.text).toMatch(/^Guten Tag Ada Example,$/m);
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('All');
  });

  it('shows the answer to a mail, and to whom', async () => {
    const { code, out } = await preview(mail('ot-excellent-gradient-flows'), ...ours);
    expect(code).toBe(0);
    expect(out).toMatch(/: would be sent \(receipt\)$/m);
    expect(out).toMatch(/^From: .*<openings@ot-lab\.example\.org>$/m);
  });

  it('says why there would be none, or only a draft', async () => {
    const newsletter = await preview(mail('other-newsletter'), ...ours);
    expect([newsletter.code, newsletter.out]).toEqual([
      0,
      expect.stringMatching(/: nothing would leave \([a-z-]+\): .+/),
    ]);
    const untrusted = await preview(mail('ot-excellent-gradient-flows'), ...ours.slice(0, 2));
    expect(untrusted.out).toMatch(/: would be a draft \(receipt\)$/m);
    expect(untrusted.out).not.toMatch(/^Auto-Submitted:/m);
  });

  it.each([
    [['--language', 'xx'], /xx/],
    [['--position', 'nowhere'], /nowhere/],
    [['--template', 'nothing'], /nothing/],
  ])('%s is refused with what there is', async (args, said) => {
    const { code, out, err } = await preview(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(said);
  });
});
