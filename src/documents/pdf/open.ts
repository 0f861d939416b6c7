import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PDFParse } from 'pdf-parse';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/display/api.js';

/** An open PDF; `close` gives its memory back. */
export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): Promise<void>;
}

/**
 * Opens a PDF with everything switched off that text does not need: no evaluated code, no forms in XML, no fonts of the
 * system, nothing fetched from anywhere (character maps and standard fonts come from pdf.js' own folder).
 * @param wanted `images`: pictures are decoded, which costs far more than the text; `names`: fonts come with their glyphs' names
 * @throws what pdf.js throws: PasswordException, InvalidPDFException, …
 */
export async function openPdf(
  bytes: Uint8Array,
  wanted: { readonly images?: boolean; readonly names?: boolean } = {},
): Promise<OpenPdf> {
  const images = wanted.images === true;
  withoutFonts();
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const options = {
    // pdf.js takes the bytes over, so it gets its own.
    data: new Uint8Array(bytes),
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    disableFontFace: false,
    useWorkerFetch: false,
    disableAutoFetch: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    maxImageSize: images ? 40_000_000 : 0,
    cMapUrl: join(folder, 'cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: join(folder, 'standard_fonts/'),
    wasmUrl: join(folder, 'wasm/'),
    iccUrl: join(folder, 'iccs/'),
    useWasm: images,
    fontExtraProperties: wanted.names === true,
    // Never, because it is a whole HTMLDocument to whoever has the browser's types loaded (as preact does).
    ownerDocument: noDocument as never,
  };
  const parser = new PDFParse(options);
  try {
    // pdf-parse loads; its text method joins lines without columns or colours, so the pages are read from the document.
    // biome-ignore lint/complexity/useLiteralKeys: the method is marked private, and only this notation may call it
    const document: PDFDocumentProxy = await parser['load']();
    return { document, close: () => parser.destroy() };
  } catch (error) {
    await parser.destroy().catch(() => undefined);
    throw error;
  }
}

/** A document that takes fonts and does nothing with them. */
const noDocument = { fonts: { add: () => undefined, delete: () => undefined } };

/**
 * pdf.js hands every embedded font to the platform, and where there is none (Node) it compiles all outlines instead, which
 * takes as long as everything else together. A FontFace that loads nothing spares that; text needs no outlines.
 */
function withoutFonts(): void {
  const scope = globalThis as { FontFace?: unknown };
  scope.FontFace ??= class {
    readonly loaded = Promise.resolve(this);
    load() {
      return this.loaded;
    }
  };
}
