import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../src/decide/index.js';
import { runs } from '../support/runs.js';

type Stretch = Parameters<typeof quietUntil>[1][number];
const every: Stretch['days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const night = (more: Partial<Stretch> = {}): Stretch => ({
  from: '20:00',
  to: '07:00',
  timeZone: 'Europe/Berlin',
  days: every,
  ...more,
});
const until = (at: string, ...stretches: Stretch[]): string | null =>
  quietUntil(new Date(at), stretches)?.toISOString() ?? null;

describe('quietUntil', () => {
  it.each([
    ['before the night', '2025-11-03T18:59:59Z', null],
    ['at its first moment', '2025-11-03T19:00:00Z', '2025-11-04T06:00:00.000Z'],
    ['after midnight', '2025-11-04T02:30:00Z', '2025-11-04T06:00:00.000Z'],
    ['at its end', '2025-11-04T06:00:00Z', null],
    ['in the night in which summer time begins', '2025-03-29T22:00:00Z', '2025-03-30T05:00:00.000Z'],
    ['in the night in which it ends', '2025-10-25T20:00:00Z', '2025-10-26T06:00:00.000Z'],
  ])('%s', (_, at, end) => {
    expect(until(at, night())).toBe(end);
  });

  it('takes a stretch by the day on which it begins', () => {
    const friday = night({ days: ['fri'] });
    expect(until('2025-11-07T20:00:00Z', friday)).toBe('2025-11-08T06:00:00.000Z');
    expect(until('2025-11-08T05:00:00Z', friday)).toBe('2025-11-08T06:00:00.000Z');
    expect(until('2025-11-08T20:00:00Z', friday)).toBeNull();
  });

  it('lets stretches that touch follow one another: a weekend and its nights', () => {
    const weekend = night({ from: '00:00', to: '00:00', days: ['sat', 'sun'] });
    expect(until('2025-11-07T21:00:00Z', night(), weekend)).toBe('2025-11-10T06:00:00.000Z');
  });

  it('has an end even where it is always quiet', () => {
    const end = quietUntil(new Date('2025-11-07T21:00:00Z'), [night({ from: '00:00', to: '00:00' })]);
    expect(end?.getTime()).toBeGreaterThan(Date.parse('2025-11-14T00:00:00Z'));
  });

  it('knows a local time that is skipped and one that comes twice', () => {
    // Clocks go from 02:00 to 03:00: a stretch from 02:30 begins with the jump.
    expect(until('2025-03-30T01:00:00Z', night({ from: '02:30', to: '04:00' }))).toBe('2025-03-30T02:00:00.000Z');
    // They go from 03:00 back to 02:00: both hours are quiet.
    const hour = night({ from: '02:00', to: '03:00' });
    expect(until('2025-10-26T00:30:00Z', hour)).toBe('2025-10-26T02:00:00.000Z');
    expect(until('2025-10-26T01:30:00Z', hour)).toBe('2025-10-26T02:00:00.000Z');
  });

  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map(([hour, minute]) => [hour, minute].map((part) => String(part).padStart(2, '0')).join(':'));
  const stretch: fc.Arbitrary<Stretch> = fc.record({
    from: time,
    to: time,
    timeZone: fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'Pacific/Apia',
      'America/Santiago',
      'Africa/Cairo',
      'UTC',
    ),
    days: fc.subarray([...every], { minLength: 1 }),
  });
  const moment = fc.oneof(
    fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }),
    // Around the changes of the clocks.
    fc
      .tuple(
        fc.integer({ min: 2024, max: 2029 }),
        fc.constantFrom(2, 3, 9, 10),
        fc.integer({ min: 0, max: 40 * 24 * 60 }),
      )
      .map(([year, month, minutes]) => Date.UTC(year, month, 1) + minutes * 60_000),
  );

  /** What the clocks on the wall say, without any of the code under test. */
  function wall(at: number, timeZone: string): { day: string; time: string } {
    const [day = '', clock = ''] = new Date(at)
      .toLocaleString('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      .replace(',', '')
      .split(' ');
    return { day: day.toLowerCase(), time: clock };
  }

  it('never lets anything go at a local time that is quiet, and always ends outside', () => {
    fc.assert(
      fc.property(stretch, moment, (one, at) => {
        const { day, time: clock } = wall(at, one.timeZone);
        const before = every[(every.indexOf(day as (typeof every)[number]) + 6) % 7] ?? 'mon';
        const begun = one.days.includes(day as (typeof every)[number]);
        const begunYesterday = one.days.includes(before);
        const overnight = one.to <= one.from;
        const inside = overnight
          ? (begun && clock >= one.from) || (begunYesterday && clock < one.to)
          : begun && clock >= one.from && clock < one.to;
        const end = quietUntil(new Date(at), [one]);
        if (inside) expect(end, `${clock} on ${day}`).not.toBeNull();
        if (end === null) return;
        expect(end.getTime()).toBeGreaterThan(at);
        // A stretch from one hour to the same follows itself without a gap, and may never be over.
        if (one.from === one.to) return;
        expect(quietUntil(end, [one])).toBeNull();
        // And it has not been over before: a minute earlier it was still quiet.
        expect(quietUntil(new Date(end.getTime() - 60_000), [one])?.getTime()).toBe(end.getTime());
        // A day with its change of clocks is the longest that one stretch can be. Only where hardly an hour is not quiet,
        // the hour that comes twice may bridge it: then the stretch goes on into the next.
        const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
        const open = (minutes(one.from) - minutes(one.to) + 1440) % 1440;
        if (open > 120) expect(end.getTime() - at).toBeLessThanOrEqual(26 * 3_600_000);
      }),
      { numRuns: runs(1500) },
    );
  });
});
