import { describe, expect, it } from 'vitest';
import type { QueueRow } from '../../src/domain/index.js';
import { csvOf, exported } from '../../src/review/export-rows.js';

const row = (name: string, more: Partial<QueueRow> = {}): QueueRow => ({
  applicationId: '7',
  messageId: '70',
  position: 'phd-ot',
  score: 81.26,
  band: 'strong',
  applicant: { name, email: 'eve@example.com' },
  subject: `Application of ${name}`,
  topics: { 'optimal-transport': 90, robustness: 0 },
  flags: [],
  given: ['cv'],
  missing: ['transcript'],
  degree: 'master Mathematics 2024',
  institution: 'University of Examples',
  messages: 1,
  firstAt: '2025-11-03T08:12:00.000Z',
  lastAt: '2025-11-03T08:12:00.000Z',
  labels: [],
  answer: null,
  state: 'hold',
  verdicts: [{ reviewer: 'ada', value: 'hold' }],
  assignee: null,
  unread: true,
  revision: 1,
  ...more,
});
const seeing = { blind: false };

describe('the exported queue', () => {
  it.each(['=HYPERLINK("http://x.example","y")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'])(
    'lets no spreadsheet take %j for a formula',
    (name) => {
      const [line] = csvOf([exported(row(name), seeing, 'https://t.example.org', '2026-01-15')], {
        header: false,
      }).split('\r\n');
      const cells = (line ?? '').match(/"(?:[^"]|"")*"|[^,]+/g) ?? [];
      expect(cells.filter((cell) => /^"?[=+\-@\t\r＝]/.test(cell))).toEqual([]);
      expect(line).toContain("'");
    },
  );

  it('quotes what would break a line, and names its columns', () => {
    const text = csvOf([exported(row('O"Brien, "the second"\nline'), seeing, 'https://t.example.org', '2026-01-15')], {
      header: true,
    });
    expect(text.startsWith('\uFEFFid,position,score,band,name')).toBe(true);
    expect(text).toContain('"O""Brien, ""the second""\nline"');
    expect(text).toContain('optimal-transport 90,cv,transcript');
    expect(text).toContain('lastAt,preferredBy,link');
    expect(text).toContain(',2026-01-15,https:');
    expect(text.trim().endsWith('https://t.example.org/applications/7')).toBe(true);
  });

  it('names its columns also when nothing fits', () => {
    expect(csvOf([], { header: true })).toContain('id,position,score');
  });

  it('is as blind as its reader', () => {
    const one = exported(row('Eve Example'), { blind: true }, 'https://t.example.org', '2026-01-15');
    expect(JSON.stringify(one)).not.toMatch(/eve|university of examples/i);
    expect(one.name).toBe('Applicant 7');
    expect(one.degree).toBe('master Mathematics 2024');
  });
});
