import type { Line } from './lines.js';

const MONTH = '(?:\\p{L}{3,10}\\.?\\s|(?:0?[1-9]|1[0-2])[./]\\s?)?';
const YEAR = '(?:19|20)\\d{2}(?:[./](?:0?[1-9]|1[0-2]))?';
const NOW =
  "now|present|today|current(?:ly)?|ongoing|date|heute|jetzt|laufend|aujourd[’']hui|présent|actuel(?:lement)?|hoy|actual(?:idad|mente)?|presente|oggi|attuale|hoje|atual|heden|nu|nå|teraz|obecnie|dosud|doposud|jelenleg|halen|günümüz|devam|prezent|настоящее время|н\\.\\s?в|дотепер|至今|今|现在|現在|현재";
const PERIOD = `${MONTH}${YEAR}\\s*(?:[-–—−~～→]|to|bis|à|a|al|do|until)\\s*(?:${MONTH}${YEAR}|\\d{2}(?!\\d)|${NOW}|(?=[\\s.,:|])|$)`;

/** A line that begins with a period or a year, as entries of a CV do; an exam's full date is none. */
const BEGINS = new RegExp(
  `^[\\s|*•·▪◦–—-]*(?:(?:since|seit|depuis|desde|dal|od|från|fra|from|ab|с|з)\\s+)?(?:${PERIOD}|(?!\\d{4}-\\d{2}-\\d{2})${MONTH}${YEAR}(?:\\s*[:|.,]\\s|\\s+|$)(?![-–—]))`,
  'iu',
);
/** One that ends with a period. */
const ENDS = new RegExp(`(?:^|[\\s,(|·])${PERIOD}\\)?\\.?$`, 'iu');

const CONTACT = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,64}\.[\p{L}\p{N}]|https?:\/\/|(?:\+|00)\d{2}[\d\s()/-]{6,}/u;

/** Entries that make a CV of a page with a person's contact at its head. */
const ENTRIES = 3;

/**
 * Whether a text has a CV's layout, whatever its headings are called: how to reach a person at its head, and entries with
 * periods or years below.
 *
 * @param lines - the lines that are not empty, in order
 */
export function hasCvShape(lines: readonly Pick<Line, 'text'>[]): boolean {
  if (!lines.slice(0, 7).some((line) => CONTACT.test(line.text))) return false;
  const entries = lines.filter((line) => isDatedEntry(line.text)).length;
  return entries >= ENTRIES && entries >= lines.length * 0.04;
}

/** Whether a line is an entry with its period or year. */
export function isDatedEntry(text: string): boolean {
  const line = text.trim();
  return line.length < 300 && (BEGINS.test(line) || ENDS.test(line.slice(-60)));
}
