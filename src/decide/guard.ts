import { domainToUnicode } from 'node:url';
import { domainOf, type EarlierApplication, type Mail, type Reason, type TriageContext } from '../domain/index.js';
import type { Understanding } from '../understand/index.js';
import { aligned, authenticityOf, returnPathOf } from './authentication.js';
import { isRole, writtenForAnother } from './sender.js';

/** What the guard lets through at the most, with the item that decided. */
export interface GuardVerdict extends Reason {
  readonly most: 'send' | 'draft' | 'no';
}

/** Message-IDs that this program makes (src/outbox/compose.ts). */
const OUR_MESSAGE_ID = /^<triage\.[0-9a-f]{40}@/i;

/**
 * Whether a mail may be answered by a machine. The strictest finding wins; no rule file can lift one.
 * Sources: RFC 3834, RFC 8601, and the project's docs/answering.md, item by item.
 */
export function guard(mail: Mail, understanding: Understanding, context: TriageContext): GuardVerdict {
  const no = (code: string, detail: string): GuardVerdict => ({ most: 'no', code, detail });
  const first = understanding.headers[0];
  if (first !== undefined) return no(first.code, first.detail);
  if (context.duplicate) return no('duplicate', 'the same message was handled before');
  if (understanding.letter.forwarded)
    return no('forwarded', 'somebody else forwarded it; the applicant did not write to us');
  if (mail.from.length === 0) return no('no-from', 'there is no From address');
  if (mail.from.length > 1) return no('several-from', 'From names several addresses');
  if (mail.problems.some((problem) => problem.code === 'unparseable'))
    return no('unparseable', 'the message could not be parsed');
  if (mail.problems.some((problem) => problem.code === 'header-injection'))
    return no('header-injection', 'a line end is hidden in its headers');
  if (mail.messageId !== null && OUR_MESSAGE_ID.test(mail.messageId))
    return no('our-message-id', 'its Message-ID is one of ours');
  const from = mail.from[0]?.email.toLowerCase() ?? '';
  if (!/^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/.test(from))
    return no('bad-address', 'From is no address that can be answered');
  if (context.ownAddresses.length > 0) {
    const ours = new Set(context.ownAddresses.map((address) => address.toLowerCase()));
    if (![...mail.to, ...mail.cc].some((address) => ours.has(address.email.toLowerCase()))) {
      return no('not-addressed', 'none of our addresses stands in To or Cc');
    }
  }
  const authenticity = authenticityOf(mail, context.authservIds);
  if (authenticity === 'fail') return no('dmarc-fail', 'the From domain disowns this mail (DMARC)');
  for (const replyTo of mail.replyTo) {
    const domain = domainOf(replyTo.email);
    if (replyTo.email.toLowerCase() !== from && !aligned(domain, domainOf(from))) {
      return no('reply-to-elsewhere', `Reply-To points to another domain (${domain})`);
    }
    if (/(?:^|[-+.])(?:list|request|owner|all|staff|group)s?@/i.test(replyTo.email))
      return no('reply-to-list', 'Reply-To points to a list');
  }
  if (context.earlier !== null && answered(understanding, context.earlier))
    return no('follow-up', 'the person had an answer about this position, or will have it; this mail adds to it');

  // Whom a letter only speaks of has not written to us, and an address in a text is nobody's proof.
  const applicant = understanding.applicant?.email?.toLowerCase();
  if (applicant !== undefined && applicant !== from)
    return no('cv-of-another', 'somebody else handed the application on; the applicant did not write to us');

  const lookalike = foreignScript(domainOf(from));
  const draft = (code: string, detail: string): GuardVerdict => ({ most: 'draft', code, detail });
  const returnPath = returnPathOf(mail);
  if (returnPath === undefined) return draft('no-return-path', 'there is no Return-Path');
  if (returnPath !== null && !aligned(domainOf(returnPath), domainOf(from)))
    return draft('return-path-differs', 'From and Return-Path do not align');
  const inside = context.ownAddresses.some((address) => domainOf(address) === domainOf(from));
  if (inside && understanding.kind !== 'application')
    return no('own-domain', 'the sender is of the domain of our own mailbox: a colleague, whom a person answers');
  if (inside) return draft('own-domain', 'the sender is of the domain of our own mailbox; a person should look');
  const other = writtenForAnother(mail, understanding);
  if (other !== null) return draft('cv-of-another', other);
  if (isRole(from)) return draft('role-sender', `${from} is an office's address; a person should look`);
  if (lookalike !== null)
    return draft(
      'lookalike-domain',
      `the domain ${lookalike} has letters that may stand for others; a person should look`,
    );
  if (authenticity === 'none') return draft('not-authenticated', 'no trusted evidence that the From domain is genuine');
  return { most: 'send', code: 'allowed', detail: 'nothing forbids it' };
}

/**
 * The domain in its own letters when one of its labels has letters of another script than Latin below a Latin top level:
 * that is how `exаmple.com` is made to look like `example.com` (UTS 39). Null where nothing is to be seen.
 */
function foreignScript(domain: string): string | null {
  const shown = domainToUnicode(domain);
  const labels = shown.split('.');
  const top = labels.pop() ?? '';
  if (!/^[a-z0-9-]*$/i.test(top)) return null;
  return labels.some((label) => /[^\p{Script=Latin}\p{N}\p{M}_-]/u.test(label)) ? shown : null;
}

/**
 * Whether an earlier mail of the person was answered about this mail's position. Somebody who applies for another one, or
 * who was not answered because the CV could not be read or something was missing, has had no answer yet; that there is
 * only one in the window is the ledger's.
 */
function answered({ position }: Understanding, earlier: EarlierApplication): boolean {
  return (earlier.answered ?? [earlier.position]).includes(position?.id ?? null);
}
