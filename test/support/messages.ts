import type {
  Address,
  AttachedMail,
  HiddenText,
  Mail,
  MailProblem,
  ReadDocument,
  ReadMessage,
  TriageContext,
} from '../../src/domain/index.js';

/** What a test says about a mail; the rest is a plain genuine mail of Ada Example to the optimal transport group. */
export interface MailSketch {
  readonly from?: string | readonly string[];
  readonly sender?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly subject?: string;
  readonly date?: string | null;
  readonly text?: string;
  readonly messageId?: string | null;
  readonly inReplyTo?: readonly string[];
  readonly references?: readonly string[];
  /** Added to the genuine ones: names in any case. */
  readonly headers?: readonly (readonly [string, string])[];
  /** Null: the field is missing. */
  readonly returnPath?: string | null;
  /** Authentication-Results fields, topmost first. */
  readonly authentication?: readonly string[];
  readonly mediaTypes?: readonly string[];
  readonly problems?: readonly MailProblem[];
  readonly hidden?: readonly HiddenText[];
  readonly attachedMails?: readonly AttachedMail[];
}

/** `Ada Example <ada@example.com>` or a bare address. */
export function address(text: string): Address {
  const match = /^(.*?)\s*<([^<>]*)>$/.exec(text);
  if (match === null) return { name: null, email: text };
  const name = (match[1] ?? '').replace(/^"|"$/g, '');
  return { name: name === '' ? null : name, email: match[2] ?? '' };
}

export const ada = 'Ada Example <ada@example.com>';
export const openings = 'openings@ot-lab.example.org';
export const authservId = 'mx.ot-lab.example.org';
export const genuine = `${authservId}; dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=example.com`;

/** A mail as the reader hands it on. */
export function makeMail(sketch: MailSketch = {}): Mail {
  const from = typeof sketch.from === 'string' ? [sketch.from] : (sketch.from ?? [ada]);
  const returnPath = sketch.returnPath === undefined ? '<ada@example.com>' : sketch.returnPath;
  return {
    messageId: sketch.messageId === undefined ? '<1@example.com>' : sketch.messageId,
    headers: [
      ...(returnPath === null ? [] : [{ name: 'return-path', value: returnPath }]),
      ...(sketch.authentication ?? [genuine]).map((value) => ({ name: 'authentication-results', value })),
      ...(sketch.headers ?? []).map(([name, value]) => ({ name: name.toLowerCase(), value })),
    ],
    from: from.map(address),
    sender: sketch.sender === undefined ? [] : [address(sketch.sender)],
    to: (sketch.to ?? [openings]).map(address),
    cc: (sketch.cc ?? []).map(address),
    replyTo: (sketch.replyTo ?? []).map(address),
    subject: sketch.subject ?? 'Application',
    date: sketch.date === undefined ? '2025-10-14T09:00:00.000Z' : sketch.date,
    inReplyTo: sketch.inReplyTo ?? [],
    references: sketch.references ?? [],
    text: sketch.text ?? '',
    hidden: sketch.hidden ?? [],
    mediaTypes: sketch.mediaTypes ?? ['multipart/mixed', 'text/plain'],
    problems: sketch.problems ?? [],
    attachedMails: sketch.attachedMails ?? [],
  };
}

/** A read attachment; `pages` are texts from page 1 on. */
export function makeDocument(
  name: string,
  pages: string | readonly string[],
  more: Partial<ReadDocument> = {},
): ReadDocument {
  const texts = typeof pages === 'string' ? [pages] : pages;
  const whole = texts.join('\f');
  return {
    name,
    status: 'ok',
    reason: null,
    format: 'pdf',
    contentType: 'application/pdf',
    sha256: `sha256 of ${name}: ${whole.length} ${whole.slice(0, 40)}`,
    bytes: whole.length,
    pages: texts.map((text, index) => ({ number: index + 1, text })),
    ocr: false,
    quality: 1,
    hidden: [],
    links: [],
    findings: [],
    ...more,
  };
}

/** A document that could not be read. */
export function unreadable(name: string, status: Exclude<ReadDocument['status'], 'ok'>): ReadDocument {
  return makeDocument(name, [], { status, reason: `it is ${status}`, quality: null });
}

/** A whole message of a mail and its attachments. */
export function makeMessage(mail: MailSketch | Mail = {}, documents: readonly ReadDocument[] = []): ReadMessage {
  const whole = 'attachedMails' in mail && 'headers' in mail && 'cc' in mail && 'mediaTypes' in mail;
  const full = whole ? (mail as Mail) : makeMail(mail as MailSketch);
  return { mail: full, documents, fingerprint: `${full.messageId} ${full.date} ${full.text}`, bytes: full.text.length };
}

/** The optimal transport group's mailbox, which trusts its own server. */
export const labContext: TriageContext = {
  ownAddresses: [openings, 'phd@ot-lab.example.org', 'join@tml-lab.example.edu'],
  aliases: {},
  authservIds: [authservId, 'mx.tml-lab.example.edu'],
  duplicate: false,
  earlier: null,
};
