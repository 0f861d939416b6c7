import type { DocumentStatus, Page, ReadDocument } from '../domain/index.js';
import type { ReaderLimits } from './limits.js';
import type { Part, Reading } from './part.js';
import { qualityOf } from './text/quality.js';

/** A reading with everything empty but what is given. */
export function reading(format: string, given: Partial<Reading> = {}): Reading {
  return {
    status: 'ok',
    reason: null,
    format,
    pages: [],
    hidden: [],
    links: [],
    findings: [],
    ocr: false,
    pictured: false,
    ...given,
  };
}

/** A reading that ended without text. */
export function failed(format: string, status: DocumentStatus, reason: string, given: Partial<Reading> = {}): Reading {
  return reading(format, { status, reason, ...given });
}

/** One page, number 1, for formats without pages. */
export function onePage(text: string): Page[] {
  return [{ number: 1, text }];
}

/** The document that the domain knows, from a file and its reading: limits on text, quality and emptiness are judged here. */
export function toDocument(part: Part, read: Reading, limits: ReaderLimits): ReadDocument {
  const cut = cutText(read.pages, limits.characters);
  const text = cut.pages.map((page) => page.text).join('\n');
  const empty = text.trim() === '';
  const findings = new Set(read.findings);
  if (read.hidden.length > 0) findings.add('hidden-text');
  if (cut.short) findings.add('partly-read');
  let { status, reason } = read;
  const links = onceEach(read, 500);
  if (status === 'ok' && empty) {
    status = 'no-text';
    reason ??= 'The document holds no text.';
  }
  if (cut.short) reason ??= `Only the first ${limits.characters} characters were read.`;
  return {
    name: part.name,
    status,
    reason,
    format: read.format,
    contentType: part.contentType,
    sha256: part.sha256,
    bytes: part.size,
    // Text that nobody can make sense of must not be matched against anything; its quality says why.
    pages: empty || status !== 'ok' ? [] : cut.pages,
    ocr: read.ocr,
    quality: empty ? null : qualityOf(text),
    hidden: read.hidden,
    ...links,
    findings: [...findings],
  };
}

/** Each link once, with the page where it comes first. */
function onceEach(read: Reading, most: number): Pick<ReadDocument, 'links' | 'linkPages'> {
  const links = [...new Set(read.links)].slice(0, most);
  const { linkPages } = read;
  if (linkPages === undefined) return { links };
  return { links, linkPages: links.map((link) => linkPages[read.links.indexOf(link)] ?? 1) };
}

function cutText(pages: readonly Page[], characters: number): { pages: readonly Page[]; short: boolean } {
  let left = characters;
  const kept: Page[] = [];
  for (const page of pages) {
    if (left <= 0) return { pages: kept, short: true };
    kept.push(page.text.length > left ? { ...page, text: page.text.slice(0, left) } : page);
    left -= page.text.length;
  }
  return { pages: kept, short: left < 0 };
}
