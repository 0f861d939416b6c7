import { render } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import type { QueueRow } from '../../src/domain/index.js';
import { maskOf } from '../../src/review/blind.js';
import { QueueLine } from '../../src/review/parts/queue-row.js';

const row: QueueRow = {
  applicationId: '7',
  messageId: '70',
  position: 'phd-ot',
  score: 81,
  band: 'strong',
  applicant: { name: 'Ada', email: 'ada@example.com' },
  subject: 'Application',
  topics: {},
  flags: [],
  given: [],
  missing: [],
  degree: null,
  institution: null,
  messages: 1,
  firstAt: '2026-01-14T08:12:00.000Z',
  lastAt: '2026-01-14T08:12:00.000Z',
  labels: [],
  answer: null,
  state: null,
  verdicts: [],
  assignee: null,
  unread: false,
  revision: 1,
};

/** The line of somebody who wrote on the 14th, for a position that prefers applications until this day. */
const line = (preferredBy: string | null): string =>
  render(
    QueueLine({
      row,
      mask: maskOf({ blind: false }, row),
      href: '/applications/7',
      csrf: 'x',
      now: new Date('2026-01-20T00:00:00Z'),
      titles: new Map(),
      position: null,
      preferredBy,
      back: '/',
      terms: [],
      hit: null,
    }),
  );

describe('a line of the queue', () => {
  it('tells the day until which the position prefers applications, and who came after it', () => {
    expect(line('2026-01-15')).toContain(' · by 2026-01-15');
    expect(line('2026-01-13')).toContain(' · after 2026-01-13');
    expect(line(null)).not.toMatch(/ · (?:by|after) /);
  });
});
