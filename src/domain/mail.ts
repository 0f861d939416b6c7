import { domainToASCII } from 'node:url';

/** A mail address as a header gives it; `email` has its domain in lower case. */
export interface Address {
  readonly name: string | null;
  readonly email: string;
}

/** One header field: name in lower case, value unfolded and decoded (RFC 2047). Repeated fields stay repeated. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** Something odd about how the mail was made; none of these stops it from being handled. */
export interface MailProblem {
  /** `no-message-id`, `no-date`, `no-from`, `several-from`, `unknown-charset`, `too-many-parts`, `too-deep`, `truncated`, `unparseable`, … */
  readonly code: string;
  /** A sentence for `triage show`. */
  readonly detail: string;
}

/**
 * One mail as plain data: what mailparser found, without attachments' bytes. It can be stored, sent between threads and
 * given to every pure stage.
 */
export interface Mail {
  /** With its angle brackets, or null when there is none. */
  readonly messageId: string | null;
  readonly headers: readonly Header[];
  readonly from: readonly Address[];
  readonly sender: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly replyTo: readonly Address[];
  readonly subject: string;
  /** ISO 8601, or null when missing or not a date. */
  readonly date: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** What a reader sees of the body: text/plain, else the visible text of text/html. */
  readonly text: string;
  /** Text of an HTML body that a reader would not see. */
  readonly hidden: readonly HiddenText[];
  /** Media types of all MIME parts in order, lower case, the top one first (`multipart/report; report-type=delivery-status`). */
  readonly mediaTypes: readonly string[];
  readonly problems: readonly MailProblem[];
  /** Mails attached as message/rfc822 or .eml, outermost first, each with the way to it (`fwd.eml`). */
  readonly attachedMails: readonly AttachedMail[];
}

/** A mail inside a mail, as when a colleague forwards an application. */
export interface AttachedMail {
  readonly way: string;
  readonly mail: Mail;
}

/** Text in a document that its reader can't see. It never scores; it is shown to the reviewer. */
export interface HiddenText {
  readonly page: number;
  /** Why it can't be seen. */
  readonly cause: 'colour' | 'tiny' | 'off-page' | 'clipped' | 'render-mode' | 'style' | 'metadata' | 'covered';
  readonly text: string;
}

/** All values of a header, in order; `name` in lower case. */
export function headerValues(mail: Pick<Mail, 'headers'>, name: string): string[] {
  return mail.headers.filter((header) => header.name === name).map((header) => header.value);
}

/** The first value of a header, or null. */
export function headerValue(mail: Pick<Mail, 'headers'>, name: string): string | null {
  return headerValues(mail, name)[0] ?? null;
}

/**
 * One key for the mailbox behind an address, however it is written: lower case, the domain in ASCII, without a tag after
 * `+`. Local parts may be case-sensitive by RFC 5321 section 2.4; here it is safer to take two such people for one.
 */
export function mailboxKey(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return email.toLowerCase();
  const domain = domainOf(email);
  const local = email.slice(0, at).toLowerCase();
  const plus = local.indexOf('+', 1);
  return `${plus < 0 ? local : local.slice(0, plus)}@${domainToASCII(domain) || domain}`;
}

/** The part of an address after the last `@`, in lower case; empty when there is none. */
export function domainOf(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 0 ? '' : email.slice(at + 1).toLowerCase();
}
