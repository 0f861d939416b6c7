import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Mail, MailProblem, ReadMessage } from '../domain/index.js';
import { readAll } from './expand.js';
import { type ReaderLimits, withDefaults } from './limits.js';
import type { ParsedMail } from './mail/parse-mail.js';
import { findOriginal } from './original.js';
import { failed, toDocument } from './outcome.js';
import type { Part, PartResult } from './part.js';
import type { DrawnPage } from './pdf/draw.js';
import { sniff } from './sniff.js';
import { threadEntry } from './threads/entry.js';
import { type Killed, type MemoryBudget, ThreadPool } from './threads/pool.js';

/** Reads whole messages. The shape is that of workers/interfaces.ts' MessageReader. */
export interface MessageReader {
  /** Never throws for bad mail: what went wrong stands in statuses, reasons and `mail.problems`. */
  read(raw: Buffer): Promise<ReadMessage>;
  /** One file as it lies in the message (see original.ts); null when it is not there or the message can't be parsed. */
  original(raw: Buffer, name: string, sha256: string): Promise<Part | null>;
  /** A page of a PDF as a picture (see pdf/draw.ts), or why there is none. */
  draw(pdf: Uint8Array, page: number): Promise<DrawnPage | { readonly refused: string }>;
  /** Ends the threads; messages that are being read come back with what they have. */
  close(): Promise<void>;
}

export interface MessageReaderOptions extends Partial<ReaderLimits> {
  /** Files read side by side. */
  readonly threads: number;
  /** Whether pictures and scanned pages are read by OCR; without it they are `no-text`. */
  readonly ocr: boolean;
  readonly logger?: Pick<Logger, 'warn' | 'debug'>;
}

/** Jobs that one thread does before it is renewed. */
const renewAfter = 100;
/** A mail is taken apart at this speed at the least, in bytes a second, on a machine that does other work besides. */
const parsedPerSecond = 2 * 1024 * 1024;
/** Of a mail that broke its parser this much is tried again. */
const headBytes = 256 * 1024;
/** Memory of the OCR thread: tesseract's own 200 MB, and a drawn page. */
const ocrMegabytes = 1024;

/** A reader with its own threads; they are made with the first message. */
export function createMessageReader(options: MessageReaderOptions): MessageReader {
  const limits = withDefaults(options);
  const entry = threadEntry();
  const budget: MemoryBudget = { megabytes: 0 };
  const pool = new ThreadPool({
    entry,
    threads: options.threads,
    megabytes: limits.threadMegabytes,
    renewAfter,
    budget,
  });

  // OCR takes seconds a page: it has a thread of its own, so that other messages' text does not wait for it.
  const ocrPool = new ThreadPool({ entry, threads: 1, megabytes: ocrMegabytes, renewAfter: 20, budget });

  const readPart = async (part: Part): Promise<PartResult> => {
    const outcome = await pool.run({ kind: 'part', part, limits }, { seconds: limits.documentSeconds });
    if (!('killed' in outcome)) return outcome.wantsOcr && options.ocr ? withOcr(part, outcome) : outcome;
    options.logger?.warn(
      { document: part.name, bytes: part.size, ended: outcome.killed },
      'a document could not be read',
    );
    const { format } = await sniff(part.bytes, part.name);
    return {
      document: toDocument(part, refusalFor(outcome, format), limits),
      children: [],
      mail: null,
      wantsOcr: false,
    };
  };

  /** What OCR makes of a file, where that is more than there was without it. */
  const withOcr = async (part: Part, plain: PartResult): Promise<PartResult> => {
    const format = plain.document?.format ?? 'image';
    const outcome = await ocrPool.run({ kind: 'ocr', part, format, limits }, { seconds: limits.ocrSeconds });
    if ('killed' in outcome) {
      options.logger?.warn(
        { document: part.name, bytes: part.size, ended: outcome.killed },
        'OCR of a document was ended',
      );
      const document = toDocument(part, refusalFor(outcome, format), limits);
      return plain.document?.status === 'ok' ? plain : { ...plain, document };
    }
    return plain.document?.status === 'ok' && outcome.document?.status !== 'ok' ? plain : keepFindings(outcome, plain);
  };

  /** The mail and its files' bytes; of a mail that broke the parser its beginning, and at the least a mail that can be shown. */
  const parse = async (raw: Buffer): Promise<ParsedMail> => {
    const run = (bytes: Buffer) =>
      pool.run(
        { kind: 'mail', raw: bytes, limits },
        // A message's bytes are held several times while its files are taken out, and a large one takes its time.
        {
          seconds: limits.documentSeconds + bytes.length / parsedPerSecond,
          megabytes: limits.threadMegabytes + (4 * bytes.length) / 1_048_576,
        },
      );
    const whole = await run(raw);
    if (!('killed' in whole)) return whole;
    options.logger?.warn({ bytes: raw.length, ended: whole.killed }, 'a mail could not be parsed');
    const head = raw.length > headBytes ? await run(raw.subarray(0, headBytes)) : whole;
    const problem: MailProblem = { code: 'unparseable', detail: `The mail could not be parsed. ${whole.detail}` };
    if ('killed' in head) return unread(raw, problem);
    return { ...head, mail: { ...head.mail, problems: [...head.mail.problems, problem] }, parts: [] };
  };

  return {
    async read(raw) {
      const parsed = await parse(raw);
      const { documents, mails } = await readAll(parsed.parts, limits, readPart);
      return {
        mail: { ...parsed.mail, attachedMails: mails },
        documents,
        fingerprint: parsed.fingerprint,
        bytes: raw.length,
      };
    },
    async original(raw, name, sha256) {
      const parsed = await parse(raw);
      return findOriginal(parsed.parts, name, sha256, readPart);
    },
    async draw(pdf, page) {
      // In the thread for OCR: it draws pages too, and has memory for them.
      const outcome = await ocrPool.run({ kind: 'page', pdf, number: page }, { seconds: limits.documentSeconds });
      return 'killed' in outcome ? { refused: outcome.detail } : outcome;
    },
    async close() {
      await Promise.all([pool.close(), ocrPool.close()]);
    },
  };
}

/** Links and hidden text that the first reading found, beside the text that OCR found. */
function keepFindings(after: PartResult, before: PartResult): PartResult {
  if (after.document === null || before.document === null) return after;
  const { links, linkPages, hidden, findings } = before.document;
  return {
    ...after,
    document: {
      ...after.document,
      links,
      ...(linkPages === undefined ? {} : { linkPages }),
      hidden,
      findings: [...new Set([...findings, ...after.document.findings])],
    },
  };
}

function refusalFor(outcome: Killed, format: string) {
  switch (outcome.killed) {
    case 'timed-out':
      return failed(format, 'timed-out', outcome.detail);
    case 'out-of-memory':
      return failed(format, 'too-large', outcome.detail);
    case 'crashed':
      return failed(format, 'corrupt', `The file broke its reader: ${outcome.detail}`);
    case 'closed':
      return failed(format, 'timed-out', outcome.detail);
  }
}

/** A mail of which nothing could be read, so that it can be shown and is not lost. */
function unread(raw: Buffer, problem: MailProblem): ParsedMail {
  const mail: Mail = {
    messageId: null,
    headers: [],
    from: [],
    sender: [],
    to: [],
    cc: [],
    replyTo: [],
    subject: '',
    date: null,
    inReplyTo: [],
    references: [],
    text: '',
    hidden: [],
    mediaTypes: [],
    problems: [problem],
    attachedMails: [],
  };
  return { mail, parts: [], fingerprint: createHash('sha256').update(raw).digest('hex') };
}
