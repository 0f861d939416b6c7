/**
 * What reading one message may cost. Everything beyond is a status with a reason, never an error: strangers send these
 * files. All limits are configurable; see `defaultLimits` for the values that the program ships with.
 */
export interface ReaderLimits {
  /** Bytes of a raw message; of a larger one only the beginning is read. */
  readonly messageBytes: number;
  /** Bytes of one attachment or archive entry; a larger one is `too-large` and never parsed. */
  readonly attachmentBytes: number;
  /** Pages of one document that are read; the rest is left out and said so. */
  readonly pages: number;
  /** Characters of text kept of one document. */
  readonly characters: number;
  /** MIME parts of one mail. */
  readonly mimeParts: number;
  /** How deep multiparts may stand in one another. */
  readonly mimeDepth: number;
  /** Files in one archive. */
  readonly archiveEntries: number;
  /** Inflated size over compressed size of an archive entry. */
  readonly expansionRatio: number;
  /** Bytes that all containers of one message may give together. */
  readonly expandedBytes: number;
  /** How deep archives and mails may stand in one another. */
  readonly nesting: number;
  /** Seconds for one document. */
  readonly documentSeconds: number;
  /** Megabytes of memory for one reading thread. */
  readonly threadMegabytes: number;
  /** Pages of one document that go through OCR. */
  readonly ocrPages: number;
  /** Seconds for the OCR of one document. */
  readonly ocrSeconds: number;
}

export const defaultLimits: ReaderLimits = Object.freeze({
  messageBytes: 80 * 1024 * 1024,
  attachmentBytes: 40 * 1024 * 1024,
  pages: 300,
  characters: 2_000_000,
  mimeParts: 1000,
  mimeDepth: 20,
  archiveEntries: 200,
  expansionRatio: 100,
  expandedBytes: 200 * 1024 * 1024,
  nesting: 3,
  documentSeconds: 20,
  threadMegabytes: 512,
  ocrPages: 5,
  ocrSeconds: 60,
});

/** The limits given, with the defaults for those that are not. */
export function withDefaults(limits: Partial<ReaderLimits>): ReaderLimits {
  const given = Object.entries(limits).filter(([key, value]) => key in defaultLimits && value !== undefined);
  return { ...defaultLimits, ...Object.fromEntries(given) };
}
