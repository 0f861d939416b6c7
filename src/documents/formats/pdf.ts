import type { ReaderLimits } from '../limits.js';
import { failed, reading } from '../outcome.js';
import type { Reading } from '../part.js';
import { openPdf } from '../pdf/open.js';
import { type PagesRead, readPages, secondLook } from '../pdf/pages.js';
import { messageOf } from '../reasons.js';
import { joinHyphens, vocabulary } from '../text/hyphens.js';
import { normalise } from '../text/normalise.js';
import { qualityOf } from '../text/quality.js';

/** Fewer characters a page than this are no page of a CV: its text is a picture, or drawn as outlines. */
const fewestCharacters = 25;
/** Text that looks less like language than this came through a broken encoding. */
const lowestQuality = 0.45;

/** A PDF: pages of visible text in reading order, what is hidden, and where links go. */
export async function readPdf(bytes: Uint8Array, limits: ReaderLimits): Promise<Reading> {
  try {
    const read = await readAs(bytes, limits, {});
    // Fonts with odd names for their glyphs (`one.os`) take another reading, with the names.
    return toReading(read.unnamed > 2 ? await readAs(bytes, limits, { names: true }) : read, limits);
  } catch (error) {
    return refusal(error);
  }
}

async function readAs(bytes: Uint8Array, limits: ReaderLimits, wanted: { names?: boolean }): Promise<PagesRead> {
  const pdf = await openPdf(bytes, wanted);
  try {
    return await secondLook(bytes, pdf.document, await readPages(pdf.document, limits));
  } finally {
    await pdf.close();
  }
}

function refusal(error: unknown): Reading {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return failed('pdf', 'encrypted', 'The PDF asks for a password.');
  return failed('pdf', 'corrupt', `The PDF can't be read: ${messageOf(error)}.`);
}

function toReading(read: PagesRead, limits: ReaderLimits): Reading {
  if (read.broken.length === read.pages.length) return failed('pdf', 'corrupt', 'None of the PDF’s pages can be read.');
  const known = vocabulary(read.pages.map((page) => page.text));
  const pages = read.pages.map(({ number, text }) => ({ number, text: normalise(joinHyphens(text, known)) }));
  const text = pages.map((page) => page.text).join('\n');
  const partly: string[] = [];
  if (read.broken.length > 0) partly.push(`${read.broken.length} of ${read.total} pages could not be read.`);
  if (read.cut) partly.push('One of the pages holds more than can be read.');
  if (read.total > pages.length)
    partly.push(`Only the first ${Math.min(pages.length, limits.pages)} of ${read.total} pages were read.`);
  const common = {
    hidden: read.hidden,
    links: read.links,
    linkPages: read.linkPages,
    findings: partly.length > 0 ? ['partly-read'] : [],
  };
  if (text.replace(/\s/g, '').length < fewestCharacters * pages.length) {
    const reason = 'The pages are pictures, or nearly empty.';
    // A line or two (a page number, a watermark) is still text; without any the document has none.
    return reading('pdf', {
      ...common,
      pages,
      pictured: true,
      status: text === '' ? 'no-text' : 'ok',
      reason: text === '' ? reason : (partly[0] ?? null),
    });
  }
  if (qualityOf(text) < lowestQuality) {
    return failed('pdf', 'no-text', 'The PDF’s text is garbled: its fonts do not say what their characters mean.', {
      ...common,
      pages,
      pictured: true,
    });
  }
  return reading('pdf', { ...common, pages, reason: partly.length === 0 ? null : partly.join(' ') });
}
