import type { Header, Mail, MailProblem } from '../../domain/index.js';
import type { ReaderLimits } from '../limits.js';
import type { Part } from '../part.js';
import { type Body, readBody } from './body.js';
import { fingerprintOf } from './fingerprint.js';
import { decodeWords, hiddenLineEnds, readAddresses, readDate, readHeaders, readIds } from './headers.js';
import { type MimeParts, type RawAttachment, readMime } from './mime-reader.js';
import { madeUpName, safeName, uniqueNames } from './names.js';
import { scanStructure } from './structure.js';

/** A mail without its attachments' text: what the first job of a message gives. */
export interface ParsedMail {
  /** `attachedMails` is still empty: attached mails are among `parts`. */
  readonly mail: Mail;
  readonly parts: readonly Part[];
  readonly fingerprint: string;
}

/** Of a message over the limit this much is read: its head and, mostly, its text. */
const headBytes = 1024 * 1024;
/** Images smaller than this that stand inline are signatures and logos. */
const logoBytes = 50 * 1024;
/** Images that the HTML shows are decoration up to this size; a larger one may be a scanned page. */
const pictureBytes = 250 * 1024;
/** Parts that belong to the mail itself; they are told by the media types. */
const noDocuments =
  /^(message\/(delivery-status|disposition-notification|feedback-report|headers|global-delivery-status)|text\/(calendar|rfc822-headers)|application\/ics)$/;

/** Parses a raw message. Never throws for bad mail: what is odd about it stands in `mail.problems`. */
export async function parseMail(raw: Buffer, limits: ReaderLimits): Promise<ParsedMail> {
  const problems: MailProblem[] = [];
  let bytes = raw;
  if (raw.length > limits.messageBytes) {
    bytes = raw.subarray(0, headBytes);
    problems.push({
      code: 'truncated',
      detail: `The message has ${raw.length} bytes, more than the limit of ${limits.messageBytes}; only its beginning was read.`,
    });
  }
  const structure = scanStructure(bytes, limits);
  problems.push(...structure.problems);
  const mime = await readMime(structure.cutAt === null ? bytes : bytes.subarray(0, structure.cutAt), limits);
  const body: Body = mime.tree === null ? { text: '', hidden: [], cids: [] } : readBody(mime.tree, limits.characters);
  const headers = readHeaders(mime.headerLines);
  if (mime.broken !== null)
    problems.push({ code: 'unparseable', detail: `The mail could not be parsed to its end: ${mime.broken}.` });
  for (const detail of new Set(mime.charsetProblems)) {
    problems.push({
      code: detail.includes('unknown') ? 'unknown-charset' : 'wrong-charset',
      detail: `In the body, ${detail}.`,
    });
  }
  const mail = toMail(mime, headers, body, structure.mediaTypes, problems);
  const parts = toParts(mime.attachments, body, limits, raw.length > limits.messageBytes);
  const hashes = mime.attachments.map((attachment) => attachment.sha256);
  return { mail, parts, fingerprint: fingerprintOf(mail, headers, hashes) };
}

