import type { QuietStretch } from '../rules/index.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const weekDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** More stretches than a week can hold end the search: hours that are always quiet never end. */
const MOST_STEPS = 40;

/**
 * When the quiet that holds at `now` ends, or null when it is not quiet. Stretches that follow one another without a gap
 * count as one. Local times are those of the stretch's own time zone, daylight saving included: a local time that is
 * skipped counts as the moment of the change, and of one that comes twice the beginning is the first and the end the last.
 */
export function quietUntil(now: Date, stretches: readonly QuietStretch[]): Date | null {
  let until = now.getTime();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const ends = stretches.flatMap((stretch) => endOf(stretch, until));
    if (ends.length === 0) break;
    until = Math.max(...ends);
  }
  return until === now.getTime() ? null : new Date(until);
}

/** The end of the stretch when `at` lies in it. */
function endOf(stretch: QuietStretch, at: number): number[] {
  const today = Math.floor(wallClock(at, stretch.timeZone) / DAY) * DAY;
  // It may have begun yesterday, and where clocks jump at midnight the local day of its begin is not sure either.
  return [today - DAY, today, today + DAY].flatMap((day) => {
    if (!stretch.days.some((name) => name === weekDays[new Date(day).getUTCDay()])) return [];
    const [from, to] = [minutesOf(stretch.from), minutesOf(stretch.to)];
    const begin = moments(day + from * MINUTE, stretch.timeZone).first;
    const end = moments(day + to * MINUTE + (to <= from ? DAY : 0), stretch.timeZone).last;
    return begin <= at && at < end ? [end] : [];
  });
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** The moments at which the clocks of a zone show a local time (given as if it were UTC): one, two, or the jump over it. */
function moments(wall: number, timeZone: string): { first: number; last: number } {
  const offsets = [wall - DAY, wall + DAY].map((near) => wallClock(near, timeZone) - near);
  const exact = offsets.map((offset) => wall - offset).filter((moment) => wallClock(moment, timeZone) === wall);
  if (exact.length > 0) return { first: Math.min(...exact), last: Math.max(...exact) };
  let [before, after] = [wall - Math.max(...offsets), wall - Math.min(...offsets)];
  while (after - before > MINUTE) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
    if (wallClock(middle, timeZone) < wall) before = middle;
    else after = middle;
  }
  return { first: after, last: after };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at a moment, as if it were UTC, in milliseconds. */
function wallClock(moment: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const clock = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return clock + (((moment % 1000) + 1000) % 1000);
}
