import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLine, filterOf } from '../../src/cli/log.js';
import { type AuditEvent, auditKinds } from '../../src/domain/index.js';

const now = new Date('2025-11-10T12:00:00Z');
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are switched on by the environment
const bare = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

const event: AuditEvent = {
  id: '7',
  at: '2025-11-10T11:00:00.123Z',
  account: 'lab',
  messageId: '12',
  actionId: '31',
  kind: 'action',
  code: 'held',
  from: 'running',
  reason: 'paused',
  detail: null,
  actor: 'host-12-abc',
};

describe('a line of the log', () => {
  it('says when, what, why, about which and by whom', () => {
    expect(bare(eventLine(event))).toBe(
      '2025-11-10T11:00:00Z  action held (was running): paused\n                      lab, message 12, action 31; by host-12-abc\n',
    );
  });

  it('fits into 100 columns and stays one event, whatever a stranger wrote', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(text, text, fc.constantFrom(...auditKinds), (detail, actor, kind) => {
        const lines = bare(eventLine({ ...event, kind, detail, actor, reason: detail })).split('\n');
        expect(lines.pop()).toBe('');
        for (const [index, line] of lines.entries()) {
          expect(line.length).toBeLessThanOrEqual(100);
          expect(line).not.toMatch(/\p{C}/u);
          expect(line.startsWith('2025-11-10T11:00:00Z')).toBe(index === 0);
        }
      }),
    );
  });
});

describe('the filter', () => {
  it('takes days, moments and spans', () => {
    const since = (text: string): unknown => filterOf({ since: text }, now).since;
    expect(since('2025-11-01')).toEqual(new Date('2025-11-01T00:00:00Z'));
    expect(since('2025-11-01T10:00:00+02:00')).toEqual(new Date('2025-11-01T08:00:00Z'));
    expect(since('90m')).toEqual(new Date('2025-11-10T10:30:00Z'));
    expect(since('7d')).toEqual(new Date('2025-11-03T12:00:00Z'));
  });

  it('takes several kinds', () => {
    expect(filterOf({ kind: 'setting, account' }, now)).toEqual({ kinds: ['setting', 'account'] });
  });

  it.each([
    [{ since: 'yesterday' }, 'bad-date'],
    [{ since: '7w' }, 'bad-date'],
    [{ kind: 'action,effects' }, 'bad-filter'],
    [{ message: '1; drop table' }, 'bad-filter'],
    [{ beyond: '-1' }, 'bad-filter'],
  ])('refuses %j with %s', (options, code) => {
    expect(() => filterOf(options, now)).toThrow(expect.objectContaining({ code }));
  });
});
