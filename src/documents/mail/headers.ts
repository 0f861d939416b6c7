import libmime from 'libmime';
import addressparser from 'nodemailer/lib/addressparser';
import type { Address, Header } from '../../domain/index.js';
import { decodeText } from '../text/charset.js';

/** Header lines as mailparser keeps them: one string a field, folded, each character a byte. */
export type HeaderLines = readonly { readonly key: string; readonly line: string }[];

const maxFields = 2000;

/** All header fields in order, unfolded and decoded (RFC 5322 §2.2.3, RFC 2047); repeated ones stay repeated. */
export function readHeaders(lines: HeaderLines): Header[] {
  return lines.slice(0, maxFields).map(({ line }) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    return { name, value: decodeValue(line.slice(colon + 1)) };
  });
}

/** Header fields unfolded but not decoded, for the structured ones: their words are decoded only after parsing. */
function rawValues(lines: HeaderLines, name: string): string[] {
  return lines
    .filter((entry) => entry.key === name)
    .map((entry) => unfold(entry.line.slice(entry.line.indexOf(':') + 1)));
}

function decodeValue(value: string): string {
  return decodeWords(unfold(value));
}

/** Unfolds, and reads bytes beyond ASCII as what they look like (RFC 6532 says UTF-8; older programs write anything). */
function unfold(value: string): string {
  const text = value
    .replace(/\r?\n(?=[ \t])/g, '')
    .replace(/[\r\n]+/g, ' ')
    .trim();
  return /[\u0080-\u00FF]/.test(text) ? decodeText(Buffer.from(text, 'latin1'), null).text : text;
}

/** RFC 2047 words decoded; what can't be decoded stays as it is. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  try {
    return libmime.decodeWords(text).replace(/[\r\n]+/g, ' ');
  } catch {
    return text;
  }
}

/** What ends a line somewhere: also the Unicode ones, and NUL, which ends a text for some programs. */
const LINE_END = /[^\P{Cc}\t]|[\u2028\u2029]/u;

/** Names of the fields in whose decoded words a line end is hidden: how a header is smuggled into an answer. */
export function hiddenLineEnds(lines: HeaderLines): string[] {
  const names = ['from', 'sender', 'reply-to', 'to', 'cc', 'subject'];
  const found = names.filter((name) => rawValues(lines, name).some((value) => LINE_END.test(decodedWhole(value))));
  return [...new Set(found)];
}

/** Decoded words with whatever they hold. */
function decodedWhole(text: string): string {
  try {
    return text.includes('=?') ? libmime.decodeWords(text) : text;
  } catch {
    return text;
  }
}

interface ParsedAddress {
  readonly address?: string;
  readonly name?: string;
  readonly group?: readonly ParsedAddress[];
}

/**
 * Addresses of all fields of this name, groups opened (RFC 5322 §3.4). Encoded words are decoded after parsing, so that
 * nothing inside one can pass for an address (RFC 2047 §5).
 */
export function readAddresses(lines: HeaderLines, name: string): Address[] {
  return rawValues(lines, name).flatMap((value) =>
    flatten(addressparser(value.slice(0, 100_000)) as unknown as readonly ParsedAddress[], 0),
  );
}

function flatten(entries: readonly ParsedAddress[], depth: number): Address[] {
  return entries.flatMap((entry) => {
    if (entry.group !== undefined) return depth > 5 ? [] : flatten(entry.group, depth + 1);
    const email = lowerDomain((entry.address ?? '').trim());
    const label = decodeWords((entry.name ?? '').trim()).replace(/\s+/g, ' ');
    if (email === '') return [];
    return [{ name: label === '' ? null : label, email }];
  });
}

function lowerDomain(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? email : email.slice(0, at) + email.slice(at).toLowerCase();
}

/** Message ids of all fields of this name, each with its brackets (RFC 5322 §3.6.4). */
export function readIds(lines: HeaderLines, name: string): string[] {
  return rawValues(lines, name).flatMap((value) => value.match(/<[^<>\s]+>/g) ?? bareId(value));
}

function bareId(value: string): string[] {
  return /^[^\s<>@]+@[^\s<>@]+$/.test(value) ? [`<${value}>`] : [];
}

/** The date as ISO 8601, or null when it is missing or no date. A comment with the zone's name may follow (RFC 5322 §3.3). */
export function readDate(lines: HeaderLines): string | null {
  const value = rawValues(lines, 'date')[0];
  if (value === undefined) return null;
  const time = Date.parse(
    value
      .slice(0, 200)
      .replace(/\([^)]*\)/g, '')
      .trim(),
  );
  const date = new Date(time);
  return Number.isNaN(time) || date.getUTCFullYear() < 1970 || date.getUTCFullYear() > 9999 ? null : date.toISOString();
}
