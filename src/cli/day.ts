import { permanent } from '../domain/index.js';

/** The day that an option names, as its first moment in UTC. @throws TriageError `bad-date` */
export function dayOf(option: string, text: string): Date {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(date.getTime()))
    throw permanent('bad-date', `${option} ${text} is no day.`, 'Write it as YYYY-MM-DD.');
  return date;
}
