import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type Account, domainOf, permanent } from '../domain/index.js';
import { headerText, isMessageId, replyReferences, replySubject } from './header-text.js';

/** A mail ready to leave, or to be saved as a draft. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

export interface ReplyParams {
  readonly account: Pick<Account, 'id' | 'identity'>;
  /** From `replyMessageId`, so that the same action always makes the same mail. */
  readonly messageId: string;
  /** The address that is answered: From of the mail, never its Reply-To. */
  readonly to: string;
  /** Subject of the mail that is answered. */
  readonly subject: string;
  readonly text: string;
  /** Message-ID of the mail that is answered, or null when it has none. */
  readonly inReplyTo: string | null;
  /** References of the mail that is answered, or its In-Reply-To when it has none. */
  readonly references: readonly string[];
  readonly now: Date;
}

/**
 * An automatic reply with the headers that keep other machines from answering it (RFC 3834 §3.1, §5; X-Auto-Response-
 * Suppress is Exchange's word for the same). It quotes nothing and attaches nothing, whatever it answers.
 *
 * The envelope sender is the identity's address, though RFC 3834 §3.3 would have a null return path: SPF then falls back
 * to the HELO name (RFC 7208 §2.4), which does not align with From, so that DMARC hangs on DKIM alone; submission servers
 * (Gmail, Outlook, SES) refuse or rewrite `MAIL FROM:<>` from a client; and a bounce tells a person that an applicant's
 * address is wrong. Bounces and vacation notes come back into the watched mailbox, where the guard never answers them.
 * `smtp.returnPath: 'null'` chooses the other way.
 * @throws TriageError reply-recipient-invalid, reply-message-id-invalid
 */
export function composeReply(params: ReplyParams): Promise<OutgoingMail> {
  return compose(params, {
    'Auto-Submitted': 'auto-replied',
    'X-Auto-Response-Suppress': 'All',
  });
}

/** The same mail as a draft. A person reads and sends it, so it does not call itself automatic. */
export function composeDraft(params: ReplyParams): Promise<OutgoingMail> {
  return compose(params, {});
}

/**
 * Message-ID of the mail that an action writes, the same at every try. `key` is the action's unique key in the ledger;
 * it does not show through.
 */
export function replyMessageId(key: string, identity: Account['identity']): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 40);
  return `<triage.${digest}@${domainToASCII(domainOf(identity.email)) || 'localhost'}>`;
}

/** True for a Message-ID that `replyMessageId` has made, here or in another installation: such mail is never answered. */
export function isReplyMessageId(messageId: string): boolean {
  return /^<triage\.[0-9a-f]{40}@[^<>@\s]+>$/.test(messageId);
}

async function compose(params: ReplyParams, headers: Record<string, string>): Promise<OutgoingMail> {
  const { identity } = params.account;
  if (!isMessageId(params.messageId)) throw badMessageId(params);
  const to = bareAddress(params.to);
  const from = bareAddress(identity.email);
  if (to === null) throw badRecipient(params);
  if (from === null) throw badIdentity(params);
  const references = replyReferences(params.inReplyTo, params.references);
  const inReplyTo = params.inReplyTo !== null && isMessageId(params.inReplyTo) ? params.inReplyTo : undefined;
  const raw = await new MailComposer({
    from: { name: headerText(identity.name ?? '', 100), address: from },
    to: { name: '', address: to },
    subject: replySubject(params.subject),
    messageId: params.messageId,
    date: params.now,
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references.length === 0 ? {} : { references }),
    headers,
    text: bodyText(params.text),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
  return { messageId: params.messageId, from, to, raw };
}

/**
 * One bare address with its domain in ASCII, or null. Only atoms before the `@` (RFC 5322 §3.2.3), so that nothing in it
 * can be read as a second address, a comment or a route; letters of other scripts are let through for SMTPUTF8.
 */
function bareAddress(address: string): string | null {
  const match = /^([^\s@<>()[\]\\,;:"]{1,64})@([^\s@<>()[\]\\,;:"/?#%]{1,253})$/u.exec(address.trim());
  const [, local = '', domain = ''] = match ?? [];
  if (/\p{Cc}|\p{Surrogate}/u.test(address) || /^\.|\.\.|\.$/.test(local)) return null;
  const ascii = domainToASCII(domain);
  return ascii === '' || local === '' ? null : `${local}@${ascii}`;
}

/** Lines with CRLF, without the control characters that a terminal or a mail program could obey. */
function bodyText(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');
  return `${plain.trim().replace(/\n/g, '\r\n')}\r\n`;
}

function badRecipient(params: ReplyParams): Error {
  return permanent(
    'reply-recipient-invalid',
    `"${headerText(params.to, 80)}" is not an address that can be answered.`,
    'Look at the From of the mail and answer by hand if it is genuine.',
  );
}

function badIdentity(params: ReplyParams): Error {
  return permanent(
    'reply-identity-invalid',
    `Account ${params.account.id}: "${headerText(params.account.identity.email, 80)}" is not an address to write from.`,
    'Correct `identity.address` in the configuration.',
  );
}

function badMessageId(params: ReplyParams): Error {
  return permanent(
    'reply-message-id-invalid',
    `"${headerText(params.messageId, 80)}" can't be a Message-ID.`,
    'This is an error in the program: report it.',
  );
}
