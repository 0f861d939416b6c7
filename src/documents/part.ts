import type { DocumentStatus, HiddenText, Mail, Page, ReadDocument } from '../domain/index.js';

/** A file on its way to a reader: an attachment, an archive's entry, or what a test hands in. */
export interface Part {
  /** With its way: `papers.zip/cv.pdf`. */
  readonly name: string;
  /** What the sender called it, lower case, without parameters; the bytes decide. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Size in bytes, also where `bytes` were dropped for being too many. */
  readonly size: number;
  readonly sha256: string;
  /** Set where the file must not be read at all, with the reason. */
  readonly refused?: Refusal;
}

export interface Refusal {
  readonly status: DocumentStatus;
  readonly reason: string;
}

/** What one reader makes of one file. */
export interface Reading {
  readonly status: DocumentStatus;
  readonly reason: string | null;
  readonly format: string;
  readonly pages: readonly Page[];
  readonly hidden: readonly HiddenText[];
  readonly links: readonly string[];
  /** The page of each link, where the format knows it. */
  readonly linkPages?: readonly number[];
  readonly findings: readonly string[];
  readonly ocr: boolean;
  /** True where pages are pictures, so that OCR may bring what the reader could not. */
  readonly pictured: boolean;
}

/** What became of one file: a document, or what a container holds, or both when a container was only partly read. */
export interface PartResult {
  readonly document: ReadDocument | null;
  readonly children: readonly Part[];
  /** The mail, where the file is one. */
  readonly mail: Mail | null;
  /** True where OCR may bring text. */
  readonly wantsOcr: boolean;
}
