import { describe, expect, it } from 'vitest';
import { sendTime } from '../../src/cli/send-time.js';

const now = new Date('2025-11-03T10:00:00Z');
const later = '2025-11-03T10:30:00.000Z';

describe('sendTime', () => {
  it.each([
    ['a send that waits for its delay', 'acknowledge', 'planned', null, later, later],
    ['a send that waits for the end of quiet hours', 'acknowledge', 'held', 'quiet-hours', later, later],
    ['a send that is due', 'acknowledge', 'planned', null, '2025-11-03T09:59:00.000Z', null],
    ['a paused send: nobody knows when', 'acknowledge', 'held', 'paused', later, null],
    ['a send behind another', 'acknowledge', 'planned', 'another-answer-under-way', later, null],
    ['a draft', 'draft', 'planned', null, later, null],
    ['a send that has happened', 'acknowledge', 'done', null, null, null],
  ])('%s', (_, kind, state, reason, dueAt, expected) => {
    expect(sendTime({ kind, state, reason, dueAt }, now)).toBe(expected);
  });
});
