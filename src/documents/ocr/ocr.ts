import { PDFParse } from 'pdf-parse';
import type { Page } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import { failed, reading, toDocument } from '../outcome.js';
import type { Part, PartResult, Reading } from '../part.js';
import { messageOf } from '../reasons.js';
import { joinHyphens, vocabulary } from '../text/hyphens.js';
import { normalise } from '../text/normalise.js';
import { qualityOf } from '../text/quality.js';
import { pictureSize } from './picture-size.js';
import { openRecogniser } from './recognise.js';
import { startingAt, tiffPages } from './tiff.js';

/** Pages are drawn this wide: 200 dots an inch on A4. */
const pageWidth = 1654;
const maxPixels = 50_000_000;
/** Text that looks less like language than this is what OCR makes of photographs. */
const lowestQuality = 0.5;
const lowestConfidence = 40;

/** Reads a picture, or the first pages of a PDF, by OCR. Slow: seconds a page. Never throws. */
export async function ocrPart(part: Part, format: string, limits: ReaderLimits): Promise<PartResult> {
  const read = await ocr(part, format, limits).catch((error: unknown) =>
    failed(format, 'corrupt', `OCR failed: ${messageOf(error)}.`),
  );
  return { document: toDocument(part, read, limits), children: [], mail: null, wantsOcr: false };
}

async function ocr(part: Part, format: string, limits: ReaderLimits): Promise<Reading> {
  if (format === 'pdf') return ocrPdf(part, limits);
  const size = pictureSize(part.bytes);
  if (size !== null && size.width * size.height > maxPixels) {
    return failed('image', 'too-large', `The picture has ${size.width} × ${size.height} pixels, more than OCR takes.`);
  }
  if (size !== null && Math.min(size.width, size.height) < 40)
    return failed('image', 'no-text', 'The picture is too small to hold text.');
  const sheets = tiffPages(part.bytes);
  if (sheets.length <= 1)
    return recognisePages('image', 1, async function* () {
      yield part.bytes;
    });
  const legible = sheets.filter((sheet) => sheet.width * sheet.height <= maxPixels);
  return recognisePages('image', sheets.length, async function* () {
    for (const sheet of legible.slice(0, limits.ocrPages)) yield startingAt(part.bytes, sheet);
  });
}

async function ocrPdf(part: Part, limits: ReaderLimits): Promise<Reading> {
  const parser = new PDFParse({
    data: new Uint8Array(part.bytes),
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
  });
  try {
    const { total } = await parser.getInfo();
    return await recognisePages('pdf', total, async function* () {
      for (let number = 1; number <= Math.min(total, limits.ocrPages); number += 1) {
        // One page at a time: a drawn page is megabytes.
        const shot = await parser.getScreenshot({
          partial: [number],
          desiredWidth: pageWidth,
          imageBuffer: true,
          imageDataUrl: false,
        });
        const data = shot.pages[0]?.data;
        if (data !== undefined) yield data;
      }
    });
  } finally {
    await parser.destroy().catch(() => undefined);
  }
}

async function recognisePages(
  format: string,
  total: number,
  pictures: () => AsyncGenerator<Uint8Array>,
): Promise<Reading> {
  const recogniser = await openRecogniser();
  const pages: Page[] = [];
  let confidence = 0;
  try {
    for await (const picture of pictures()) {
      const read = await recogniser.read(picture);
      confidence = Math.max(confidence, read.confidence);
      pages.push({ number: pages.length + 1, text: read.text });
    }
  } finally {
    await recogniser.close();
  }
  const known = vocabulary(pages.map((page) => page.text));
  const clean = pages.map(({ number, text }) => ({ number, text: normalise(joinHyphens(text, known)) }));
  const text = clean.map((page) => page.text).join('\n');
  const legible = text.length >= 20 && confidence >= lowestConfidence && qualityOf(text) >= lowestQuality;
  if (!legible) return failed(format, 'no-text', 'OCR found no legible text.', { ocr: true });
  const short = total > pages.length;
  return reading(format, {
    pages: clean,
    ocr: true,
    findings: short ? ['partly-read'] : [],
    reason: short ? `Only the first ${pages.length} of ${total} pages were read by OCR.` : null,
  });
}
