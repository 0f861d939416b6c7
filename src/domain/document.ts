import type { HiddenText, Mail } from './mail.js';

/** What a document is to a recruiter. */
export const documentTypes = ['cv', 'transcript', 'thesis', 'cover-letter', 'paper', 'references', 'other'] as const;
export type DocumentType = (typeof documentTypes)[number];

/** How reading ended. Everything but `ok` comes with a reason in words; none of them is a low score. */
export const documentStatuses = [
  'ok',
  'no-text',
  'encrypted',
  'corrupt',
  'unsupported',
  'too-large',
  'timed-out',
  'unsafe',
] as const;
export type DocumentStatus = (typeof documentStatuses)[number];

/** One page's visible text, lines kept. Formats without pages have one page, number 1. */
export interface Page {
  readonly number: number;
  readonly text: string;
}

/** A document as the reader hands it on: text and findings, no judgement yet. */
export interface ReadDocument {
  /** File name with its way: `papers.zip/cv.pdf`, `forwarded.eml/cv.pdf`; the mail's own text is `body`. */
  readonly name: string;
  readonly status: DocumentStatus;
  /** A sentence for the reviewer when status is not `ok` (or when only a part was read), else null. */
  readonly reason: string | null;
  /** Found from the bytes: `pdf`, `docx`, `doc`, `rtf`, `odt`, `html`, `text`, `markdown`, `latex`, `image`, `eml`, `zip`, `tnef`, `executable`, … */
  readonly format: string;
  readonly contentType: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly pages: readonly Page[];
  readonly ocr: boolean;
  /** Share of the text that looks like language, 0-1; null when there is no text. Says nothing about the fit. */
  readonly quality: number | null;
  readonly hidden: readonly HiddenText[];
  /** Targets of links in the document (PDF annotations, href), never fetched. */
  readonly links: readonly string[];
  /** The page of each link, in the order of `links`; missing where the format or an older reading does not say. */
  readonly linkPages?: readonly number[];
  /** Findings of reading: `macro`, `hidden-text`, `executable`, `mislabelled`, `partly-read`, … */
  readonly findings: readonly string[];
}

/** A read document with its type; a merged PDF may become several (name `all.pdf#p3-5`). */
export interface Document extends ReadDocument {
  readonly type: DocumentType;
}

/** A whole message, read: what the pure stages start from. */
export interface ReadMessage {
  readonly mail: Mail;
  /** The attachments' documents in order, those of archives and nested mails after their container's place. */
  readonly documents: readonly ReadDocument[];
  /** sha256 over what makes the message itself (Message-ID, Date, From, Subject, body), not over transport headers. */
  readonly fingerprint: string;
  /** Size of the raw message in bytes. */
  readonly bytes: number;
}

/** All visible text of a document, pages joined by form feeds. */
export function textOf(document: Pick<ReadDocument, 'pages'>): string {
  return document.pages.map((page) => page.text).join('\f');
}

/** Number of characters of visible text. */
export function charsOf(document: Pick<ReadDocument, 'pages'>): number {
  return document.pages.reduce((sum, page) => sum + page.text.length, 0);
}