function toMail(
  mime: MimeParts,
  headers: readonly Header[],
  body: Body,
  mediaTypes: readonly string[],
  problems: MailProblem[],
): Mail {
  const lines = mime.headerLines;
  const messageId = readIds(lines, 'message-id')[0] ?? null;
  const from = readAddresses(lines, 'from');
  const date = readDate(lines);
  const known = headers.filter((header) =>
    /^(from|to|subject|date|message-id|received|return-path|mime-version|content-type)$/.test(header.name),
  );
  if (known.length === 0 && !problems.some((problem) => problem.code === 'unparseable')) {
    problems.push({ code: 'unparseable', detail: 'This is no mail: it has none of the headers that every mail has.' });
  }
  if (messageId === null) problems.push({ code: 'no-message-id', detail: 'The mail has no Message-ID.' });
  if (date === null) problems.push({ code: 'no-date', detail: 'The mail has no date, or one that is none.' });
  if (from.length === 0) problems.push({ code: 'no-from', detail: 'The mail does not say who it is from.' });
  if (from.length > 1) problems.push({ code: 'several-from', detail: `The mail names ${from.length} senders.` });
  const smuggled = hiddenLineEnds(lines);
  if (smuggled.length > 0) {
    const detail = `A line end is hidden in the encoded words of ${smuggled.join(', ')}.`;
    problems.push({ code: 'header-injection', detail });
  }
  const subject = headers.find((header) => header.name === 'subject')?.value ?? '';
  if (subject.length > maxSubject)
    problems.push({ code: 'long-subject', detail: `The subject has ${subject.length} characters.` });
  const references = readIds(lines, 'references');
  if (references.length > maxReferences)
    problems.push({ code: 'many-references', detail: `The mail refers to ${references.length} others.` });
  return {
    messageId,
    headers,
    from,
    sender: readAddresses(lines, 'sender'),
    to: readAddresses(lines, 'to'),
    cc: readAddresses(lines, 'cc'),
    replyTo: readAddresses(lines, 'reply-to'),
    subject: subject.slice(0, maxSubject),
    date,
    inReplyTo: readIds(lines, 'in-reply-to'),
    // The first starts the thread, the last say where in it the mail stands.
    references:
      references.length > maxReferences
        ? [...references.slice(0, 1), ...references.slice(1 - maxReferences)]
        : references,
    text: body.text,
    hidden: body.hidden,
    mediaTypes,
    problems,
    attachedMails: [],
  };
}

/** Nobody reads more of a subject, and no thread has so many ancestors. */
const maxSubject = 2000;
const maxReferences = 500;

function toParts(attachments: readonly RawAttachment[], body: Body, limits: ReaderLimits, truncated: boolean): Part[] {
  const documents = attachments.filter((attachment) => !noDocuments.test(attachment.contentType));
  const real = documents.filter((attachment) => !isDecoration(attachment, body.cids));
  // A mail that is nothing but pictures has its content in them.
  const chosen = real.length === 0 && body.text.trim().length < 20 ? documents : real;
  const parts = chosen.map((attachment, index): Part => {
    const last = truncated && index === chosen.length - 1;
    return {
      name: nameOf(attachment, index + 1),
      contentType: attachment.contentType,
      bytes: attachment.bytes,
      size: attachment.size,
      sha256: attachment.sha256,
      ...refusal(attachment.size, limits, last),
    };
  });
  return uniqueNames(parts);
}

function refusal(size: number, limits: ReaderLimits, cutOff: boolean): Pick<Part, 'refused'> {
  if (size > limits.attachmentBytes) {
    const reason = `The file has ${size} bytes, more than the limit of ${limits.attachmentBytes}.`;
    return { refused: { status: 'too-large', reason } };
  }
  if (cutOff)
    return {
      refused: { status: 'too-large', reason: 'The message is over the size limit and ends inside this file.' },
    };
  return {};
}

function isDecoration(attachment: RawAttachment, cids: readonly string[]): boolean {
  if (!attachment.contentType.startsWith('image/')) return false;
  const shown = attachment.contentId !== null && cids.includes(attachment.contentId);
  if (shown && attachment.size < pictureBytes) return true;
  return attachment.size < logoBytes && (attachment.inline || attachment.related || attachment.contentId !== null);
}

function nameOf(attachment: RawAttachment, number: number): string {
  const given = safeName(decodeWords(repaired(attachment.filename ?? '')));
  return given === '' ? madeUpName(attachment.contentType, number) : given;
}

/** A name whose UTF-8 bytes stand raw in the header came out as one character a byte. */
function repaired(name: string): string {
  if (/[^\u0020-\u00FF]/.test(name) || !/[\u0080-\u00FF]/.test(name)) return name;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'));
  } catch {
    return name;
  }
}
