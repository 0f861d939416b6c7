import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PDFParse } from 'pdf-parse';

/** A page of a PDF as a picture. */
export interface DrawnPage {
  /** Pages of the whole document. */
  readonly pages: number;
  /** PNG. */
  readonly picture: Uint8Array;
}

/** A page is drawn this wide, in pixels: sharp on a telephone and on a screen, and some 200 KB. */
const width = 1400;
/** Longer pages are drawn narrower, so that no page needs more memory than two of A4. */
const mostPixels = 2 * 1400 * 1980;

/**
 * Draws one page. pdf.js draws without running the document's scripts, forms or links, so what comes out is a picture and
 * nothing else: this is how a stranger's PDF is shown in a browser.
 * @param number from 1
 * @throws what pdf.js throws: PasswordException, InvalidPDFException, …; RangeError where there is no such page
 */
export async function drawPage(bytes: Uint8Array, number: number): Promise<DrawnPage> {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const parser = new PDFParse({
    data: new Uint8Array(bytes),
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    useWorkerFetch: false,
    disableAutoFetch: true,
    maxImageSize: 40_000_000,
    cMapUrl: join(folder, 'cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: join(folder, 'standard_fonts/'),
    wasmUrl: join(folder, 'wasm/'),
  });
  try {
    const info = await parser.getInfo({ partial: [number], parsePageInfo: true });
    const page = info.pages[0];
    if (page === undefined) throw new RangeError(`The document has ${info.total} pages.`);
    const longest = Math.sqrt(mostPixels * (page.width / Math.max(1, page.height)));
    const shot = await parser.getScreenshot({
      partial: [number],
      desiredWidth: Math.max(16, Math.floor(Math.min(width, longest))),
      imageBuffer: true,
      imageDataUrl: false,
    });
    const picture = shot.pages[0]?.data;
    if (picture === undefined || picture.length === 0) throw new RangeError(`Page ${number} can't be drawn.`);
    return { pages: info.total, picture };
  } finally {
    await parser.destroy().catch(() => undefined);
  }
}
