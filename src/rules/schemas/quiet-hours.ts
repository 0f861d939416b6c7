import { z } from 'zod';

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'write a time as HH:MM, from 00:00 to 23:59');
const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const quietStretch = z.strictObject({
  from: timeOfDay.describe('Local time at which it begins'),
  to: timeOfDay.describe('Local time at which it ends, the next day when it is not later than `from`'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'no time zone of the IANA list, such as Europe/Berlin')
    .describe('Time zone of the IANA list'),
  days: z
    .array(z.enum(weekDays))
    .min(1)
    .default([...weekDays])
    .describe('Days on which it begins'),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export type QuietStretch = z.infer<typeof quietStretch>;
