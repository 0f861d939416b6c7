import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js';
import type { HiddenText, Page } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import { interpret } from './interpret.js';
import { openPdf } from './open.js';
import { type PageText, readPage } from './page.js';

/** All pages of a PDF that were read. */
export interface PagesRead {
  readonly pages: readonly Page[];
  readonly hidden: readonly HiddenText[];
  readonly links: readonly string[];
  /** The page of each link. */
  readonly linkPages: readonly number[];
  /** Numbers of pages that could not be read. */
  readonly broken: readonly number[];
  /** Pages of the document. */
  readonly total: number;
  /** True when a page held more glyphs than are read. */
  readonly cut: boolean;
  /** Glyphs without a known character. */
  readonly unnamed: number;
}

/** Pages that are looked at again with their pictures; pictures take long to decode. */
const mostLooks = 3;

/** Reads the pages in order until a limit is reached. A page that breaks costs itself only. */
export async function readPages(document: PDFDocumentProxy, limits: ReaderLimits): Promise<PagesRead> {
  const layers = await document.getOptionalContentConfig();
  const pages: Page[] = [];
  const hidden: HiddenText[] = [];
  const links: string[] = [];
  const linkPages: number[] = [];
  const broken: number[] = [];
  let characters = 0;
  let cut = false;
  let unnamed = 0;
  const last = Math.min(document.numPages, limits.pages);
  for (let number = 1; number <= last && characters < limits.characters; number += 1) {
    try {
      const page = await document.getPage(number);
      const drawing = await interpret(page, layers);
      const read = readPage(drawing);
      pages.push({ number, text: read.text });
      hidden.push(...numbered(number, read));
      for (const link of await linksOf(page)) {
        links.push(link);
        linkPages.push(number);
      }
      characters += read.text.length;
      cut ||= drawing.cut;
      unnamed += drawing.unnamed;
      page.cleanup();
    } catch {
      broken.push(number);
      pages.push({ number, text: '' });
    }
  }
  return { pages, hidden, links, linkPages, broken, total: document.numPages, cut, unnamed };
}

/**
 * The first reading leaves pictures out, and so takes the text layer of a scan and white letters on a photograph for hidden.
 * Where it found such text, a few pages are read again with their pictures; where the layers of all these prove to lie over
 * pictures, those of the other pages are trusted.
 */
export async function secondLook(bytes: Uint8Array, document: PDFDocumentProxy, first: PagesRead): Promise<PagesRead> {
  const doubtful = [
    ...new Set(
      first.hidden.filter(({ cause }) => cause === 'render-mode' || cause === 'colour').map(({ page }) => page),
    ),
  ];
  if (doubtful.length === 0) return first;
  const looks = await lookAtPictures(bytes, doubtful.slice(0, mostLooks));
  const trusted =
    looks.size > 0 && [...looks.values()].every((look) => look.hidden.every(({ cause }) => cause !== 'render-mode'));
  if (trusted) {
    const layers = await document.getOptionalContentConfig();
    const layered = new Set(first.hidden.filter(({ cause }) => cause === 'render-mode').map(({ page }) => page));
    for (const number of doubtful.slice(mostLooks).filter((page) => layered.has(page))) {
      const page = await document.getPage(number);
      looks.set(number, readPage(await interpret(page, layers), { trustLayer: true }));
      page.cleanup();
    }
  }
  return {
    ...first,
    pages: first.pages.map((page) => ({ number: page.number, text: looks.get(page.number)?.text ?? page.text })),
    hidden: first.pages.flatMap(({ number }) => {
      const look = looks.get(number);
      return look === undefined ? first.hidden.filter(({ page }) => page === number) : numbered(number, look);
    }),
  };
}

async function lookAtPictures(bytes: Uint8Array, numbers: readonly number[]): Promise<Map<number, PageText>> {
  const looks = new Map<number, PageText>();
  const pdf = await openPdf(bytes, { images: true });
  try {
    const layers = await pdf.document.getOptionalContentConfig();
    for (const number of numbers) {
      const page = await pdf.document.getPage(number);
      looks.set(number, readPage(await interpret(page, layers)));
      page.cleanup();
    }
  } finally {
    await pdf.close();
  }
  return looks;
}

function numbered(page: number, read: PageText): HiddenText[] {
  return read.hidden.map((entry) => ({ page, ...entry }));
}

async function linksOf(page: PDFPageProxy): Promise<string[]> {
  const annotations: readonly { subtype?: string; url?: string; unsafeUrl?: string }[] = await page.getAnnotations({
    intent: 'display',
  });
  return annotations.flatMap(({ subtype, url, unsafeUrl }) => {
    const target = url ?? unsafeUrl;
    return subtype === 'Link' && target !== undefined && /^(https?:|mailto:)/i.test(target) ? [target] : [];
  });
}
