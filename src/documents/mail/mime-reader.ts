import { Readable, Transform, type TransformCallback } from 'node:stream';
import { MailParser } from 'mailparser';
import { decodeText } from '../text/charset.js';
import type { HeaderLines } from './headers.js';

/** A node of mailparser's MIME tree, as far as it is used here. */
export interface MimeNode {
  contentType: string | false;
  charset?: string;
  disposition?: string;
  isAttachment?: boolean;
  textContent?: string;
  readonly children: readonly MimeNode[];
}

/** What mailsplit found in a node's head. */
interface SplitNode {
  readonly filename: string | false;
  readonly contentType: string | false;
  readonly root: boolean;
}

/** An attachment as it comes out of mailparser's stream. */
export interface RawAttachment {
  readonly filename: string | null;
  readonly contentType: string;
  readonly contentId: string | null;
  readonly inline: boolean;
  readonly related: boolean;
  /** Empty when the attachment was over the limit. */
  readonly bytes: Buffer;
  readonly size: number;
  readonly sha256: string;
}

/** Everything that a message gave before it ended or broke. */
export interface MimeParts {
  readonly tree: MimeNode | null;
  readonly headerLines: HeaderLines;
  readonly attachments: readonly RawAttachment[];
  readonly charsetProblems: readonly string[];
  /** Why the parser gave up, or null. */
  readonly broken: string | null;
}

/** Internals of MailParser that this module leans on; a test holds each of them. */
interface Internals {
  decoder: { decodeStream(charset: string): Transform };
  tree: MimeNode | false;
  headerLines: HeaderLines | false;
  createNode(node: SplitNode): MimeNode;
}

/** Stands for "nothing was declared"; makes mailparser hand text to our decoder, which looks at the bytes. */
const undeclared = 'x-undeclared';
/** Stands before UTF-8 and ASCII, which mailparser would take at their word. */
const declared = 'x-declared-';
const pieceBytes = 64 * 1024;
const plainNames = new Set(['ascii', 'usascii', 'utf8']);

/**
 * Runs mailparser over a message and gathers its parts. Two of its habits are changed: text in a character set that is
 * unknown, undeclared or wrongly declared is decoded by what its bytes look like instead of as UTF-8 with holes, and a
 * text part with a file name is an attachment whatever its disposition says (Apple Mail shows such files inline).
 */
export function readMime(raw: Buffer, limits: { attachmentBytes: number; mimeParts: number }): Promise<MimeParts> {
  const options = {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
    checksumAlgo: 'sha256',
    maxChildNodes: limits.mimeParts + 10,
  };
  const parser = new MailParser(options);
  const internals = parser as unknown as Internals;
  const charsetProblems: string[] = [];
  const attachments: RawAttachment[] = [];

  internals.decoder = { decodeStream: (charset) => new TextDecoding(charset, charsetProblems) };
  const createNode = internals.createNode.bind(parser);
  internals.createNode = (split) => {
    const node = createNode(split);
    const isText = typeof node.contentType === 'string' && node.contentType.startsWith('text/');
    if (isText && split.filename !== false) {
      node.disposition = 'attachment';
      node.isAttachment = true;
    }
    if (node.charset === undefined) node.charset = undeclared;
    else if (plainNames.has(node.charset.toLowerCase().replace(/[^a-z0-9]+/g, '')))
      node.charset = declared + node.charset;
    return node;
  };

  return new Promise((resolve) => {
    const finish = (broken: string | null) => {
      const tree = internals.tree === false ? null : internals.tree;
      const headerLines = internals.headerLines === false ? [] : internals.headerLines;
      resolve({ tree, headerLines, attachments, charsetProblems, broken });
    };
    parser.on('data', (data) => {
      if (data.type === 'attachment') gather(data, limits.attachmentBytes, attachments);
    });
    parser.on('error', (error: Error) => finish(error.message));
    parser.on('end', () => finish(null));
    // In pieces, so that the parser's queues stay short however large the message is.
    Readable.from(pieces(raw)).pipe(parser);
  });
}

function* pieces(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += pieceBytes) yield raw.subarray(at, at + pieceBytes);
}

type StreamedAttachment = Extract<Parameters<MailParserData>[0], { type: 'attachment' }>;
type MailParserData = (data: import('mailparser').AttachmentStream | import('mailparser').MessageText) => void;

/** Keeps an attachment's bytes up to the limit; its hash and size are those of all of it. */
function gather(data: StreamedAttachment, limit: number, into: RawAttachment[]): void {
  let chunks: Buffer[] = [];
  let size = 0;
  const stream = data.content as import('node:stream').Readable;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) chunks = [];
    else chunks.push(chunk);
  });
  stream.on('end', () => {
    into.push({
      filename: data.filename ?? null,
      contentType: data.contentType.toLowerCase(),
      contentId: data.cid ?? null,
      inline: data.contentDisposition === 'inline',
      related: (data as { related?: boolean }).related === true,
      bytes: size > limit ? Buffer.alloc(0) : Buffer.concat(chunks),
      size,
      sha256: data.checksum,
    });
    data.release();
  });
  stream.on('error', () => data.release());
}

/** Collects a text part and decodes it in one go: a guess needs to see all of it. */
class TextDecoding extends Transform {
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly charset: string,
    private readonly problems: string[],
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.chunks.push(chunk);
    done();
  }

  override _flush(done: TransformCallback): void {
    const decoded = decodeText(
      Buffer.concat(this.chunks),
      this.charset === undeclared ? null : this.charset.replace(declared, ''),
    );
    if (decoded.problem !== null) this.problems.push(decoded.problem);
    done(null, Buffer.from(decoded.text));
  }
}
